/** Names of layers: what they are made of, that they are unique, and that they stay when something is added behind. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelIn, namesIn, net } from "./understood.ts";

const unit = "block unit(c) {\n  conv 3x3x{c} p1 -> relu\n}\n";

describe("names", () => {
  it.each([
    ["of layers are the layer and its number", "conv 1x1x3 -> relu -> conv 1x1x3", "conv1 relu1 conv2"],
    ["of aliases are those of the layer", "gavgpool -> linear 3 -> relu -> fc 3", "gavgpool1 fc1 relu1 fc2"],
    ["are labels where there are any", "conv 1x1x3 as a -> relu as b", "a b"],
    ["count labeled layers too", "conv 1x1x3 as a -> relu -> conv 1x1x3", "a relu1 conv2"],
    ["leave out numbers that a label took", "conv 1x1x3 -> relu -> conv 1x1x3 as conv1", "conv2 relu1 conv1"],
    ["never are that of the input", "relu as input1 -> conv 1x1x3", "input1 conv1"],
    ["of joins are numbered too", "add { relu | } -> add { relu | } as sum", "relu1 add1 relu2 sum"],
    ["of one use of a block are its own, as nothing else is there", "unit(3)", "conv1 relu1"],
    ["of a labeled use are behind the label", "unit(3) as a", "a.conv1 a.relu1"],
    [
      "of several uses are behind block and number",
      "unit(3) -> unit(3)",
      "unit1.conv1 unit1.relu1 unit2.conv1 unit2.relu1",
    ],
    ["of repeated uses are so too", "unit(3) * 2", "unit1.conv1 unit1.relu1 unit2.conv1 unit2.relu1"],
    [
      "of labeled repetitions are behind both",
      "unit(3) * 2 as r",
      "r.unit1.conv1 r.unit1.relu1 r.unit2.conv1 r.unit2.relu1",
    ],
    [
      "count on through repetitions",
      "[unit(3)] * 2 -> unit(3)",
      "unit1.conv1 unit1.relu1 unit2.conv1 unit2.relu1 unit3.conv1 unit3.relu1",
    ],
    ["of labeled groups are behind the label", "[conv 1x1x3 -> relu] as g -> conv 1x1x3", "g.conv1 g.relu1 conv1"],
    ["of unlabeled groups are not", "[conv 1x1x3 -> relu] -> conv 1x1x3", "conv1 relu1 conv2"],
    ["of labeled conditions are behind the label", "if true {\n relu\n} as c", "c.relu1"],
    ["of the arms of a labeled branch are not", "add { conv 1x1x3 -> relu | } as b", "conv1 relu1 b"],
    ["in a repetition have the turn", "[conv 1x1x3 as a -> relu] * 2", "a.1 relu1 a.2 relu2"],
    [
      "in repetitions of repetitions have both turns",
      "[[relu as a] * 2 -> conv 1x1x3] * 2",
      "a.1.1 a.1.2 conv1 a.2.1 a.2.2 conv2",
    ],
    ["in a labeled group have each turn once", "[[relu as a] * 2 as g] * 2", "g.1.a.1 g.1.a.2 g.2.a.1 g.2.a.2"],
    ["in a labeled repetition have their turn", "[conv 1x1x3 as a -> relu] * 2 as r", "r.a.1 r.relu1 r.a.2 r.relu2"],
    [
      "in labeled uses in a repetition have the turn there",
      "[unit(3) as u] * 2",
      "u.1.conv1 u.1.relu1 u.2.conv1 u.2.relu1",
    ],
    ["in a repetition of one have no turn", "[relu as a] * 1", "a"],
    ["of repeated layers under a label are numbered", "relu * 2 as r", "r.relu1 r.relu2"],
    [
      "of the two bodies of conditions may ask for one label",
      "if true {\n relu as a\n}\n if true {\n relu as a\n}",
      "a a.2",
    ],
    ["of heads are behind the head", "head h {\n fc 3 as z\n}\n relu", "h.z relu1"],
  ])("%s", (_, body, names) => {
    expect(namesIn(unit + net("input 8x8x3", body))).toEqual(names.split(" "));
  });

  it("a body that is one use gives it no name, through blocks of blocks", () => {
    const text = `${unit}block only(c) {\n  let d = c\n  unit(d)\n}\nblock two(c) {\n  only(c) -> relu\n}\n`;
    expect(namesIn(text + net("input 8x8x3", "two(3)"))).toEqual(["only1.conv1", "only1.relu1", "relu1"]);
    expect(namesIn(text + net("input 8x8x3", "only(3)"))).toEqual(["conv1", "relu1"]);
  });

  it("parameters have the layer's name before them", () => {
    const { layers } = modelIn(`${unit}${net("input 8x8x3", "unit(3) as stem -> bn as last")}`);
    expect(layers.flatMap(({ parameters }) => parameters.map(({ fullName }) => fullName))).toEqual([
      ...["stem.conv1.weight", "stem.conv1.bias", "last.weight", "last.bias"],
    ]);
    expect(layers.flatMap(({ state }) => state.map(({ fullName }) => fullName))).toEqual([
      ...["last.running_mean", "last.running_var"],
    ]);
  });
});

/** Stages that keep the shape, so that any of them may follow any other. */
const blocks =
  "block leaf() {\n  relu as x -> bn\n}\n" +
  "block only() {\n  leaf()\n}\n" +
  "block some(u) {\n  u() -> u() as x\n  [bn as y] * 2\n}\n";
