/** Every augmentation, one line each; read by `registry.ts` alone. */
export { crop } from "./crop.ts";
export { erase } from "./erase.ts";
export { flip } from "./flip.ts";
export { noise } from "./noise.ts";
export { rotate } from "./rotate.ts";
export { shift } from "./shift.ts";
