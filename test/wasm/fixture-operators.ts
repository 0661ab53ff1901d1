/**
 * Two operators that let PyTorch's fixtures, which know only an upstream gradient and no loss, pass through the module: a
 * layer that adds a learned number to each element of each image, whose gradient is the gradient of the input; and a loss
 * whose gradient is any given table. Labels number the images of the batch; where each place has one, all of an image are alike.
 */
import { affine, axisIndex } from "../../src/ir/affine.ts";
import type { Nest } from "../../src/ir/nest.ts";
import { constant, index, load, plus, result, type Scalar, select, times } from "../../src/ir/scalar.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import type { Layer, Loss } from "../../src/ops/operator.ts";
import { walk } from "../../src/ops/axes.ts";

const documentation = { summary: "", details: "", example: "" };

/** Parameter `shift`, `[batch, C, H, W]`: output[n] = input[n] + shift[n]. */
export function inputProbe(batch: number): Layer {
  return {
    kind: "layer",
    name: "probe",
    documentation,
    schema: {},
    facts: {},
    shape: (input) => ({ output: input, problems: [] }),
    parameters: (input) => [
      { name: "shift", shape: [batch, input.at(-1)!, ...input.slice(0, -1)], fanIn: 1, fanOut: 1, kind: "weight" },
    ],
    macs: () => 0,
    window: () => undefined,
    explain: () => [],
    forward(lowering, input, parameters) {
      const shift = parameters.get("shift")!;
      const chosen = lowering.activation(input.shape, "chosen");
      const output = lowering.activation(input.shape);
      const { axes, index: element } = walk(input);
      const [n, ...own] = element;
      lowering.emit(
        pick(`${lowering.name}.chosen`, axes, load(shift, [axisIndex("image"), ...own]), chosen, element, index(n!)),
      );
      lowering.emit({
        name: `${lowering.name}.forward`,
        axes,
        within: [],
        reduction: { kind: "none" },
        body: plus(load(input, element), load(chosen, element)),
        writes: [{ tensor: output, index: element, value: result }],
      });
      return output;

      function pick(
        name: string,
        kept: Nest["axes"],
        value: Scalar,
        tensor: Tensor,
        at: ReturnType<typeof walk>["index"],
        image: Scalar,
      ): Nest {
        return {
          name,
          axes: [...kept, { name: "image", extent: batch }],
          within: [],
          reduction: { kind: "sum", over: ["image"] },
          body: select(index(axisIndex("image")), "==", image, value, constant(0)),
          writes: [{ tensor, index: at, value: result }],
        };
      }
    },
  };
}

/** Loss Σ score·upstream over one image; `upstream` is `[batch][C][H][W]`, row-major. */
export function upstreamLoss(batch: number, upstream: readonly number[]): Loss {
  return {
    kind: "loss",
    name: "upstream",
    documentation,
    schema: {},
    outputs: "scores",
    asks: () => ({ of: "scores" }),
    lower(lowering, scores, label, { count }) {
      const { axes, index: element } = walk(scores);
      const [n, ...own] = element;
      const table = lowering.constant([batch, ...scores.shape], upstream, "table");
      const each = lowering.activation([], "each");
      const correct = lowering.activation([], "correct");
      const scoresGradient: Tensor = { ...scores, name: `${scores.name}.gradient`, role: "gradient" };
      const image = axisIndex("image");
      // Lanes past the end of the batch have a label too: 0.
      const isPresent = (value: Scalar): Scalar => select(index(n!), "<", load(count), value, constant(0));
      const at = label.shape.length === 0 ? [n!] : [n!, affine(0), ...own.slice(1)];
      const isOwn = (value: Scalar): Scalar =>
        isPresent(select(index(image), "==", load(label, at), value, constant(0)));
      const wanted = isOwn(load(table, [image, ...own]));
      const sum = (name: string, over: readonly string[], body: Scalar, tensor: Tensor, at: typeof element): Nest => ({
        name: `${lowering.name}.${name}`,
        axes: [...axes, { name: "image", extent: batch }],
        within: [],
        reduction: { kind: "sum", over },
        body,
        writes: [{ tensor, index: at, value: result }],
      });
      const everything = [...axes.slice(1).map((a) => a.name), "image"];
      return {
        loss: each,
        correct,
        forward: [
          sum("each", everything, times(wanted, load(scores, element)), each, [n!]),
          {
            name: `${lowering.name}.correct`,
            axes: axes.slice(0, 1),
            within: [],
            reduction: { kind: "none" },
            body: index(affine(0)),
            writes: [{ tensor: correct, index: [n!], value: result }],
          },
        ],
        backward: [sum("gradient", ["image"], wanted, scoresGradient, element)],
        scoresGradient,
      };
    },
  };
}
