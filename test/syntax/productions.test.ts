import { describe, expect, test } from "vitest";
import { printAst } from "../../src/syntax/print-ast.ts";
import { parseText } from "./parse-text.ts";

/** The syntax tree as text, without places. */
function tree(text: string): string {
  const { file, messages } = parseText(text);
  expect(messages).toEqual([]);
  return printAst(file)
    .replace(/ {2}\/\/ \d+:\d+$/gm, "")
    .trimEnd();
}

/** The lines of a model's body. */
function body(text: string): string {
  return tree(`model A {\n${text}\n}`)
    .split("\n")
    .slice(1)
    .map((line) => line.slice(2))
    .join("\n");
}

/** One stage, as printed. */
function stage(text: string): string {
  const [chain, ...lines] = body(text).split("\n");
  expect(chain).toBe("chain");
  return lines.map((line) => line.slice(2)).join("\n");
}

function expression(text: string): string {
  return tree(`const a = ${text}`).replace("const a = ", "");
}

describe("declarations", () => {
  test.each([
    ['import a from "std/resnet"', 'import a from "std/resnet"'],
    ['import a, b,\n  c\n from "./x.cnn"', 'import a, b, c from "./x.cnn"'],
    ["const hidden = 120", "const hidden = 120"],
    ["const a =\n 1\n + 2", "const a = (1 + 2)"],
    ["block unit(c, s = 1) { relu }", "block unit(c, s = 1)\n  chain\n    layer relu"],
    ["block unit() { relu }", "block unit()\n  chain\n    layer relu"],
    ["model A { relu }", "model A()\n  chain\n    layer relu"],
    ["model A(classes = 10,\n  hidden = 84)\n{\n}", "model A(classes = 10, hidden = 84)"],
    ["model A {}", "model A()"],
    ["train A { }", "train A()"],
    ["const a = 1 const b = 2", "const a = 1\nconst b = 2"],
    ["", ""],
    ["// nothing\n\n", ""],
  ])("%j", (text, expected) => expect(tree(text)).toBe(expected));

  test("words with a meaning in one place are names elsewhere", () => {
    expect(tree('import from, batch from "x"')).toBe('import from, batch from "x"');
    expect(stage("batch from as batch")).toBe("layer batch from as batch");
  });

  test("names of objects' own properties are harmless", () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
    for (const name of names) expect(tree(`const ${name} = ${name}`)).toBe(`const ${name} = ${name}`);
  });
});

describe("statements", () => {
  test.each([
    ["let w = 2*n", "let w = (2 * n)"],
    ["expect params 61_706", "expect params == 61_706"],
    ["expect macs < 10*n", "expect macs < (10 * n)"],
    ["expect rf <= 5", "expect rf <= 5"],
    ["expect weights == 5", "expect weights == 5"],
    ["expect memory >= 1\nexpect memory > 1", "expect memory >= 1\nexpect memory > 1"],
    ["expect memory < 4 * 1024 @ batch 64", "expect memory < (4 * 1024) @ batch 64"],
    ["head aux { fc 10 }", "head aux\n  chain\n    layer fc 10"],
    ["relu\nlet a = 1\nrelu", "chain\n  layer relu\nlet a = 1\nchain\n  layer relu"],
  ])("%j", (text, expected) => expect(body(text)).toBe(expected));
});

