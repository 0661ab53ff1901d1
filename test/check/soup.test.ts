/** Random programs of real words: a check never throws, and a model it gives without errors is sound. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkText } from "./check-text.ts";

const words = [
  ...[
    "conv",
    "fc",
    "maxpool",
    "avgpool",
    "relu",
    "dropout",
    "flatten",
    "softmax",
    "conw",
    "constructor",
    "__proto__",
    "input",
  ],
  ...[
    "5x5x6",
    "3x3x{n}",
    "2",
    "0",
    "0.5",
    "10",
    "{n/3}",
    "{in.c}",
    "{in.size}",
    "99_999_999",
    "2_147_483_647x2",
    "28x28x1",
  ],
  ...[
    "s2",
    "s0",
    "p1",
    "p1:0",
    "p1x2",
    "d2",
    "d99_999_999",
    "g2",
    "same",
    "valid",
    "ceil",
    "nobias",
    "init=he",
    "init=1",
    "stride=2",
  ],
  ...[
    "->",
    "->",
    "->",
    "\n",
    "\n",
    "[",
    "]",
    "* 3",
    "* n",
    "* 10_000",
    "* (n - 9)",
    "as a",
    "as b",
    ": 14x14x6",
    ": {n}",
    "@a",
  ],
  ...[
    "add { | relu }",
    "if n > 3 { fc 3 }",
    "let m = 3",
    "expect params 5",
    "expect memory < 9 @ batch 2",
    "head h { fc 3 }",
    "b(3)",
  ],
];
const settings = [
  ...[
    "data mnist",
    "data",
    "batch 64",
    "batch n",
    "batch {n}",
    "epochs 0",
    "seed -1",
    "loss crossentropy",
    "optimizer sgd lr=n",
  ],
  ...[
    "optimizer adam",
    "schedule cosine warmup=3",
    "normalize auto",
    "normalize mean=[n] std=1",
    "init he",
    "augment shift 2 -> x",
  ],
];

/** Stages that are whole, so that some programs pass. */
const stages = [
  ...[
    "conv 3x3x6 p1",
    "conv 5x5x{4*2}",
    "conv 3x3x4 s2 g2",
    "maxpool 2",
    "avgpool 3 s2 p1",
    "relu",
    "fc 10 as a",
    "flatten",
  ],
  ...[
    "dropout 0.5",
    "[conv 3x3x8 same -> relu] * 3",
    "fc 100 nobias * 2",
    "softmax",
    "leakyrelu 0.1",
    "[relu as b] * 2",
  ],
];
const body = fc.oneof(
  fc.array(fc.constantFrom(...words), { maxLength: 24 }).map((chosen) => chosen.join(" ")),
  fc.array(fc.constantFrom(...stages), { maxLength: 6 }).map((chosen) => chosen.join(" -> ")),
);

const program = fc
  .tuple(
    body,
    fc.array(fc.constantFrom(...settings), { maxLength: 4 }),
    fc.constantFrom("8", "2 * 2_000_000_000", "4.5", "m", "[3]"),
  )
  .map(([chain, recipe, n]) => {
    const train = `train Net {\n${recipe.join("\n")}\n}\n`;
    return `const n = ${n}\nmodel Net {\n input 28x28x3\n ${chain}\n}\n${recipe.length > 0 ? train : ""}`;
  });

describe("soup", () => {
  it("is judged without an exception, and what passes is sound", () => {
    let passed = 0;
    fc.assert(
      fc.property(program, (text) => {
        const { models, diagnostics } = checkText(text);
        for (const { span, code, message } of diagnostics) {
          expect(code).toMatch(/^(syntax|check|shape|lint)\//);
          expect(message).not.toMatch(/undefined|NaN|\[object/);
          expect(span!.start).toBeLessThanOrEqual(span!.end);
          expect(span!.end).toBeLessThanOrEqual(text.length);
        }
        for (const { layers, totals, output } of models) {
          passed++;
          expect(new Set(layers.map(({ name }) => name)).size).toBe(layers.length);
          expect(layers.map(({ input }) => input.join("x")).slice(1)).toEqual(
            layers.slice(0, -1).map((layer) => layer.output.join("x")),
          );
          for (const size of [...output, ...Object.values(totals)]) expect(Number.isSafeInteger(size)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(passed).toBeGreaterThan(100);
  });
});
