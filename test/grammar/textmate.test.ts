/**
 * How editors color .cnn text: the engine of VS Code over the generated grammar. The files of `textmate/` say in comments which scope
 * a word must have; over every program we ship the colors are held against the lexer; shiki's engine must give the same ones.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createHighlighterCore } from "@shikijs/core";
import { createJavaScriptRegexEngine } from "@shikijs/engine-javascript";
import { describe, expect, test } from "vitest";
import { createRegistryFromGrammars } from "vscode-tmgrammar-test/dist/common/index.js";
import { parseGrammarTestCase, runGrammarTestCase } from "vscode-tmgrammar-test/dist/unit/index.js";
import { printTextmate } from "../../grammar/generate/textmate.ts";
import { printPlist } from "../../grammar/generate/plist.ts";
import { createLexer } from "../../grammar/lexer.ts";
import { tokenRows } from "../../grammar/tokens.ts";

const root = join(import.meta.dirname, "../..");
const content = printTextmate();
const registry = createRegistryFromGrammars([
  { grammar: { path: "cnn.tmLanguage.json", scopeName: "source.cnn", language: "cnn" }, content },
]);
const grammar = (await registry.loadGrammar("source.cnn"))!;

/** A piece of the text and its scopes, the innermost last. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly scopes: readonly string[];
}

function color(text: string): Piece[] {
  const pieces: Piece[] = [];
  let state: Parameters<typeof grammar.tokenizeLine>[1] = null;
  let offset = 0;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    for (const { startIndex, endIndex, scopes } of tokens) {
      pieces.push({ start: offset + startIndex, end: offset + Math.min(endIndex, line.length), scopes });
    }
    state = ruleStack;
    offset += line.length + 1;
  }
  return pieces;
}

const programs = ["examples", "docs/tutorial", "stdlib"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".cnn"))
    .map((name) => relative(root, join(root, folder, name))),
);
const read = (path: string): string => readFileSync(join(root, path), "utf8");

describe("scopes said in the text", () => {
  const folder = join(import.meta.dirname, "textmate");
  test.each(readdirSync(folder))("%s", async (name) => {
    const text = readFileSync(join(folder, name), "utf8");
    expect(text.match(/^\/\/ *(?:\^|<-)/gm)?.length).toBeGreaterThan(15);
    const failures = await runGrammarTestCase(registry, parseGrammarTestCase(text));
    expect(failures.map(({ line, missing, actual }) => ({ line: line + 1, missing, actual }))).toEqual([]);
  });

  test("a wrong scope is noticed", async () => {
    const text = '// SYNTAX TEST "source.cnn" "wrong"\n   relu\n// ^^^^ string\n';
    expect(await runGrammarTestCase(registry, parseGrammarTestCase(text))).toHaveLength(1);
  });
});

/** What each kind of word of the lexer may be colored as; kinds that are not listed have the scope of the token table. */
const colors: Readonly<Record<string, RegExp>> = {
  String: /^string\.quoted/,
  AttributeLetter: /^keyword\.other\.attribute/,
  SizeJoin: /^constant\.numeric\.(?:size|attribute)/,
  Integer: /^constant\.numeric/,
  Decimal: /^constant\.numeric/,
  Name: /^(?:entity\.name|variable\.(?:parameter|other)|support\.(?:constant|function|type))/,
  From: /^(?:keyword\.control\.import|support\.type\.property-name|variable|support\.constant)/,
  Batch: /^(?:keyword\.other\.batch|support\.type\.property-name|variable|support\.constant)/,
  // Only later is the colon of `p1:0` told from that of a shape.
  Colon: /^(?:keyword\.operator\.shape|constant\.numeric\.attribute|punctuation\.separator\.padding)/,
};

