/** Whatever the program: formatting keeps its meaning and its comments, and formatting again changes nothing. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { mustFormat } from "./must-format.ts";
import { program } from "./random-program.ts";

test("5,000 random programs", async () => {
  await fc.assert(
    fc.asyncProperty(program, async (text) => {
      await mustFormat(text);
    }),
    { seed: 20_250_311, numRuns: 5_000 },
  );
}, 120_000);
