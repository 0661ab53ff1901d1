/**
 * What follows the name of a layer or of a setting: takes an argument, gives it as written, without blanks inside. Not for the
 * blanks between arguments.
 */
import type { Doc } from "prettier";
import type { AttributeArgument, LayerArgument, NamedArgument, SettingArgument } from "../syntax/ast.ts";
import { gap } from "./gaps.ts";
import { printExpression, printSizes } from "./print-expression.ts";
import type { Sheet } from "./sheet.ts";

/** A blank before each; before the first one `start`, where it is given: the column of what is set. */
export function printWords(sheet: Sheet, args: readonly (LayerArgument | SettingArgument)[], start?: string): Doc {
  return args.map((argument, i): Doc => {
    const blank = i === 0 && start !== undefined ? gap(sheet, start, "settled") : gap(sheet, " ");
    return [blank, printWord(sheet, argument)];
  });
}

function printWord(sheet: Sheet, argument: LayerArgument | SettingArgument): Doc {
  switch (argument.kind) {
    case "sizes":
      return printSizes(sheet, argument.sizes);
    case "attribute":
      return printAttribute(sheet, argument);
    case "named":
      return printNamed(sheet, argument);
    case "flag":
    case "string":
      return sheet.words.take();
    case "value":
      return printExpression(sheet, argument.value);
    default:
      return argument satisfies never;
  }
}

function printAttribute(sheet: Sheet, { letter, values }: AttributeArgument): Doc {
  const { words } = sheet;
  return [
    words.take(letter.text),
    values.map(({ before, after }, i): Doc => [
      i > 0 ? words.take("x") : "",
      printExpression(sheet, before),
      after === undefined ? "" : [words.take(":"), printExpression(sheet, after)],
    ]),
  ];
}

function printNamed(sheet: Sheet, { name, value }: NamedArgument): Doc {
  const { words } = sheet;
  return [words.take(name.text), gap(sheet, ""), words.take("="), gap(sheet, ""), printExpression(sheet, value)];
}
