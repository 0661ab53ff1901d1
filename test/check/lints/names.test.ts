/** Lints about names that nothing uses: what counts as a use, what hides what, and the fixes of imports and labels. */
import { describe, expect, it } from "vitest";
import { checkText, network } from "../check-text.ts";
import { fires, fixes } from "./fires.ts";

const codes = (text: string): readonly string[] => checkText(text).codes;
const net = network("input 28x28x1", "fc 10");

describe("consts and blocks", () => {
  it("fire where the file has a model", () => {
    expect(fires(`const n = 3\n${net}`, "lint/unused-const", "n").message).toBe("const `n` is not used");
    expect(fires(`block unit() { relu }\n${net}`, "lint/unused-block", "unit").message).toBe(
      "block `unit` is not used",
    );
  });

  it("are for others in a library", () => {
    expect(codes("const n = 3\nblock unit(c) { fc {c} -> relu }\n")).toEqual([]);
  });

  it.each([
    ["in another const", "const a = 3\nconst b = 2*a\n", "fc {b}"],
    ["in a size", "const a = 3\n", "conv 3x3x{a} p1"],
    ["in an attribute", "const a = 1\n", "conv 3x3x8 s{a}"],
    ["in a padding", "const a = 1\n", "conv 3x3x8 p0:{a}"],
    ["in a named argument", "const a = 2\n", "dropout {1/a} -> fc 10"],
    ["as a factor", "const a = 2\n", "[fc 10 -> relu] * a"],
    ["in a condition", "const a = true\n", "if a { relu } else { tanh }"],
    ["in a written shape", "const a = 10\n", "fc 10 : {a}"],
    ["in an expectation", "const a = 7_850\n", "fc 10\n  expect params a"],
    ["in a list", "const a = 10\nblock b(n) { fc {n[0]} }\n", "b([a])"],
    ["in a call of a function", "const a = 10\n", "fc {min(a, 3)}"],
    ["in a default", "const a = 10\nblock b(n = a) { fc {n} }\n", "b()"],
    ["in a head", "const a = 10\n", "head aux { fc {a} }\n  fc 10"],
    ["in an arm", "const a = 10\n", "concat { fc {a} | fc 3 }"],
    ["by a block that is used", "block a() { relu }\nblock b() { a() -> fc 10 }\n", "b()"],
    ["as a value", "block a(n) { fc {n} }\nblock b(unit) { unit(10) }\n", "b(a)"],
  ])("are used %s", (_, declarations, stage) => {
    expect(codes(`${declarations}${network("input 28x28x1", stage)}`)).toEqual([]);
  });

  it("are used in a recipe", () => {
    expect(codes(`const n = 8\n${net}train Net {\n  data mnist\n  batch {n}\n}\n`)).toEqual([]);
    expect(codes(`const n = 8\n${net}train Net {\n  data mnist\n  batch n\n}\n`)).toEqual([]);
    expect(codes(`const rate = 0.1\n${net}train Net {\n  data mnist\n  optimizer sgd lr=rate\n}\n`)).toEqual([]);
  });

  it("are not used by what hides them", () => {
    fires(`const n = 3\nblock b(n) { fc {n} }\n${network("input 3", "b(4)")}`, "lint/unused-const", "n");
    fires(`const n = 3\n${network("input 3", "let n = 4", "fc {n}")}`, "lint/unused-const", "n");
    expect(codes(`const n = 3\n${network("input 3", "let n = 2*n", "fc {n}")}`)).toEqual([]);
  });

  it("are left alone with a `_` before them, and in files with errors", () => {
    expect(codes(`const _n = 3\nblock _b() { relu }\n${net}`)).toEqual([]);
    expect(codes(`const hidden = 30\n${network("input 3", "fc {hiden}")}`)).toEqual(["check/unknown-name"]);
    expect(
      codes(`const hidden = 30\n${network("input 3", "fc {hidden} ->")}`).every((code) => !code.startsWith("lint/")),
    ).toBe(true);
  });

  it("take names of JavaScript for names", () => {
    expect(codes(`const constructor = 3\nconst toString = 3\n${network("input 3", "fc {constructor}")}`)).toEqual([
      "lint/unused-const",
    ]);
  });
});

describe("parameters and lets", () => {
  it("fire in libraries too, each by its owner", () => {
    const { message, help } = fires("block unit(c, s = 1) { fc {c} }\n", "lint/unused-parameter", "s");
    expect(message).toBe("parameter `s` of `unit` is not used");
    expect(help).toBe("remove it, or name it `_s`");
    fires("model Net(classes = 10) {\n  input 3\n  fc 10\n}\n", "lint/unused-parameter", "classes");
    expect(codes("block unit(c, _s = 1) { fc {c} }\n")).toEqual([]);
  });

  it("lets are known from their line on, within as well", () => {
    fires(network("input 3", "let n = 4", "fc 3"), "lint/unused-let", "n");
    expect(codes(network("input 3", "let n = 4", "let m = n + 1", "if true { fc {m} }"))).toEqual([]);
    fires("block b(n) {\n  if true {\n    let n = 4\n    relu\n  }\n  fc {n}\n}\n", "lint/unused-let", "n");
  });
});

