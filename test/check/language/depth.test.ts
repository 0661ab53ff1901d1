/**
 * Nothing in a text overflows the stack: circles and long rows of blocks, by name and as values, and nesting that blocks multiply.
 * Every program ends in diagnostics of the language.
 */
import { describe, expect, it } from "vitest";
import { checkText } from "../check-text.ts";

const times = (count: number, line: (i: number) => string, separator = "\n"): string =>
  Array.from({ length: count }, (_, i) => line(i)).join(separator);

const model = (stage: string): string => `model M { input 8x8x4 -> ${stage} }\n`;

const codesOf = (text: string): readonly string[] => [...new Set(checkText(text).codes)].sort();

describe("a block that comes back to itself as a value", () => {
  it.each([
    ["with other arguments each time", "block a(f, n) { f(f, n + 1) }\n", "a(a, 1)"],
    ["with a list that grows", "block a(f, n) { f(f, [n]) }\n", "a(a, 1)"],
    ["inside a repetition", "block a(f, n) { [f(f, n + 1)] * 2 }\n", "a(a, 1)"],
    ["inside a branch", "block a(f, n) { add { f(f, n + 1) | } }\n", "a(a, 1)"],
    ["inside a condition", "block a(f, n) { if n > 0 { f(f, n + 1) } }\n", "a(a, 1)"],
    ["inside a head", "block a(f, n) { relu\n head h { f(f, n + 1) } }\n", "a(a, 1)"],
    ["as a default", "block a(f, g = f) { g(f) }\n", "a(a)"],
    ["in turns", "block a(f, g, n) { g(g, f, n + 1) }\nblock c(f, g, n) { g(g, f, n + 1) }\n", "a(a, c, 1)"],
    ["under a repetition outside", "block a(f, n) { f(f, n + 1) }\n", "[a(a, 1)] * 3"],
  ])("%s", (_, blocks, stage) => {
    expect(codesOf(blocks + model(stage))).toContain("check/recursion");
  });
});

describe("a long row of blocks, each using the next", () => {
  const row = (count: number): string =>
    `${times(count, (i) => `block b${i}() { b${i + 1}() }`)}\nblock b${count}() { relu }\n`;

  it("is a circle that is reported once, in few words", () => {
    const { diagnostics } = checkText(
      `${times(1000, (i) => `block b${i}() { b${(i + 1) % 1000}() }`)}\n${model("b0()")}`,
    );
    const [circle, ...more] = diagnostics.filter(({ code }) => code === "check/recursion");
    expect(more).toEqual([]);
    expect(circle!.notes[0]!.length).toBeLessThan(120);
    expect(circle!.notes[0]).toMatch(/^b0 → b1 .* more .* b999 → b0$/);
  });

  it("is laid out up to the limit", () => {
    expect(codesOf(row(100) + model("b0()"))).toEqual([]);
    expect(codesOf(row(1000) + model("b0()"))).toEqual(["check/nested-too-deep"]);
  });

  it.each([
    ["declared last first", `block b0() { relu }\n${times(1000, (i) => `block b${i + 1}() { b${i}() }`)}\n`, "b1000()"],
    [
      "as values",
      `${times(1000, (i) => `block b${i}(f) { f(b${Math.min(i + 2, 1000)}) }`)}\nblock b1000(f) { relu }\n`,
      "b0(b1)",
    ],
    ["as defaults", `${times(1000, (i) => `block b${i}(f = b${i + 1}) { f() }`)}\nblock b1000() { relu }\n`, "b0()"],
    ["in repetitions", `${times(1000, (i) => `block b${i}() { b${i + 1}() * 1 }`)}\nblock b1000() { relu }\n`, "b0()"],
    [
      "in heads",
      `${times(1000, (i) => `block b${i}() { relu -> b${i + 1}()\n head h { relu } }`)}\nblock b1000() { relu }\n`,
      "b0()",
    ],
  ])("%s", (_, blocks, stage) => {
    expect(codesOf(blocks + model(stage))).toContain("check/nested-too-deep");
  });
});

describe("nesting that blocks multiply", () => {
  const nested = (open: string, close: string): string =>
    `${times(30, (i) => `block b${i}() { ${open.repeat(80)} b${i + 1}() ${close.repeat(80)} }`)}\nblock b30() { relu }\n`;

  it.each([
    ["groups", "[", "]"],
    ["repetitions", "[", "] * 1"],
    ["conditions", "if 1 == 1 { ", "}"],
    ["branches", "add { relu | ", "}"],
  ])("%s", (_, open, close) => {
    expect(codesOf(nested(open, close) + model("b0()"))).toContain("check/nested-too-deep");
  });

  it("counts no else-ifs, which lay one stage out", () => {
    const chain = (inside: string): string =>
      `if 1 == 2 { relu } ${times(100, () => "else if 1 == 2 { relu }", " ")} else { ${inside} }`;
    const blocks = `${times(20, (i) => `block b${i}() { ${chain(`b${i + 1}()`)} }`)}\nblock b20() { relu }\n`;
    expect(codesOf(blocks + model("b0()"))).toEqual([]);
  });

  it("finds the same in a mistake that is reported from the inside", () => {
    const blocks = `${times(140, (i) => `block b${i}() { b${i + 1}() }`)}\nblock b140() { conv 9x9x1 }\n`;
    expect(codesOf(blocks + model("b0()"))).toEqual(["shape/kernel-exceeds-input"]);
  });
});

it("lists that hold lists are handed to blocks without being written out", () => {
  const lists = `const l0 = [1]\n${times(2000, (i) => `const l${i + 1} = [l${i}, l${i}]`)}\n`;
  const { models } = checkText(`${lists}block b(x) { relu }\n${model("b(l2000)")}`);
  expect(models).toHaveLength(1);
});
