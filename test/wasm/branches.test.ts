/**
 * Models with branches, labels and blocks as modules: outputs, every gradient and updates against the float64 interpreter; the
 * derived gradients of the whole model against finite differences.
 */
import { describe, expect, test } from "vitest";
import { runStages } from "../../src/pipeline.ts";
import { checkGradients } from "../train/check-gradients.ts";
import { compareWithInterpreter } from "./against-interpreter.ts";
import { compileText, modelOfText } from "./compile-text.ts";

const model = (input: string, ...lines: readonly string[]): string =>
  `${lines.filter((line) => line.startsWith("block")).join("\n")}
model Net {
  input ${input}
  ${lines.filter((line) => !line.startsWith("block")).join("\n  ")}
}
train Net {
  optimizer sgd lr=0.05 momentum=0.9
  batch 16
}
`;

const networks: readonly (readonly [string, string])[] = [
  [
    "a shortcut",
    model("6x6x3", "conv 3x3x5 p1 -> relu", "add { conv 3x3x5 p1 -> relu -> conv 3x3x5 p1 | } -> relu", "fc 4"),
  ],
  [
    "a projection with a stride",
    model("7x7x3", "add { conv 3x3x6 s2 p1 -> relu -> conv 3x3x6 p1 | conv 1x1x6 s2 } -> relu -> gavgpool", "fc 4"),
  ],
  ["three arms, one of them twice the input", model("4x4x3", "add { conv 1x1x3 | | } -> tanh", "add { | | }", "fc 3")],
  // All arms end in one kernel, and so do both contributions to the gradient of what they read.
  ["arms that are activations", model("6", "fc 8 -> add { relu | tanh | }", "fc 8 -> add { sigmoid | relu }", "fc 3")],
  [
    "concatenated towers",
    model(
      "6x5x4",
      "concat { conv 1x1x3 -> relu | conv 3x3x5 p1 -> relu | maxpool 3 s1 p1 -> conv 1x1x2 | }",
      "maxpool 2",
      "fc 4",
    ),
  ],
  [
    "squeeze and excitation",
    model(
      "5x5x6",
      "conv 3x3x6 p1",
      "mul { gavgpool -> conv 1x1x2 -> relu -> conv 1x1x6 -> sigmoid | } -> relu",
      "fc 4",
    ),
  ],
  ["spatial attention", model("5x5x6", "conv 3x3x6 p1", "mul { conv 3x3x1 p1 -> sigmoid | } -> relu", "fc 4")],
  [
    "a gate for channels times a gate for places, neither of which has the shape of the product",
    model("4x5x6", "mul { gavgpool -> conv 1x1x6 -> sigmoid | conv 3x3x1 p1 -> tanh }", "fc 4"),
  ],
  ["attention on a sequence", model("9x4", "mul { conv 3x1 p1 -> sigmoid | conv 1x4 -> tanh }", "fc 3")],
  ["a product of maps", model("4x4x3", "mul { conv 3x3x3 p1 -> sigmoid | conv 3x3x3 p1 -> tanh }", "fc 3")],
  [
    "a skip from far back, and a label read twice",
    model(
      "8x8x2",
      "conv 3x3x4 p1 -> relu as a",
      "maxpool 2 -> conv 3x3x4 p1 -> relu -> upsample 2",
      "concat { @a | } -> conv 1x1x4",
      "add { @a | } -> relu",
      "fc 3",
    ),
  ],
  [
    "residual blocks in a row",
    model(
      "6x6x4",
      "block unit(c) { add { conv 3x3x{c} p1 -> relu -> conv 3x3x{c} p1 | } -> relu }",
      "unit(4) * 3",
      "gavgpool -> fc 3",
    ),
  ],
  [
    "branches on a list",
    model("12", "fc 8 -> relu", "add { fc 8 -> relu -> fc 8 | }", "concat { relu | fc 5 -> tanh }", "fc 3"),
  ],
  [
    "branches along a line",
    model("16x3", "concat { conv 3x4 p1 -> relu | conv 5x4 p2 -> relu } -> maxpool 2", "add { conv 3x8 p1 | }", "fc 3"),
  ],
  [
    "one place, many channels",
    model("1x1x9", "add { conv 1x1x9 -> relu | }", "mul { conv 1x1x9 -> sigmoid | }", "fc 3"),
  ],
];

describe.each(networks)("%s", (_, text) => {
  test.each([1, 7, 16])("the module agrees with the interpreter on %i images", (n) => {
    const { forward, gradients, updated, trespasses } = compareWithInterpreter(compileText(text), n);
    expect(trespasses).toEqual([]);
    expect(forward.error, forward.what).toBeLessThan(1e-5);
    expect(gradients.error, gradients.what).toBeLessThan(1e-4);
    expect(updated.error, updated.what).toBeLessThan(1e-4);
  });
  test("its gradients are those of finite differences", () => {
    const { program } = runStages(modelOfText(text), { training: true, keepActivations: true });
    const wanted = program.parameters.map(({ tensor }) => tensor);
    checkGradients({ nests: program.predict, output: program.output, wanted, count: 2 }, 8);
  });
});
