/** Two models compared: which layer is which, what counts as a change, and the totals. */
import { describe, expect, it } from "vitest";
import type { CheckedModel } from "../../src/check/model.ts";
import { alignLayers } from "../../src/report/align-layers.ts";
import { diffModels } from "../../src/report/diff.ts";
import { layerMeaning } from "../../src/report/layer-meaning.ts";
import { renderDiff } from "../../src/report/render-diff.ts";
import { modelOf, network } from "../check/check-text.ts";

const lenet = (...front: readonly string[]): CheckedModel =>
  modelOf(network("input 28x28x1", ...front, "conv 5x5x6 p2 -> relu -> maxpool 2", "conv 5x5x16 -> relu", "fc 10"));

/** `- conv1 ` and so on, one word for each layer. */
function changes(a: CheckedModel, b: CheckedModel): readonly string[] {
  return diffModels(a, b, layerMeaning).layers.map((layer) => {
    const names = [layer.a?.name, layer.b?.name].filter((name) => name !== undefined);
    return `${layer.change} ${[...new Set(names)].join(" → ")}${layer.differs.length > 0 ? `: ${layer.differs}` : ""}`;
  });
}

describe("layers", () => {
  it("of the same model are the same", () => {
    const { layers, totals } = diffModels(lenet(), lenet(), layerMeaning);
    expect(new Set(layers.map(({ change }) => change))).toEqual(new Set(["same"]));
    expect(totals.params).toEqual({ a: 18_582, b: 18_582, difference: 0, percent: 0 });
    expect(renderDiff(diffModels(lenet(), lenet(), layerMeaning), "human")).toContain("the layers are the same\n");
  });

  it("put in front renumber those that follow, which are the same all the same", () => {
    expect(changes(lenet(), lenet("conv 1x1x1 nobias -> tanh"))).toEqual([
      "added conv1",
      "added tanh1",
      "same conv1 → conv2",
      "same relu1",
      "same maxpool1",
      "same conv2 → conv3",
      "same relu2",
      "same fc1",
    ]);
  });

  it("that a given name holds together have changed, whatever their arguments", () => {
    const a = modelOf(network("input 8x8x1", "conv 3x3x8 p1 as stem", "relu", "maxpool 2 as half", "fc 2"));
    const b = modelOf(
      network("input 8x8x1", "conv 3x3x8 p1 -> relu", "conv 5x5x4 p2 as stem", "relu", "avgpool 2 as half", "fc 2"),
    );
    expect(changes(a, b).filter((change) => /stem|half/.test(change))).toEqual([
      "changed stem: written,output,params,macs",
      "changed half: written,output",
    ]);
  });

  it("change when their input does", () => {
    const b = modelOf(network("input 28x28x1", "conv 5x5x6 -> relu -> maxpool 2", "conv 5x5x16 -> relu", "fc 10"));
    expect(changes(lenet(), b)).toEqual([
      "changed conv1: written,output,macs",
      "changed relu1: output",
      "changed maxpool1: output",
      "changed conv2: output,macs",
      "changed relu2: output",
      "changed fc1: params,macs",
    ]);
  });
});

describe("another way to write the same is no change", () => {
  const of = (...stages: readonly string[]): CheckedModel => modelOf(network("input 12x12x4", ...stages, "fc 3"));
  it.each([
    ["conv 3x3x8", "conv 3x3x8 s1 d1 g1 p0"],
    ["conv 3x3x8", "conv 3x3x8 valid"],
    ["conv 3x3x8 p1", "conv 3x3x8 same"],
    ["conv 3x3x8 p1:1x1", "conv 3x3x8 p1 s1x1"],
    ["conv 3x3x8", "conv 3x3x8 init=torch"],
    ["maxpool 2", "maxpool 2x2 s2"],
    ["maxpool 2", "maxpool 2 ceil"],
    ["deconv 2x2x4 s2", "deconv 2x2x4 s2 outpad=0 g1"],
    ["dropout", "dropout 0.5"],
    ["bn", "bn eps=1e-5 momentum=0.1"],
    ["upsample 2", "upsample 2 nearest"],
    ["leakyrelu", "leakyrelu 0.01"],
  ])("%s and %s", (a, b) => {
    expect(changes(of("tanh", a), of("tanh", b)).filter((change) => !change.startsWith("same"))).toEqual([]);
    // Nor is it one where other layers come between.
    const moved = changes(of("tanh", a, "sigmoid"), of("tanh", "relu", b, "sigmoid"));
    expect(moved.filter((change) => !change.startsWith("same"))).toEqual(["added relu1"]);
  });

  it.each([
    ["conv 3x3x8 p1", "conv 3x3x8 p1 d1x2 s1x2"],
    ["maxpool 3 s3", "maxpool 3 s3 p1"],
    ["avgpool 3 s1 p1", "avgpool 3 s1 p1 nopad"],
    ["dropout", "dropout 0.4"],
    ["bn", "bn momentum=0.2"],
    ["bn", "bn eps=1e-3"],
    ["conv 3x3x8", "conv 3x3x8 init=he"],
    ["conv 3x3x4", "conv 3x3x4 g2"],
    ["prelu", "prelu shared"],
    ["lrn 5", "lrn 5 k=1"],
  ])("%s and %s are two things", (a, b) => {
    expect(changes(of(a), of(b)).some((change) => /changed .*: .*written/.test(change))).toBe(true);
  });

  it("what stands before it does not matter", () => {
    const a = of("conv 3x3x8 p1", "conv 5x5x6");
    const b = of("conv 3x3x16 p1", "conv 5x5x6 s1");
    expect(changes(a, b)).toEqual([
      "changed conv1: written,output,params,macs",
      "changed conv2: params,macs",
      "same fc1",
    ]);
  });
});

