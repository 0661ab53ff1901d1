/** Every initialization there is, one line each; read by `registry.ts` alone. */
export { he } from "./he.ts";
export { torch } from "./torch.ts";
export { xavier } from "./xavier.ts";
