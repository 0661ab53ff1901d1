/**
 * A label for each place of an output, in the float64 interpreter: whole trainings against PyTorch's, and the gradient of every
 * loss against the derived one and against finite differences.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Nest } from "../../src/ir/nest.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import { elementCount } from "../../src/ir/tensor.ts";
import { verifyNest, verifyProgram } from "../../src/ir/verify.ts";
import { losses } from "../../src/ops/registry.ts";
import { runStages } from "../../src/pipeline.ts";
import { differentiate } from "../../src/train/differentiate.ts";
import { collect, expectClose, run } from "../ops/run-chain.ts";
import { readValues } from "../ops/read-stage.ts";
import { lcgTensor } from "../oracle/operator-fixtures.ts";
import { readPartsCases } from "../oracle/training-parts.ts";
import { modelOfText } from "../wasm/compile-text.ts";
import { trainParts } from "./train-parts.ts";

describe.each(readPartsCases("segmentation").map((each) => [each.name, each] as const))("%s", (_, each) => {
  test("learns and answers what PyTorch does", () => {
    const { program } = runStages(modelOfText(each.program), { training: true });
    expect(verifyProgram(program)).toEqual([]);
    expect(elementCount(program.evaluation!.label) * each.batch).toBe(each.labels.length);
    expect(program.parameters.map(({ tensor }) => tensor.name).sort()).toEqual(Object.keys(each.tensors).sort());
    const { losses: found, after, scores, testLoss } = trainParts(program, each, 0.3);
    expectClose(found, each.losses, 1e-7);
    for (const [name, values] of after) expectClose(values, each.after[name]!, 1e-7);
    expectClose(scores, each.scores, 1e-7);
    expectClose([testLoss], [each.testLoss], 1e-7);
    expect(found[0]! - found.at(-1)!).toBeGreaterThan(0.01);
  });
});

test("the cases hold every loss", () => {
  const there = new Set(readPartsCases("segmentation").map(({ program }) => /loss (\w+)/.exec(program)![1]!));
  expect([...losses.keys()].filter((name) => !there.has(name))).toEqual([]);
});

const settings: ReadonlyMap<string, readonly string[]> = new Map([["crossentropy", ["smoothing=0.2"]]]);

describe.each([...losses.values()].map((each) => [each.name, each] as const))("loss %s on a map", (_, operator) => {
  test("gives the derived gradient, the mean of its places, and the count of right ones", () => {
    const cases = fc.record({ classes: fc.integer({ min: 1, max: 4 }), places: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }), images: fc.integer({ min: 1, max: 3 }), absent: fc.integer({ min: 0, max: 2 }), seed: fc.nat({ max: 999 }), scale: fc.constantFrom(1, 16) }); // prettier-ignore
    fc.assert(
      fc.property(cases, ({ classes, places, images, absent, seed, scale }) => {
        const control = (name: string): Tensor => ({ name, role: "control", batched: false, shape: [] });
        const controls = { count: control("count"), inverseCount: control("inverseCount") };
        const given = readValues(operator.schema, settings.get(operator.name) ?? []);
        const held = images + absent;
        const size = places.reduce((a, b) => a * b, 1);
        const lower = (shape: readonly number[], label: readonly number[]) => {
          const scores: Tensor = { name: "scores", role: "activation", batched: true, shape };
          const labels: Tensor = { name: "label", role: "label", batched: true, shape: label };
          const emitted: Nest[] = [];
          const lowered = operator.lower(collect("loss", 0, true, emitted), scores, labels, controls, given);
          return { scores, labels, lowered, forward: [...emitted, ...lowered.forward] };
        };
        const map = lower([classes, ...places], [1, ...places]);
        for (const nest of [...map.forward, ...map.lowered.backward]) expect(verifyNest(nest)).toEqual([]);
        const share: Tensor = { name: "share", role: "gradient", batched: true, shape: [] };
        const derived = differentiate(map.forward, new Map([[map.lowered.loss, share]]), [map.scores]);
        const values = lcgTensor({ seed, scale }, held * classes * size);
        const labels = Float64Array.from({ length: held * size }, (_, i) => (seed * (i + 3) + i) % classes);
        // What lies past the count is anyone's.
        values.fill(Number.NaN, images * classes * size);
        const memory = new Map<Tensor, Float64Array>([
          [map.scores, values],
          [map.labels, labels],
          [controls.count, Float64Array.of(images)],
          [controls.inverseCount, Float64Array.of(1 / images)],
          [share, new Float64Array(held).fill(1 / images)],
        ]);
        const own = run([...map.forward, ...map.lowered.backward], memory, held);
        const other = run([...derived.forward, ...derived.nests], memory, held).get(derived.gradients.get(map.scores)!)!; // prettier-ignore
        const gradient = own.get(map.lowered.scoresGradient)!;
        const live = images * classes * size;
        expectClose(gradient.slice(0, live), other.slice(0, live), 1e-12);
        expect(gradient.slice(live).every((value) => value === 0)).toBe(true);

        // Each place as an image of its own, with the loss of a list.
        const list = lower([classes], []);
        const places_ = images * size;
        const rows = Float64Array.from({ length: places_ * classes }, (_, i) => {
          const [place, c] = [Math.floor(i / classes), i % classes];
          return values[(Math.floor(place / size) * classes + c) * size + (place % size)]!;
        });
        const single = run(
          list.forward,
          new Map<Tensor, Float64Array>([
            [list.scores, rows],
            [list.labels, labels.slice(0, places_)],
            [controls.count, Float64Array.of(places_)],
            [controls.inverseCount, Float64Array.of(1 / places_)],
          ]),
          places_,
        );
        const perImage = (tensor: Tensor): number[] =>
          Array.from({ length: images }, (_, n) =>
            single.get(tensor)!.slice(n * size, (n + 1) * size).reduce((a, b) => a + b, 0)); // prettier-ignore
        const none = Array<number>(absent).fill(0);
        expectClose(own.get(map.lowered.loss)!, [...perImage(list.lowered.loss).map((sum) => sum / size), ...none], 1e-12); // prettier-ignore
        expect([...own.get(map.lowered.correct)!]).toEqual([...perImage(list.lowered.correct), ...none]);
      }),
    );
  });
});
