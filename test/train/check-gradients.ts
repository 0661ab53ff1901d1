/** Compares the derived gradients of a list of nests with central differences in float64. */
import { expect } from "vitest";
import { type Memory, interpret } from "../../src/ir/interpret.ts";
import type { Nest } from "../../src/ir/nest.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import { verifyNest } from "../../src/ir/verify.ts";
import { differentiate } from "../../src/train/differentiate.ts";
import { gatherAll } from "../../src/train/gather.ts";
import { fill, memoryFor, tensor } from "../ir/nests.ts";

export interface Case {
  readonly nests: readonly Nest[];
  readonly output: Tensor;
  readonly wanted: readonly Tensor[];
  /** Inputs and parameters; those not given are filled with numbers. */
  readonly values?: ReadonlyMap<Tensor, ArrayLike<number>>;
  readonly count?: number;
  readonly seed?: number;
}

/**
 * The loss is Σ output·weights for fixed weights, so the seed gradient is those weights. Every element of every wanted
 * tensor is compared, up to `limit` per tensor. Gives the backward nests, scattered and gathered.
 */
export function checkGradients(given: Case, limit = 40): { scattered: readonly Nest[]; gathered: readonly Nest[] } {
  const { nests, output, wanted, count = 2, seed = 1 } = given;
  const seedGradient = tensor(`${output.name}.seed`, "gradient", output.shape);
  const { forward, nests: scattered, gradients } = differentiate(nests, new Map([[output, seedGradient]]), wanted);
  const gathered = gatherAll(scattered);
  for (const nest of [...forward, ...scattered, ...gathered]) expect(verifyNest(nest)).toEqual([]);
  expect(gathered.every((nest) => nest.reduction.kind !== "scatter")).toBe(true);

  const read = new Set(nests.flatMap((nest) => [...tensorsRead(nest)]));
  const values = new Map<Tensor, ArrayLike<number>>([[seedGradient, fill(seedGradient, count, 99)]]);
  let number = seed;
  for (const each of [...read, ...wanted])
    if ((each.role === "input" || each.role === "parameter") && !values.has(each))
      values.set(each, given.values?.get(each) ?? fill(each, count, number++));
  for (const [each, array] of given.values ?? []) values.set(each, array);

  const run = (backward: readonly Nest[]): Memory => {
    const memory = memoryFor([...forward, ...backward], count, values);
    interpret([...forward, ...backward], memory, { count, seed: 7 });
    return memory;
  };
  const fromScatter = run(scattered);
  const fromGather = run(gathered);
  const weights = values.get(seedGradient)!;
  const memory = memoryFor(nests, count, values);
  const loss = (): number => {
    interpret(nests, memory, { count, seed: 7 });
    return memory.get(output)!.reduce((sum, y, i) => sum + y * weights[i]!, 0);
  };
  for (const each of wanted) {
    const gradient = gradients.get(each);
    expect(gradient, each.name).toBeDefined();
    const scatter = fromScatter.get(gradient!)!;
    const gather = fromGather.get(gradient!)!;
    const array = memory.get(each)!;
    expect(scatter.length).toBe(array.length);
    const stride = Math.max(1, Math.floor(array.length / limit));
    for (let i = 0; i < array.length; i++) {
      expect(Math.abs(gather[i]! - scatter[i]!), `${each.name}[${i}] gathered`).toBeLessThanOrEqual(
        1e-12 * (1 + Math.abs(scatter[i]!)),
      );
      if (i % stride !== 0) continue;
      const value = array[i]!;
      const h = 1e-5;
      array[i] = value + h;
      const above = loss();
      array[i] = value - h;
      const below = loss();
      array[i] = value;
      const difference = (above - below) / (2 * h);
      const error = Math.abs(scatter[i]! - difference);
      expect(error, `${each.name}[${i}]: ${scatter[i]} against ${difference}`).toBeLessThanOrEqual(
        1e-6 * Math.max(1, Math.abs(difference)),
      );
    }
  }
  return { scattered, gathered };
}

function tensorsRead(nest: Nest): Set<Tensor> {
  const found = new Set<Tensor>();
  const visit = (value: unknown): void => {
    if (value === null || typeof value !== "object") return;
    if ((value as { kind?: string }).kind === "load") found.add((value as { tensor: Tensor }).tensor);
    else for (const inner of Object.values(value)) visit(inner);
  };
  visit([nest.body, nest.reduction, nest.writes.map((write) => write.value)]);
  return found;
}
