/** Whole trainings against PyTorch's, in the float64 interpreter; schedules that watch the loss; what a clip does to a program. */
import { describe, expect, test } from "vitest";
import { interpret, type Memory } from "../../src/ir/interpret.ts";
import { load } from "../../src/ir/scalar.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import { verifyProgram } from "../../src/ir/verify.ts";
import { schedules } from "../../src/ops/registry.ts";
import { runStages, type Stages } from "../../src/pipeline.ts";
import { clipGradients } from "../../src/train/clip-gradients.ts";
import { createControls } from "../../src/train/controls.ts";
import { scheduleRate } from "../../src/train/schedule-rate.ts";
import { readPlateauCases, readTraceCases, type TraceCase } from "../oracle/operator-fixtures.ts";
import { expectClose } from "../ops/run-chain.ts";
import { clips, losses } from "../../src/ops/registry.ts";
import { configure, modelOf, recipeOf } from "../wasm/compile-chain.ts";
import { trainInInterpreter } from "./run-training.ts";

function stagesOf(each: Omit<TraceCase, "float64" | "float32">): Stages {
  const recipe = recipeOf({ ...each, loss: configure(losses, each.loss) }, each.batch);
  return runStages(modelOf(each.layers, each.inputShape, recipe), { training: true, batch: each.batch });
}

describe("trainings of 24 steps", () => {
  test.each(
    readTraceCases().map((each) => [each.loss, each.optimizer, each.schedule, each.clip ?? "-", each] as const),
  )("%s, %s, %s, clip %s", (_loss, optimizer, _schedule, _clip, each) => {
    const { program } = stagesOf(each);
    expect(verifyProgram(program)).toEqual([]);
    const { losses: found, rates, parameters } = trainInInterpreter(program, each, rateOf(optimizer));
    expectClose(rates, each.float64.rates, 1e-8);
    expectClose(found, each.float64.losses, 1e-6);
    expect([...parameters.keys()]).toEqual(Object.keys(each.float64.after));
    for (const [name, values] of parameters) expectClose(values, each.float64.after[name]!, 1e-6);
    // The trace must have gone somewhere.
    expect(Math.abs(found.at(-1)! - found[0]!)).toBeGreaterThan(1e-3);
  });
});

const rateOf = (optimizer: string): number => Number(/lr=([\d.]+)/.exec(optimizer)![1]);

describe("schedules that watch the loss", () => {
  test.each(readPlateauCases().map((each) => [each.schedule, each] as const))("%s", (text, each) => {
    const controls = createControls();
    const { states, perStep, perEpoch } = scheduleRate(configure(schedules, text), controls);
    const memory: Memory = new Map();
    const set = (tensor: Tensor, value: number): void => void memory.set(tensor, Float64Array.of(value));
    for (const tensor of Object.values(controls) as Tensor[]) set(tensor, 0);
    for (const state of states) set(state, state.data![0]!);
    set(controls.baseRate, each.lr);
    set(controls.stepsPerEpoch, 1);
    each.losses.forEach((loss, epoch) => {
      set(controls.step, epoch);
      set(controls.epoch, epoch);
      interpret(perStep, memory, { count: 1 });
      expectClose(memory.get(controls.rate)!, [each.rates[epoch]!], 1e-8);
      set(controls.epochLoss, loss);
      interpret(perEpoch, memory, { count: 1 });
    });
    expect(new Set(each.rates).size).toBeGreaterThan(1);
  });
});

describe("clips", () => {
  const gradient = (name: string, shape: readonly number[]): Tensor => ({
    name,
    role: "gradient",
    batched: false,
    shape,
  });
  const gradients = [gradient("a", [2, 3, 2]), gradient("b", [4]), gradient("c", [])];

  test("the factor is that of the length of all gradients together", () => {
    const { nests, clip } = clipGradients(configure(clips, "norm 2"), gradients);
    const memory: Memory = new Map();
    const values = [
      Float64Array.from({ length: 12 }, (_, i) => i / 7 - 1),
      Float64Array.of(1, -2, 0.5, 0),
      Float64Array.of(3),
    ];
    gradients.forEach((tensor, i) => void memory.set(tensor, values[i]!));
    for (const { writes } of nests)
      for (const { tensor } of writes) memory.set(tensor, new Float64Array(tensor.shape[0] ?? 1).fill(Number.NaN));
    interpret(nests, memory, { count: 1 });
    const length = Math.hypot(...values.flatMap((each) => [...each]));
    const last = nests.at(-1)!.writes[0]!.tensor;
    expect(memory.get(last)![0]).toBeCloseTo(2 / (length + 1e-6), 14);
    expect(clip(load(gradients[2]!))).toMatchObject({ kind: "binary", op: "mul" });
  });

  test("of values need no nest of their own, and without a clip nothing changes", () => {
    expect(clipGradients(configure(clips, "value 0.5"), gradients).nests).toEqual([]);
    const none = clipGradients(undefined, gradients);
    expect(none.nests).toEqual([]);
    expect(none.clip(load(gradients[2]!))).toEqual(load(gradients[2]!));
  });

  const kernelsOf = (clip: string | undefined): string[] => {
    const { plan } = stagesOf({
      ...readTraceCases()[0]!,
      schedule: "constant",
      ...(clip === undefined ? {} : { clip }),
    });
    return plan.step!.learn.flatMap((phase) => phase.calls.map(({ name }) => name));
  };
  const updates = (names: readonly string[]): string[] => names.filter((name) => name.endsWith(".update"));
  test("of values stay at the end of the sum that makes the gradient; by norm the optimizer waits for all of them", () => {
    expect(kernelsOf("value 0.5")).toEqual(kernelsOf(undefined));
    expect(updates(kernelsOf(undefined))).toEqual([]);
    const byNorm = kernelsOf("norm 1.0");
    expect(updates(byNorm)).toEqual(
      ["conv1.weight", "conv1.bias", "fc1.weight", "fc1.bias"].map((name) => `${name}.update`),
    );
    const squares = byNorm.map((name, i) => (name.endsWith(".square") ? i : -1));
    expect(squares.filter((i) => i >= 0)).toHaveLength(4);
    expect(byNorm.findIndex((name) => name.endsWith(".update"))).toBeGreaterThan(Math.max(...squares));
  });
});