describe("imports", () => {
  const used = network("input 8x8x16", "basic(16)", "fc 10");

  it("goes as a whole", () => {
    expect(fixes(`import lenet5 from "std/lenet"\n${net}`, "lint/unused-import", "lenet5")).toBe(net);
    expect(fixes(`import lenet1, lenet5 from "std/lenet"\n${net}`, "lint/unused-import", "lenet1")).toBe(net);
  });

  it.each([
    ["basic, bottleneck", "bottleneck"],
    ["bottleneck, basic", "bottleneck"],
    ["bottleneck, basic, resnet", "bottleneck"],
    ["stage, basic , bottleneck", "stage"],
  ])("keeps what is used of %s", (names, first) => {
    const text = `import ${names} from "std/resnet"\n${used}`;
    expect(fixes(text, "lint/unused-import", first)).toBe(`import basic from "std/resnet"\n${used}`);
  });

  it("is used by a recipe", () => {
    expect(codes('import LeNet5 from "std/lenet"\ntrain LeNet5 {\n  data mnist\n}\n')).toEqual([]);
  });

  it("fires in a library, which imports for itself", () => {
    fires('import basic, bottleneck from "std/resnet"\nblock b() { basic(16) }\n', "lint/unused-import", "bottleneck");
  });
});

describe("labels", () => {
  const code = "lint/unused-label";

  it("fires where there are no weights to name", () => {
    const text = network("input 28x28x1", "conv 5x5x6 -> relu as features -> maxpool 2", "fc 10");
    expect(fixes(text, code, "features")).toBe(text.replace(" as features", ""));
    const block = `block b() { conv 5x5x6 -> relu as x -> maxpool 2 }\n${network("input 28x28x1", "b()", "fc 10")}`;
    fires(block, code, "x");
  });

  it.each([
    ["weights", ["conv 5x5x6 as conv1 -> relu", "fc 10"]],
    ["parameters that are no weights", ["conv 5x5x6 nobias -> bn as norm -> relu", "fc 10"]],
    ["a reference", ["conv 5x5x6 -> relu as x -> maxpool 2 -> upsample 2", "concat { @x | }", "fc 10"]],
    ["a reference out of a branch", ["conv 5x5x6 -> relu as x", "add { conv 5x5x6 p2 | @x } -> relu", "fc 10"]],
    ["more than a layer", ["[conv 5x5x6 -> relu] as stage1", "fc 10"]],
    ["the input", ["relu", "fc 10"]],
    ["a `_`", ["conv 5x5x6 -> relu as _x", "fc 10"]],
  ])("is silent about %s", (_, lines) => {
    expect(codes(network("input 28x28x1 as image", ...lines))).toEqual([]);
  });

  it("is silent in a block that no model of the file uses", () => {
    expect(codes("block b() { conv 5x5x6 -> relu as x }\n")).toEqual([]);
  });
});

describe("lint/unknown-ignore", () => {
  const code = "lint/unknown-ignore";
  const stage = (comment: string): string => network("input 28x28x1", `fc 10 ${comment}`);

  it.each([
    ["// cnnc-ignore lint/huge-fcc", "lint/huge-fcc", "// cnnc-ignore lint/huge-fc"],
    ["/* cnnc-ignore lint/unused-lable */", "lint/unused-lable", "/* cnnc-ignore lint/unused-label */"],
    ["// cnnc-ignore stride-does-not-tile", "stride-does-not-tile", "// cnnc-ignore lint/stride-does-not-tile"],
    [
      "// cnnc-ignore lint/huge-fc lint/pools-one-plase",
      "lint/pools-one-plase",
      "// cnnc-ignore lint/huge-fc lint/pools-one-place",
    ],
  ])("%s", (comment, under, right) => {
    const text = stage(comment);
    const { diagnostics, codes: found } = checkText(text);
    expect(found).toEqual([code]);
    const { span, fixes: edits } = diagnostics[0]!;
    expect(text.slice(span!.start, span!.end)).toBe(under);
    expect(edits).toHaveLength(1);
    const [edit] = edits[0]!.edits;
    expect(text.slice(0, edit!.span.start) + edit!.text + text.slice(edit!.span.end)).toBe(stage(right));
    expect(codes(stage(right))).toEqual([]);
  });

  it("says that errors cannot be silenced", () => {
    const { diagnostics } = checkText(stage("// cnnc-ignore shape/rank"));
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
    expect(diagnostics[0]!.notes).toEqual(["warnings begin with `lint/`; errors cannot be silenced"]);
  });

  it.each([
    "// cnnc-ignore lint/huge-fc",
    "// cnnc-ignore lint/huge-fc lint/unused-label (both of them, since it is so)",
    "// see cnnc-ignore in the documentation",
    "// ignore lint/huge-fcc",
  ])("is silent about %s", (comment) => {
    expect(codes(stage(comment))).toEqual([]);
  });
});