describe("stages", () => {
  test.each([
    ["input 28x28x1", "input 28x28x1"],
    ['input 34x16 graph="karate.csv"', 'input 34x16 graph="karate.csv"'],
    ["input 34x{n} graph={g} k=2 as a : 34x16", "input 34x{n} graph=g k=2 as a : 34x16"],
    ['conv 5x5x16 table="c3" other={c3}', 'layer conv 5x5x16 table="c3" other=c3'],
    ["conv 5x5x6", "layer conv 5x5x6"],
    ["conv 3x3x{c} s{s} p1 nobias", "layer conv 3x3x{c} s{s} p1 nobias"],
    ["conv {2*c}x{k}", "layer conv {(2 * c)}x{k}"],
    ["conv 3x3x4 s2x1 p1:0 d2 g32", "layer conv 3x3x4 s2x1 p1:0 d2 g32"],
    ["conv 3 p3:3x1:0", "layer conv 3 p3:3x1:0"],
    ["conv 3 p{k}:{j}x1", "layer conv 3 p{k}:{j}x1"],
    ["conv 3 s2x{c}", "layer conv 3 s2x{c}"],
    ["conv 7x32 d2 p6:0", "layer conv 7x32 d2 p6:0"],
    ["leakyrelu 0.01", "layer leakyrelu 0.01"],
    ["lrn 5 alpha=1e-4 beta=0.75 k=2", "layer lrn 5 alpha=1e-4 beta=0.75 k=2"],
    ["conv 3 init=he weight=-1 k={2*c} m=[1, 2]", "layer conv 3 init=he weight=(-1) k=(2 * c) m=[1, 2]"],
    ['conv 5x5x16 table="c3"', 'layer conv 5x5x16 table="c3"'],
    ['gconv 4 "edges.csv"', 'layer gconv 4 "edges.csv"'],
    ["channels 3 8", "layer channels 3 8"],
    ["s2d 2 p3_block g2d", "layer s2d 2 p3_block g2d"],
    ["conv 3 y3", "layer conv 3 y3"],
    ["unit(c, s=2)", "call unit(c, s = 2)"],
    ["unit()", "call unit()"],
    ["unit([3, 4], f(c)[0].h)", "call unit([3, 4], f(c)[0].h)"],
    ["relu as enc1", "layer relu as enc1"],
    ["relu : 14x14x6", "layer relu : 14x14x6"],
    ["maxpool 2:14x14x6", "layer maxpool 2 : 14x14x6"],
    ["relu: {n}x1", "layer relu : {n}x1"],
    ["conv 3x3x4 s1 : 14x14x4", "layer conv 3x3x4 s1 : 14x14x4"],
    ["conv 3 * 2 as a : 4", "layer conv 3 * 2 as a : 4"],
    ["relu * n", "layer relu * n"],
    ["relu * (n - 1)", "layer relu * (n - 1)"],
    ["@enc1", "reference @enc1"],
    ["[relu]", "group\n  chain\n    layer relu"],
    ["[conv 3x3x64 p1 -> relu] * 2", "group * 2\n  chain\n    layer conv 3x3x64 p1\n    layer relu"],
    ["[\n relu\n relu\n]", "group\n  chain\n    layer relu\n    layer relu"],
    ["add { relu | }", "branch add\n  arm\n    chain\n      layer relu\n  arm identity"],
    ["mul { | relu }", "branch mul\n  arm\n    chain\n      layer relu"],
    ["concat { | | @a }", "branch concat\n  arm identity\n  arm\n    chain\n      reference @a"],
    [
      "concat {\n  | relu\n    relu\n  | @a\n}",
      "branch concat\n  arm\n    chain\n      layer relu\n      layer relu\n  arm\n    chain\n      reference @a",
    ],
    ["add { }", "branch add\n  arm identity"],
    ["if in.c != 4*c { relu }", "if (in.c != (4 * c))\n  chain\n    layer relu"],
    ["if a { relu } else { tanh }", "if a\n  chain\n    layer relu\nelse\n  chain\n    layer tanh"],
    [
      "if a { relu }\nelse if s { fc 1 } else { }",
      "if a\n  chain\n    layer relu\nelse if s\n  chain\n    layer fc 1\nelse",
    ],
    ["if s{ relu } * 2", "if s * 2\n  chain\n    layer relu"],
    ["if f(a,\n b[\n 1]) { relu }", "if f(a, b[1])\n  chain\n    layer relu"],
    ["if a\n\n{\n relu\n}", "if a\n  chain\n    layer relu"],
    ["if a\n{\n relu\n}", "if a\n  chain\n    layer relu"],
  ])("%j", (text, expected) => expect(stage(text)).toBe(expected));

  test("a newline ends a stage as an arrow does, and is ignored next to one", () => {
    const expected = "chain\n  layer a\n  layer b\n  layer c";
    for (const text of ["a -> b -> c", "a\nb\nc", "a ->\nb\n-> c", "a\n\n// note\n\nb\n->\nc", "a\r\nb\rc"]) {
      expect(body(text)).toBe(expected);
    }
  });
});

