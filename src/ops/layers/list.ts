/** Every layer there is, one line each; read by `registry.ts` alone. */
export { avgpool } from "./avgpool.ts";
export { conv } from "./conv.ts";
export { dropout } from "./dropout.ts";
export { fc } from "./fc.ts";
export { flatten } from "./flatten.ts";
export { leakyrelu } from "./leakyrelu.ts";
export { maxpool } from "./maxpool.ts";
export { relu } from "./relu.ts";
export { sigmoid } from "./sigmoid.ts";
export { softmax } from "./softmax.ts";
export { tanh } from "./tanh.ts";
