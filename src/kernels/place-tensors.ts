/**
 * The memory of a module: an address for every tensor, table and region, fixed before the first step. First what lasts
 * (control block, tables, parameters, states, gradients, the host's staging regions), then the batched tensors, which share.
 */
import { labelStep } from "../ir/image-step.ts";
import type { Program } from "../ir/program.ts";
import { elementCount, type Tensor } from "../ir/tensor.ts";
import { augmentBuffers } from "./augment-buffers.ts";
import type { Kernel, Table } from "./kernel.ts";
import { layoutOf, roundUp } from "./layout.ts";
import type { Lifetime } from "./lifetimes.ts";
import { placeBuffers } from "./place-buffers.ts";

export interface Place {
  readonly offset: number;
  /** Bytes from block to block of images; 0 for what is not batched, or lives within one block. */
  readonly blockStride: number;
  readonly bytes: number;
}

export interface MemoryPlan {
  readonly places: ReadonlyMap<Tensor, Place>;
  /** What is no tensor of its own: control block, tables, staging, scratch, and the pool the batched tensors share. */
  readonly regions: ReadonlyMap<string, { readonly offset: number; readonly bytes: number }>;
  /** Address of each table of each kernel; equal tables are one. */
  readonly tables: ReadonlyMap<Table, number>;
  /** Bytes put into memory when the module is made. */
  readonly data: readonly { readonly offset: number; readonly bytes: Uint8Array }[];
  /** End of the plan. */
  readonly bytes: number;
}

/** Nothing stands at 0, so that an address of 0 can mean none. */
const FIRST_ADDRESS = 1024;
const LINE = 64;

export function placeTensors(
  program: Program,
  kernels: readonly Kernel[],
  used: readonly Tensor[],
  lifetimes: ReadonlyMap<Tensor, Lifetime>,
  options: { readonly lanes: number; readonly blocks: number; readonly controlBytes: number },
): MemoryPlan {
  const { lanes, blocks } = options;
  const regions = new Map<string, { offset: number; bytes: number }>();
  const places = new Map<Tensor, Place>();
  const data: { offset: number; bytes: Uint8Array }[] = [];
  let end = FIRST_ADDRESS;
  const region = (name: string, bytes: number): number => {
    const offset = roundUp(end, LINE);
    regions.set(name, { offset, bytes });
    end = offset + bytes;
    return offset;
  };

  region("control", options.controlBytes);
  const numbers: readonly Tensor[] = Object.values(program.controls);
  const numbersAt = region("numbers", numbers.length * 4);
  for (const [i, t] of numbers.entries()) places.set(t, { offset: numbersAt + 4 * i, blockStride: 0, bytes: 4 });

  const tables = placeTables(kernels, region, data);

  const gradients = program.training ? program.parameters.flatMap((p) => (p.gradient ? [p.gradient] : [])) : [];
  const lasting = [...program.parameters.map((p) => p.tensor), ...program.states, ...gradients, ...used];
  for (const tensor of lasting) {
    if (tensor.batched || places.has(tensor)) continue;
    const { bytes } = layoutOf(tensor, lanes);
    const offset = roundUp(end, LINE);
    end = offset + bytes;
    places.set(tensor, { offset, blockStride: 0, bytes });
    if (tensor.role === "constant") {
      data.push({ offset, bytes: new Uint8Array(new Float32Array(tensor.data ?? []).buffer) });
    }
  }

  const { batch, input, output } = program;
  const channels = input.shape[0] ?? 1;
  region("images", batch * elementCount(input) * 4);
  region("labels", batch * 4 * (program.evaluation ? elementCount(program.evaluation.label) : 1));
  region("outputs", batch * elementCount(output) * 4);
  region("mean", channels * 4);
  region("inverseStd", channels * 4);
  const augment = program.training?.augment ?? [];
  if (augment.length > 0) region("augment", augmentBuffers(augment, elementCount(input)).bytes);
  const label = program.evaluation?.label;
  const moving = label && label.shape.length > 0 ? augment.flatMap((step) => labelStep(step) ?? []) : [];
  if (moving.length > 0) region("augmentLabels", augmentBuffers(moving, elementCount(label!)).bytes);
  region("scratch", Math.max(0, ...kernels.flatMap((k) => k.buffers.map((b) => ("scratch" in b ? b.scratch : 0)))));

  const sharing = [...lifetimes].map(([tensor, { wide, intervals }]) => {
    const block = layoutOf(tensor, lanes).bytes;
    return { tensor, intervals, blockStride: wide ? block : 0, bytes: wide ? block * blocks : block };
  });
  const pool = placeBuffers(sharing);
  const poolAt = region("activations", pool.bytes);
  for (const [i, { tensor, bytes, blockStride }] of sharing.entries()) {
    places.set(tensor, { offset: poolAt + pool.offsets[i]!, blockStride, bytes });
  }
  return { places, regions, tables, data, bytes: roundUp(end, LINE) };
}

/** One region for all tables, equal ones once. */
function placeTables(
  kernels: readonly Kernel[],
  region: (name: string, bytes: number) => number,
  data: { offset: number; bytes: Uint8Array }[],
): ReadonlyMap<Table, number> {
  const byText = new Map<string, Table[]>();
  for (const table of kernels.flatMap((k) => k.tables)) {
    const text = JSON.stringify(table);
    byText.set(text, [...(byText.get(text) ?? []), table]);
  }
  const different = [...byText.values()];
  const numbers = different.flatMap((same) => same[0]!.flat());
  const start = region("tables", numbers.length * 4);
  if (numbers.length > 0) data.push({ offset: start, bytes: new Uint8Array(new Int32Array(numbers).buffer) });
  const tables = new Map<Table, number>();
  let at = start;
  for (const same of different) {
    for (const table of same) tables.set(table, at);
    at += same[0]!.length * 8;
  }
  return tables;
}
