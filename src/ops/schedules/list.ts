/** Every schedule there is, one line each; read by `registry.ts` alone. */
export { constant } from "./constant.ts";
export { cosine } from "./cosine.ts";
export { step } from "./step.ts";
