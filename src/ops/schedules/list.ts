/** Every schedule there is, one line each; read by `registry.ts` alone. */
export { constant } from "./constant.ts";
export { cosine } from "./cosine.ts";
export { exponential } from "./exponential.ts";
export { milestones } from "./milestones.ts";
export { onecycle } from "./onecycle.ts";
export { plateau } from "./plateau.ts";
export { step } from "./step.ts";
