/** Every layer of the registry: its derived gradients against finite differences in float64, and its numbers as declared. */
import { describe, expect, test } from "vitest";
import { channelsFirst } from "../../src/graph/graph.ts";
import { interpret } from "../../src/ir/interpret.ts";
import type { Nest } from "../../src/ir/nest.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import { layers, losses } from "../../src/ops/registry.ts";
import { product } from "../../src/ops/size-arithmetic.ts";
import { createControls } from "../../src/train/controls.ts";
import { createLowering } from "../../src/train/lower-graph.ts";
import { pathOf } from "../ops/run-chain.ts";
import { share } from "../soak.ts";
import { fill, memoryFor, numbers, tensor } from "../ir/nests.ts";
import { verifyNest } from "../../src/ir/verify.ts";
import { checkGradients } from "./check-gradients.ts";
import { configurationsOf } from "./configurations.ts";

// Which layers have no kernel yet is held by test/ops/registry.test.ts.
describe.each([...layers.values()].filter(({ forward }) => forward))("$name", (layer) => {
  const configurations = configurationsOf(layer, share(100));

  test("has configurations to test, on more than one input", () => {
    // A graph has nodes and channels, whatever its size; other layers work on several numbers of axes.
    const kinds = configurations.map(({ input }) => (layer.facts.needsGraph ? input.join("x") : input.length));
    expect(new Set(kinds).size).toBeGreaterThan(1);
    expect(configurations.length).toBeGreaterThanOrEqual(5);
  });

  test("gradients of input and parameters, gathered and scattered; shape and multiply-adds as declared", () => {
    for (const { input, output, values, title } of configurations) {
      const x = tensor("input", "input", channelsFirst(input));
      const specs = layer.parameters(input, values);
      const parameters = new Map(
        specs.map(({ name, shape }): [string, Tensor] => [name, tensor(`layer1.${name}`, "parameter", shape)]),
      );
      const state = (layer.state?.(input, values) ?? []).map(({ name, shape, initial }): [string, Tensor] => {
        const data = numbers(product(shape), 0).fill(initial);
        return [name, { ...tensor(`layer1.${name}`, "state", shape), batched: false, data: [...data] }];
      });
      const nests: Nest[] = [];
      const names = { tensors: new Map(), nests: new Map() };
      const y = layer.forward!(
        createLowering({
          name: "layer1",
          stream: 5,
          training: true,
          names,
          emitted: nests,
          updates: [],
          controls: createControls(),
          ...(layer.facts.needsGraph ? { adjacency: pathOf(input[0]!) } : {}),
        }),
        x,
        new Map([...parameters, ...state]),
        values,
      );
      expect(y.shape, title).toEqual(channelsFirst(output));
      expect(
        nests.reduce((sum, nest) => sum + (nest.macs ?? 0), 0),
        title,
      ).toBe(layer.macs(input, output, values));
      if (nests.length === 0) continue;
      try {
        const { scattered, gathered } = checkGradients(
          { nests, output: y, wanted: [x, ...parameters.values()], count: 3 },
          12,
        );
        const macs = (list: readonly Nest[]): number => list.reduce((sum, nest) => sum + (nest.macs ?? 0), 0);
        // Shared out among the classes, each rounded; none where windows see padding alone.
        expect(macs(gathered)).toBeLessThanOrEqual(macs(scattered) + gathered.length);
        if (gathered.every(({ body }) => body.kind !== "constant"))
          expect(macs(gathered)).toBeGreaterThanOrEqual(macs(scattered) - gathered.length);
      } catch (error) {
        throw new Error(title, { cause: error });
      }
    }
  });
});

describe.each([...losses.values()])("loss $name", (loss) => {
  const values = Object.fromEntries(
    Object.entries(loss.schema).map(([name, spec]) => [name, "default" in spec ? spec.default : undefined]),
  );
  test.each([
    [5, 4, 4],
    [5, 4, 3],
    [2, 7, 1],
    [1, 2, 2],
  ])(
    "%i scores, %i places in the batch, %i images: the gradient of the mean, 0 past the end",
    (classes, points, count) => {
      const scores = tensor("scores", "activation", [classes]);
      const label = tensor("label", "label", []);
      const controls = createControls();
      const emitted: Nest[] = [];
      const lowering = createLowering({
        name: "loss",
        stream: 9,
        training: true,
        names: { tensors: new Map(), nests: new Map() },
        emitted,
        updates: [],
        controls,
      });
      const lowered = loss.lower(lowering, scores, label, controls, values);
      const forward = [...emitted, ...lowered.forward];
      expect([...forward, ...lowered.backward].flatMap(verifyNest)).toEqual([]);
      const memory = memoryFor(
        [...forward, ...lowered.backward],
        points,
        new Map([
          [scores, fill(scores, points, 3).map((score) => 20 * score)],
          [label, numbers(points, 4).map((u) => Math.floor(((u + 1) / 2) * classes))],
          [controls.count, Float64Array.of(count)],
          [controls.inverseCount, Float64Array.of(1 / count)],
        ]),
      );
      interpret([...forward, ...lowered.backward], memory, { count: points });
      const gradient = memory.get(lowered.scoresGradient)!.slice();
      const array = memory.get(scores)!;
      const mean = (): number => {
        interpret(forward, memory, { count: points });
        return memory.get(lowered.loss)!.reduce((a, b) => a + b) / count;
      };
      expect(
        [...memory.get(lowered.loss)!.slice(count), ...memory.get(lowered.correct)!.slice(count)].every((v) => v === 0),
      ).toBe(true);
      array.forEach((value, i) => {
        array[i] = value + 1e-5;
        const above = mean();
        array[i] = value - 1e-5;
        const difference = (above - mean()) / 2e-5;
        array[i] = value;
        expect(Math.abs(gradient[i]! - difference)).toBeLessThan(1e-8);
        if (i >= count * classes) expect(gradient[i]).toBe(0);
      });
    },
  );
});
