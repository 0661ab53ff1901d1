/** The plugin as prettier uses it, and what it refuses. */
import fc from "fast-check";
import { check, format, formatWithCursor, getSupportInfo } from "prettier";
import { describe, expect, test } from "vitest";
import { format as formatOfLibrary } from "../../src/index.ts";
import { formatText, type FormatOptions } from "../../src/format/format.ts";
import plugin from "../../src/format/plugin.ts";
import { share } from "../soak.ts";
import { program } from "./random-program.ts";
import { mustHoldSameWords } from "../../src/format/words.ts";

const text = "model A{\ninput 8x8x1->fc 10}\n";
const wanted = "model A {\n  input 8x8x1 -> fc 10\n}\n";

describe("the plugin", () => {
  test("is found by the name of the file", async () => {
    expect(await format(text, { filepath: "a.cnn", plugins: [plugin] })).toBe(wanted);
    expect(await check(wanted, { filepath: "a.cnn", plugins: [plugin] })).toBe(true);
  });

  test("has the options of prettier and its own width", async () => {
    const info = await getSupportInfo();
    expect(info.languages.map(({ name }) => name)).not.toContain("cnn");
    expect(plugin.options).toBe(undefined);
    const chain = `model A {\n  ${"relu -> ".repeat(10)}relu\n}\n`;
    expect(await format(chain, { parser: "cnn", plugins: [plugin] })).toBe(chain);
    expect(await format(chain, { parser: "cnn", plugins: [plugin], printWidth: 80 })).not.toBe(chain);
    expect(await format(text, { parser: "cnn", plugins: [plugin], useTabs: true })).toContain("\n\tinput");
    expect(await format(text, { parser: "cnn", plugins: [plugin], tabWidth: 4 })).toContain("\n    input");
  });

  test("gives the cursor a place near its word", async () => {
    const at = text.indexOf("input");
    const result = await formatWithCursor(text, { parser: "cnn", plugins: [plugin], cursorOffset: at });
    expect(result.formatted).toBe(wanted);
    expect(Math.abs(result.cursorOffset - wanted.indexOf("input"))).toBeLessThanOrEqual(2);
  });
});

describe("the function is the plugin", () => {
  const options = fc.constantFrom<FormatOptions>(
    {},
    { printWidth: 40 },
    { tabWidth: 4 },
    { useTabs: true },
    { endOfLine: "auto" },
    { endOfLine: "crlf" },
  );
  const ends = fc.constantFrom("\n", "\r\n", "\r");

  test("for random programs, options and ends of lines", async () => {
    await fc.assert(
      fc.asyncProperty(program, options, ends, async (written, chosen, end) => {
        const given = written.replaceAll("\n", end);
        const byPrettier = await format(given, { endOfLine: "lf", ...chosen, parser: "cnn", plugins: [plugin] });
        expect(await formatText(given, chosen)).toBe(byPrettier);
      }),
      { seed: 29, numRuns: share(1_000) },
    );
  }, 120_000);

  test.each(["", "\n\n", "// a\n", "\ufeffconst a=1", "const a=1\r\n\r\n// b\r\n"])("for %j", async (given) => {
    expect(await formatText(given)).toBe(
      await format(given, { parser: "cnn", plugins: [plugin] }).then((each) => each.replace("\ufeff", "")),
    );
  });
});

describe("a program with a syntax error is refused with its place", () => {
  test.each([
    ["model A {\n  conv 3x\n}\n", { line: 2, column: 8 }],
    ["model A {\n", { line: 1, column: 9 }],
  ])("%j", async (broken, start) => {
    await expect(formatText(broken)).rejects.toBeInstanceOf(SyntaxError);
    await expect(formatText(broken)).rejects.toMatchObject({ loc: { start } });
  });

  test("a control character, which the formatter's own marks are made of", async () => {
    await expect(formatText("model A { // \u0001\u0080\n}\n")).rejects.toBeInstanceOf(SyntaxError);
  });
});

test("nesting as deep as the parser allows takes no long time", async () => {
  const depth = 250;
  const nested = `model A {\n${"[relu -> ".repeat(depth)}relu${"]".repeat(depth)}\n}\n`;
  const arms = `model A {\n${"add {\n a -> ".repeat(80)}relu${"\n} -> bn".repeat(80)}\n}\n`;
  const start = performance.now();
  for (const program of [nested, arms]) {
    const once = await formatText(program);
    expect(await formatText(once)).toBe(once);
  }
  expect(performance.now() - start).toBeLessThan(20_000);
});

test("the library formats", async () => expect(await formatOfLibrary(text)).toBe(wanted));

test("a layout that loses a word or a comment is a bug that is told, not a program that is changed", () => {
  const program = "model A { add { | a | b } } // c";
  expect(() => mustHoldSameWords(program, "model A {\n  add { a | b }\n}  // c\n")).not.toThrow();
  for (const lossy of ["model A { add { a } } // c", "model A { add { b | a } } // c", ""]) {
    expect(() => mustHoldSameWords(program, lossy)).toThrow(/the formatter would change/);
  }
});
