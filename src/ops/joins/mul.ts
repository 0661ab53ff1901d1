/** The product of the arms, place by place; an arm of one place scales the others' channels, one of one channel their places. */
import { times } from "../../ir/scalar.ts";
import { defineJoin } from "../define.ts";
import { words } from "../elsewhere.ts";
import { joinPlaces } from "./elementwise.ts";
import type { JoinResult, Shape } from "../operator.ts";
import { channelsOf, spatialOf } from "../shape.ts";
import { joinEqualShapes } from "./equal-shapes.ts";
import { input, operation } from "../pytorch.ts";

export const mul = defineJoin({
  name: "mul",
  documentation: {
    summary: "the product of the arms, place by place",
    details:
      "All arms give one shape, or 1x1xC, which scales each channel of the others (squeeze and excitation), or HxWx1, which scales " +
      "each place (spatial attention).\n\n" +
      "PyTorch: `a * b`. Hu et al., *Squeeze-and-excitation networks*, 2018; Woo et al., *CBAM*, 2018.",
    example:
      "model Example {\n  input 28x28x16\n  mul { gavgpool -> conv 1x1x4 -> relu -> conv 1x1x16 -> sigmoid | }\n  fc 10\n}\n",
  },
  elsewhere: [words("multiply", "product", "times", "prod")],
  facts: {},
  shape: joinScaled,
  explain: () => [],
  forward: (lowering, inputs) => joinPlaces(lowering, inputs, times),
  pytorch: (inputs) => ({
    forward: operation(...Array.from({ length: inputs }, (_, i) => [...(i > 0 ? [" * "] : []), input(i)]).flat()),
  }),
});

/** Arms of one place fit every arm with as many channels, and arms of one channel every arm with as many places. */
function joinScaled(inputs: readonly Shape[]): JoinResult {
  const rank = Math.max(...inputs.map(({ length }) => length));
  const alike = rank > 1 && inputs.every(({ length }) => length === rank);
  if (!alike) return withoutRemedies(joinEqualShapes("mul", inputs));
  const most = inputs[0]!.map((_, axis) => Math.max(...inputs.map((shape) => shape[axis]!)));
  const stretched = inputs.map((shape) => [
    ...(spatialOf(shape).every((size) => size === 1) ? spatialOf(most) : spatialOf(shape)),
    channelsOf(shape) === 1 ? channelsOf(most) : channelsOf(shape),
  ]);
  return withoutRemedies(joinEqualShapes("mul", stretched, inputs), inputs);
}

/** No projection makes a gate of an arm: what scales ends in as many channels as it scales. */
function withoutRemedies({ remedies: _, ...result }: JoinResult, inputs: readonly Shape[] = []): JoinResult {
  const [a, b] = (result.arms ?? []).map((arm) => inputs[arm]);
  if (!a || !b || channelsOf(a) === channelsOf(b)) return result;
  const scale = [a, b].find((shape) => spatialOf(shape).every((size) => size === 1));
  const other = scale === a ? b : a;
  if (!scale || spatialOf(other).every((size) => size === 1)) return result;
  const [given, wanted] = [channelsOf(scale), channelsOf(other)];
  return {
    ...result,
    problems: result.problems.map((problem) => ({
      ...problem,
      notes: [`${given} ${given === 1 ? "channel scales" : "channels scale"} ${wanted}: one for each is needed`],
      help: `let the arm that scales end in ${wanted} channels`,
    })),
  };
}
