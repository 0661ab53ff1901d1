/** Programs with one mistake each: exactly one message, errors and warnings together, and its code. */
import { describe, expect, it } from "vitest";
import { net, understand } from "./understood.ts";

const rest = ["conv 3x3x8 p1 -> relu -> maxpool 2", "fc 10"];
const after = (...lines: readonly string[]): string => net("input 28x28x4", ...lines, ...rest);

const programs: readonly (readonly [code: string, text: string])[] = [
  // Layers and their arguments.
  ["check/unknown-layer", after("conw 3x3x8 p1 -> relu")],
  ["check/unknown-layer", after("Conv2d 3x3x8 p1 -> relu")],
  ["check/unknown-argument", after("conv 3x3x8 p1 nobais -> relu")],
  ["check/unknown-argument", after("conv 3x3x8 p1 relu")],
  ["check/unknown-argument", after("conv 3x3x8 p1 relu maxpool 2")],
  ["check/too-many-arguments", after("conv 3x3 8 p1 -> relu")],
  ["check/missing-argument", after("conv p1 -> relu")],
  ["check/duplicate-argument", after("conv 3x3x8 p1 p2 -> relu")],
  ["check/unknown-choice", after("conv 3x3x8 p1 init=hee -> relu")],
  ["check/out-of-range", after("dropout 1.5")],
  ["check/wrong-kind", after("conv 3x3x{1 < 2} p1 -> relu")],
  ["check/not-an-integer", after("conv 3x3x{in.c/3} p1 -> relu")],
  ["check/division-by-zero", after("conv 3x3x{in.c/(in.c - 4)} p1 -> relu")],
  ["check/number-too-large", after("conv 3x3x{9_007_199_254_740_991 * 2} p1 -> relu")],
  // Shapes.
  ["shape/kernel-exceeds-input", after("conv 29x29x8 -> relu")],
  ["shape/rank", after("fc 100 -> relu")],
  ["shape/rank", after("flatten -> add { conv 3x3x8 p1 | conv 1x1x8 } -> relu")],
  ["shape/groups-do-not-divide", after("conv 3x3x8 p1 g3 -> relu")],
  ["shape/elements-differ", after("reshape 10x10x4")],
  ["shape/wrong-number-of-sizes", after("conv 3x3x3x8 p1 -> relu")],
  ["shape/size-not-positive", after("conv 3x3x0 p1 -> relu")],
  ["shape/too-large", after("conv 1x1x9_999_999 -> relu")],
  ["check/shape-differs", after("conv 3x3x8 -> relu : 28x28x8")],
  ["check/expectation-failed", after("expect params 5")],
  // Branches.
  ["shape/arms-differ", after("add { conv 3x3x8 p1 | } -> relu")],
  ["shape/arms-differ", after("concat { conv 3x3x8 -> relu | }")],
  ["shape/arms-differ", after("mul { gavgpool -> fc 4 -> sigmoid | }")],
  ["shape/arms-differ", after("add { conv 3x3x4 p1 -> relu | conv 3x3x5 p1 -> relu | }")],
  ["check/too-few-arms", after("add { conv 3x3x4 p1 } -> relu")],
  ["check/unknown-layer", after("add { conw 3x3x4 p1 | } -> relu")],
  // Names.
  ["check/unknown-name", after("conv 3x3x{width} p1 -> relu -> conv 3x3x{in.c} p1 -> relu")],
  ["check/unknown-name", after("let width = widht", "conv 3x3x{width} p1 -> relu -> fc {width} -> relu -> conv 3x3x3")],
  ["check/unknown-name", after("if n == 3 { relu } else { conv 3x3x{in.c} p1 -> relu }")],
  [
    "check/unknown-name",
    `const a = b\nconst c = a + 1\n${after("conv 3x3x{a} p1 -> relu -> conv 3x3x{c} p1 -> relu")}`,
  ],
  ["check/duplicate-name", `const a = 3\nconst a = 4\n${after("conv 3x3x{a} p1 -> relu")}`],
  [
    "check/duplicate-name",
    `const a = 3\nblock a(c) {\n  conv 3x3x{c} p1 -> relu\n}\n${after("conv 3x3x{a} p1 -> relu -> a(4)")}`,
  ],
  [
    "check/duplicate-name",
    `block a(c) {\n  conv 3x3x{c} p1 -> relu\n}\nblock a(c, d) {\n  conv 3x3x{c + d} p1 -> relu\n}\n${after("a(4, 4)")}`,
  ],
  ["check/duplicate-name", after("let a = 3", "let a = 4", "conv 3x3x{a} p1 -> relu")],
  [
    "check/duplicate-name",
    after("conv 3x3x4 p1 as a -> relu -> conv 3x3x5 p1 as a -> relu", "add { @a | conv 1x1x4 } -> relu"),
  ],
  ["check/duplicate-name", `${after()}${after()}train Net {\n  data mnist\n}\n`],
  ["check/unknown-label", after("conv 3x3x4 p1 as a -> relu", "add { @b | @a } -> relu")],
  ["check/unknown-label", after("if true {", "  conv 3x3x4 p1 as a -> relu", "}", "add { @a | } -> relu")],
  // Blocks.
  ["check/unknown-block", after("unit(4)")],
  ["check/wrong-kind", after("conv(4)")],
  ["check/wrong-kind", `block unit(c) {\n  conv 3x3x{c} p1 -> relu\n}\n${after("unit 4")}`],
  [
    "check/wrong-kind",
    `block unit(c) {\n  conv 3x3x{c} p1 -> relu -> conv 3x3x{2*c} p1 -> relu\n}\n${after('unit("4")')}`,
  ],
  [
    "check/missing-argument",
    `block unit(c, d) {\n  conv 3x3x{c} p1 -> relu -> conv 3x3x{d} p1 -> relu\n}\n${after("unit(4)")}`,
  ],
  ["check/too-many-arguments", `block unit(c) {\n  conv 3x3x{c} p1 -> relu\n}\n${after("unit(4, 5)")}`],
  ["check/unknown-argument", `block unit(c) {\n  conv 3x3x{c} p1 -> relu\n}\n${after("unit(ch=4)")}`],
  ["check/duplicate-argument", `block unit(c) {\n  conv 3x3x{c} p1 -> relu\n}\n${after("unit(4, c=4)")}`],
  ["check/unknown-name", `block unit(channels) {\n  conv 3x3x{chanels} p1 -> relu\n}\n${after("unit(4) * 16")}`],
  [
    "check/unknown-layer",
    `block unit(c) {\n  conw 3x3x{c} p1 -> relu\n}\nblock two(c) {\n  unit(c) -> unit(c)\n}\n${after("two(4) * 8")}`,
  ],
  [
    "check/not-an-integer",
    `block unit(c) {\n  conv 1x1x{c/4} -> relu -> conv 3x3x{c/4} p1 -> relu -> conv 1x1x{c} -> relu\n}\n${after("unit(30)")}`,
  ],
  ["check/recursion", `block a(c) {\n  conv 3x3x{c} p1 -> relu -> a(c)\n}\n${after("a(4) -> a(4)")}`],
  ["check/recursion", `block a(c) {\n  b(c)\n}\nblock b(c) {\n  a(c)\n}\n${after("a(4) -> b(4)")}`],
  ["check/block-named-as-layer", `block relu(c) {\n  conv 3x3x{c} p1\n}\n${after("conv 3x3x3 p1 -> relu")}`],
  ["check/wrong-kind", `block top(u, c) {\n  u(c) -> u(c)\n}\n${after("top(3, 4)")}`],
  [
    "check/out-of-range",
    `block top(n) {\n  conv 3x3x{n[2]} p1 -> relu -> conv 3x3x{n[0]} p1 -> relu\n}\n${after("top([4, 4])")}`,
  ],
  ["check/duplicate-name", `block unit(c, c) {\n  conv 3x3x{c} p1 -> relu\n}\n${after("unit(4, 5)")}`],
  ["check/wrong-kind", `model Other {\n  input 3\n  fc 3\n}\n${after("Other()")}`],
  // Conditions, repetitions, heads.
  ["check/wrong-kind", after("if in.c { relu }")],
  ["check/not-an-integer", after("[conv 3x3x4 p1 -> relu] * (in.c/3)")],
  ["check/out-of-range", after("[conv 3x3x4 p1 -> relu] * (1 - in.c)")],
  ["check/too-many-layers", after("[conv 3x3x4 p1 -> relu] * 6_000")],
  ["shape/kernel-exceeds-input", net("input 32x32x4", "[conv 3x3x4 p1 -> relu -> maxpool 2] * 7", "fc 10")],
  [
    "check/misplaced-head",
    net(
      "input 28x28x4",
      ...rest.slice(0, 1),
      "head a {",
      "  fc 10 -> relu",
      "  head b {",
      "    fc 10",
      "  }",
      "}",
      "fc 10",
    ),
  ],
  ["check/misplaced-head", net("head a {", "  fc 10", "}", "input 28x28x4", ...rest)],
  [
    "check/duplicate-name",
    net("input 28x28x4", rest[0]!, "head a {", "  fc 10", "}", "head a {", "  fc 10", "}", "fc 10"),
  ],
  // Models and recipes.
  ["check/no-input", net(...rest)],
  ["check/empty-model", net("input 28x28x4")],
  ["check/out-of-range", net("input 0x28x4", "conv 3x3x{in.c} p1 -> relu", "fc {in.h}")],
  ["check/input-rank", net("input 1x2x3x4x5", "conv 3x3x{in.c} p1 -> relu", "fc {in.h}")],
  ["check/misplaced-input", net("input 28x28x4", "conv 3x3x8 -> relu", "input 28x28x4", "fc 10")],
  ["check/unknown-metric", after("expect parms 5")],
  ["check/unknown-model", `${after()}train Nte {\n  data mnist\n}\n`],
  ["check/missing-argument", `model Net(n) {\n  input 28x28x4\n  fc {n}\n}\ntrain Net {\n  data mnist\n}\n`],
  ["check/output-not-a-list", `${net("input 28x28x4", "conv 3x3x8 -> relu")}train Net {\n  data mnist\n}\n`],
  ["check/unknown-setting", `${after()}train Net {\n  data mnist\n  epoch 3\n}\n`],
  // Imports.
  ["import/not-found", `import unit from "./lib.cnn"\n${after("unit(4) * 2")}`],
  ["import/not-found", `import unit, width from "std/resnt"\n${after("unit(width)")}`],
  ["import/unknown-name", `import basik from "std/resnet"\n${after("basik(4) -> basik(8, 2)")}`],
  ["import/outside-project", `import unit from "/etc/passwd"\n${after("unit(4)")}`],
  ["shape/rank", `import bottleneck from "std/resnet"\n${net("input 10", "bottleneck(4)", "fc 3")}`],
  ["check/wrong-kind", `import basic from "std/resnet"\n${after('basic("16", 2)')}`],
  // Words.
  ["syntax/unclosed-bracket", net("input 28x28x4", ...rest).replace(/\}\n$/, "")],
  ["syntax/unclosed-bracket", `block unit(c) {\n  conv 3x3x{c} p1 -> relu\n${after("unit(4)")}`],
  ["syntax/unexpected-token", `block unit(in) {\n  conv 3x3x4 p1 -> relu\n}\n${after("unit(4)")}`],
  ["syntax/unexpected-token", `const true = 3\n${after()}`],
  ["syntax/unexpected-character", after("if in.c == 4 && in.h == 28 { relu }")],
];

describe("one mistake is one message", () => {
  it.each(programs.map(([code, text], i) => [i + 1, code, text] as const))("%i: %s", (_, code, text) => {
    expect(understand(text).diagnostics.map((each) => `${each.code}: ${each.message}`)).toEqual([
      expect.stringMatching(new RegExp(`^${code}: `)),
    ]);
  });

  it("and the program that all of them are made of has none", () => {
    expect(understand(after()).diagnostics).toEqual([]);
    expect(programs.length).toBeGreaterThan(60);
  });
});
