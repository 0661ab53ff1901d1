/**
 * Works as kernels: chooses the lowering by what a nest does with the images, and keeps one kernel where several would be
 * the same but for the tensors they are called with.
 */
import type { Tensor } from "../ir/tensor.ts";
import type { Kernel, Register } from "./kernel.ts";
import { lowerDense } from "./lower-dense.ts";
import { lowerOverBatch } from "./lower-over-batch.ts";
import { lowerPerImage } from "./lower-per-image.ts";
import { callOf } from "./order.ts";
import { batchAxis, type Work } from "./work.ts";

export interface Lowered {
  /** Index into the kernels. */
  readonly kernel: number;
  /** Of this work; the shared kernel may be named after another. */
  readonly name: string;
  /** What this work passes for each pointer. */
  readonly buffers: Kernel["buffers"];
}

export interface LoweredWorks {
  readonly kernels: readonly Kernel[];
  readonly of: ReadonlyMap<Work, Lowered>;
}

export function lowerWorks(works: readonly Work[], lanes: number): LoweredWorks {
  const kernels: Kernel[] = [];
  const byText = new Map<string, number>();
  const of = new Map<Work, Lowered>();
  for (const work of works) {
    const kernel = lower(work, lanes);
    const text = printAlike(kernel);
    const known = byText.get(text) ?? kernels.push(kernel) - 1;
    byText.set(text, known);
    of.set(work, { kernel: known, name: kernel.name, buffers: kernel.buffers });
  }
  return { kernels, of };
}

/** The same for kernels that differ in names alone: registers are called after tensors, which other layers call otherwise. */
function printAlike({ call, firstImage, tables, body }: Kernel): string {
  const numbers = new Map<string, number>();
  return JSON.stringify([call, firstImage, tables, body], (key, value: unknown) => {
    if (key !== "register") return value;
    const { name, width } = value as Register;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return `${number} ${width}`;
  });
}

function lower(work: Work, lanes: number): Kernel {
  if (callOf(work.nest) === "block") return lowerPerImage(work, lanes);
  return batchAxis(work.nest) === undefined ? lowerDense(work, lanes) : lowerOverBatch(work, lanes);
}

/** The tensors among a kernel's buffers. */
export function tensorsOf(buffers: Kernel["buffers"]): readonly Tensor[] {
  return buffers.filter((b): b is Tensor => !("scratch" in b));
}
