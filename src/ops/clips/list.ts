/** Every way to clip gradients, one line each; read by `registry.ts` alone. */
export { norm } from "./norm.ts";
export { value } from "./value.ts";
