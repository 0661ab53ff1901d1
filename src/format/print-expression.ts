/**
 * Expressions: takes one and gives it on one line, parentheses as written (they are the author's), `*`, `/`, `%` without blanks
 * and every other operator between two. Only lists and arguments may be broken: elsewhere a newline would end the stage.
 */
import type { Doc } from "prettier";
import { builders } from "prettier/doc";
import type { CallArgument, Expression, SizeList } from "../syntax/ast.ts";
import { gap } from "./gaps.ts";
import type { Sheet } from "./sheet.ts";

const { fill, group, indent, line, softline } = builders;

export function printExpression(sheet: Sheet, expression: Expression): Doc {
  const { words } = sheet;
  if (words.at("{")) return printComputed(sheet, expression);
  if (isWrapped(sheet, expression)) {
    return [
      words.take("("),
      gap(sheet, "", "open"),
      printExpression(sheet, expression),
      gap(sheet, "", "close"),
      words.take(")"),
    ];
  }
  switch (expression.kind) {
    case "number":
    case "string":
    case "name":
      return words.take();
    case "list":
      return printList(sheet, expression.items);
    case "field":
      return [
        printExpression(sheet, expression.object),
        gap(sheet, ""),
        words.take("."),
        gap(sheet, ""),
        words.take(expression.field.text),
      ];
    case "index":
      return [
        printExpression(sheet, expression.object),
        gap(sheet, ""),
        words.take("["),
        gap(sheet, "", "open"),
        printExpression(sheet, expression.index),
        gap(sheet, "", "close"),
        words.take("]"),
      ];
    case "call":
      return [printExpression(sheet, expression.callee), gap(sheet, ""), printArguments(sheet, expression.arguments)];
    case "unary":
      return [
        words.take(expression.operator),
        gap(sheet, expression.operator === "not" ? " " : "", "settled"),
        printExpression(sheet, expression.operand),
      ];
    case "binary": {
      const { operator, left, right } = expression;
      const blank = operator === "*" || operator === "/" || operator === "%" ? "" : " ";
      return [
        printExpression(sheet, left),
        gap(sheet, blank, "settled"),
        words.take(operator),
        gap(sheet, blank, "settled"),
        printExpression(sheet, right),
      ];
    }
    default:
      return expression satisfies never;
  }
}

/** Whether the next word is a parenthesis around the whole expression, not around the begin of it. */
function isWrapped({ words }: Sheet, expression: Expression): boolean {
  if (!words.at("(")) return false;
  switch (expression.kind) {
    case "binary":
      return words.start < expression.left.span.start;
    case "field":
    case "index":
      return words.start < expression.object.span.start;
    case "call":
      return words.start < expression.callee.span.start;
    case "number":
    case "string":
    case "name":
    case "list":
    case "unary":
      return true;
    default:
      return expression satisfies never;
  }
}

/** `{expr}` */
function printComputed(sheet: Sheet, expression: Expression): Doc {
  const { words } = sheet;
  return [
    words.take("{"),
    gap(sheet, "", "open"),
    printExpression(sheet, expression),
    gap(sheet, "", "close"),
    words.take("}"),
  ];
}

/** `3x3x{c}`: nothing can stand between its words. */
export function printSizes(sheet: Sheet, { sizes }: SizeList): Doc {
  return sizes.map((size, i): Doc => [i > 0 ? sheet.words.take("x") : "", printExpression(sheet, size)]);
}

function printList(sheet: Sheet, items: readonly Expression[]): Doc {
  const { words } = sheet;
  const open = words.take("[");
  if (items.length === 0) return [open, gap(sheet, "", "close"), words.take("]")];
  const start = gap(sheet, softline, "open");
  const parts: Doc[] = [];
  for (const [i, item] of items.entries()) {
    if (i > 0) parts.push(gap(sheet, line));
    const comma = i < items.length - 1;
    parts.push([printExpression(sheet, item), comma ? [gap(sheet, "", "close"), words.take(",")] : ""]);
  }
  return group([open, indent([start, fill(parts)]), gap(sheet, softline, "close"), words.take("]")]);
}

/** `(a, b=1)` */
export function printArguments(sheet: Sheet, args: readonly CallArgument[]): Doc {
  return printParenthesized(sheet, args, ({ name, value }) => [
    name === undefined ? "" : [sheet.words.take(name.text), gap(sheet, ""), sheet.words.take("="), gap(sheet, "")],
    printExpression(sheet, value),
  ]);
}

/** Things between parentheses, joined by commas: on one line, or each on its own. */
export function printParenthesized<Item>(sheet: Sheet, items: readonly Item[], print: (item: Item) => Doc): Doc {
  const { words } = sheet;
  const open = words.take("(");
  if (items.length === 0) return [open, gap(sheet, "", "close"), words.take(")")];
  const inside: Doc[] = [gap(sheet, softline, "open")];
  for (const [i, item] of items.entries()) {
    if (i > 0) inside.push(gap(sheet, "", "close"), words.take(","), gap(sheet, line));
    inside.push(print(item));
  }
  return group([open, indent(inside), gap(sheet, softline, "close"), words.take(")")]);
}
