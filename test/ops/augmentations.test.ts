/** Augmentations: what their steps mean against torchvision, which was told what is drawn; and which images they fit. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { applyStep, below, turn } from "../../src/ir/augment-image.ts";
import type { ImageStep } from "../../src/ir/image-step.ts";
import type { Augmentation, Shape } from "../../src/ops/operator.ts";
import { augmentations } from "../../src/ops/registry.ts";
import { lcgTensor } from "../oracle/operator-fixtures.ts";
import { readValues, type Values } from "./read-stage.ts";

interface Case {
  readonly augment: string;
  readonly shape: Shape;
  readonly seed: number;
  readonly drawn: { readonly origin?: readonly number[]; readonly degrees?: number; readonly mirrored?: boolean };
  readonly output: readonly number[];
}

const file = new URL("../fixtures/augmentations.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf8")) as readonly Case[];

function read(text: string): { readonly operator: Augmentation; readonly values: Values } {
  const [name, ...words] = text.replace(", ", ",").split(" ");
  const operator = augmentations.get(name!)!;
  return { operator, values: readValues(operator.schema, words) };
}

/** A word from which the number `wanted` below n is drawn. */
const wordFor = (wanted: number, n: number): number => Math.ceil((wanted * 2 ** 32) / n);

/** What each axis draws from. */
function choicesOf(step: ImageStep): readonly number[] {
  if (step.kind === "move") return step.margins.map((margin, a) => step.input[a]! + 2 * margin - step.output[a]! + 1);
  return step.input.slice(0, -1);
}

function draw(step: ImageStep, image: Float64Array, { origin, degrees, mirrored }: Case["drawn"]): Float64Array {
  if (step.kind === "turn") return turn(image, step, degrees!);
  if (step.kind === "mirror") return applyStep(image, step, () => wordFor(Number(mirrored), 2));
  return applyStep(image, step, (k) => wordFor(origin![k]!, choicesOf(step)[k]!));
}

test.each(cases.map((each, i) => [i + 1, each.augment, JSON.stringify(each.drawn), each] as const))(
  "%d: %s, drawn %s, is what torchvision gives",
  (_, augment, __, { shape, seed, drawn, output }) => {
    const { operator, values } = read(augment);
    const { output: given, problems } = operator.shape(shape, values);
    expect(problems).toEqual([]);
    expect(given!.reduce((a, b) => a * b, 1)).toBe(output.length);
    const image = lcgTensor({ seed, scale: 1 }, shape.reduce((a, b) => a * b, 1)); // prettier-ignore
    const result = draw(operator.step(shape, values), image, drawn);
    const most = Math.max(...result.map((value, i) => Math.abs(value - output[i]!)));
    expect(most).toBeLessThan(1e-8);
  },
);

test("the fixtures hold every augmentation that torchvision does alike", () => {
  const there = new Set(cases.map(({ augment }) => augment.split(" ")[0]!));
  // Noise is random in every element.
  expect([...augmentations.keys()].filter((name) => !there.has(name))).toEqual(["noise"]);
});

test("a word gives each number below n as often as the others, to one", () => {
  for (const n of [1, 2, 3, 5, 28, 1000]) {
    expect(below(n, 0)).toBe(0);
    expect(below(n, 2 ** 32 - 1)).toBe(n - 1);
    for (let k = 1; k < n; k++) {
      expect(below(n, wordFor(k, n))).toBe(k);
      expect(below(n, wordFor(k, n) - 1)).toBe(k - 1);
    }
  }
});

describe("images that do not fit", () => {
  test.each([
    ["shift 2", [784], "shape/rank"],
    ["flip horizontal", [784], "shape/rank"],
    ["flip vertical", [100, 3], "shape/rank"],
    ["rotate 10", [100, 3], "shape/rank"],
    ["rotate 10", [784], "shape/rank"],
    ["crop [28]", [784], "shape/rank"],
    ["erase 8", [784], "shape/rank"],
    ["shift 5", [28, 5, 1], "shape/nothing-left"],
    ["erase 6", [28, 5, 1], "shape/nothing-left"],
    ["crop [30]", [28, 28, 1], "shape/kernel-exceeds-input"],
    ["crop [28,28]", [8, 28, 28, 1], "shape/wrong-number-of-sizes"],
  ] as const)("%s on %j", (text, shape, code) => {
    const { operator, values } = read(text);
    const { output, problems } = operator.shape(shape, values);
    expect(output).toBeUndefined();
    expect(problems.map((problem) => problem.code)).toEqual([code]);
  });

  test.each([
    ["shift 4", [28, 5, 1], [28, 5, 1]],
    ["flip horizontal", [100, 3], [100, 3]],
    ["flip vertical", [4, 100, 100, 3], [4, 100, 100, 3]],
    ["rotate 10", [4, 10, 10, 3], [4, 10, 10, 3]],
    ["crop [24] pad=2", [28, 28, 1], [24, 24, 1]],
    ["crop [8,24,20]", [8, 28, 28, 1], [8, 24, 20, 1]],
    ["erase 5", [28, 5, 1], [28, 5, 1]],
    ["noise 0.1", [784], [784]],
  ] as const)("but %s on %j gives %j", (text, shape, wanted) => {
    const { operator, values } = read(text);
    expect(operator.shape(shape, values)).toEqual({ output: wanted, problems: [] });
    expect(operator.step(shape, values).output).toEqual(wanted);
  });
});
