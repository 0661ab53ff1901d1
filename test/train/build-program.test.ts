import { describe, expect, test } from "vitest";
import { graphPasses } from "../../src/graph/passes.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { type Memory, allocate, interpret } from "../../src/ir/interpret.ts";
import type { Nest } from "../../src/ir/nest.ts";
import { printProgram } from "../../src/ir/print.ts";
import type { Program } from "../../src/ir/program.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import { elementCount } from "../../src/ir/tensor.ts";
import { tensorsOf, verifyProgram } from "../../src/ir/verify.ts";
import { buildProgram } from "../../src/train/build-program.ts";
import { numbers } from "../ir/nests.ts";
import {
  convStage,
  dropoutStage,
  fcStage,
  graphOf,
  lenet,
  poolStage,
  recipe,
  reluStage,
  softmaxStage,
} from "./networks.ts";

const prepared = (graph: Graph): Graph => graphPasses.reduce((each, pass) => pass.run(each), graph);
const build = (graph: Graph, training = true): Program => {
  const program = buildProgram(prepared(graph), recipe, { batch: 4, training });
  expect(verifyProgram(program)).toEqual([]);
  return program;
};
const names = (nests: readonly Nest[]): string[] => nests.map(({ name }) => name);

/** A program with its memory; activations and gradients start as NaN, so reading one before writing it shows. */
class Machine {
  readonly memory: Memory = new Map();
  private readonly program: Program;
  private readonly points: number;
  constructor(program: Program, points: number) {
    this.program = program;
    this.points = points;
    const { predict, evaluation, training, parameters, states, controls } = program;
    const { perStep, forward, backward, updates } = training ?? { perStep: [], forward: [], backward: [], updates: [] };
    const nests = [...predict, ...(evaluation?.nests ?? []), ...perStep, ...forward, ...backward, ...updates];
    for (const tensor of nests.flatMap(tensorsOf))
      if (!this.memory.has(tensor)) this.memory.set(tensor, allocate(tensor, points, Number.NaN));
    for (const tensor of [...states, ...Object.values(controls) as Tensor[]]) this.memory.set(tensor, allocate(tensor, points)); // prettier-ignore
    parameters.forEach(({ tensor, initializer }, i) => {
      const bound = initializer.kind === "uniform" ? initializer.bound : 0;
      this.memory.set(
        tensor,
        numbers(elementCount(tensor), i + 1).map((v) => v * bound),
      );
    });
    this.setCount(points);
    this.set(controls.update, 1);
    this.set(controls.baseRate, 0.1);
  }
  set(tensor: Tensor, value: number): void {
    this.memory.get(tensor)![0] = value;
  }
  setCount(count: number): void {
    this.set(this.program.controls.count, count);
    this.set(this.program.controls.inverseCount, 1 / count);
  }
  get(tensor: Tensor): Float64Array {
    return this.memory.get(tensor)!;
  }
  fill(images: Float64Array, labels: readonly number[]): void {
    this.memory.set(this.program.input, images);
    this.memory.set(this.program.evaluation!.label, Float64Array.from(labels));
  }
  run(...parts: (readonly Nest[])[]): void {
    for (const nests of parts) interpret(nests, this.memory, { count: this.points });
  }
  step(): number {
    const { perStep, forward, backward, updates } = this.program.training!;
    this.run(perStep, forward, backward, updates);
    return this.get(this.program.evaluation!.lossSum)[0]!;
  }
}

