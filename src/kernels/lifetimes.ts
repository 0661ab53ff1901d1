/**
 * When each batched tensor must be in memory, and whether for one block of images or for the whole batch. Time counts the
 * works of all sequences one after another; what stands in two sequences has a lifetime in each.
 */
import type { Program } from "../ir/program.ts";
import type { Tensor } from "../ir/tensor.ts";
import { type LoweredWorks, tensorsOf } from "./lower.ts";
import type { Interval } from "./place-buffers.ts";
import type { Work } from "./work.ts";

/** Works that run block after block, or once each. */
export interface WorkPhase {
  readonly call: "block" | "once";
  readonly works: readonly Work[];
}

export interface Lifetime {
  readonly intervals: readonly Interval[];
  /** For the whole batch; else for one block, since it is made and used up within one pass over the blocks. */
  readonly wide: boolean;
}

export function lifetimesOf(
  program: Program,
  sequences: readonly (readonly WorkPhase[])[],
  lowered: LoweredWorks,
  keepActivations: boolean,
): ReadonlyMap<Tensor, Lifetime> {
  const uses = new Map<Tensor, Use[]>();
  const phases: (WorkPhase & Interval & { sequence: Interval })[] = [];
  let time = 0;
  for (const sequence of sequences) {
    const works = sequence.reduce((sum, phase) => sum + phase.works.length, 0);
    const whole = { from: time, to: time + works };
    for (const phase of sequence) {
      const number = phases.push({ ...phase, from: time, to: time + phase.works.length - 1, sequence: whole }) - 1;
      for (const work of phase.works) {
        for (const tensor of tensorsOf(lowered.of.get(work)!.buffers)) {
          if (tensor.batched) uses.set(tensor, [...(uses.get(tensor) ?? []), { time, phase: number }]);
        }
        time++;
      }
    }
    // The host reads outputs behind the last work.
    time++;
  }
  const end = time;

  // The driver fills these before a sequence and reads the output after it, for the whole batch, whether or not a kernel
  // reads them (windows over padding alone read nothing).
  const filled = new Set<Tensor>([program.input, ...(program.evaluation ? [program.evaluation.label] : [])]);
  for (const tensor of [...filled, program.output]) if (!uses.has(tensor)) uses.set(tensor, []);

  return new Map(
    [...uses].map(([tensor, all]): [Tensor, Lifetime] => {
      if (all.length === 0 || (keepActivations && tensor.role === "activation")) {
        return [tensor, { wide: true, intervals: [{ from: 0, to: end }] }];
      }
      const bySequence = groupBy(all, (use) => phases[use.phase]!.sequence);
      const oneBlock = (list: readonly Use[]): boolean =>
        list.every((use) => use.phase === list[0]!.phase) && phases[list[0]!.phase]!.call === "block";
      const wide =
        filled.has(tensor) || tensor === program.output || [...bySequence.values()].some((list) => !oneBlock(list));
      const intervals = [...bySequence].map(([sequence, list]): Interval => {
        const [first, last] = [list[0]!, list.at(-1)!];
        if (!wide) return { from: first.time, to: last.time };
        // Within a pass over the blocks, what is there for the whole batch shares memory with nothing.
        return {
          from: filled.has(tensor) ? sequence.from : phases[first.phase]!.from,
          to: tensor === program.output ? sequence.to : phases[last.phase]!.to,
        };
      });
      return [tensor, { wide, intervals }];
    }),
  );
}

interface Use {
  readonly time: number;
  readonly phase: number;
}

function groupBy<T, K>(list: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of list) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