const label = fc.constantFrom("", "", "", "LABEL");
const { stage } = fc.letrec<{ readonly stage: string; readonly chain: string }>((tie) => ({
  stage: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom("relu", "bn", "leaf()", "only()", "some(leaf)", "some(only)"),
    fc.tuple(tie("chain"), label).map(([chain, name]) => `[${chain}]${name}`),
    fc.tuple(tie("chain"), fc.integer({ min: 0, max: 3 }), label).map(([chain, n, name]) => `[${chain}] * ${n}${name}`),
    fc.tuple(tie("chain"), label).map(([chain, name]) => `add { ${chain} | }${name}`),
    fc.tuple(tie("chain"), label).map(([chain, name]) => `if in.c == 3 { ${chain} }${name}`),
    fc.tuple(fc.constantFrom("relu", "bn", "leaf()", "some(leaf)"), label).map(([leaf, name]) => leaf + name),
    fc.tuple(fc.constantFrom("relu", "leaf()"), label).map(([leaf, name]) => `${leaf} * 2${name}`),
  ),
  chain: fc.array(tie("stage"), { minLength: 1, maxLength: 3 }).map((stages) => stages.join(" -> ")),
}));

/** Every label once, some of them like the names of layers. */
function withLabels(stages: readonly string[]): readonly string[] {
  const given = ["relu1", "leaf2", "bn3", "x", "some1", "a", "b", "c", "add1"];
  let count = 0;
  return stages.map((text) => text.replace(/LABEL/g, () => ` as ${given[count++] ?? `l${count}`}`));
}

describe("names of random programs", () => {
  const program = (lines: readonly string[]): string => blocks + net("input 4x4x3", ...lines, "fc 2");

  it("are unique, also those of parameters and states", () => {
    fc.assert(
      fc.property(fc.array(stage, { minLength: 1, maxLength: 5 }), (stages) => {
        const { layers } = modelIn(program(withLabels(stages)));
        const names = layers.flatMap(({ name, parameters, state }) => [
          name,
          ...[...parameters, ...state].map(({ fullName }) => fullName),
        ]);
        expect(names).toEqual([...new Set(names)]);
        expect(names).not.toContain("input");
      }),
      { numRuns: 30 },
    );
  });

  it("stay when a stage is added behind", () => {
    fc.assert(
      fc.property(fc.array(stage, { minLength: 1, maxLength: 4 }), stage, (stages, more) => {
        // A program that is one use of a block becomes one that is more than that: then the use gets its name.
        const before = withLabels([...stages, "identity"]);
        const after = [...before, more.replaceAll("LABEL", "")];
        const names = modelIn(program(before)).layers.map(({ name }) => name);
        const longer = modelIn(program(after)).layers.map(({ name }) => name);
        expect(longer.slice(0, names.length - 1)).toEqual(names.slice(0, -1));
      }),
      { numRuns: 30 },
    );
  });
});
