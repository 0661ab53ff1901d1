/** Takes places away from the sides of a map. */
import { affine, axisIndex } from "../../ir/affine.ts";
import { walk } from "../axes.ts";
import { defineLayer } from "../define.ts";
import { copyElements } from "../families/elements.ts";
import { acceptedMargins, marginSchema, marginsChannelsFirst, marginsOf } from "../families/margins.ts";
import { explainAxes } from "../families/per-axis.ts";
import { learnsNothing } from "../families/shared-parts.ts";
import type { Problem, Shape } from "../operator.ts";
import type { Padding } from "../schema.ts";
import { channelsFirst, accept, printShape, reject, spatialOf } from "../shape.ts";
import { input } from "../pytorch.ts";
import { sliceOf } from "../families/torch-slices.ts";

const name = "crop";

export const crop = defineLayer({
  name,
  documentation: {
    summary: "takes places away from the sides of the map",
    details: [
      "`crop 1x2` takes one row above and below and two columns left and right; `crop 1` one place on every side. `crop p0:6` takes " +
        "six at the end only: the causal cut of temporal convolutions. A last number more than the input has axes beside the channels " +
        "is for the channels.",
      "",
      "    N - before - after",
      "",
      "PyTorch: `functional.pad` with negative sizes, or a slice. Ronneberger et al., *U-Net*, 2015, crops the maps it carries over.",
    ].join("\n"),
    example: "model Example {\n  input 32x32x1\n  crop 2x2 -> conv 5x5x6 -> relu\n}\n",
  },
  schema: marginSchema("taken away"),
  facts: { averages: true },
  shape(input, values) {
    const found = marginsOf(input, values, name);
    if ("problems" in found) return reject(...found.problems);
    const nothing = somethingMustBeLeft(input, found.margins, values.padding ? "padding" : "sizes");
    if (nothing.length > 0) return reject(...nothing);
    return accept(input.map((size, i) => size - found.margins[i]!.before - found.margins[i]!.after));
  },
  ...learnsNothing,
  window: (input) => spatialOf(input).map(() => ({ extent: 1, stride: 1 })),
  explain: (input, _, values) =>
    explainAxes(
      acceptedMargins(input, values, name)
        .slice(0, -1)
        .map((margin, i) => ({ size: input[i]!, ...margin })),
      ({ size, before, after }, subject) => [
        {
          subject,
          formula: "N - before - after",
          numbers: `${size} - ${before} - ${after}`,
          value: String(size - before - after),
        },
      ],
    ),
  forward(lowering, input, _, values) {
    const shape = [...input.shape.slice(1), input.shape[0]!];
    const margins = marginsChannelsFirst(acceptedMargins(shape, values, name));
    const output = lowering.activation(input.shape.map((size, i) => size - margins[i]!.before - margins[i]!.after));
    const { axes, index } = walk(output);
    const [n, ...own] = axes;
    const read = own.map((axis, i) => affine(margins[i]!.before, [[axis.name, 1]]));
    copyElements(lowering, { axes, from: input, read: [axisIndex(n!.name), ...read], to: output, write: index });
    return output;
  },
  pytorch(shape, _, values) {
    const sizes = channelsFirst(shape);
    const margins = marginsChannelsFirst(acceptedMargins(shape, values, name));
    const parts = margins.map(({ before, after }, i) =>
      before + after === 0 ? undefined : ([before, sizes[i]! - after] as const),
    );
    return { forward: sliceOf(input(), parts) };
  },
});

function somethingMustBeLeft(input: Shape, margins: readonly Padding[], argument: string): Problem[] {
  const equations = input.flatMap((size, i) => {
    const { before, after } = margins[i]!;
    const left = size - before - after;
    return left < 1 ? [`${size} - ${before} - ${after} = ${left}`] : [];
  });
  if (equations.length === 0) return [];
  const most = input.map((size, i) => {
    const { before, after } = margins[i]!;
    return size - before - after < 1 ? Math.floor((size - 1) / 2) : Math.max(before, after);
  });
  const even = margins.every(({ before, after }) => before === after);
  const list = margins[margins.length - 1]!.before > 0 || input.length === 1 ? most : most.slice(0, -1);
  const text = list.every((size) => size === list[0]) ? String(list[0]) : printShape(list);
  return [
    {
      code: "shape/nothing-left",
      message: `nothing is left of the ${printShape(input)} input`,
      notes: [...new Set(equations)],
      help: even ? `use \`${name} ${text}\` or less` : "take fewer places away",
      argument,
      ...(even && argument === "sizes" ? { fix: { title: `take ${text}`, argument, text } } : {}),
    },
  ];
}
