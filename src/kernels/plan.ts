/**
 * The plan of a module: which kernels it has, in which order each of its sequences calls them, and where every tensor
 * lies. Takes a program, gives all that `wasm/` needs; addresses are absolute and fixed before the first step.
 */
import type { Nest } from "../ir/nest.ts";
import type { Program } from "../ir/program.ts";
import type { Tensor } from "../ir/tensor.ts";
import { elementCount } from "../ir/tensor.ts";
import { createKernelBuilder } from "./build-kernel.ts";
import { fuse } from "./fuse.ts";
import type { Kernel, Table } from "./kernel.ts";
import { lanesFor, layoutOf, roundUp } from "./layout.ts";
import { lowerDense } from "./lower-dense.ts";
import { lowerOverBatch } from "./lower-over-batch.ts";
import { lowerPerImage } from "./lower-per-image.ts";
import { callOf, orderNests } from "./order.ts";
import { type Interval, placeBuffers } from "./place-buffers.ts";
import { simplify } from "./simplify.ts";
import { batchAxis, type Work } from "./work.ts";

export interface Call {
  /** Index into `kernels`. */
  readonly kernel: number;
  readonly name: string;
  /** One per buffer of the kernel: address of the first block, and bytes from block to block. */
  readonly pointers: readonly { readonly offset: number; readonly blockStride: number }[];
}

/** Calls that run block after block, or once. */
export interface Phase {
  readonly call: "block" | "once";
  readonly calls: readonly Call[];
}

export interface Place {
  readonly offset: number;
  /** Bytes from block to block of images; 0 for what is not batched, or lives within one block. */
  readonly blockStride: number;
  readonly bytes: number;
}

export interface Plan {
  readonly program: Program;
  readonly lanes: number;
  readonly blocks: number;
  readonly kernels: readonly Kernel[];
  /** Address of each table of each kernel. */
  readonly tables: ReadonlyMap<Table, number>;
  /** Bytes put into memory when the module is made. */
  readonly data: readonly { readonly offset: number; readonly bytes: Uint8Array }[];
  readonly predict: readonly Phase[];
  readonly evaluation: readonly Phase[];
  readonly step?: StepPlan;
  readonly places: ReadonlyMap<Tensor, Place>;
  readonly regions: ReadonlyMap<string, { readonly offset: number; readonly bytes: number }>;
  /** End of the plan. */
  readonly bytes: number;
}

export interface StepPlan {
  /** Forward, backward-data and the sums of loss and correct answers: nothing here changes a parameter. */
  readonly measure: readonly Phase[];
  /** Schedule and bias corrections, once per update. */
  readonly perStep: readonly Phase[];
  /** Gradients of the parameters and the update. */
  readonly learn: readonly Phase[];
}

export interface PlanOptions {
  /** Every activation keeps a place of its own, so that it can be looked at after `predict`. */
  readonly keepActivations: boolean;
  /** Bytes of the control block, placed first. */
  readonly controlBytes: number;
}

const FIRST_ADDRESS = 1024;
const LINE = 64;

