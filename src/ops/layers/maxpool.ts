/** Maximum pooling: the largest number in each window; of equal ones the first, row by row. */
import { axisIndex } from "../../ir/affine.ts";
import { load, result } from "../../ir/scalar.ts";
import { definePooling, poolingSchema } from "../families/pooling.ts";
import { both } from "../pytorch.ts";
import { minusInfinity, poolingArguments } from "../families/torch-windows.ts";

export const maxpool = definePooling({
  name: "maxpool",
  documentation: {
    summary: "the maximum of each window",
    details: [
      "`maxpool 2` halves height and width: the windows stand side by side unless a stride says otherwise. `maxpool 3 s2` is the " +
        "overlapping pooling of AlexNet. Padding never wins, and must be smaller than the window. The gradient goes to the place " +
        "the maximum came from; of equal places to the first.",
      "",
      "The output has ⌊(N - F + 2P)/S⌋ + 1 places per axis, with `ceil` ⌈(N - F + 2P)/S⌉ + 1, except that the last window must " +
        "start inside the input or the padding before it.",
      "",
      "PyTorch: `MaxPool1d`, `MaxPool2d`, `MaxPool3d`.",
    ].join("\n"),
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> relu -> maxpool 2\n  maxpool 3 s2 ceil\n}\n",
  },
  schema: poolingSchema,
  facts: { selects: true },
  pool(lowering, { input, output, walk, axes }) {
    const outer = ["n", "c", ...walk.positions.map(({ name }) => name)].map(axisIndex);
    lowering.emit({
      name: `${lowering.name}.forward`,
      axes,
      within: walk.within,
      reduction: { kind: "max", over: walk.places.map(({ name }) => name), position: walk.placeNumber },
      body: load(input, [axisIndex("n"), axisIndex("c"), ...walk.input]),
      writes: [{ tensor: output, index: outer, value: result }],
    });
  },
  pytorch(_, __, windows) {
    const { arguments: given, before } = poolingArguments(windows, minusInfinity);
    const pooling = both(`nn.MaxPool${windows.length}d`, `F.max_pool${windows.length}d`, ...given);
    return { ...pooling, ...(before ? { before } : {}) };
  },
});
