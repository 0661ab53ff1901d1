/**
 * The fixtures hold what their reader says they hold: sizes agree, the generator is the one PyTorch's script used (shown by
 * computing cases here, plainly), and every family issue 2 asks for is present.
 */
import { describe, expect, test } from "vitest";
import {
  caseInput,
  caseParameters,
  caseUpstream,
  lcgTensor,
  lcgWords,
  OPERATOR_FILES,
  type OperatorCase,
  readOperatorCases,
  readOptimizerCases,
  readScheduleCases,
} from "./operator-fixtures.ts";

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
const all = OPERATOR_FILES.flatMap((file) => readOperatorCases(file).map((each) => ({ file, each })));
const find = (file: (typeof OPERATOR_FILES)[number], layers: string, inputShape: string): OperatorCase => {
  const found = readOperatorCases(file).find((c) => c.layers === layers && c.inputShape.join("x") === inputShape);
  if (!found) throw new Error(`no case ${layers} on ${inputShape}`);
  return found;
};
const expectClose = (got: ArrayLike<number>, wanted: readonly number[]): void => {
  expect(got.length).toBe(wanted.length);
  for (const [i, value] of wanted.entries())
    expect(Math.abs(got[i]! - value)).toBeLessThan(1e-8 * (1 + Math.abs(value)));
};

test("the generator gives the words written down in the README", () => {
  expect([...lcgWords(1, 4)]).toEqual([15496, 24200, 33046, 46195]);
  expect([...lcgTensor({ seed: 1, scale: 2 }, 1)]).toEqual([((15496 - 32768) / 32768) * 2]);
});

describe("every case", () => {
  test.each(all.map(({ file, each }) => [file, each.layers || each.loss, each.inputShape.join("x"), each.batch, each]))(
    "%s: %s on %s, batch %i",
    (_file, _layers, _shape, _batch, each) => {
      const { inputGradient, parameterGradients, output, parameters } = each as OperatorCase;
      const expected = [inputGradient, ...Object.values(parameterGradients), ...(output ? [output] : [])];
      for (const tensor of expected) {
        expect(tensor.float64.length).toBe(sizeOf(tensor.shape));
        expect(tensor.float64.every(Number.isFinite)).toBe(true);
        for (const [i, value] of (tensor.float32 ?? []).entries())
          expect(Math.abs(value - tensor.float64[i]!)).toBeLessThan(2e-5 * Math.max(1, Math.abs(value)));
      }
      expect(inputGradient.shape).toEqual([(each as OperatorCase).batch, ...(each as OperatorCase).inputShape]);
      expect(Object.keys(parameterGradients)).toEqual(Object.keys(parameters));
      for (const [name, tensor] of Object.entries(parameterGradients))
        expect(tensor.shape).toEqual(parameters[name]!.shape);
    },
  );
});

test("a grouped, strided convolution and its gradients, computed here", () => {
  const each = find("convolution", "conv 3x3x6 s2 p1 g3", "4x3x3");
  const [h, w, c] = each.inputShape as [number, number, number];
  const [, oh, ow, filters] = each.output!.shape as [number, number, number, number];
  const x = caseInput(each);
  const parameters = caseParameters(each);
  const weight = parameters.get("conv1.weight")!;
  const bias = parameters.get("conv1.bias")!;
  const dy = caseUpstream(each)!;
  const y = new Float64Array(dy.length);
  const dx = new Float64Array(x.length);
  const dw = new Float64Array(weight.length);
  const perGroup = filters / 3;
  for (let n = 0; n < each.batch; n++)
    for (let oy = 0; oy < oh; oy++)
      for (let ox = 0; ox < ow; ox++)
        for (let f = 0; f < filters; f++) {
          const at = ((n * oh + oy) * ow + ox) * filters + f;
          y[at]! += bias[f]!;
          for (let ky = 0; ky < 3; ky++)
            for (let kx = 0; kx < 3; kx++) {
              const [iy, ix] = [oy * 2 - 1 + ky, ox * 2 - 1 + kx];
              if (iy < 0 || iy >= h || ix < 0 || ix >= w) continue;
              const from = ((n * h + iy) * w + ix) * c + Math.floor(f / perGroup);
              const tap = (f * 3 + ky) * 3 + kx;
              y[at]! += x[from]! * weight[tap]!;
              dx[from]! += dy[at]! * weight[tap]!;
              dw[tap]! += dy[at]! * x[from]!;
            }
        }
  expectClose(y, each.output!.float64);
  expectClose(dx, each.inputGradient.float64);
  expectClose(dw, each.parameterGradients["conv1.weight"]!.float64);
});

