/**
 * Everything that is generated from the grammar: file name in `grammar/generated/` to its text. Pure, so that a test can
 * compare it with what is committed; `main.ts` writes it.
 */
import { generateCstDts } from "../chevrotain.ts";
import { CnnParser } from "../parser.ts";
import { printEbnf } from "./ebnf.ts";
import { printPlist } from "./plist.ts";
import { readRules } from "./productions.ts";
import { drawRailroad } from "./railroad.ts";
import { printTextmate } from "./textmate.ts";

export function generateAll(): ReadonlyMap<string, string> {
  const parser = new CnnParser({ validate: true });
  const rules = readRules(parser);
  return new Map([
    ["cnn.ebnf", printEbnf(rules)],
    ["railroad.html", drawRailroad(rules)],
    ["cnn.tmLanguage.json", printTextmate()],
    ["cnn.tmLanguage", printPlist(JSON.parse(printTextmate()))],
    ["cst.ts", cstTypes(parser)],
  ]);
}

function cstTypes(parser: CnnParser): string {
  const opening =
    '/** The concrete syntax tree, generated from grammar/parser.ts by "npm run generate". Do not edit. */\n';
  return opening + generateCstDts(parser.getGAstProductions(), { includeVisitorInterface: false });
}