export function planProgram(program: Program, options: PlanOptions): Plan {
  const lanes = lanesFor(program.batch);
  const blocks = Math.ceil(program.batch / lanes);
  const { training, evaluation } = program;
  const read = keptTensors(program);
  const shapes = createKernelBuilder(lanes);
  const simplified = (nest: Nest): Nest => simplify(shapes, nest);
  const worksOf = (nests: readonly Nest[]): readonly Work[] =>
    fuse(orderNests(nests.map(simplified)), options.keepActivations ? allTensors(nests) : read);

  const predictWorks = worksOf(program.predict);
  const evaluationWorks = worksOf(evaluation?.nests ?? []);
  const perStepWorks = worksOf(training?.perStep ?? []);
  const stepWorks = training ? worksOf([...training.forward, ...training.backward, ...training.updates]) : [];
  const split = splitStep(stepWorks, program);

  const kernels: Kernel[] = [];
  const byText = new Map<string, number>();
  const lowered = new Map<Work, { kernel: number; buffers: Kernel["buffers"]; name: string }>();
  for (const work of [...predictWorks, ...evaluationWorks, ...stepWorks, ...perStepWorks]) {
    const kernel = lower(work, lanes);
    const text = JSON.stringify([kernel.call, kernel.firstImage, kernel.tables, kernel.body]);
    const known = byText.get(text) ?? kernels.push(kernel) - 1;
    byText.set(text, known);
    lowered.set(work, { kernel: known, buffers: kernel.buffers, name: kernel.name });
  }

  // Memory: first what lasts, then the buffers of the sequences, which share.
  const regions = new Map<string, { offset: number; bytes: number }>();
  let end = FIRST_ADDRESS;
  const region = (name: string, bytes: number): number => {
    const offset = roundUp(end, LINE);
    regions.set(name, { offset, bytes });
    end = offset + bytes;
    return offset;
  };
  const places = new Map<Tensor, Place>();
  const data: { offset: number; bytes: Uint8Array }[] = [];
  region("control", options.controlBytes);
  const numbers = Object.values(program.controls) as Tensor[];
  const numbersAt = region("numbers", numbers.length * 4);
  for (const [i, t] of numbers.entries()) places.set(t, { offset: numbersAt + 4 * i, blockStride: 0, bytes: 4 });

  const tables = new Map<Table, number>();
  const tableTexts = new Map<string, number>();
  for (const table of kernels.flatMap((k) => k.tables)) {
    const text = JSON.stringify(table);
    let at = tableTexts.get(text);
    if (at === undefined) {
      at = region(`table ${tableTexts.size}`, table.length * 8);
      tableTexts.set(text, at);
      data.push({ offset: at, bytes: new Uint8Array(new Int32Array(table.flat()).buffer) });
    }
    tables.set(table, at);
  }
  const dense = (tensor: Tensor): void => {
    if (places.has(tensor)) return;
    const bytes = layoutOf(tensor, lanes).bytes;
    const offset = region(tensor.name, bytes);
    places.set(tensor, { offset, blockStride: 0, bytes });
    if (tensor.role === "constant") {
      data.push({ offset, bytes: new Uint8Array(new Float32Array(tensor.data ?? []).buffer) });
    }
  };
  for (const p of program.parameters) dense(p.tensor);
  for (const state of program.states) dense(state);
  if (training) for (const p of program.parameters) if (p.gradient) dense(p.gradient);
  const used = (works: readonly Work[]): readonly Tensor[] => [
    ...new Set(works.flatMap((w) => lowered.get(w)!.buffers.filter((b): b is Tensor => !("scratch" in b)))),
  ];
  const everything = used([...predictWorks, ...evaluationWorks, ...stepWorks, ...perStepWorks]);
  for (const tensor of everything) if (!tensor.batched) dense(tensor);

  const { batch } = program;
  const inputs = elementCount(program.input);
  region("images", batch * inputs * 4);
  region("labels", batch * 4);
  region("outputs", batch * elementCount(program.output) * 4);
  const channels = program.input.shape[0] ?? 1;
  region("mean", channels * 4);
  region("inverseStd", channels * 4);
  const scratchBytes = Math.max(0, ...kernels.flatMap((k) => k.buffers.map((b) => ("scratch" in b ? b.scratch : 0))));
  const scratch = region("scratch", scratchBytes);

  // Batched tensors: what lives within one phase of blocks needs room for one block only.
  const sequences = [
    [...phasesOf(predictWorks), ...phasesOf(evaluationWorks)],
    [...phasesOf(split.measure), ...phasesOf(split.learn)],
  ];
  const intervals = new Map<Tensor, Interval[]>();
  const wide = new Set<Tensor>([program.input, program.output]);
  if (evaluation) wide.add(evaluation.label);
  let time = 0;
  for (const sequence of sequences) {
    const start = time;
    const seen = new Map<Tensor, { first: number; last: number; phases: Set<number>; from: number; to: number }>();
    sequence.forEach((phase, number) => {
      const phaseStart = time;
      for (const work of phase.works) {
        for (const buffer of lowered.get(work)!.buffers) {
          if ("scratch" in buffer || !buffer.batched) continue;
          const entry = seen.get(buffer) ?? { first: time, last: time, phases: new Set(), from: phaseStart, to: 0 };
          entry.last = time;
          entry.phases.add(phase.call === "block" ? number : -1 - number);
          entry.to = phaseStart + phase.works.length;
          seen.set(buffer, entry);
        }
        time++;
      }
    });
    time++;
    for (const [tensor, entry] of seen) {
      const oneBlock = entry.phases.size === 1 && [...entry.phases][0]! >= 0;
      if (!oneBlock) wide.add(tensor);
      const list = intervals.get(tensor) ?? [];
      if (wide.has(tensor) && (tensor.role === "input" || tensor.role === "label")) {
        list.push({ from: start, to: entry.to });
      } else list.push(oneBlock ? { from: entry.first, to: entry.last } : { from: entry.from, to: entry.to });
      if (tensor === program.output) list.push({ from: entry.from, to: time });
      intervals.set(tensor, list);
    }
  }
  // What the driver fills has a place even where no kernel reads it (windows over padding alone).
  for (const tensor of wide) if (!intervals.has(tensor)) intervals.set(tensor, [{ from: 0, to: time }]);
  if (options.keepActivations) {
    for (const [tensor, list] of intervals) {
      if (tensor.role !== "activation") continue;
      wide.add(tensor);
      list.push({ from: 0, to: time });
    }
  }
  // A tensor that is wide in one sequence is wide in all, for as long as its phases run.
  const buffers = [...intervals].map(([tensor, list]) => {
    const block = layoutOf(tensor, lanes).bytes;
    return {
      tensor,
      bytes: wide.has(tensor) ? block * blocks : block,
      intervals: widen(list, wide.has(tensor), sequences),
    };
  });
  const pool = placeBuffers(buffers);
  const poolAt = region("activations", pool.bytes);
  buffers.forEach(({ tensor, bytes }, i) => {
    const blockStride = wide.has(tensor) ? layoutOf(tensor, lanes).bytes : 0;
    places.set(tensor, { offset: poolAt + pool.offsets[i]!, blockStride, bytes });
  });

  const callsOf = (works: readonly Work[]): readonly Phase[] =>
    phasesOf(works).map(({ call, works: list }) => ({
      call,
      calls: list.map((work): Call => {
        const { kernel, buffers: parameters, name } = lowered.get(work)!;
        const pointers = parameters.map((b) => ("scratch" in b ? { offset: scratch, blockStride: 0 } : places.get(b)!));
        return {
          kernel,
          name,
          pointers: pointers.map(({ offset, blockStride }) => ({
            offset,
            blockStride: call === "block" ? blockStride : 0,
          })),
        };
      }),
    }));
  return {
    program,
    lanes,
    blocks,
    kernels,
    tables,
    data,
    predict: callsOf(predictWorks),
    evaluation: callsOf(evaluationWorks),
    ...(training
      ? { step: { measure: callsOf(split.measure), perStep: callsOf(perStepWorks), learn: callsOf(split.learn) } }
      : {}),
    places,
    regions,
    bytes: roundUp(end, LINE),
  };
}

