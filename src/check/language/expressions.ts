/**
 * Expressions: one record for each kind of the syntax tree, one for `in` and the truth values, one for each group of operators.
 * How tightly operators bind, the grammar's table says; what fields a shape has, that of the checker.
 */
import { binaryLevels, notLevel } from "../../../grammar/operators.ts";
import type { BinaryOperator, Expression, UnaryOperator } from "../../syntax/ast.ts";
import { functionNames } from "../evaluate/functions.ts";
import { axisNames } from "../evaluate/shape-fields.ts";
import type { WordRecord, WordRecords } from "../word-record.ts";

const kinds = ["a list", "a sequence", "an image", "a volume"];

/** By the number of axes. */
const fieldList = axisNames
  .map((names, axes) => [names, kinds[axes - 1]] as const)
  .filter(([, kind]) => kind !== undefined)
  .map(([names, kind]) => `${kind} has ${[...names, "size"].map((name) => `\`in.${name}\``).join(", ")}`)
  .join("; ");

const allFields = [...new Set([...axisNames.flat(), "size"])];

const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(" ");

/** Loosest first, `not` among them; the other operator of one side is tighter than all. */
const levels: readonly (readonly string[])[] = [
  ...binaryLevels.slice(0, notLevel),
  ["not"],
  ...binaryLevels.slice(notLevel),
];

export const expressionRecords = {
  number: {
    title: "61_706",
    words: ["number", "_"],
    summary: "a number: whole, or with a point or an exponent",
    details:
      "`61_706` is 61706: underscores may stand between digits. `0.05` and `1e-3` are decimals. Whole numbers are exact up to 2^53 - 1; what goes " +
      "beyond is an error, never a rounded number.",
    syntax: ["61_706", "0.05", "1e-3"],
    example: "model Example {\n  input 28x28x1\n  fc 1_000 -> relu -> dropout 0.5\n  fc 10\n}\n",
  },
  string: {
    title: '"c3"',
    words: ['"', "string"],
    summary: "a text as a value, to be handed to a block or compared",
    details: "`==` and `!=` compare texts. A text is no path until an argument takes it for one.",
    syntax: ['"text"'],
    example:
      'block unit(c, kind = "plain") {\n  conv 3x3x{c} p1 nobias\n  if kind == "normalized" { bn }\n  relu\n}\n\nmodel Example {\n  input 28x28x1\n  unit(8) -> unit(8, kind="normalized")\n  fc 10\n}\n',
  },
  list: {
    title: "[3, 4, 6, 3]",
    words: ["[", "]", ",", "list"],
    summary: "a list of values",
    details: "Handed to a block or held by a `const`; its elements are taken by number. Lists may hold lists.",
    syntax: ["[value, value, …]"],
    example:
      "const widths = [8, 16]\n\nmodel Example {\n  input 28x28x1\n  conv 3x3x{widths[0]} -> relu\n  conv 3x3x{widths[1]} -> relu\n  fc 10\n}\n",
  },
  name: {
    title: "a name",
    words: ["name"],
    summary: "what a parameter, a `const` or a `let` stands for",
    details:
      "Letters, digits and `_`, not beginning with a digit. Keywords and names of the form of an attribute (`s2`, `p1`) are reserved. A `const` is known in all of " +
      "its file, a `let` below its line; a name in a body hides one of the same name outside. Names that begin with `_` may stay unused.",
    syntax: ["name"],
    example: "const hidden = 120\n\nmodel Example {\n  input 28x28x1\n  fc {hidden} -> relu -> fc 10\n}\n",
  },
  field: {
    title: "in.c",
    words: [".", ...allFields.map((field) => `in.${field}`)],
    summary: "one size of the shape that reaches the place",
    details: `Of \`in\`: ${fieldList}.`,
    syntax: allFields.map((field) => `in.${field}`),
    example:
      "block wider() { conv 1x1x{2*in.c} -> relu }\n\nmodel Example {\n  input 28x28x4\n  wider() -> wider()\n  fc 10\n}\n",
  },
  index: {
    title: "n[0]",
    words: ["[", "]", "index"],
    summary: "one element of a list, counted from 0",
    details: "The number must be one of the list's: an index past its end is an error that says how many there are.",
    syntax: ["list[number]"],
    example:
      "block stages(n) {\n  [conv 3x3x8 p1 -> relu] * (n[0])\n  maxpool 2\n  [conv 3x3x8 p1 -> relu] * (n[1])\n}\n\n" +
      "model Example {\n  input 28x28x8\n  stages([1, 2])\n  fc 10\n}\n",
  },
  unary: {
    title: "-n",
    words: ["-", "negation"],
    summary: "the number with the other sign",
    details: "Binds tighter than every operator between two values. `not` is the other operator with one side.",
    syntax: ["-number"],
    example: "const n = -2\n\nmodel Example {\n  input 28x28x1\n  conv 3x3x{-n*4} -> relu\n  fc 10\n}\n",
  },
  binary: {
    title: "a + b",
    words: ["operator", "precedence"],
    summary: "two values and an operator between them",
    details:
      `From the loosest to the tightest: ${levels.map((level) => code(level)).join(", then ")}, and the \`-\` of one value. Those between two values group from the left: \`8 - 4 - 2\` is 2. Parentheses group otherwise. ` +
      "In a size, an attribute and a named argument, what is computed stands in braces: `3x3x{2*c}`, `s{s}`.",
    syntax: ["value operator value", "(value operator value) operator value"],
    example: "const c = 4\n\nmodel Example {\n  input 28x28x1\n  conv 3x3x{2*(c + 1)} -> relu\n  fc 10\n}\n",
  },
  call: {
    title: "floor( … )",
    words: ["(", ")", ",", "function"],
    summary: "the value of a function",
    details: `The functions are ${code(functionNames)}; a program cannot declare any. Blocks are used in chains, not in expressions.`,
    syntax: ["function(value)", "function(value, value)"],
    example: "const c = 64\n\nmodel Example {\n  input 28x28x1\n  conv 3x3x{floor(c/3)} -> relu\n  fc 10\n}\n",
  },
} as const satisfies WordRecords<Expression["kind"]>;

