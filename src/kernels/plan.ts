/**
 * The plan of a module: which kernels it has, in which order each of its sequences calls them, and where every tensor
 * lies. Takes a program, gives all that `wasm/` needs; addresses are absolute and fixed before the first step.
 */
import type { Nest } from "../ir/nest.ts";
import type { Program } from "../ir/program.ts";
import { loadsOf } from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";
import { createKernelBuilder } from "./build-kernel.ts";
import { fuse } from "./fuse.ts";
import type { Kernel } from "./kernel.ts";
import { lanesFor } from "./layout.ts";
import { lifetimesOf, type WorkPhase } from "./lifetimes.ts";
import { lowerWorks, tensorsOf } from "./lower.ts";
import { callOf, orderNests } from "./order.ts";
import { type MemoryPlan, placeTensors } from "./place-tensors.ts";
import { simplify } from "./simplify.ts";
import { createUses, expressionsOf, type Work } from "./work.ts";

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

export interface Plan extends MemoryPlan {
  readonly program: Program;
  readonly lanes: number;
  readonly blocks: number;
  readonly kernels: readonly Kernel[];
  readonly predict: readonly Phase[];
  readonly evaluation: readonly Phase[];
  readonly step?: StepPlan;
}

export interface StepPlan {
  /** Forward, backward-data and the sums of loss and correct answers: nothing here changes a parameter. */
  readonly measure: readonly Phase[];
  /** Schedule and bias corrections, once per update. */
  readonly perStep: readonly Phase[];
  /** What a schedule keeps, after each epoch. */
  readonly perEpoch: readonly Phase[];
  /** Gradients of the parameters and the update. */
  readonly learn: readonly Phase[];
}

export interface PlanOptions {
  /** Every activation keeps a place of its own, so that it can be looked at after `predict`. */
  readonly keepActivations: boolean;
  /** Bytes of the control block, placed first. */
  readonly controlBytes: number;
}

export function planProgram(program: Program, options: PlanOptions): Plan {
  const lanes = lanesFor(program.batch);
  const blocks = Math.ceil(program.batch / lanes);
  const { training, evaluation } = program;
  const builder = createKernelBuilder(lanes);
  const outside = keptTensors(program);
  const uses = createUses();
  const ordered = (nests: readonly Nest[], first?: ReadonlySet<Tensor>): readonly Nest[] =>
    orderNests(
      nests.map((nest) => simplify(builder, nest)),
      first,
      uses,
    );
  const fused = (nests: readonly Nest[], others: readonly Nest[] = []): readonly Work[] => {
    const written = (): readonly Tensor[] => nests.flatMap((n) => n.writes.map((w) => w.tensor));
    const readElsewhere = others.flatMap(uses.reads);
    return fuse(nests, new Set([...outside, ...readElsewhere, ...(options.keepActivations ? written() : [])]), uses);
  };
  const worksOf = (nests: readonly Nest[]): readonly Work[] => fused(ordered(nests));
  const judged = ordered(evaluation?.nests ?? []);
  // Evaluation is a call of its own behind that of prediction: what it reads prediction must store.
  const predict = fused(ordered(program.predict), judged);
  const evaluate = fused(judged);
  const perStep = worksOf(training?.perStep ?? []);
  const perEpoch = worksOf(training?.perEpoch ?? []);
  const sums = new Set(evaluation ? [evaluation.lossSum, evaluation.correctSum] : []);
  const halves = splitStep(
    ordered(training ? [...training.forward, ...training.backward, ...training.updates] : [], sums),
    sums,
  );
  // Each half on its own: what changes a state must not move up to what it reads.
  const step = { measure: fused(halves.measure, halves.learn), learn: fused(halves.learn) };

  everyReadIsWritten([...predict, ...evaluate]);
  everyReadIsWritten([...step.measure, ...step.learn]);
  const works = [...predict, ...evaluate, ...step.measure, ...step.learn, ...perStep, ...perEpoch];
  const lowered = lowerWorks(works, lanes);
  const sequences = [
    [...phasesOf(predict), ...phasesOf(evaluate)],
    [...phasesOf(step.measure), ...phasesOf(step.learn)],
  ];
  const lifetimes = lifetimesOf(program, sequences, lowered, options.keepActivations);
  const used = works.flatMap((w) => tensorsOf(lowered.of.get(w)!.buffers));
  const memory = placeTensors(program, lowered.kernels, used, lifetimes, { ...options, lanes, blocks });

  const scratch: Call["pointers"][number] = { offset: memory.regions.get("scratch")!.offset, blockStride: 0 };
  const callsOf = (list: readonly Work[]): readonly Phase[] =>
    phasesOf(list).map((phase) => ({
      call: phase.call,
      calls: phase.works.map((work): Call => {
        const { kernel, name, buffers } = lowered.of.get(work)!;
        const pointers = buffers.map((b) => {
          if ("scratch" in b) return scratch;
          const { offset, blockStride } = memory.places.get(b)!;
          return { offset, blockStride: phase.call === "block" ? blockStride : 0 };
        });
        return { kernel, name, pointers };
      }),
    }));
  return {
    ...memory,
    program,
    lanes,
    blocks,
    kernels: lowered.kernels,
    predict: callsOf(predict),
    evaluation: callsOf(evaluate),
    ...(training
      ? {
          step: {
            measure: callsOf(step.measure),
            perStep: callsOf(perStep),
            perEpoch: callsOf(perEpoch),
            learn: callsOf(step.learn),
          },
        }
      : {}),
  };
}

function phasesOf(works: readonly Work[]): readonly WorkPhase[] {
  const phases: { call: WorkPhase["call"]; works: Work[] }[] = [];
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

/** Memory of activations is shared: a value that no work of a sequence has stored would be that of another tensor. */
function everyReadIsWritten(sequence: readonly Work[]): void {
  const stored = new Set<Tensor>();
  for (const { nest, inner } of sequence) {
    const sums = inner ? [inner.body, inner.value, ...(inner.initial ? [inner.initial] : [])] : [];
    const own = [...expressionsOf(nest), ...sums].flatMap(loadsOf).map(({ tensor }) => tensor);
    const missing = own.find((tensor) => MADE.has(tensor.role) && tensor !== inner?.tensor && !stored.has(tensor));
    if (missing) throw new Error(`${nest.name} reads ${missing.name}, which nothing before it stores`);
    for (const { tensor } of nest.writes) stored.add(tensor);
  }
}

/** Roles of tensors that are there only once a work has stored them. */
const MADE: ReadonlySet<Tensor["role"]> = new Set(["activation", "gradient"]);

/** Splits a step after the sums of loss and correct answers; nothing before may change a parameter or a state. */
function splitStep(
  nests: readonly Nest[],
  sums: ReadonlySet<Tensor>,
): { readonly measure: readonly Nest[]; readonly learn: readonly Nest[] } {
  const at = nests.findLastIndex((nest) => nest.writes.some(({ tensor }) => sums.has(tensor)));
  if (at < 0) return { measure: nests, learn: [] };
  const measure = nests.slice(0, at + 1);
  const changed = measure
    .flatMap(({ writes }) => writes)
    .find(({ tensor }) => ["parameter", "state"].includes(tensor.role));
  if (changed) throw new Error(`${changed.tensor.name} would change before the loss is known`);
  return { measure, learn: nests.slice(at + 1) };
}
