/** The arithmetic shown is the arithmetic done: numbers put into the formulas give the values of the checked model. */
import { describe, expect, it } from "vitest";
import type { CheckedModel } from "../../src/check/model.ts";
import { explainLayers, type LayerExplanation } from "../../src/report/explain.ts";
import { explainSums, explainTotals } from "../../src/report/explain-totals.ts";
import { findLayers } from "../../src/report/find-layers.ts";
import { renderExplanation } from "../../src/report/render-explanation.ts";
import { modelOf, network } from "../check/check-text.ts";

const chain = modelOf(
  network(
    "input 28x28x1",
    "conv 5x5x6 s1 p2 -> relu -> maxpool 2",
    "conv 3x5x16 s1x2 p0:1 d2 -> maxpool 3 s2 ceil",
    "fc 10",
  ),
);

const tree = modelOf(`block unit(c, s = 1) {
  add { conv 3x3x{c} s{s} p1 nobias -> bn -> relu -> conv 3x3x{c} p1 nobias -> bn
      | if s != 1 or in.c != c { conv 1x1x{c} s{s} nobias -> bn } } -> relu
}
model Net {
  input 16x16x3
  conv 3x3x8 p1 -> relu as stem
  unit(8) * 3
  head aux { gavgpool -> fc 10 }
  unit(16, s=2) as low
  concat { upsample 2 -> conv 3x3x4 p1 -> maxpool 2 | } -> gavgpool -> fc 10
}
`);

/** Those of one name, which must be there. */
function explain(model: CheckedModel, word: string): readonly LayerExplanation[] {
  const found = findLayers(model, word);
  if (found.kind !== "found") throw new Error(`${word} is ${found.kind}`);
  return explainLayers(model, found.layers);
}

/** The value of numbers such as `⌊(28 - 5 + 2·2)/1⌋ + 1` and `max(5, 1)`. */
function compute(numbers: string): number {
  const script = numbers
    .replace(/(\d),(?=\d)/g, "$1")
    .replaceAll("·", "*")
    .replaceAll("⌊", "Math.floor(")
    .replaceAll("⌈", "Math.ceil(")
    .replaceAll("max(", "Math.max(")
    .replace(/[⌋⌉]/g, ")");
  expect(script.replace(/Math\.(floor|ceil|max)/g, "")).toMatch(/^[\d\s()+*/.,-]+$/);
  return Number(new Function(`return ${script}`)());
}

