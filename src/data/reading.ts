/**
 * What was read of a data set, and what was not: the facts that a training, `cnnc data` and a library user are shown, so that
 * nothing is left out in silence. Types only; the readers of each format fill them in, `report/` renders them.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

export type PartName = "train" | "validation" | "test";

/** One part as it was found. */
export interface PartReading {
  readonly part: PartName;
  /** The folder or files it came from; the training part's where it was split off. */
  readonly from: readonly string[];
  readonly count: number;
}

/** Files, rows or columns that were not used. */
export interface PassedOver {
  /** What they are: `files`, `folders`, `rows`, `columns`, `arrays`. */
  readonly what: "files" | "folders" | "rows" | "columns" | "arrays";
  /** Why, as a phrase: `no image format that is read`, `below a class folder`, `no label column`. */
  readonly reason: string;
  readonly count: number;
  /** A few by name, at most 5. */
  readonly examples: readonly string[];
}

/** How a part was made of another. */
export interface SplitReading {
  readonly made: PartName;
  readonly of: PartName;
  /** The share that stayed in `of`, 0 to 1. */
  readonly share: number;
  readonly seed: number;
}

export interface Reading {
  /** The path or the name of the set that was read, as a message should call it. */
  readonly source: string;
  readonly format: "idx" | "cifar" | "images" | "masks" | "npz" | "csv";
  readonly parts: readonly PartReading[];
  readonly splits: readonly SplitReading[];
  readonly passedOver: readonly PassedOver[];
  /** Sizes of image files before they were fitted to the input, `[height, width]`: smallest and largest. */
  readonly sizes?: { readonly smallest: readonly number[]; readonly largest: readonly number[] };
  /** Coded warnings: unused image files, single classes, classes that one part lacks, … */
  readonly warnings: readonly Diagnostic[];
}
