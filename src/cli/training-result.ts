/**
 * What a training came to. Takes the results of its epochs, which of them is kept, and the targets of `--until`; says whether they
 * are reached, and the last line of `cnnc train`. Pure.
 */
import type { WatchedPart } from "../report/epoch-table.ts";
import type { BestEpoch, EpochResult } from "../runtime/index.ts";
import { decimal, percent } from "./numbers.ts";
import type { Target } from "./options.ts";

export interface TrainingOutcome {
  /** Of the whole training, earlier parts included. */
  readonly results: readonly EpochResult[];
  /** Whether the weights that are kept reach the targets. */
  readonly reached: boolean;
  /** The epoch whose weights the run has: the best, or the one that reached the targets. */
  readonly chosen: EpochResult | undefined;
  readonly best: BestEpoch | undefined;
  readonly watched: WatchedPart;
  /** Of those weights on the test part, where another one was watched and the training has ended. */
  readonly test?: { readonly loss: number; readonly accuracy: number };
}

/** All targets, by the figures of the part that is scored after each epoch. */
export function targetsReached(result: EpochResult | undefined, targets: readonly Target[]): boolean {
  return targets.every(({ metric, value }) => {
    if (result?.testAccuracy === undefined || result.testLoss === undefined) return false;
    return metric === "accuracy" ? result.testAccuracy >= value : result.testLoss <= value;
  });
}

/** Of the kept epoch, `accuracy 99.06%, loss 0.02884`. */
export function describeFigures(result: { readonly accuracy?: number; readonly loss?: number } | undefined): string {
  return `accuracy ${percent(result?.accuracy ?? Number.NaN)}, loss ${decimal(result?.loss ?? Number.NaN)}`;
}

export const scoredFigures = (result: EpochResult | undefined): { accuracy?: number; loss?: number } => ({
  ...(result?.testAccuracy === undefined ? {} : { accuracy: result.testAccuracy }),
  ...(result?.testLoss === undefined ? {} : { loss: result.testLoss }),
});

const METRIC_WORDS = { val_accuracy: "accuracy", val_loss: "loss", accuracy: "accuracy", loss: "loss" } as const;

/** One line: the figures of the weights that are kept, of which epoch they are and why, and what the last epoch has. */
export function describeOutcome({ results, chosen, best, watched, test }: TrainingOutcome): string {
  const last = results.at(-1);
  if (chosen === undefined || last === undefined) return "";
  const part = best?.metric.startsWith("val_") === false ? "training" : watched;
  const why =
    best?.epoch === chosen.epoch
      ? `the best by ${part} ${METRIC_WORDS[best.metric]}`
      : "the one that reached the target";
  const epoch = `epoch ${chosen.epoch} of ${last.epoch}`;
  const scored = describeFigures(scoredFigures(chosen));
  const head =
    test === undefined
      ? `${watched} ${scored} (${epoch}, ${why})`
      : `test ${describeFigures(test)} (${epoch}, ${why}; ${watched} ${scored})`;
  return chosen === last ? head : `${head}; last epoch: ${watched} ${describeFigures(scoredFigures(last))}`;
}
