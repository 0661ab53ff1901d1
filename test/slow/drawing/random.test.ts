/** Drawings of many random programs. */
import { expect, it } from "vitest";
import { modelOfSeed, problemsOf } from "../../report/drawing/random-facts.ts";

it("drawings of 300 random programs leave nothing out and stay readable", () => {
  const problems: string[] = [];
  for (let seed = 1000; seed < 1300; seed++) {
    const model = modelOfSeed(seed);
    if (model) problems.push(...problemsOf(model).map((each) => `seed ${seed}: ${each}`));
  }
  expect(problems).toEqual([]);
});
