/** "Did you mean" moved to `diagnostics/nearest.ts`; this keeps its first address for the command until it has followed. */
export { nearest } from "../diagnostics/nearest.ts";
