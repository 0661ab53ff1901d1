/**
 * Early stop: watches one figure of each epoch, keeps a copy of the weights of the best, says when to end, and in the end puts
 * the best back. Takes the module's parameters (running statistics among them) and the results of epochs. The training's own
 * last weights are then kept in turn, so that a later `fit`, or one after a checkpoint, goes on as if it had never ended.
 */
import type { Manifest, StopRule } from "../wasm/abi.ts";
import { elements } from "./manifest.ts";
import { floatsAt } from "./tensors.ts";

/** What is known so far; part of every checkpoint. */
export interface Watched {
  readonly metric: StopRule["metric"];
  /** Of the best epoch; NaN before there is one. */
  readonly value: number;
  /** The best epoch, from 1; 0 before there is one. */
  readonly epoch: number;
  /** Epochs since. */
  readonly waited: number;
  /** Parameters that do not stand in the module, in the manifest's order; absent before there is a best epoch. */
  readonly kept?: Kept;
}

export interface Kept {
  /** `best` while the training goes on; once it has ended, the best are in the module and these are the `last`. */
  readonly which: "best" | "last";
  readonly tensors: readonly Float32Array[];
}

/** The figures of an epoch that can be watched. */
export interface EpochFigures {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly testLoss?: number;
  readonly testAccuracy?: number;
}

export interface EarlyStop {
  watched: Watched | undefined;
  /** Puts the last weights of a training that had ended back, so that it can go on. */
  resume(): void;
  note(metric: StopRule["metric"], result: EpochFigures): void;
  /** Puts the best weights into the module and keeps the last. */
  finish(): void;
}

export function createEarlyStop(memory: WebAssembly.Memory, { parameters }: Manifest): EarlyStop {
  const views = (): Float32Array[] => parameters.map(({ offset, shape }) => floatsAt(memory, offset, elements(shape)));
  const exchange = (watched: Watched, kept: Kept, which: Kept["which"]): Watched => {
    const tensors = views().map((view) => view.slice());
    for (const [i, view] of views().entries()) view.set(kept.tensors[i]!);
    return { ...watched, kept: { which, tensors } };
  };
  const stop: EarlyStop = {
    watched: undefined,
    resume() {
      const { watched } = stop;
      if (watched?.kept?.which === "last") stop.watched = exchange(watched, watched.kept, "best");
    },
    note(metric, result) {
      // Another figure begins anew.
      const before =
        stop.watched?.metric === metric ? stop.watched : { metric, value: Number.NaN, epoch: 0, waited: 0 };
      const value = figureOf(metric, result);
      const better = before.epoch === 0 ? !Number.isNaN(value) : isBetter(metric, value, before.value);
      stop.watched = better
        ? {
            metric,
            value,
            epoch: result.epoch,
            waited: 0,
            kept: { which: "best", tensors: views().map((view) => view.slice()) },
          }
        : { ...before, waited: before.waited + 1 };
    },
    finish() {
      const { watched } = stop;
      if (watched?.kept?.which === "best") stop.watched = exchange(watched, watched.kept, "last");
    },
  };
  return stop;
}

function figureOf(metric: StopRule["metric"], { loss, accuracy, testLoss, testAccuracy }: EpochFigures): number {
  const figures = { loss, accuracy, val_loss: testLoss, val_accuracy: testAccuracy };
  return figures[metric] ?? Number.NaN;
}

/** Strictly: a figure that stays is not better. */
function isBetter(metric: StopRule["metric"], value: number, than: number): boolean {
  return metric === "loss" || metric === "val_loss" ? value < than : value > than;
}
