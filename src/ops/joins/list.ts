/** Every way to join the arms of a branch, one line each; read by `registry.ts` alone. */
export { add } from "./add.ts";
export { concat } from "./concat.ts";
export { mul } from "./mul.ts";
