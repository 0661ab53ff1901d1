/** Every initialization there is, one line each; read by `registry.ts` alone. */
export { he } from "./he.ts";
export { lecun } from "./lecun.ts";
export { normal } from "./normal.ts";
export { torch } from "./torch.ts";
export { xavier } from "./xavier.ts";
export { zeros } from "./zeros.ts";