describe("LeNet-5", () => {
  const program = build(lenet);
  const { training, evaluation } = program;

  test("its nests, layer by layer", () => {
    const first = ["conv1", "maxpool1", "relu1", "conv2", "maxpool2", "relu2", "fc1", "relu3", "fc2", "relu4", "fc3"];
    expect(names(program.predict)).toEqual(first.map((layer) => `${layer}.forward`));
    expect(names(training!.backward)).toEqual([
      "loss.gradient",
      "fc3.backward-bias",
      "fc3.backward-weights",
      "fc3.backward-data",
      "relu4.backward",
      "fc2.backward-bias",
      "fc2.backward-weights",
      "fc2.backward-data",
      "relu3.backward",
      "fc1.backward-bias",
      "fc1.backward-weights",
      "fc1.backward-data",
      "relu2.backward",
      "maxpool2.backward",
      "conv2.backward-bias",
      "conv2.backward-weights",
      "conv2.backward-data",
      "relu1.backward",
      "maxpool1.backward",
      "conv1.backward-bias",
      "conv1.backward-weights",
    ]);
    expect(names(training!.perStep)).toEqual(["schedule.rate", "optimizer.power"]);
    expect(names(training!.updates)).toEqual(program.parameters.map(({ tensor }) => `${tensor.name}.update`));
  });

  test("prediction and training run the very same nests", () => {
    expect(training!.forward.slice(0, program.predict.length)).toEqual(program.predict);
    expect(program.predict.every((nest, i) => nest === training!.forward[i])).toBe(true);
    expect(evaluation!.nests.every((nest) => training!.forward.includes(nest))).toBe(true);
    expect(
      program.predict.find(({ name }) => name === "maxpool1.forward")!.writes.map(({ tensor }) => tensor.name),
    ).toEqual(["maxpool1.output", "maxpool1.output.position"]);
  });

  test("a program that only predicts keeps no positions and no gradients", () => {
    const alone = build(lenet, false);
    expect(alone.training).toBeUndefined();
    expect(alone.states).toEqual([]);
    expect(alone.predict.every(({ writes }) => writes.length === 1)).toBe(true);
    const without = buildProgram(prepared(lenet), undefined, { batch: 1, training: false });
    expect(verifyProgram(without)).toEqual([]);
    expect([without.evaluation, without.training]).toEqual([undefined, undefined]);
  });

  test("multiply-adds: those of the definition forward, and twice as many backward but for the first layer's data", () => {
    const macs = (nests: readonly Nest[]): number => nests.reduce((sum, nest) => sum + (nest.macs ?? 0), 0);
    const forward = 117_600 + 240_000 + 48_000 + 10_080 + 840;
    expect(macs(program.predict)).toBe(forward);
    expect(macs(training!.backward)).toBe(2 * forward - 117_600);
  });

  test("learns four images by heart in the interpreter, and a step of 17 takes moments", () => {
    const machine = new Machine(program, 4);
    machine.fill(numbers(4 * 784, 50), [3, 1, 4, 1]);
    machine.set(program.controls.baseRate, 0.03);
    const first = machine.step();
    expect(first / 4).toBeCloseTo(Math.log(10), 0);
    const before = machine.get(program.states[0]!)[0];
    expect(before).toBeCloseTo(0.99);
    let last = first;
    for (let i = 0; i < 45; i++) last = machine.step();
    expect(last).toBeLessThan(0.1);
    machine.run(program.predict, evaluation!.nests);
    expect(machine.get(evaluation!.correctSum)[0]).toBe(4);

    const wide = new Machine(program, 17);
    wide.fill(
      numbers(17 * 784, 51),
      Array.from({ length: 17 }, (_, i) => i % 10),
    );
    const start = performance.now();
    expect(Number.isFinite(wide.step())).toBe(true);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test("gradients are those of the mean loss, in a short batch too", () => {
    const machine = new Machine(program, 4);
    machine.fill(numbers(4 * 784, 50), [3, 1, 4, 1]);
    machine.set(program.controls.update, 0);
    machine.setCount(3);
    machine.step();
    for (const { tensor, gradient } of program.parameters) {
      const array = machine.get(tensor);
      const found = machine.get(gradient!);
      expect(found).toHaveLength(array.length);
      for (let i = 0; i < array.length; i += Math.ceil(array.length / 3)) {
        const value = array[i]!;
        const at = (shift: number): number => {
          array[i] = value + shift;
          machine.run(program.predict, evaluation!.nests);
          return machine.get(evaluation!.lossSum)[0]! / 3;
        };
        const difference = (at(1e-5) - at(-1e-5)) / 2e-5;
        array[i] = value;
        expect(Math.abs(found[i]! - difference), `${tensor.name}[${i}]`).toBeLessThan(1e-7);
      }
    }
  });

  test("a step that does not update leaves parameters and states as they are", () => {
    const machine = new Machine(program, 2);
    machine.fill(numbers(2 * 784, 50), [3, 1]);
    const kept = [...program.parameters.map(({ tensor }) => tensor), ...program.states];
    const before = kept.map((tensor) => machine.get(tensor).slice());
    machine.set(program.controls.update, 0);
    machine.step();
    expect(kept.map((tensor) => machine.get(tensor))).toEqual(before);
    expect(machine.get(program.controls.rate)[0]).toBe(0.1);
    machine.set(program.controls.update, 1);
    machine.step();
    kept.forEach((tensor, i) => void expect(machine.get(tensor), tensor.name).not.toEqual(before[i]));
  });

  test("an update's body is the gradient alone", () => {
    for (const nest of training!.updates) {
      expect(nest.body.kind).toBe("load");
      expect(nest.writes.every(({ when }) => when?.control === program.controls.update)).toBe(true);
    }
  });

  test("prints the same text twice, with every nest in it", () => {
    const text = printProgram(program);
    expect(printProgram(build(lenet))).toBe(text);
    for (const nest of [...training!.forward, ...training!.backward, ...training!.updates])
      expect(text).toContain(`${nest.name}:`);
    expect(text).toContain("parameter conv1.weight[6, 1, 5, 5] = uniform 0.2");
  });
});

test("a final softmax is for prediction; the loss takes the scores", () => {
  const program = build(graphOf([1, 6, 6], [convStage(2, { kernel: 3 }), fcStage(3), softmaxStage]));
  expect(program.output.name).toBe("softmax1.output");
  expect(names(program.training!.forward).filter((name) => name.startsWith("softmax"))).toEqual([]);
  const shared = program.predict.filter((nest) => program.training!.forward.includes(nest));
  expect(names(shared)).toEqual(["conv1.forward", "fc1.forward"]);
});

test("dropout acts in training alone; what comes before it is shared", () => {
  const stages = [convStage(2, { kernel: 3 }), reluStage, poolStage(2), fcStage(8), dropoutStage, fcStage(3)];
  const program = build(graphOf([1, 6, 6], stages));
  expect(names(program.predict)).toEqual([
    "conv1.forward",
    "maxpool1.forward",
    "relu1.forward",
    "fc1.forward",
    "fc2.forward",
  ]);
  const { forward, backward } = program.training!;
  expect(names(forward).slice(0, 6)).toEqual([
    "conv1.forward",
    "maxpool1.forward",
    "relu1.forward",
    "fc1.forward",
    "dropout1.forward",
    "fc2.forward.training",
  ]);
  expect(program.predict.slice(0, 4).every((nest, i) => nest === forward[i])).toBe(true);
  expect(names(backward)).toContain("dropout1.backward");
  const machine = new Machine(program, 4);
  machine.fill(numbers(4 * 36, 5), [0, 1, 2, 1]);
  machine.step();
  machine.run(program.predict);
  const dropped = machine.get([...machine.memory.keys()].find(({ name }) => name === "dropout1.output")!);
  expect(dropped.some((v) => v === 0) && dropped.some((v) => v !== 0)).toBe(true);
});

test("dropout at the very end gives the loss other scores than prediction has", () => {
  const program = build(graphOf([1, 4, 4], [fcStage(3), dropoutStage]));
  expect(program.output.name).toBe("fc1.output");
  expect(names(program.training!.forward)).toContain("loss.sum.training");
});

test("random streams of layers come after those of the parameters, whatever the rewrites did", () => {
  const streams: number[] = [];
  const stages = [convStage(2, { kernel: 3 }), reluStage, poolStage(2), fcStage(3)].map((stage) => ({
    ...stage,
    operator: {
      ...stage.operator,
      forward: (...[lowering, ...rest]: Parameters<NonNullable<typeof stage.operator.forward>>) => {
        if (!lowering.training) streams.push(lowering.stream);
        return stage.operator.forward!(lowering, ...rest);
      },
    },
  }));
  build(graphOf([1, 6, 6], stages));
  expect(streams).toEqual([4, 6, 5, 7]);
});
