/** Each loss, optimizer and clip in a module against the interpreter, in full and short batches; no memory but its own is written. */
import { describe, expect, test } from "vitest";
import { clips, losses, optimizers } from "../../src/ops/registry.ts";
import { compareWithInterpreter } from "./against-interpreter.ts";
import { compileChain, configure, type RecipeWords } from "./compile-chain.ts";

const chain = "conv 3x3x5 p1 -> tanh -> avgpool 2 -> fc 7 -> tanh -> fc 4";

function expectEqual(words: RecipeWords, [batch, n]: readonly [number, number]): void {
  const { forward, gradients, updated, trespasses } = compareWithInterpreter(
    compileChain(chain, [6, 5, 2], batch, words),
    n,
    { updates: 5 },
  );
  expect.soft(trespasses).toEqual([]);
  expect.soft(forward.error, forward.what).toBeLessThan(1e-5);
  expect.soft(gradients.error, gradients.what).toBeLessThan(1e-4);
  expect.soft(updated.error, updated.what).toBeLessThan(1e-4);
}

const batches = [
  [16, 16],
  [17, 5],
] as const;

describe.each(batches)("batch %i with %i images", (...batch) => {
  test.each([...losses.keys()])("loss %s", (name) => expectEqual({ loss: configure(losses, name) }, batch));
  // Where gradients are near zero, Adam and its like divide rounding by rounding: eps keeps the comparison one of formulas.
  test.each([...optimizers.entries()])("optimizer %s", (name, { schema }) =>
    expectEqual({ optimizer: "eps" in schema ? `${name} lr=0.01 eps=0.01` : `${name} lr=0.1` }, batch),
  );
  test.each([...clips.keys()].flatMap((name) => [`${name} 0.01`, `${name} 100`]))("clip %s", (clip) =>
    expectEqual({ clip, optimizer: "sgd lr=0.5 momentum=0.9" }, batch),
  );
});
