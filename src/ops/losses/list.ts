/** Every loss there is, one line each; read by `registry.ts` alone. */
export { bce } from "./bce.ts";
export { crossentropy } from "./crossentropy.ts";
export { hinge } from "./hinge.ts";
export { mae } from "./mae.ts";
export { mse } from "./mse.ts";
export { nll } from "./nll.ts";
