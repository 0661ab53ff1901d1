/** Texts that want to hurt: each gets its code, quickly. Times are generous for a shared machine; the aim is 100 ms. */
import { describe, expect, test } from "vitest";
import * as definitions from "../../src/syntax/diagnostics.ts";
import { LIMITS } from "../../src/limits.ts";
import { vocabulary } from "../../src/ops/registry.ts";
import { parseText } from "./parse-text.ts";

const mebi = 1 << 20;
const slow = 3_000;

parseText("model A { relu }");

function timed(text: string): { codes: readonly string[]; ms: number } {
  const start = performance.now();
  const { codes } = parseText(text);
  return { codes, ms: performance.now() - start };
}

describe("limits", () => {
  test.each([
    ["a million open brackets", "(".repeat(1e6), "syntax/nesting-too-deep"],
    ["a million open groups", "[".repeat(1e6), "syntax/nesting-too-deep"],
    ["open bodies over many lines", "model A {\n".repeat(100_000), "syntax/nesting-too-deep"],
    ["a line of a mebibyte", "a ".repeat(mebi / 2), "syntax/line-too-long"],
    ["a file of more than a mebibyte", "relu\n".repeat(mebi / 4), "syntax/source-too-large"],
    ["a comment without end", `/*${"*\n".repeat(mebi / 2 - 2)}`, "syntax/unterminated-comment"],
    ["a string without end", `const a = "${"b".repeat(60_000)}`, "syntax/unterminated-string"],
    ["a long string", `const a = "${"b".repeat(LIMITS.stringLength.value + 1)}"`, "syntax/string-too-long"],
    ["a long name", `const ${"a".repeat(60_000)} = 1`, "syntax/name-too-long"],
    ["NUL", "const a = \0", "syntax/forbidden-character"],
    ["only NUL", "\0\n".repeat(mebi / 2), "syntax/forbidden-character"],
    ["1e400", "const a = 1e400", "syntax/number-not-finite"],
    ["many digits", `const a = ${"9".repeat(60_000)}`, "syntax/integer-too-large"],
    ["many minus signs", `const a = ${"-".repeat(60_000)}1`, "syntax/nesting-too-deep"],
    ["many operators", `const a = 1${"+1".repeat(30_000)}`, "syntax/nesting-too-deep"],
    ["many fields", `const a = b${".c".repeat(30_000)}`, "syntax/nesting-too-deep"],
    ["many else-ifs", `model A { if a { relu }${" else if a { relu }".repeat(3_000)} }`, "syntax/nesting-too-deep"],
  ])("%s", (_name, text, code) => {
    const { codes, ms } = timed(text);
    expect(codes).toContain(code);
    expect(ms).toBeLessThan(slow);
  });

  test("mistakes by the hundred thousand stop at the hundredth", () => {
    for (const line of ['"\n', "# \n", "fc =\n", "]\n", "é\n", "\0\n"]) {
      const { codes, ms } = timed(`model A {\n${line.repeat(100_000)}}\n`);
      expect(codes.length).toBeLessThanOrEqual(LIMITS.syntaxErrors.value + 1);
      expect(codes.at(-1)).toBe("syntax/too-many-errors");
      expect(ms).toBeLessThan(5 * slow);
    }
  });

  test("what is just allowed is taken", () => {
    const deep = LIMITS.nesting.value;
    const name = "a".repeat(LIMITS.nameLength.value);
    for (const text of [
      `const a = ${"(".repeat(deep)}1${")".repeat(deep)}`,
      `const a = ${"f(".repeat(deep)}1${")".repeat(deep)}`,
      `const a = ${"[".repeat(deep)}1${"]".repeat(deep)}`,
      `model A { ${"[".repeat(deep - 1)}relu${"]".repeat(deep - 1)} }`,
      `model A { ${"add { ".repeat(deep - 1)}relu${" }".repeat(deep - 1)} }`,
      `model A { ${"if a { ".repeat(deep - 1)}relu${" }".repeat(deep - 1)} }`,
      `model A { ${"head a { ".repeat(deep - 1)}relu${" }".repeat(deep - 1)} }`,
      `const ${name} = 1`,
      `const a = "${"b".repeat(LIMITS.stringLength.value)}"`,
      `const a = 1${"+1".repeat(LIMITS.treeDepth.value)}`,
      `// ${"a".repeat(LIMITS.lineLength.value - 4)}\n`,
      "// a\n".repeat(200_000),
      `model A${"\n".repeat(200_000)}{ relu }`,
    ]) {
      expect(parseText(text).codes).toEqual([]);
    }
  });

  test("time grows with the text, not with its square", () => {
    const lines = (count: number): string => `model A {\n${"conv 3x3x{c} s2 p1 -> relu\n".repeat(count)}}\n`;
    timed(lines(1_000));
    const small = Math.min(timed(lines(1_000)).ms, timed(lines(1_000)).ms);
    const large = Math.min(timed(lines(8_000)).ms, timed(lines(8_000)).ms);
    expect(large / small).toBeLessThan(40);
  });
});

describe("diagnostics", () => {
  const all = Object.values(definitions);

  test.each(all.map((definition) => [definition.code, definition] as const))("%s", (code, definition) => {
    expect(code).toMatch(/^syntax\/[a-z-]+$/);
    if (definition.failing === undefined) {
      expect(["syntax/source-too-large", "syntax/line-too-long"]).toContain(code);
      return;
    }
    expect(parseText(definition.failing, vocabulary).codes).toContain(code);
    expect(definition.fixed).toBeDefined();
    expect(parseText(definition.fixed ?? "", vocabulary).codes).toEqual([]);
  });

  test("codes are distinct", () => expect(new Set(all.map(({ code }) => code)).size).toBe(all.length));
});
