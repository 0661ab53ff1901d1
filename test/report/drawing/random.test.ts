/** Drawings of random programs; the slow suite tries many more. */
import { expect, it } from "vitest";
import { modelOfSeed, problemsOf } from "./random-facts.ts";

const seeds = 24;

it("drawings of random programs leave nothing out and stay readable", () => {
  const models = Array.from({ length: seeds }, (_, seed) => modelOfSeed(seed));
  const right = models.filter((model) => model !== undefined);
  expect(right.length).toBeGreaterThan(seeds / 2);
  expect(right.filter(({ heads }) => heads.length > 0).length).toBeGreaterThan(2);
  expect(Math.max(...right.map(({ layers }) => layers.length))).toBeGreaterThan(100);
  const problems = models.flatMap((model, seed) =>
    model ? problemsOf(model).map((each) => `seed ${seed}: ${each}`) : [],
  );
  expect(problems).toEqual([]);
});