describe("the alignment", () => {
  const layer = (operator: string, name: string, args = "") => ({ name, operator, written: `${operator} ${args}` });
  const list = (...words: readonly string[]) => words.map((word, i) => layer(word, `${word}${i}`));

  it("keeps the order and leaves nobody out", () => {
    let seed = 1;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let trial = 0; trial < 200; trial++) {
      const make = () => list(...Array.from({ length: random(12) }, () => "abc"[random(3)]!));
      const [a, b] = [make(), make()];
      const pairs = alignLayers(a, b);
      expect(pairs.flatMap((pair) => pair.a ?? [])).toEqual(a.map((_, i) => i));
      expect(pairs.flatMap((pair) => pair.b ?? [])).toEqual(b.map((_, i) => i));
    }
  });

  it("pairs as many equal layers as the longest common subsequence has", () => {
    const longest = (a: string, b: string): number =>
      a === "" || b === "" ? 0 : a[0] === b[0] ? 1 + longest(a.slice(1), b.slice(1)) : Math.max(longest(a.slice(1), b), longest(a, b.slice(1))); // prettier-ignore
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let trial = 0; trial < 100; trial++) {
      const make = () => Array.from({ length: 1 + random(8) }, () => "abc"[random(3)]!).join("");
      const [a, b] = [make(), make()];
      // Names that nobody shares, so that only operators count.
      const pairs = alignLayers(
        [...a].map((word, i) => layer(word, `x${i}`)),
        [...b].map((word, i) => layer(word, `y${i}`)),
      );
      const equal = pairs.filter((pair) => pair.a !== undefined && pair.b !== undefined);
      expect({ a, b, equal: equal.length }).toEqual({ a, b, equal: longest(a, b) });
    }
  });

  it("of thousands of layers takes no minute", () => {
    const many = (shift: number) => Array.from({ length: 2_000 }, (_, i) => layer("conv", `conv${i}`, String((i * 7 + shift) % 13))); // prettier-ignore
    const start = performance.now();
    expect(alignLayers(many(0), many(3)).length).toBeGreaterThanOrEqual(2_000);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe("the text", () => {
  const family = (name: string, n: number): CheckedModel =>
    modelOf(`block unit(c) { conv 3x3x{c} p1 nobias -> bn -> relu }
model ${name} { input 8x8x3 -> conv 3x3x4 p1 -> unit(4) * ${n} -> fc 2 }
`);
  const diff = diffModels(family("Short", 1), family("Long", 3), layerMeaning);

  it("has whole blocks as one row, and the totals with their differences", () => {
    expect(renderDiff(diff, "human")).toBe(`a: Short (test.cnn), 8x8x3 → 2
b: Long (test.cnn), 8x8x3 → 2

   name        layer    output  parameters   MACs
─────────────────────────────────────────────────
   4 the same
+  unit2       unit(4)  8x8x4          152  9,216
+  unit3       unit(4)  8x8x4          152  9,216
   1 the same

layers: 5 the same, 0 changed, 0 removed, 6 added

                            a         b  difference        %
────────────────────────────────────────────────────────────
parameters                778     1,082        +304   +39.1%
weights                   764     1,052        +288   +37.7%
running statistics          8        24         +16  +200.0%
MACs                   16,640    35,072     +18,432  +110.8%
receptive field            12        16          +4   +33.3%
training at batch 1  14.8 KiB  29.2 KiB   +14.4 KiB   +96.8%
`);
  });

  it("is JSON by its schema, every layer in it", () => {
    const { schema, a, layers, totals } = JSON.parse(renderDiff(diff, "json"));
    expect(schema).toBe("cnnc.diff/1");
    expect(a).toMatchObject({ model: "Short", file: "test.cnn", input: [8, 8, 3], output: [2] });
    expect(layers).toHaveLength(11);
    expect(layers[4]).toMatchObject({ change: "added", a: null, b: { name: "unit2.conv1", params: 144 }, differs: [] });
    expect(totals.weights).toMatchObject({ a: 764, b: 1_052, difference: 288 });
  });

  it("is Markdown", () => {
    const text = renderDiff(diff, "md");
    expect(text).toContain("| + | unit2 | unit(4) | 8x8x4 | 152 | 9,216 |");
    expect(text).toContain("| parameters | 778 | 1,082 | +304 | +39.1% |");
  });

  it("has no percentage of nothing", () => {
    const none = modelOf(network("input 4x4x1", "relu"));
    const some = modelOf(network("input 4x4x1", "fc 2"));
    expect(diffModels(none, some, layerMeaning).totals.params).toEqual({ a: 0, b: 34, difference: 34, percent: null });
  });
});