describe("every program we ship", () => {
  const lexer = createLexer({ validate: false });
  test.each(programs)("%s is colored as the lexer reads it", (path) => {
    const text = read(path);
    const pieces = color(text);
    expect(pieces.filter(({ scopes }) => scopes.some((scope) => scope.startsWith("invalid")))).toEqual([]);
    const { tokens, comments } = lexer.tokenize(text);
    const wrong: string[] = [];
    let next = 0;
    for (const token of tokens) {
      const kind = token.tokenType.name;
      if (kind === "NewLine") continue;
      while (pieces[next]!.end <= token.startOffset) next++;
      const innermost =
        pieces[next]!.scopes.find((scope) => scope.startsWith("string")) ?? pieces[next]!.scopes.at(-1)!;
      const scope = tokenRows.find((row) => row.type === token.tokenType)?.scope;
      const good = kind in colors ? colors[kind]!.test(innermost) : scope !== undefined && innermost === `${scope}.cnn`;
      if (!good) wrong.push(`${token.image} (${kind}) at ${token.startOffset}: ${innermost}`);
    }
    expect(wrong).toEqual([]);
    for (const { startOffset, endOffset } of comments) {
      const inside = pieces.filter(({ start, end }) => start <= endOffset! && end > startOffset && end > start);
      expect(inside.every(({ scopes }) => scopes[1]!.startsWith("comment"))).toBe(true);
    }
  });
});

test("the form for Sublime Text is the same grammar", async () => {
  const plist = printPlist(JSON.parse(content));
  const other = createRegistryFromGrammars([
    { grammar: { path: "cnn.tmLanguage", scopeName: "source.cnn", language: "cnn" }, content: plist },
  ]);
  const line = 'conv 3x3x{c} s2 -> unit(c < 2, "a & b")  // <x> & y';
  const scopes = (of: typeof grammar) =>
    of.tokenizeLine(line, null).tokens.map((token) => [token.startIndex, ...token.scopes]);
  expect(scopes((await other.loadGrammar("source.cnn"))!)).toEqual(scopes(grammar));
  expect(scopes(grammar).length).toBeGreaterThan(15);
});

describe("shiki", () => {
  test("colors every program as VS Code does, by its engine without Oniguruma", async () => {
    const scopeName = "source.cnn";
    const highlighter = await createHighlighterCore({
      langs: [{ ...(JSON.parse(content) as { patterns: []; repository: never }), name: "cnn", scopeName }],
      themes: [{ name: "plain", type: "light", settings: [], fg: "#000000", bg: "#ffffff" }],
      engine: createJavaScriptRegexEngine(),
    });
    const folder = join("test/grammar/textmate");
    for (const path of [...programs, ...readdirSync(join(root, folder)).map((name) => join(folder, name))]) {
      const text = read(path).replace(/\n$/, "");
      const { tokens } = highlighter.codeToTokens(text, { lang: "cnn", theme: "plain", includeExplanation: true });
      const seen = tokens
        .flat()
        .flatMap(({ explanation }) => explanation!)
        .filter((piece) => piece.content !== "");
      const scopes = seen.map((piece) => [piece.content, ...piece.scopes.map((scope) => scope.scopeName)].join(" "));
      const expected = color(text)
        .filter(({ start, end }) => end > start)
        .map((piece) => [text.slice(piece.start, piece.end), ...piece.scopes].join(" "));
      expect(scopes).toEqual(expected);
    }
    highlighter.dispose();
  });
});

describe("long lines", () => {
  const long = 20_000;
  test.each<[string, string]>([
    ["brackets", "(".repeat(long)],
    ["braces", "{".repeat(long)],
    ["sizes", `conv ${"3x".repeat(long)}`],
    ["attributes", `conv ${"s2x2:".repeat(long / 4)}`],
    ["blanks", " ".repeat(long)],
    ["words", "word ".repeat(long / 4)],
    ["dashes", "- ".repeat(long / 2)],
    ["backquotes", `/// ${"`".repeat(long)}`],
  ])("of %s are colored in less than 2 s", (_, line) => {
    const started = performance.now();
    grammar.tokenizeLine(line, grammar.tokenizeLine("train X {", null).ruleStack);
    grammar.tokenizeLine(line, null);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
