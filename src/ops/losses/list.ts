/** Every loss there is, one line each; read by `registry.ts` alone. */
export { crossentropy } from "./crossentropy.ts";