describe("expressions", () => {
  test.each([
    ["1 + 2 * 3", "(1 + (2 * 3))"],
    ["1 - 2 - 3", "((1 - 2) - 3)"],
    ["(1 - (2 - 3)) % 4", "((1 - (2 - 3)) % 4)"],
    ["-a * -b / c", "(((-a) * (-b)) / c)"],
    ["--1", "(-(-1))"],
    ["not a == b and c or d", "(((not (a == b)) and c) or d)"],
    ["not not a", "(not (not a))"],
    ["a == not b and c", "((a == (not b)) and c)"],
    ["a < b + 1", "(a < (b + 1))"],
    ["a >= b or a <= c and d > 1", "((a >= b) or ((a <= c) and (d > 1)))"],
    ["in.h * in.w", "(in.h * in.w)"],
    ["n[0][1].x(2, k=3)", "n[0][1].x(2, k = 3)"],
    ["floor(c/3)", "floor((c / 3))"],
    ["[3, 4, 6, 3]", "[3, 4, 6, 3]"],
    ["[3,\n 4]", "[3, 4]"],
    ["[]", "[]"],
    ["true and false", "(true and false)"],
    ['"a b"', '"a b"'],
    ['"C:\\data"', '"C:\\\\data"'],
    ["61_706 + 0.05 + 1e-3 + 2E5", "(((61_706 + 0.05) + 1e-3) + 2E5)"],
    ["max(\n 1,\n 2\n)", "max(1, 2)"],
  ])("%j", (text, expected) => expect(expression(text)).toBe(expected));

  test("numbers have values", () => {
    const { file } = parseText("const a = [61_706, 0.05, 1e-3, 9007199254740991]");
    const [declaration] = file.declarations;
    if (declaration?.kind !== "const" || declaration.value.kind !== "list") throw new Error("no list");
    const items = declaration.value.items.map((item) => (item.kind === "number" ? [item.value, item.integer] : item));
    expect(items).toEqual([
      [61706, true],
      [0.05, false],
      [0.001, false],
      [9007199254740991, true],
    ]);
  });
});

describe("recipes", () => {
  test.each([
    ["data mnist", "setting data mnist"],
    ['data "path" split=0.9', 'setting data "path" split=0.9'],
    ["optimizer sgd lr=0.05 momentum=0.9 nesterov", "setting optimizer sgd lr=0.05 momentum=0.9 nesterov"],
    ["batch 64", "setting batch 64"],
    ["schedule milestones [30, 60] gamma=0.1", "setting schedule milestones [30, 60] gamma=0.1"],
    ["normalize mean=[0.1, 0.2] std=0.3081", "setting normalize mean=[0.1, 0.2] std=0.3081"],
    ["clip value -0.5", "setting clip value (-0.5)"],
    ["clip norm {2*n} (1)", "setting clip norm (2 * n) 1"],
    [
      "augment shift 2 -> flip horizontal -> crop 28 pad=4",
      "setting augment shift 2 -> flip horizontal -> crop 28 pad=4",
    ],
    ["augment shift 2\n  -> rotate 10", "setting augment shift 2 -> rotate 10"],
    ["stop patience=3 metric=val_loss", "setting stop patience=3 metric=val_loss"],
    ["flag true", "setting flag true"],
  ])("%j", (text, expected) => expect(tree(`train A {\n${text}\n}`)).toBe(`train A()\n  ${expected}`));

  test("one line, arguments", () => {
    expect(tree("train A(classes=26) { data mnist }")).toBe("train A(classes = 26)\n  setting data mnist");
  });
});
