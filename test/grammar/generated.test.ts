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
