/**
 * Heads, frozen parts and graphs in modules: whole trainings against PyTorch's, every gradient and update against the float64
 * interpreter (also on short batches), frozen weights to the bit.
 */
import { describe, expect, test } from "vitest";
import type { Program } from "../../src/ir/program.ts";
import { caseInput } from "../oracle/operator-fixtures.ts";
import { edgesOfText, type PartsCase, partsTensors, readPartsCases } from "../oracle/training-parts.ts";
import { compareWithInterpreter } from "./against-interpreter.ts";
import { type Compiled, compile, numbersAt, start } from "./compile-chain.ts";
import { modelOfText } from "./compile-text.ts";
import { controlOf } from "./control.ts";

const cases = readPartsCases();

function compileParts(each: PartsCase, batch = each.batch): Compiled {
  const model = modelOfText(each.program);
  const edges = each.edges === undefined ? {} : { edges: edgesOfText(each.edges, model) };
  return compile(model, { training: true, batch, ...edges });
}

const largest = (values: ArrayLike<number>): number => Array.from(values, Math.abs).reduce((a, b) => Math.max(a, b), 0);

function expectNear(found: ArrayLike<number>, wanted: readonly number[], what: string): void {
  expect(found.length).toBe(wanted.length);
  const unit = Math.max(1e-2, largest(wanted));
  const worst = largest(wanted.map((value, i) => (found[i]! - value) / unit));
  expect(worst, what).toBeLessThan(1e-4);
}

describe.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => {
  const compiled = compileParts(each);
  const { wasm, manifest } = compiled;

  test("trains and answers as PyTorch does", () => {
    const running = start(wasm);
    const control = controlOf(running, manifest);
    running.exports.initialize();
    const before = partsTensors(each);
    expect(manifest.parameters.map(({ name }) => name).sort()).toEqual(Object.keys(each.tensors).sort());
    for (const place of manifest.parameters) numbersAt(running, place).set(before.get(place.name)!);
    numbersAt(running, manifest.regions.images).set(caseInput(each));
    numbersAt(running, manifest.regions.labels).set(each.labels);
    each.losses.forEach((wanted, step) => {
      control.set("lossSum", 0);
      running.exports.step(each.batch, 1);
      const loss = control.get("lossSum") / each.batch;
      expect(Math.abs(loss - wanted) / Math.max(1, wanted), `loss of step ${step}`).toBeLessThan(1e-5);
    });
    for (const place of manifest.parameters) expectNear(numbersAt(running, place), each.after[place.name]!, place.name);
    for (const name of each.frozen) {
      const place = manifest.parameters.find((other) => other.name === name)!;
      expect([...numbersAt(running, place)], name).toEqual([...Float32Array.from(before.get(name)!)]);
    }
    running.exports.predict(each.batch);
    const scores = numbersAt(running, manifest.regions.outputs);
    expectNear(scores.subarray(0, each.scores.length), each.scores, "scores");
  });

  test("holds gradients and optimizer states of what learns, and of nothing else", () => {
    const names = manifest.parameters.map(({ name }) => name);
    const learned = names.filter((name) => !each.frozen.includes(name) && !/running_(mean|var)$/.test(name));
    expect(manifest.gradients.map(({ name }) => name)).toEqual(learned);
    for (const { name } of manifest.states)
      expect(
        each.frozen.some((frozen) => name.startsWith(`${frozen}.`)),
        name,
      ).toBe(false);
  });

  test.each([2, 5, 16])("agrees with the interpreter on %i images", (n) => {
    const wide = compileParts(each, 16);
    const { forward, gradients, updated, trespasses } = compareWithInterpreter(wide, n);
    expect(trespasses).toEqual([]);
    expect(forward.error, forward.what).toBeLessThan(1e-5);
    expect(gradients.error, gradients.what).toBeLessThan(1e-4);
    expect(updated.error, updated.what).toBeLessThan(1e-4);
  });
});

test("an evaluation has the loss of the model alone", () => {
  const each = cases.find(({ name }) => name === "two heads")!;
  const { program }: { program: Program } = compileParts(each);
  const names = program.evaluation!.nests.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(2);
  expect(names.filter((name) => name.includes("aux"))).toEqual([]);
});
