/**
 * The operators a check knows, by kind: what `ops/registry.ts` holds, handed in so that a test or an editor may hand in
 * others. Only types.
 */
import type { Augmentation, Clip, Initialization, Join, Layer, Loss, Optimizer, Schedule } from "../ops/operator.ts";
import type { Vocabulary } from "../syntax/vocabulary.ts";

export interface Operators {
  /** By name or alias. */
  findLayer(name: string): Layer | undefined;
  /** Names and aliases, for "did you mean". */
  readonly layerNames: readonly string[];
  /** By the word that opens a branch. */
  readonly joins: ReadonlyMap<string, Join>;
  readonly losses: ReadonlyMap<string, Loss>;
  readonly optimizers: ReadonlyMap<string, Optimizer>;
  readonly schedules: ReadonlyMap<string, Schedule>;
  readonly clips: ReadonlyMap<string, Clip>;
  readonly augmentations: ReadonlyMap<string, Augmentation>;
  readonly inits: ReadonlyMap<string, Initialization>;
  /** For reading files that are imported. */
  readonly vocabulary: Vocabulary;
  /** What a recipe that does not say gets. */
  readonly defaults: {
    /** To put where one is missing. */
    readonly activation: Layer;
    /** Puts zeros around a map. */
    readonly margin: Layer;
    readonly loss: Loss;
    readonly optimizer: Optimizer;
    readonly schedule: Schedule;
    readonly init: Initialization;
  };
}