export const valueRecords = {
  in: {
    title: "in",
    words: ["in"],
    summary: "the shape that reaches the place",
    details:
      `Not a number itself: one of its sizes is asked for. ${fieldList.slice(0, 1).toUpperCase()}${fieldList.slice(1)}. \`in.size\` is the product of all sizes. Known in blocks, and in models ` +
      "behind the input. This is how a block decides on a projection: `if in.c != c { conv 1x1x{c} }`.",
    syntax: allFields.map((field) => `in.${field}`),
    example:
      "block unit(c) {\n  add {\n    | conv 3x3x{c} p1 -> relu -> conv 3x3x{c} p1\n    | if in.c != c { conv 1x1x{c} }\n  } -> relu\n}\n\n" +
      "model Example {\n  input 28x28x8\n  unit(8) -> unit(16)\n  fc 10\n}\n",
  },
  truth: {
    title: "true, false",
    words: ["true", "false"],
    summary: "the truth values",
    details: "What comparisons give and `if` takes. A number is no truth value.",
    syntax: ["true", "false"],
    example:
      "block unit(c, normalized = true) {\n  conv 3x3x{c} p1 nobias\n  if normalized { bn }\n  relu\n}\n\nmodel Example {\n  input 28x28x1\n  unit(8, normalized=false) -> unit(8)\n  fc 10\n}\n",
  },
} as const satisfies WordRecords;

export interface OperatorRecord extends WordRecord {
  readonly operators: readonly (BinaryOperator | UnaryOperator)[];
}

/** Every operator stands in one of them. */
export const operatorRecords = {
  sum: {
    title: "+ - *",
    words: ["+", "-", "*"],
    operators: ["+", "-", "*"],
    summary: "sum, difference and product",
    details:
      "Exact for whole numbers and fractions; a decimal on either side makes a decimal of the result. A result too large to be exact is an error.",
    syntax: ["a + b", "a - b", "a * b"],
    example: "const c = 4\n\nmodel Example {\n  input 28x28x1\n  conv 3x3x{2*c + 1} -> relu\n  fc 10\n}\n",
  },
  quotient: {
    title: "/",
    words: ["/"],
    operators: ["/"],
    summary: "exact quotient",
    details:
      "Of whole numbers it must come out even: `{c/3}` with `c = 64` is an error at that place, unless it stands under `floor( )`, `ceil( )` or `round( )`. " +
      "A division by zero is an error.",
    syntax: ["a / b"],
    example: "const c = 64\n\nmodel Example {\n  input 28x28x1\n  conv 3x3x{c/4} -> relu\n  fc 10\n}\n",
  },
  remainder: {
    title: "%",
    words: ["%"],
    operators: ["%"],
    summary: "remainder",
    details: "Never negative for a positive right side: `-1 % 4` is 3.",
    syntax: ["a % b"],
    example:
      "block unit(c, i) {\n  conv 3x3x{c} p1 -> relu\n  if i%2 == 1 { maxpool 2 }\n}\n\nmodel Example {\n  input 28x28x1\n  unit(8, 0) -> unit(8, 1)\n  fc 10\n}\n",
  },
  comparison: {
    title: "== != < <= > >=",
    words: ["==", "!=", "<", "<=", ">", ">=", "comparison"],
    operators: ["==", "!=", "<", "<=", ">", ">="],
    summary: "comparison: a truth value",
    details:
      "Numbers are compared exactly, whatever they are written as. Texts and truth values are equal or not; they have no order.",
    syntax: ["a == b", "a != b", "a < b", "a <= b", "a > b", "a >= b"],
    example:
      "block unit(c) {\n  if c >= 16 { conv 1x1x8 -> relu }\n  conv 3x3x{c} p1 -> relu\n}\n\nmodel Example {\n  input 28x28x1\n  unit(8) -> unit(16)\n  fc 10\n}\n",
  },
  logic: {
    title: "and, or",
    words: ["and", "or"],
    operators: ["and", "or"],
    summary: "both, or at least one of two truth values",
    details:
      "The right side is asked only where the left one leaves it open: `n > 0 and 10 / n == 5` divides by no zero. `and` binds tighter than `or`.",
    syntax: ["a and b", "a or b"],
    example:
      "block unit(c, s = 1) {\n  conv 3x3x{c} s{s} p1 nobias\n  if s == 1 and c == in.c { relu } else { bn -> relu }\n}\n\nmodel Example {\n  input 28x28x1\n  unit(8) -> unit(16, s=2)\n  fc 10\n}\n",
  },
  negation: {
    title: "not",
    words: ["not"],
    operators: ["not"],
    summary: "the other truth value",
    details: "Binds looser than a comparison and tighter than `and`: `not a == b and c` is `(not (a == b)) and c`.",
    syntax: ["not a"],
    example:
      "block unit(c, last = false) {\n  conv 3x3x{c} p1\n  if not last { relu }\n}\n\nmodel Example {\n  input 28x28x1\n  unit(8) -> unit(8, last=true)\n}\n",
  },
} as const satisfies Readonly<Record<string, OperatorRecord>>;
