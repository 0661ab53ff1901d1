/**
 * Whatever the program: formatting keeps its meaning and its comments, and formatting again changes nothing. 5,000 programs,
 * everyday a tenth (see `test/soak.ts`).
 */
import fc from "fast-check";
import { test } from "vitest";
import type { FormatOptions } from "../../src/format/format.ts";
import { share } from "../soak.ts";
import { mustFormat } from "./must-format.ts";
import { program } from "./random-program.ts";

const options = fc.constantFrom<FormatOptions>(
  {},
  {},
  { printWidth: 40 },
  { printWidth: 60, tabWidth: 4, useTabs: true },
);

test("random programs", async () => {
  await fc.assert(
    fc.asyncProperty(program, options, async (text, chosen) => {
      await mustFormat(text, chosen);
    }),
    { seed: Number(process.env.CNNC_SEED ?? 20_250_311), numRuns: share(5_000) },
  );
}, 300_000);
