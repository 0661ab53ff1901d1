/** Lowers a chain of stages by their operators and runs it in the interpreter, with its derived gradients. */
import { expect } from "vitest";
import { type Memory, allocate, interpret } from "../../src/ir/interpret.ts";
import { normalizedAdjacency } from "../../src/graph/edges.ts";
import type { Nest } from "../../src/ir/nest.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import { tensorsOf, verifyNest } from "../../src/ir/verify.ts";
import type { Lowering, Shape } from "../../src/ops/operator.ts";
import { channelsFirst } from "../../src/ops/shape.ts";
import { createControls } from "../../src/train/controls.ts";
import { startOf } from "../ir/nests.ts";
import type { Stage } from "./read-stage.ts";

export interface LoweredChain {
  readonly input: Tensor;
  readonly output: Tensor;
  readonly outputShape: Shape;
  /** By full name, in the order of the chain. */
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly nests: readonly Nest[];
}

const controls = createControls();

/** A path of nodes and an edge that leaves a few of them out. */
export const pathOf = (nodes: number): Tensor => {
  const pairs = Array.from({ length: nodes - 1 }, (_, i) => [i, i + 1] as const);
  const far = nodes > 3 ? ([[0, 3]] as const) : [];
  const data = Array.from(normalizedAdjacency({ nodes, pairs: [...pairs, ...far] }));
  return { name: "graph", role: "constant", batched: false, shape: [nodes, nodes], data };
};

export function collect(name: string, stream: number, training: boolean, nests: Nest[], adjacency?: Tensor): Lowering {
  return {
    name,
    stream,
    training,
    controls,
    ...(adjacency ? { adjacency } : {}),
    statistic: (shape, suffix) => ({
      name: `${name}.${suffix}`,
      role: "activation",
      batched: false,
      shape: [...shape],
    }),
    activation: (shape, suffix = "output") => ({
      name: `${name}.${suffix}`,
      role: "activation",
      batched: true,
      shape: [...shape],
    }),
    constant: (shape, data, suffix) => ({
      name: `${name}.${suffix}`,
      role: "constant",
      batched: false,
      shape: [...shape],
      data: [...data],
    }),
    emit: (nest) => void nests.push(nest),
    // State changes after the step; these chains are one step.
    update: () => undefined,
  };
}

export function lowerChain(stages: readonly Stage[], inputShape: Shape, training = false): LoweredChain {
  const nests: Nest[] = [];
  const parameters = new Map<string, Tensor>();
  const numbers = new Map<string, number>();
  const input: Tensor = { name: "input", role: "input", batched: true, shape: channelsFirst(inputShape) };
  const adjacency = inputShape.length === 2 ? pathOf(inputShape[0]!) : undefined;
  let value = input;
  let shape = inputShape;
  stages.forEach(({ layer, values }, stream) => {
    const number = (numbers.get(layer.name) ?? 0) + 1;
    numbers.set(layer.name, number);
    const name = `${layer.name}${number}`;
    const { output, problems } = layer.shape(shape, values);
    expect(problems).toEqual([]);
    const state = (layer.state?.(shape, values) ?? []).map(({ name: each, shape: size, initial }): [string, Tensor] => {
      const data = Array<number>(size.reduce((a, b) => a * b, 1)).fill(initial);
      return [each, { name: `${name}.${each}`, role: "state", batched: false, shape: size, data }];
    });
    const own = new Map([
      ...state,
      ...layer.parameters(shape, values).map(({ name: each, shape: size }): [string, Tensor] => {
        const tensor: Tensor = { name: `${name}.${each}`, role: "parameter", batched: false, shape: size };
        parameters.set(tensor.name, tensor);
        return [each, tensor];
      }),
    ]);
    const before = nests.length;
    value = layer.forward!(collect(name, stream, training, nests, adjacency), value, own, values);
    // What the shape rule says is what the nests compute, and the count is the sum of their own.
    expect(value.shape).toEqual(channelsFirst(output!));
    const macs = nests.slice(before).reduce((sum, nest) => sum + (nest.macs ?? 0), 0);
    expect(macs).toBe(layer.macs(shape, output!, values));
    shape = output!;
  });
  for (const nest of nests) expect(verifyNest(nest)).toEqual([]);
  expect(new Set(nests.map((nest) => nest.name)).size).toBe(nests.length);
  return { input, output: value, outputShape: shape, parameters, nests };
}

/** Runs nests on a memory in which everything not given starts as NaN, so that reading before writing shows. */
export function run(nests: readonly Nest[], given: ReadonlyMap<Tensor, Float64Array>, count: number): Memory {
  const memory: Memory = new Map(given);
  for (const tensor of nests.flatMap(tensorsOf))
    if (!memory.has(tensor)) {
      const values = allocate(tensor, count, Number.NaN);
      values.set(startOf(tensor, count, values.length));
      memory.set(tensor, values);
    }
  interpret(nests, memory, { count, seed: 1, step: 0 });
  return memory;
}

/** The last axis of each image to the front, and back. */
export function toChannelsFirst(values: Float64Array, shape: Shape): Float64Array {
  return reorder(values, shape, (place, channel, places, channels) => [
    channel * places + place,
    place * channels + channel,
  ]);
}
export function toChannelsLast(values: Float64Array, shape: Shape): Float64Array {
  return reorder(values, shape, (place, channel, places, channels) => [
    place * channels + channel,
    channel * places + place,
  ]);
}

function reorder(
  values: Float64Array,
  shape: Shape,
  from: (place: number, channel: number, places: number, channels: number) => readonly [to: number, from: number],
): Float64Array {
  const channels = shape[shape.length - 1]!;
  const places = shape.slice(0, -1).reduce((a, b) => a * b, 1);
  const result = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += places * channels)
    for (let place = 0; place < places; place++)
      for (let channel = 0; channel < channels; channel++) {
        const [to, source] = from(place, channel, places, channels);
        result[start + to] = values[start + source]!;
      }
  return result;
}

export function expectClose(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  expect(got.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++)
    if (!(Math.abs(got[i]! - wanted[i]!) <= tolerance * Math.max(1, Math.abs(wanted[i]!))))
      expect.fail(`element ${i} is ${got[i]}, not ${wanted[i]}`);
}
