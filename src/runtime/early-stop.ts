/**
 * The best epoch: watches one figure of each epoch, keeps a copy of the weights of the best, says when to end, and in the end
 * puts the best back. Takes the module's parameters (running statistics among them) and the results of epochs. The training's own
 * last weights are then kept in turn, so that a later `fit`, or one after a checkpoint, goes on as if it had never ended.
 */
import type { Manifest, StopRule } from "../wasm/abi.ts";
import { elements } from "./manifest.ts";
import { floatsAt } from "./tensors.ts";

/** What is watched, and for how many epochs it may fail to become better before the training ends: `Infinity` ends none. */
export interface WatchRule {
  readonly metric: StopRule["metric"];
  readonly patience: number;
}

/** The epoch that was the best so far. */
export interface BestEpoch {
  readonly epoch: number;
  readonly metric: StopRule["metric"];
  readonly value: number;
}

/** What is known so far; part of every checkpoint. */
export interface Watched {
  readonly metric: StopRule["metric"];
  /** Of the best epoch; NaN before there is one. */
  readonly value: number;
  /** The loss beside an accuracy, which decides between epochs that are equally accurate; NaN when not known. */
  readonly loss: number;
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
  note(rule: WatchRule, result: EpochFigures): void;
  /** Puts the best weights into the module and keeps the last. */
  finish(): void;
  /** Nothing before an epoch was watched. */
  readonly best: BestEpoch | undefined;
  /** Copies of the parameters that are not in the module; nothing when those asked for are. */
  keptOf(which: Kept["which"]): readonly Float32Array[] | undefined;
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
    note({ metric, patience }, result) {
      // Another figure begins anew.
      const unwatched = { metric, value: Number.NaN, loss: Number.NaN, epoch: 0, waited: 0 };
      const before = stop.watched?.metric === metric ? stop.watched : unwatched;
      const value = figureOf(metric, result);
      const loss = lossBeside(metric, result);
      // Who waits for something better does not wait for less loss at the same accuracy.
      const tied = patience === Number.POSITIVE_INFINITY && value === before.value && loss < before.loss;
      const better = before.epoch === 0 ? !Number.isNaN(value) : tied || isBetter(metric, value, before.value);
      stop.watched = better
        ? {
            metric,
            value,
            loss,
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
    get best() {
      const { watched } = stop;
      if (watched === undefined || watched.epoch === 0) return undefined;
      return { epoch: watched.epoch, metric: watched.metric, value: watched.value };
    },
    keptOf(which) {
      const kept = stop.watched?.kept;
      return kept?.which === which ? kept.tensors : undefined;
    },
  };
  return stop;
}

function figureOf(metric: StopRule["metric"], { loss, accuracy, testLoss, testAccuracy }: EpochFigures): number {
  const figures = { loss, accuracy, val_loss: testLoss, val_accuracy: testAccuracy };
  return figures[metric] ?? Number.NaN;
}

function lossBeside(metric: StopRule["metric"], { loss, testLoss = Number.NaN }: EpochFigures): number {
  return metric.startsWith("val_") ? testLoss : loss;
}

/** Strictly: a figure that stays is not better. */
function isBetter(metric: StopRule["metric"], value: number, than: number): boolean {
  return metric === "loss" || metric === "val_loss" ? value < than : value > than;
}
