/**
 * What holds for every text that the grammar allows: a model that is not understood has an error, a model that is has names, and
 * the same text means the same twice.
 */
import { expect, it } from "vitest";
import { randomProgram } from "../../fuzz/random-program.ts";
import { randomFor, seedOfRun } from "../../fuzz/random.ts";
import { understand } from "./understood.ts";

const seed = seedOfRun();

it(`of 150 random programs (CNNC_SEED=${seed}) none is without models and without a word`, () => {
  let understood = 0;
  for (let index = 0; index < 150; index++) {
    const text = randomProgram(randomFor(seed, index));
    const { models, unbound, errors, diagnostics } = understand(text);
    const declared = new Set([...text.matchAll(/^model (\w+)/gm)].map(([, name]) => name));
    understood += models.length;
    if (errors.length === 0) expect(models.length + unbound.length, text).toBeGreaterThanOrEqual(declared.size);
    for (const { layers } of models) {
      const names = layers.map(({ name }) => name);
      expect(new Set(names).size, text).toBe(names.length);
    }
    if (index % 20 === 0) {
      const again = understand(text);
      expect(again.diagnostics.map(({ code, span }) => [code, span])).toEqual(
        diagnostics.map(({ code, span }) => [code, span]),
      );
      expect(again.models.map(({ totals }) => totals)).toEqual(models.map(({ totals }) => totals));
    }
  }
  expect(understood).toBeGreaterThan(0);
});
