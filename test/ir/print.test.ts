import { expect, test } from "vitest";
import { affine, axisIndex } from "../../src/ir/affine.ts";
import { printNest, printScalar, printTensor } from "../../src/ir/print.ts";
import { binary, constant, index, load, minus, over, plus, random, select, times, unary } from "../../src/ir/scalar.ts";
import { conv, pool, tensor } from "./nests.ts";

const [x, y] = ["x", "y"].map((name) => load(tensor(name, "activation", [3], false), [axisIndex("i")])) as [
  ReturnType<typeof load>,
  ReturnType<typeof load>,
];

test("scalars, with brackets only where they are needed", () => {
  const cases = [
    [plus(x, times(x, y)), "x[i] + x[i] * y[i]"],
    [times(plus(x, y), y), "(x[i] + y[i]) * y[i]"],
    [minus(x, minus(y, x)), "x[i] - (y[i] - x[i])"],
    [minus(minus(x, y), x), "x[i] - y[i] - x[i]"],
    [over(x, times(y, y)), "x[i] / (y[i] * y[i])"],
    [unary("exp", minus(x, y)), "exp(x[i] - y[i])"],
    [binary("max", x, constant(0)), "max(x[i], 0)"],
    [select(index(axisIndex("i")), "==", x, y, constant(-1.5)), "(#(i) == x[i] ? y[i] : -1.5)"],
    [random(4, axisIndex("n"), affine(1, [["i", 3]])), "random4(n, 3*i + 1)"],
  ] as const;
  for (const [e, text] of cases) expect(printScalar(e)).toBe(text);
});

test("nests and tensors", () => {
  const input = tensor("input", "input", [4, 8, 8]);
  const weight = tensor("conv1.weight", "parameter", [6, 2, 3, 3]);
  const layer = conv(
    "conv1",
    input,
    weight,
    tensor("conv1.bias", "parameter", [6]),
    { kernel: 3, stride: 2, padding: 1 },
    2,
  );
  expect(printTensor(input)).toBe("input input[batch, 4, 8, 8]");
  expect(layer.nests.map(printNest).join("\n")).toBe(
    [
      "conv1.forward: for n<batch g<2 f<3 y<4 x<4",
      "  within 0 <= i + 2*y - 1 < 8",
      "  within 0 <= j + 2*x - 1 < 8",
      "  sum c<2 i<3 j<3 of input[n, c + 2*g, i + 2*y - 1, j + 2*x - 1] * conv1.weight[f + 3*g, c, i, j]",
      "  from conv1.bias[f + 3*g]",
      "  conv1.output[n, f + 3*g, y, x] = result",
    ].join("\n"),
  );
  expect(pool("max", "pool1", input, { kernel: 2 }).nests.map(printNest).join("\n")).toBe(
    [
      "pool1.forward: for n<batch c<4 y<4 x<4",
      "  max i<2 j<2 of input[n, c, i + 2*y, j + 2*x]",
      "  position 2*i + j",
      "  pool1.output[n, c, y, x] = result",
    ].join("\n"),
  );
});
