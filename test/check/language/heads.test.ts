/** `head`: a side output that starts from the value at its place. Learned with the model, not counted in a prediction. */
import { describe, expect, it } from "vitest";
import { errorsIn, modelIn, net, understand } from "./understood.ts";

describe("a head", () => {
  const text = net(
    "input 8x8x3",
    "conv 3x3x4 p1 -> relu",
    "head aux {",
    "  gavgpool -> fc 5",
    "}",
    "conv 3x3x4 p1 -> relu",
    "fc 3",
  );

  it("reads the value at its place, which goes on as if it were not", () => {
    const { heads, layers, last, output } = modelIn(text);
    expect(heads.map(({ name, from, last, output }) => ({ name, from, last, output }))).toEqual([
      { name: "aux", from: "relu1", last: "aux.fc1", output: [5] },
    ]);
    expect(layers.find(({ name }) => name === "conv2")!.inputs).toEqual(["relu1"]);
    expect(layers.filter(({ head }) => head === "aux").map(({ name }) => name)).toEqual(["aux.gavgpool1", "aux.fc1"]);
    expect([last, output]).toEqual(["fc1", [3]]);
  });

  it("is counted in what the model learns and not in what it predicts with", () => {
    const { totals, heads, layers } = modelIn(text);
    const [head] = heads;
    expect(head!.totals.params).toBe(4 * 5 + 5);
    expect(head!.totals.macs).toBe(4 * 5);
    expect(totals.params).toBe(layers.reduce((sum, { params }) => sum + params, 0));
    expect(totals.params).toBe(3 * 9 * 4 + 4 + 25 + (4 * 9 * 4 + 4) + (8 * 8 * 4 * 3 + 3));
    expect(totals.macs).toBe(64 * (3 * 9 * 4 + 4 * 9 * 4) + 8 * 8 * 4 * 3);
  });

  it("sees its own receptive field", () => {
    const { heads, totals } = modelIn(
      net("input 8x8x3", "conv 3x3x4 p1 -> relu", "head aux {", "conv 5x5x2 p2", "}", "fc 3"),
    );
    expect(heads[0]!.totals.rf).toBe(7);
    expect(totals.rf).toBe(10);
  });

  it.each([
    ["behind the last layer", ["fc 4 -> relu", "head h {", "fc 2", "}"], "relu1", "h.fc1"],
    ["that is empty: the value itself", ["conv 1x1x3", "head h {", "}", "fc 2"], "conv1", "conv1"],
    ["that starts from a label", ["conv 1x1x3 as a -> relu", "head h {", "@a -> fc 2", "}", "fc 2"], "relu1", "h.fc1"],
    ["in front of all layers", ["head h {", "fc 2", "}", "fc 3"], "input", "h.fc1"],
  ])("%s", (_, lines, from, last) => {
    expect(modelIn(net("input 8x8x3", ...lines)).heads[0]).toMatchObject({ from, last });
  });

  it("in a block is there for each use, in a repetition for each turn", () => {
    const block = "block u() {\n head aux {\n fc 2\n }\n conv 1x1x3 -> relu\n}\n";
    const names = (body: string): readonly string[] =>
      modelIn(block + net("input 8x8x3", body, "fc 2")).heads.map(({ name }) => name);
    expect(names("u() as a -> u()")).toEqual(["a.aux", "u1.aux"]);
    expect(names("u() * 2")).toEqual(["u1.aux", "u2.aux"]);
    expect(names("[if true { head aux { fc 2 }\n relu -> conv 1x1x3 }] * 2")).toEqual(["aux.1", "aux.2"]);
    expect(names("[if true { head aux { fc 2 }\n relu -> conv 1x1x3 }] as g")).toEqual(["g.aux"]);
  });

  it.each([
    ["twice", ["head a {", "fc 2", "}", "head a {", "fc 2", "}"], ["check/duplicate-name «a»"]],
    ["in a head", ["head a {", "fc 2 -> relu", "head b {", "fc 2", "}", "}"], ["check/misplaced-head «b»"]],
    ["in the block of a head", ["head a {", "u()", "}"], ["check/misplaced-head «aux»"]],
    [
      "with a mistake of its own",
      ["head a {", "conv 99x99x3 -> fc 2", "}"],
      ["shape/kernel-exceeds-input «conv 99x99x3»"],
    ],
    ["with two outputs", ["head a {", "fc 2", "}", "head b {", "fcc 2", "}"], ["check/unknown-layer «fcc»"]],
  ])("%s", (_, lines, errors) => {
    const block = lines.join(" ").includes("u()") ? "block u() {\n head aux {\n fc 2\n }\n relu\n}\n" : "";
    expect(errorsIn(block + net("input 8x8x3", ...lines, "fc 3"))).toEqual(errors);
  });

  it("before the input has nothing to read", () => {
    expect(errorsIn(net("head a {", "fc 2", "}", "input 8x8x3", "fc 3"))).toEqual(["check/misplaced-head «a»"]);
  });

  it("after a mistake goes on quietly, and the model is not understood", () => {
    const { models, errors } = understand(net("input 8x8x3", "conw 1", "head a {", "conv 99x99x3", "}", "fc 3"));
    expect(errors.map(({ code }) => code)).toEqual(["check/unknown-layer"]);
    expect(models).toEqual([]);
  });
});