describe.each([
  ["a chain", chain, 25],
  ["blocks, joins and heads", tree, 150],
] as const)("explanations of %s", (_, model, least) => {
  it("hold: every row's numbers give its value", () => {
    const rows = [...explainLayers(model).flatMap((layer) => layer.rows), ...explainTotals(model).rows];
    for (const { numbers, value } of rows) {
      // `1.50, ceil 2`: what it is before it is rounded stands first; `4,089 (4.09 k)`: the exact number does.
      const [first] = value.split(/, (?=[a-z\d.]+ )| \(/);
      expect(`${numbers} = ${compute(numbers).toFixed(2)}`).toBe(`${numbers} = ${compute(first!).toFixed(2)}`);
    }
    expect(rows.length).toBeGreaterThan(least);
  });

  it("give the receptive field of each axis, as the model has it", () => {
    for (const layer of model.layers) {
      const [found] = explainLayers(model, [layer]);
      const values = found!.rows.filter(({ subject }) => subject.startsWith("receptive field"));
      const joins = layer.operator.kind === "join";
      const moves = joins || layer.operator.window(layer.input, layer.values) !== undefined;
      const wanted = moves ? [...new Set(layer.receptiveField)].sort() : [];
      expect([...new Set(values.map(({ value }) => compute(value)))].sort()).toEqual(wanted);
    }
  });
});

describe("an explanation", () => {
  it("gives sizes in both notations of padding", () => {
    const text = renderExplanation(explain(chain, "conv1"));
    expect(text).toContain("conv1: conv 5x5x6 s1 p2   28x28x1 → 28x28x6   test.cnn:3");
    expect(text).toContain("(N - F + 2P)/S + 1 = (28 - 5 + 2·2)/1 + 1 = 28");
    expect(text).toContain("p the padding of both sides  ⌊(n - k + p + s)/s⌋ = ⌊(28 - 5 + 4 + 1)/1⌋ = 28");
  });

  it("tells the way to a layer, and its turn", () => {
    const [second] = explain(tree, "unit2.conv2");
    expect(second!.trail).toEqual(["in unit(8) at test.cnn:8, second of 3"]);
    expect(explain(tree, "low.conv3")[0]!.trail).toEqual(["in unit(16, s=2) at test.cnn:10"]);
    expect(explain(tree, "stem")[0]!.trail).toEqual([]);
    const turns = modelOf(network("input 8x8x1", "[conv 3x3x4 p1 -> relu] * 12", "fc 2"));
    expect(explain(turns, "relu11")[0]!.trail).toEqual(["in the repetition at test.cnn:3, 11th of 12"]);
  });

  it("shows what a join reads, and the largest field of its paths", () => {
    const [join] = explain(tree, "low.add1");
    expect(join!.inputs.map(({ name }) => name)).toEqual(["low.bn2", "low.bn3"]);
    const text = renderExplanation([join!]);
    expect(text).toContain("low.bn2 8x8x16, low.bn3 8x8x16 → 8x8x16");
    expect(text).toMatch(/receptive field, height and width +largest r of the arms = max\(21, 15\) = 21/);
  });

  it("writes distances below one place as fractions", () => {
    const up = modelOf(network("input 8x8x1", "upsample 4 -> conv 3x3x2 p1 -> fc 2"));
    const text = renderExplanation(explain(up, "conv1"));
    expect(text).toMatch(/receptive field, height and width +r \+ \(F - 1\)·j = .*1\/4 = /);
  });

  it("says where other tools count differently, and only there", () => {
    const notes = (model: CheckedModel, word: string) => explain(model, word).flatMap((layer) => layer.notes);
    expect(notes(chain, "conv1")).toEqual(["torchinfo counts the additions of the bias as MACs: 4,704 more"]);
    expect(notes(tree, "low.conv1")).toEqual([]);
    expect(notes(tree, "low.bn1")).toEqual([
      "Keras counts the running statistics as parameters too: 16 + 16 = 32 more",
    ]);
    const state = tree.layers.reduce(
      (sum, layer) => sum + layer.state.reduce((own, { shape }) => own + shape[0]!, 0),
      0,
    );
    const { notes: totals } = explainTotals(tree);
    expect(totals.some((note) => note.endsWith(`= ${(tree.totals.params + state).toLocaleString("en")}`))).toBe(true);
    expect(totals.some((note) => note.includes("torchvision"))).toBe(true);
    expect(explainTotals(chain).notes.some((note) => /Keras|heads/.test(note))).toBe(false);
  });

  it("of totals is a sum of few terms", () => {
    const [parameters, , macs] = explainTotals(chain).rows;
    expect(parameters).toMatchObject({
      formula: "conv1 + conv2 + fc1",
      value: chain.totals.params.toLocaleString("en"),
    });
    expect(macs!.value).toContain(chain.totals.macs.toLocaleString("en"));
    expect(explainTotals(tree).rows[0]!.formula).toBe("conv1 + unit1 + unit2 + unit3 + aux + low + conv2 + fc1");
    const low = findLayers(tree, "low");
    if (low.kind !== "found") throw new Error("no block `low`");
    expect(explainSums("low", low.layers).rows[1]).toMatchObject({ formula: "conv1 + conv2 + conv3", numbers: "1,152 + 2,304 + 128" }); // prettier-ignore
    const long = modelOf(network("input 8x8x1", "[conv 3x3x4 p1 -> relu] * 20", "fc 2"));
    expect(explainTotals(long).rows[0]!.formula).toBe("20 conv + 1 fc");
  });
});

describe("a layer is found", () => {
  const names = (word: string) => {
    const found = findLayers(tree, word);
    return found.kind === "found" ? found.layers.map(({ name }) => name) : found;
  };
  it("by its name, its block, its head, or an end that only one has", () => {
    expect(names("low.bn1")).toEqual(["low.bn1"]);
    expect(names("bn3")).toEqual(["low.bn3"]);
    expect(names("unit2")).toEqual(tree.layers.map(({ name }) => name).filter((name) => name.startsWith("unit2.")));
    expect(names("aux")).toEqual(tree.layers.filter(({ head }) => head === "aux").map(({ name }) => name));
  });
  it("and otherwise what it may be", () => {
    expect(names("bn1")).toEqual({ kind: "ambiguous", names: ["unit1.bn1", "unit2.bn1", "unit3.bn1", "low.bn1"] });
    expect(names("bn33")).toEqual({ kind: "unknown", nearest: "bn3" });
    for (const word of ["__proto__", "constructor", ""]) expect(names(word)).toEqual({ kind: "unknown" });
  });
});
