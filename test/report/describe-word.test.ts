/**
 * The page of a word: what hover shows and `cnnc explain WORD` prints. Every word of every table has one, words with several
 * meanings show them all, and other frameworks' words lead to ours.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { tokenRows } from "../../grammar/tokens.ts";
import { chapters } from "../../src/check/language/chapters.ts";
import { settingTable } from "../../src/check/recipe/setting-records.ts";
import type { Operator } from "../../src/ops/operator.ts";
import * as operators from "../../src/ops/registry.ts";
import { allWords, describeWord } from "../../src/report/describe-word.ts";
import { checkExample } from "../../src/report/check-example.ts";
import { libraryWords } from "../../src/report/language/library-words.ts";

const tables = Object.values(operators).filter((table) => table instanceof Map) as ReadonlyMap<string, Operator>[];
const everyOperator = tables.flatMap((table) => [...table.values()]);

describe("a page", () => {
  it("is there for every word that the grammar, the checker and the operators have", () => {
    for (const { literal } of tokenRows)
      if (literal !== undefined) expect(describeWord(literal), literal).toBeDefined();
    for (const word of chapters.flatMap(({ records }) => records.flatMap(({ words }) => words)))
      expect(describeWord(word), word).toBeDefined();
    expect(everyOperator.length).toBeGreaterThan(60);
    for (const { kind, name, schema } of everyOperator) {
      expect(describeWord(name, kind)?.meanings, name).toHaveLength(1);
      for (const argument of Object.keys(schema))
        expect(describeWord(argument, "argument")?.markdown, argument).toContain(`| \`${name}\` | ${argument} |`);
    }
    for (const [name, { takes }] of settingTable) {
      if (takes.kind !== "arguments") continue;
      for (const word of Object.keys(takes.words ?? {}))
        expect(describeWord(word, "argument")?.markdown).toContain(`${name} ${word}`);
      expect(Object.keys(takes.schema).length).toBeGreaterThan(0);
      for (const argument of Object.keys(takes.schema))
        expect(describeWord(argument, "argument")?.markdown).toContain(`| \`${name}\` | ${argument} |`);
    }
  });

  it("of every word says something, in Markdown that ends its fences", () => {
    expect(allWords().length).toBeGreaterThan(250);
    for (const word of allWords()) {
      const page = describeWord(word)!;
      expect(page.markdown, word).toMatch(/^# \S/);
      expect(page.markdown.match(/^```/gm)?.length ?? 0, word).toSatisfy((count: number) => count % 2 === 0);
      expect(page.summary, word).toMatch(/^\S.*[.!?`]$/);
      for (const meaning of page.meanings) expect(page.markdown).toContain(meaning.summary);
    }
  });

  it("shows programs that compile", () => {
    const programs = new Set(
      allWords().flatMap((word) =>
        [...describeWord(word)!.markdown.matchAll(/```cnn\n(.*?)```/gs)].map(([, program]) => program!),
      ),
    );
    expect(programs.size).toBeGreaterThan(100);
    for (const program of programs) expect(checkExample(program).diagnostics, program).toEqual([]);
  });

  it("has the facts of the checker", () => {
    expect(describeWord("batch")?.markdown).toContain("A whole number from 1 to 65,536. Without it 64.");
    expect(describeWord("loss")?.markdown).toContain("Without it `crossentropy`.");
    expect(describeWord("stop")?.markdown).toContain("| patience | `patience=` | whole from 1; default 3 |");
    expect(describeWord("graph")?.markdown).toContain("| `input` | graph | `graph=` |");
    expect(describeWord("mnist")?.markdown).toContain("Images of 28x28x1 in 10 classes");
  });
});

describe("the room of pages", () => {
  it("asks nothing of Node, so that a server in a worker can have it", () => {
    const seen = new Set<string>();
    const foreign = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      const imports = readFileSync(file, "utf8").matchAll(/^(?:import|export)\s(?!type)[^;]*?from\s+"([^"]+)"/gm);
      for (const [, target] of imports)
        if (target!.startsWith(".")) visit(join(dirname(file), target!));
        else foreign.add(target!);
    };
    visit(join(import.meta.dirname, "../../src/report/describe-word.ts"));
    expect(seen.size).toBeGreaterThan(100);
    expect([...foreign].filter((name) => name.startsWith("node:") || name === "binaryen")).toEqual([]);
  });
});

describe("a word", () => {
  it("with several meanings shows them all, or those that are possible at its place", () => {
    const kinds = (word: string): readonly string[] => describeWord(word)!.meanings.map(({ kind }) => kind);
    expect(kinds("crop")).toEqual(["layer", "augmentation"]);
    expect(kinds("[")).toEqual(["stage", "expression", "expression"]);
    expect(kinds("*")).toEqual(["stage", "operator"]);
    expect(kinds("ceil")).toEqual(["function", "argument"]);
    expect(kinds("norm")).toContain("clip");
    expect(describeWord("crop")!.markdown).toMatch(/^# crop\n\n## crop \(layer\)\n[\s\S]*\n## crop \(augmentation\)\n/);
    expect(describeWord("crop", "layer")!.markdown).toMatch(/^# crop \(layer\)\n/);
    expect(describeWord("crop", "loss")).toBeUndefined();
  });

  it.each([
    ["Conv2d", "conv (layer)"],
    ["Dense", "fc (layer)"],
    ["linear", "fc (layer)"],
    ["CrossEntropyLoss", "crossentropy (loss)"],
    ["StepLR", "step (schedule)"],
    ["learning_rate", "lr (argument)"],
    ["batch_size", "batch (setting)"],
    ["RandomHorizontalFlip", "flip (augmentation)"],
    ["s2x1", "s (attribute)"],
    ["p1:0", "p (attribute)"],
    ["nobias", "nobias (argument)"],
    ["horizontal", "horizontal (argument)"],
    ["->", "`->` (statement)"],
    ["in.c", "in.c (expression)"],
  ])("%s leads to %s", (word, title) => {
    const { title: found, markdown } = describeWord(word)!;
    expect(found).toBe(title);
    const isForeign = !allWords().includes(word) && !/^[a-z]\d/.test(word);
    expect(markdown.includes(`\`${word}\` is called \`${title.split(" ")[0]}\` here.`)).toBe(isForeign);
  });

  it("of the library says where it is declared, and its parameters", () => {
    const { markdown, meanings } = describeWord("bottleneck")!;
    expect(meanings[0]!.kind).toBe("library block");
    expect(markdown).toContain('import bottleneck from "std/resnet"\n\nblock bottleneck(c, s = 1)');
    expect([...libraryWords()].length).toBeGreaterThan(80);
    for (const [name, meaning] of libraryWords()) {
      const program = /import .*/.exec(meaning.body())![0];
      const used = `${program}\n\nmodel Example {\n  input 4\n  fc 2\n}\n`;
      expect(
        checkExample(used).diagnostics.filter(({ code }) => code.startsWith("import/")),
        name,
      ).toEqual([]);
    }
  });

  it.each(["", "constructor", "__proto__", "toString", "z9", "\u0000", "a".repeat(10_000), "<script>"])(
    "%j that is none has no page",
    (word) => {
      expect(describeWord(word)).toBeUndefined();
    },
  );
});
