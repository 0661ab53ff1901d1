/** Every optimizer there is, one line each; read by `registry.ts` alone. */
export { adam } from "./adam.ts";
export { sgd } from "./sgd.ts";
