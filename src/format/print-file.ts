/**
 * A whole file: takes its words and its tree, gives the document of all declarations, in their order. Declarations stand on lines
 * of their own, with the blank lines their author put between them, one at most. Not for what stands in bodies.
 */
import type { Doc } from "prettier";
import { builders } from "prettier/doc";
import type { Declaration, File, Import, Parameter, Setting, Train } from "../syntax/ast.ts";
import { enclose } from "./enclose.ts";
import { gap } from "./gaps.ts";
import { itemGap } from "./items.ts";
import { printBody } from "./print-body.ts";
import { printArguments, printExpression, printParenthesized } from "./print-expression.ts";
import { printWords } from "./print-words.ts";
import { hasNewline, type Sheet } from "./sheet.ts";
import { printSteps } from "./steps.ts";

const { align, group, hardline, indent, line } = builders;

export function printFile(sheet: Sheet, { declarations, comments }: File): Doc {
  if (declarations.length === 0 && comments.length === 0) return "";
  const docs: Doc[] = [];
  for (const [i, declaration] of declarations.entries()) {
    const { before, inline } = itemGap(sheet, i === 0 ? "start" : "next", true);
    docs.push(before, inline, printDeclaration(sheet, declaration));
  }
  docs.push(itemGap(sheet, declarations.length === 0 ? "whole" : "last").before, hardline);
  sheet.words.finish();
  return docs;
}

function printDeclaration(sheet: Sheet, declaration: Declaration): Doc {
  const { words } = sheet;
  const start: Doc = [words.take(declaration.kind), gap(sheet, " ")];
  switch (declaration.kind) {
    case "import":
      return group([start, printImport(sheet, declaration)]);
    case "const":
      return [
        start,
        words.take(declaration.name.text),
        gap(sheet, " "),
        words.take("="),
        gap(sheet, " "),
        printExpression(sheet, declaration.value),
      ];
    case "block":
    case "model": {
      const name = words.take(declaration.name.text);
      return [
        start,
        name,
        printParameters(sheet, declaration.parameters),
        gap(sheet, " "),
        printBody(sheet, declaration.body),
      ];
    }
    case "train":
      return [start, printTrain(sheet, declaration)];
    default:
      return declaration satisfies never;
  }
}

function printImport(sheet: Sheet, { names }: Import): Doc {
  const { words } = sheet;
  const list = names.map(({ text }, i): Doc => [
    i > 0 ? [gap(sheet, "", "close"), words.take(","), gap(sheet, line)] : "",
    words.take(text),
  ]);
  return indent([list, gap(sheet, line), words.take("from"), gap(sheet, " "), words.take()]);
}

function printParameters(sheet: Sheet, parameters: readonly Parameter[]): Doc {
  const { words } = sheet;
  if (!words.at("(")) return "";
  return [
    gap(sheet, ""),
    printParenthesized(sheet, parameters, ({ name, value }) => {
      const word = words.take(name.text);
      if (value === undefined) return word;
      return [word, gap(sheet, " "), words.take("="), gap(sheet, " "), printExpression(sheet, value)];
    }),
  ];
}

function printTrain(sheet: Sheet, { model, arguments: args, settings, span }: Train): Doc {
  const { words } = sheet;
  const start: Doc[] = [words.take(model.text)];
  if (words.at("(")) start.push(gap(sheet, ""), printArguments(sheet, args));
  start.push(gap(sheet, " "));
  const broken = hasNewline(sheet, words.start, span.end);
  const width = Math.max(0, ...settings.map(({ name }) => name.text.length));
  let next = 0;
  const lines = {
    more: () => next < settings.length,
    print: () => printSetting(sheet, settings[next++]!, width),
  };
  return [start, group(enclose(sheet, "{}", broken, lines))];
}

/** What is set stands in one column. */
function printSetting(sheet: Sheet, setting: Setting, width: number): Doc {
  const steps = [setting, ...setting.more];
  let next = 0;
  const column = " ".repeat(1 + width - setting.name.text.length);
  const printStep = (): Doc => {
    const { name, arguments: args } = steps[next]!;
    return [sheet.words.take(name.text), printWords(sheet, args, next++ === 0 ? column : undefined)];
  };
  return printSteps(sheet, printStep, (doc) => align(1 + width, doc));
}
