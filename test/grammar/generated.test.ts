import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { createLexer } from "../../grammar/lexer.ts";
import { CnnParser } from "../../grammar/parser.ts";
import { tokenRows } from "../../grammar/tokens.ts";
import { generateAll } from "../../grammar/generate/all.ts";
import { readRules } from "../../grammar/generate/productions.ts";

const folder = new URL("../../grammar/generated/", import.meta.url);
const generated = generateAll();

describe("generated files", () => {
  test.each([...generated])("%s is fresh (else: npm run generate)", (name, text) => {
    expect(readFileSync(new URL(name, folder), "utf8")).toBe(text);
  });

  test("there are no others", () => expect(readdirSync(folder).sort()).toEqual([...generated.keys()].sort()));

  test("the diagrams fetch nothing and run nothing", () => {
    const page = generated.get("railroad.html") ?? "";
    expect(page).not.toMatch(/<script|<link|src=|url\(|https?:/);
    for (const { name } of readRules()) expect(page).toContain(`<h2 id="${name}">`);
  });

  test("every rule of the contract stands in the EBNF", () => {
    const ebnf = generated.get("cnn.ebnf") ?? "";
    const contract =
      "file import const block model params param body statement expect head chain stage factor primary layer call group branch cond sizes size expr train setting";
    for (const rule of contract.split(" ")) expect(ebnf).toMatch(new RegExp(`^${rule} += `, "m"));
  });
});

describe("the rules", () => {
  test("have no ambiguity and no definition errors, and nothing is said about them", () => {
    const said = [vi.spyOn(console, "error"), vi.spyOn(console, "warn"), vi.spyOn(console, "log")];
    expect(() => new CnnParser({ validate: true })).not.toThrow();
    expect(() => createLexer({ validate: true })).not.toThrow();
    for (const spy of said) {
      expect(spy.mock.calls).toEqual([]);
      spy.mockRestore();
    }
  });

  test("name no layer", () => {
    const literals = tokenRows.map((row) => row.literal);
    for (const layer of ["conv", "maxpool", "relu", "fc", "dropout", "bn"]) {
      expect(literals).not.toContain(layer);
      expect(generated.get("cnn.tmLanguage.json")).not.toMatch(new RegExp(`\\b${layer}\\b`));
    }
  });
});

interface Pattern {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Record<string, { readonly name: string }>;
}

/** Colors one line as a TextMate engine does: the earliest match wins, and among those the first pattern. */
function scopesOf(line: string): Record<string, string> {
  const { patterns } = JSON.parse(generated.get("cnn.tmLanguage.json") ?? "") as { patterns: Pattern[] };
  const scopes: Record<string, string> = {};
  for (let at = 0; at < line.length;) {
    let best: { match: RegExpExecArray; pattern: Pattern } | undefined;
    for (const pattern of patterns) {
      const expression = new RegExp(pattern.match ?? pattern.begin ?? "", "g");
      expression.lastIndex = at;
      const match = expression.exec(line);
      if (match !== null && (best === undefined || match.index < best.match.index)) best = { match, pattern };
    }
    if (best === undefined) break;
    const { match, pattern } = best;
    if (pattern.name !== undefined) scopes[match[0]] = pattern.name;
    for (const [group, { name }] of Object.entries(pattern.captures ?? {})) scopes[match[Number(group)] ?? ""] = name;
    at = Math.max(match.index + match[0].length, at + 1);
  }
  return scopes;
}

describe("the TextMate grammar", () => {
  test.each<[string, Record<string, string>]>([
    [
      "  conv 5x5x6 s1 -> relu as a : 14x14x6 // note",
      {
        conv: "entity.name.function.layer.cnn",
        relu: "entity.name.function.layer.cnn",
        "5x5x6": "constant.numeric.size.cnn",
        s: "keyword.other.attribute.cnn",
        a: "variable.other.label.cnn",
        "->": "keyword.operator.arrow.cnn",
        "// note": "comment.line.double-slash.cnn",
      },
    ],
    [
      "model LeNet5(classes = 10) {",
      { model: "storage.type.cnn", LeNet5: "entity.name.type.cnn", classes: "variable.parameter.cnn" },
    ],
    [
      'import a from "std/resnet"',
      {
        import: "keyword.control.import.cnn",
        from: "keyword.control.import.cnn",
        '"std/resnet"': "string.quoted.double.cnn",
      },
    ],
    [
      "  expect memory < 4 @ batch 64",
      {
        memory: "support.constant.metric.cnn",
        batch: "keyword.other.batch.cnn",
        "<": "keyword.operator.comparison.cnn",
      },
    ],
    ["  [unit(c)] * (n - 1)", { unit: "entity.name.function.block.cnn", "*": "keyword.operator.arithmetic.cnn" }],
    ["/// shown on hover", { "/// shown on hover": "comment.block.documentation.cnn" }],
  ])("%s", (line, scopes) => expect(scopesOf(line)).toMatchObject(scopes));
});
