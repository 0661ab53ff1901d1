/** What stands in a body, a line each: one record for each kind of statement of the syntax tree. */
import type { Statement } from "../../syntax/ast.ts";
import type { WordRecords } from "../word-record.ts";

export const statementRecords = {
  chain: {
    title: "->",
    words: ["->", "chain"],
    summary: "hands a value on to the next stage",
    details:
      "A chain is stages in the order of the computation. The end of a line is an arrow as well: `conv 5x5x6` on one line and `relu` on the next are " +
      "`conv 5x5x6 -> relu`. A chain can be broken before or after an arrow, and ends before `let`, `expect` and `head`, behind which " +
      "the next one goes on with its value.",
    syntax: ["stage -> stage -> stage", "stage", "stage"],
    example:
      "model Example {\n  input 28x28x1\n  conv 5x5x6 -> relu -> maxpool 2\n  conv 5x5x16\n    -> relu\n    -> maxpool 2\n  fc 10\n}\n",
  },
  let: {
    title: "let",
    words: ["let", "="],
    summary: "a name for a value, from its line to the end of the body",
    details:
      "As `const`, but in a body: it may use parameters, and `in`, the shape that reaches its line. Bodies inside see it, those outside do not.",
    syntax: ["let name = expression"],
    example:
      "block wider(factor) {\n  let c = factor*in.c\n  conv 3x3x{c} p1 -> relu -> conv 3x3x{c} p1 -> relu\n}\n\n" +
      "model Example {\n  input 28x28x4\n  wider(2) -> maxpool 2 -> wider(2)\n  fc 10\n}\n",
  },
  expect: {
    title: "expect",
    words: ["expect", "@"],
    summary: "a total that must hold: `expect params 61_706`",
    details:
      "Compares a metric of the model with a number; without a comparison it must be equal. Where it does not hold, that is an error, and the " +
      "message shows both numbers. The number may use parameters. In a block or a head it is about what that adds to the model. `memory` is " +
      "for the batch of the recipe, or for the one behind `@ batch`.",
    syntax: ["expect metric number", "expect metric < number", "expect memory < number @ batch number"],
    example:
      "model Example(classes = 10) {\n  input 28x28x1\n  conv 5x5x6 -> relu -> maxpool 2\n  fc {classes}\n\n" +
      "  expect params 156 + 865*classes\n  expect macs < 200_000\n  expect memory < 2_000_000 @ batch 16\n}\n",
  },
  head: {
    title: "head",
    words: ["head"],
    summary: "a side output: an auxiliary classifier that reads the value at its place",
    details:
      "The chain of the model goes on behind it as if it were not there. `aux NAME weight=0.3` in the recipe trains it with the model: its loss, times the " +
      "weight, is added. It is left out of predictions; one that no `aux` names is not in the module at all. A head has no heads of its " +
      "own. Its parameters count in `params`, its computation does not count in `macs`.",
    syntax: ["head name { … }"],
    example:
      "model Example {\n  input 28x28x1\n  conv 5x5x8 -> relu -> maxpool 2\n  head middle { gavgpool -> fc 10 }\n  conv 3x3x16 -> relu\n  fc 10\n}\n\n" +
      "train Example {\n  data mnist\n  aux  middle weight=0.3\n}\n",
  },
} as const satisfies WordRecords<Statement["kind"]>;
