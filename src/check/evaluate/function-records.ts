/**
 * The functions of expressions: what each does, and whether its argument may be a fraction. `check/functions.ts` computes them
 * and knows no other.
 */
import type { WordRecord } from "../word-record.ts";

export interface FunctionRecord extends WordRecord {
  /** How many numbers it takes. */
  readonly takes: "one" | "several";
  /** Its argument may be a fraction, and its value is an integer. */
  readonly rounds?: true;
}

const fraction =
  "Under it `/` need not come out even: `{c/3}` with `c = 64` is an error, and this says what to do with the rest.";

export const functionRecords = {
  floor: {
    title: "floor",
    words: ["floor"],
    takes: "one",
    rounds: true,
    summary: "the next integer below, or the number itself where it is one",
    details: `${fraction} \`floor(64/3)\` is 21, \`floor(-7/2)\` is -4.`,
    syntax: ["floor(number)"],
    example:
      "const c = 64\n\nmodel Example {\n  input 28x28x1\n  conv 3x3x{floor(c/3)}   : 26x26x21\n  relu -> fc 10\n}\n",
  },
  ceil: {
    title: "ceil",
    words: ["ceil"],
    takes: "one",
    rounds: true,
    summary: "the next integer above, or the number itself where it is one",
    details: `${fraction} \`ceil(64/3)\` is 22, \`ceil(-7/2)\` is -3. A layer has a flag of this name: \`maxpool 3 s2 ceil\`.`,
    syntax: ["ceil(number)"],
    example:
      "const c = 64\n\nmodel Example {\n  input 28x28x1\n  conv 3x3x{ceil(c/3)}   : 26x26x22\n  relu -> fc 10\n}\n",
  },
  round: {
    title: "round",
    words: ["round"],
    takes: "one",
    rounds: true,
    summary: "the nearest integer; a half goes away from zero",
    details: `${fraction} \`round(64/3)\` is 21, \`round(7/2)\` is 4, \`round(-7/2)\` is -4.`,
    syntax: ["round(number)"],
    example:
      "const c = 63\n\nmodel Example {\n  input 28x28x1\n  conv 3x3x{round(c/2)}   : 26x26x32\n  relu -> fc 10\n}\n",
  },
  min: {
    title: "min",
    words: ["min"],
    takes: "several",
    summary: "the smallest of its numbers",
    details: "Takes one number or more. `min(512, 4*c)` keeps a width below 512.",
    syntax: ["min(number, …)"],
    example:
      "block unit(c) { conv 3x3x{min(c, 24)} p1 -> relu }\n\nmodel Example {\n  input 28x28x1\n  unit(16) -> unit(32)   : 28x28x24\n  fc 10\n}\n",
  },
  max: {
    title: "max",
    words: ["max"],
    takes: "several",
    summary: "the largest of its numbers",
    details:
      "Takes one number or more. `max(1, c/16)` keeps a bottleneck from vanishing, where `c` is a multiple of 16.",
    syntax: ["max(number, …)"],
    example:
      "block unit(c) { conv 3x3x{max(c, 24)} p1 -> relu }\n\nmodel Example {\n  input 28x28x1\n  unit(16) -> unit(32)   : 28x28x32\n  fc 10\n}\n",
  },
  abs: {
    title: "abs",
    words: ["abs"],
    takes: "one",
    summary: "the number without its sign",
    details: "`abs(3 - 5)` is 2.",
    syntax: ["abs(number)"],
    example:
      "const a = 10\nconst b = 26\n\nmodel Example {\n  input 28x28x1\n  conv 3x3x{abs(a - b)}   : 26x26x16\n  relu -> fc 10\n}\n",
  },
} as const satisfies Readonly<Record<string, FunctionRecord>>;
