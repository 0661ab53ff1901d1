/** The arithmetic shown is the arithmetic done: numbers put into the formulas give the values of the checked model. */
import { describe, expect, it } from "vitest";
import { explainModel } from "../../src/report/explain.ts";
import { renderExplanation } from "../../src/report/render-explanation.ts";
import { modelOf, network } from "../check/check-text.ts";

const model = modelOf(
  network(
    "input 28x28x1",
    "conv 5x5x6 s1 p2 -> relu -> maxpool 2",
    "conv 3x5x16 s1x2 p0:1 d2 -> maxpool 3 s2 ceil",
    "fc 10",
  ),
);
const layers = explainModel(model);

/** The value of numbers such as `⌊(28 - 5 + 2·2)/1⌋ + 1`. */
function compute(numbers: string): number {
  const script = numbers
    .replaceAll(",", "")
    .replaceAll("·", "*")
    .replaceAll("⌊", "Math.floor(")
    .replaceAll("⌈", "Math.ceil(")
    .replace(/[⌋⌉]/g, ")");
  expect(script.replaceAll("Math.floor", "").replaceAll("Math.ceil", "")).toMatch(/^[\d\s()+*/.-]+$/);
  return Number(new Function(`return ${script}`)());
}

describe("explanations", () => {
  it("hold: every row's numbers give its value", () => {
    let rows = 0;
    for (const { rows: explained } of layers)
      for (const { numbers, value } of explained) {
        // `1.50, ceil 2`: what it is before it is rounded stands first.
        const [first] = value.split(/, (?=[a-z])/);
        expect(`${numbers} = ${compute(numbers).toFixed(2)}`).toBe(
          `${numbers} = ${Number(first!.replaceAll(",", "")).toFixed(2)}`,
        );
        rows++;
      }
    expect(rows).toBeGreaterThan(20);
  });

  it("give sizes in both notations of padding", () => {
    const [conv] = explainModel(model, "conv1");
    const text = renderExplanation([conv!]);
    expect(text).toContain("conv1: 28x28x1 → 28x28x6   test.cnn:3");
    expect(text).toContain("2P");
    expect(text).toMatch(/padding of both sides/);
  });

  it("give the receptive field of each axis, as the model has it", () => {
    for (const layer of model.layers) {
      const [found] = explainModel(model, layer.name);
      const fields = found!.rows.filter(({ subject }) => subject.startsWith("receptive field"));
      const values = new Set(fields.map(({ value }) => Number(value)));
      if (layer.operator.window(layer.input, layer.values) === undefined) expect(fields).toEqual([]);
      else expect([...values].sort()).toEqual([...new Set(layer.receptiveField)].sort());
    }
  });

  it("are of one layer when one is asked for, and none for a name that is none", () => {
    expect(explainModel(model, "fc1").map(({ name }) => name)).toEqual(["fc1"]);
    expect(explainModel(model, "__proto__")).toEqual([]);
  });
});