test("fc reads its input in the order C, H, W", () => {
  const each = find("dense", "fc 10", "3x2x4");
  const x = caseInput(each);
  const weight = caseParameters(each).get("fc1.weight")!;
  const bias = caseParameters(each).get("fc1.bias")!;
  const y = Array.from(bias, (start, o) => {
    let sum = start;
    for (let c = 0; c < 4; c++)
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 2; j++) sum += weight[o * 24 + (c * 3 + i) * 2 + j]! * x[(i * 2 + j) * 4 + c]!;
    return sum;
  });
  expectClose(y, each.output!.float64);
});

test("the plain optimizers' traces, computed here", () => {
  for (const each of readOptimizerCases().filter((c) => c.optimizer === "sgd lr=0.05 momentum=0.9")) {
    const parameters = lcgTensor(each.parameters, each.count);
    const velocity = new Float64Array(each.count);
    for (let u = 0; u < each.updates; u++) {
      const gradient = lcgTensor({ seed: each.gradients.firstSeed + u, scale: each.gradients.scale }, each.count);
      for (let i = 0; i < each.count; i++) {
        velocity[i] = 0.9 * velocity[i]! + gradient[i]!;
        parameters[i]! -= each.lr * velocity[i]!;
      }
      expectClose(parameters, each.parametersAfter.float64[u]!);
    }
  }
  expect(readOptimizerCases().map((c) => c.optimizer)).toContain("sgd lr=0.05 momentum=0.9");
});

describe("nothing the issue asks for is missing", () => {
  const convolutions = readOperatorCases("convolution");
  const texts = convolutions.map((c) => c.layers);
  test.each([
    "1x1x",
    "2x2x",
    "3x3x",
    "4x4x",
    "5x5x",
    " s2",
    " s3",
    " d2",
    " g2",
    " g4",
    "nobias",
    "same",
    "p1:0",
    "p3:1x0:2",
    "s2x1",
  ])("a convolution with %s", (part) => expect(texts.some((text) => text.includes(part))).toBe(true));
  test("padding from none to the whole kernel for every square kernel of 1 to 5", () => {
    for (let k = 1; k <= 5; k++)
      expect(
        texts.some((text) => text.startsWith(`conv ${k}x${k}x`) && / p(\d)(?!\d|x|:)/.exec(text)?.[1] === `${k}`),
      ).toBe(true);
  });
  test.each([1, 3, 17, 64])("batch %i", (batch) => {
    for (const file of ["convolution", "pooling", "dense", "loss"] as const)
      expect(readOperatorCases(file).some((c) => c.batch === batch)).toBe(true);
  });
  test.each(["relu", "leakyrelu 0.01", "sigmoid", "tanh", "flatten", "fc ", "softmax", "maxpool", "avgpool"])(
    "%s",
    (name) => expect(all.some(({ each }) => each.layers.startsWith(name))).toBe(true),
  );
  test("schedules by epoch and by step", () => {
    expect(new Set(readScheduleCases().map((c) => `${c.schedule.split(" ")[0]} ${c.per}`))).toEqual(
      new Set([
        ...["constant epoch", "step epoch", "cosine epoch"],
        ...["constant", "step", "milestones", "exponential", "cosine", "onecycle"].map((name) => `${name} step`),
      ]),
    );
  });
});
