/** Random expressions, sizes and arguments, with random gaps between their words: for `random-program.ts`. */
import type { Draw } from "./random-draw.ts";
import type { GapKind, Pen } from "./random-gaps.ts";

export const names: readonly string[] = [
  "a",
  "b",
  "conv",
  "relu",
  "unit",
  "x",
  "s",
  "p",
  "from",
  "batch",
  "in_c",
  "__proto__",
  "constructor",
  "Net5",
];
export const numbers: readonly string[] = ["0", "1", "2", "3", "64", "1_000", "224"];
export const decimals: readonly string[] = ["0.5", "1e-3", "2E5", "1.5E+2", "0.000_1"];
export const strings: readonly string[] = ['"c3"', '""', '"data/x y.csv"', '"a // b"', '"/* no */"'];
const operators = ["or", "and", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%"];

export interface ExpressionWriter {
  readonly name: () => void;
  readonly list: (item: () => void, count: number, kind: GapKind) => void;
  readonly expression: (kind: GapKind) => void;
  readonly parenthesized: () => void;
  readonly callArguments: () => void;
  readonly computed: () => void;
  readonly sizes: () => void;
  readonly attribute: () => void;
  readonly named: () => void;
}

export function createExpressionWriter(draw: Draw, { word, words, gap }: Pen): ExpressionWriter {
  const name = (): void => word(draw.pick(names));

  const list = (item: () => void, count: number, kind: GapKind): void => {
    gap("any");
    for (let i = 0; i < count; i++) {
      if (i > 0) words("any", "", ",", "");
      item();
    }
    gap(count === 0 ? kind : "any");
  };

  /** `kind`: whether newlines mean nothing here. */
  const expression = (kind: GapKind): void => {
    operand(kind);
    while (draw.chance(25) && draw.spend()) {
      words(kind, " ", draw.pick(operators), " ");
      operand(kind);
    }
  };

  const operand = (kind: GapKind): void => {
    while (draw.chance(8)) words(kind, draw.pick(["-", "not"]), " ");
    const choice = draw.spend() ? draw.number(10) : draw.number(5);
    if (choice < 3) word(draw.pick(numbers));
    else if (choice < 5) name();
    else if (choice === 5) word(draw.pick([...decimals, ...strings, "true", "false", "in"]));
    else if (choice < 8) parenthesized();
    else {
      word("[");
      list(() => expression(kind === "any" && draw.inParentheses() ? "any" : "line"), draw.number(5), "any");
      word("]");
    }
    while (draw.chance(10) && draw.spend()) postfix(kind);
  };

  const parenthesized = (): void => {
    word("(");
    draw.parentheses(() => {
      gap("any");
      expression("any");
      gap("any");
    });
    word(")");
  };

  const postfix = (kind: GapKind): void => {
    gap(kind);
    const choice = draw.number(3);
    if (choice === 0) words(kind, ".", "", draw.pick(names));
    else if (choice === 1) callArguments();
    else {
      words("any", "[", "");
      expression(kind === "any" && draw.inParentheses() ? "any" : "line");
      gap("any");
      word("]");
    }
  };

  const callArguments = (): void => {
    word("(");
    const argument = (): void => {
      if (draw.chance(30)) words("any", draw.pick(names), "", "=", "");
      expression("any");
    };
    draw.parentheses(() => list(argument, draw.number(4), "any"));
    word(")");
  };

  const computed = (): void => {
    draw.outside(() => {
      words("line", "{", "");
      expression("line");
      gap("line");
    });
    word("}");
  };

  const size = (): void => (draw.chance(75) ? word(draw.pick(["1", "3", "14", "224"])) : computed());

  const sizes = (): void => {
    size();
    while (draw.chance(50)) {
      word("x");
      size();
    }
  };

  const attribute = (): void => {
    word(draw.pick(["s", "p", "d", "g"]));
    for (let first = true; first || draw.chance(20); first = false) {
      if (!first) word("x");
      size();
      if (!draw.chance(20)) continue;
      word(":");
      size();
    }
  };

  const named = (): void => {
    words("line", draw.pick(names), "", "=", "");
    if (draw.chance(30)) computed();
    else draw.outside(() => operand("line"));
  };

  return { name, list, expression, parenthesized, callArguments, computed, sizes, attribute, named };
}