function lower(work: Work, lanes: number): Kernel {
  if (callOf(work.nest) === "block") return lowerPerImage(work, lanes);
  return batchAxis(work.nest) === undefined ? lowerDense(work, lanes) : lowerOverBatch(work, lanes);
}

function phasesOf(works: readonly Work[]): readonly { call: "block" | "once"; works: readonly Work[] }[] {
  const phases: { call: "block" | "once"; works: Work[] }[] = [];
  for (const work of works) {
    const call = callOf(work.nest);
    const last = phases.at(-1);
    if (last?.call === call) last.works.push(work);
    else phases.push({ call, works: [work] });
  }
  return phases;
}

/** Tensors that somebody outside the nests reads. */
function keptTensors(program: Program): ReadonlySet<Tensor> {
  const kept = new Set<Tensor>([program.output]);
  if (program.evaluation) kept.add(program.evaluation.lossSum).add(program.evaluation.correctSum);
  for (const p of program.parameters) if (p.gradient) kept.add(p.gradient);
  return kept;
}

function allTensors(nests: readonly Nest[]): ReadonlySet<Tensor> {
  return new Set(nests.flatMap((n) => n.writes.map((w) => w.tensor)));
}

/** Splits a step after the sums of loss and correct answers; nothing before may change a parameter or a state. */
function splitStep(works: readonly Work[], program: Program): { measure: readonly Work[]; learn: readonly Work[] } {
  const { evaluation } = program;
  if (!evaluation || works.length === 0) return { measure: works, learn: [] };
  const sums = new Set<Tensor>([evaluation.lossSum, evaluation.correctSum]);
  let at = -1;
  works.forEach((w, i) => {
    if (w.nest.writes.some((x) => sums.has(x.tensor))) at = i;
  });
  const measure = works.slice(0, at + 1);
  const changed = measure.flatMap((w) => w.nest.writes).find((w) => ["parameter", "state"].includes(w.tensor.role));
  if (changed) throw new Error(`${changed.tensor.name} would change before the loss is known`);
  return { measure, learn: works.slice(at + 1) };
}

/** A tensor of the whole batch must not share memory within a phase that runs block after block. */
function widen(
  list: readonly Interval[],
  wide: boolean,
  sequences: readonly (readonly { works: readonly Work[] }[])[],
): readonly Interval[] {
  if (!wide) return list;
  const phases: Interval[] = [];
  let time = 0;
  for (const sequence of sequences) {
    for (const phase of sequence) {
      phases.push({ from: time, to: time + phase.works.length });
      time += phase.works.length;
    }
    time++;
  }
  return list.map((interval) => {
    const touched = phases.filter((p) => p.from <= interval.to && interval.from < p.to);
    return {
      from: Math.min(interval.from, ...touched.map((p) => p.from)),
      to: Math.max(interval.to, ...touched.map((p) => p.to)),
    };
  });
}
