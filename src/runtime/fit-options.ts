/**
 * What `fit` is told and what it tells: options, progress, results of epochs. Types only.
 */
import type { StopRule } from "../wasm/abi.ts";
import type { Dataset } from "./dataset.ts";
import type { BestEpoch } from "./early-stop.ts";

export interface Progress {
  /** The epoch under way, from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Images of this epoch seen, and in all: NaN in the first pass over batches whose source does not say. */
  readonly position: number;
  readonly count: number;
  /** Updates since the training began. */
  readonly step: number;
  /** Means over this epoch so far. */
  readonly loss: number;
  readonly accuracy: number;
  /** Mean loss of the last tick alone. */
  readonly recentLoss: number;
  /** Learning rate of the last step. */
  readonly rate: number;
  readonly imagesPerSecond: number;
  /** Of training, test runs not counted. */
  readonly secondsLeft: number;
}

export interface EpochResult {
  /** From 1. */
  readonly epoch: number;
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly rate: number;
  /** With a test set. */
  readonly testLoss?: number;
  readonly testAccuracy?: number;
  /** Of training in this call, the test run not counted. */
  readonly seconds: number;
  readonly imagesPerSecond: number;
}

export interface FitOptions {
  /**
   * Epochs since `init`, `rewind` or the beginning of a restored training. When absent those of a training that was broken off and goes
   * on, else the recipe's: what one call asks for ends with its training.
   */
  readonly epochs?: number;
  /** Scored after each epoch. */
  readonly test?: Dataset;
  /** After each tick, about ten times a second. Awaited: the network rests meanwhile and may be saved. */
  readonly onProgress?: (progress: Progress) => void | Promise<void>;
  /** After each epoch and its test. Awaited. */
  readonly onEpoch?: (result: EpochResult) => void | Promise<void>;
  /** Ends the training after the tick under way. */
  readonly signal?: AbortSignal;
  /** Images per step of a set, at most the module's batch. When absent as `epochs`. Batches made on the way have their own sizes. */
  readonly batch?: number;
  /** Draws the order of the images and all other chance from here on; the weights stay. */
  readonly seed?: number | bigint;
  /**
   * Ends the training when a figure has not become better for some epochs in a row; in the end the network has the weights of
   * the best epoch. The recipe's when absent; false: never.
   */
  readonly stop?: StopRule | false;
  /**
   * Without a rule: ends nothing, and in the end the network has the weights of the epoch whose figure was the best, among equally
   * accurate ones that of the least loss; `weights("last")` gives the last. When absent the last weights stay.
   */
  readonly keepBest?: StopRule["metric"];
  /** A fixed number of steps between breaths; adapted to the machine when absent. */
  readonly stepsPerTick?: number;
}

export interface FitResult {
  /** The epochs finished in this call. */
  readonly history: readonly EpochResult[];
  /** `early`: by the rule of `stop`. */
  readonly stopped: "done" | "aborted" | "early";
  /** With `stop` or `keepBest`, and once the training has ended: the epoch whose weights the network now has. */
  readonly best?: BestEpoch;
}
