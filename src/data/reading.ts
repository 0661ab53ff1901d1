/**
 * What was read of a data set, and what was not: the facts that a training, `cnnc data` and a library user are shown, so that
 * nothing is left out in silence. Types only; the readers of each format give `ReaderNotes`, `make-reading.ts` makes a `Reading` of
 * them, `report/` renders it.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

export type PartName = "train" | "validation" | "test";

/** One part as the network gets it. */
export interface PartReading {
  readonly part: PartName;
  /** The folders or files it came from; the training part's where it was split off. */
  readonly from: readonly string[];
  /** Images. */
  readonly count: number;
  /** How many of them are of each class; where each place has a label, the places. */
  readonly classes: readonly number[];
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

/** Sizes of image files before they were fitted to the input, `[height, width]`: those of the fewest and of the most pixels. */
export interface ImageSizes {
  readonly smallest: readonly number[];
  readonly largest: readonly number[];
}

/** The column of a table that was taken for the label. */
export interface LabelReading {
  /** Its name, or `column 3`. */
  readonly column: string;
  /** Why, as a phrase: `asked for`, `by its name`, `found by what it holds`. */
  readonly reason: string;
}

export type ReadingFormat = "idx" | "cifar" | "images" | "masks" | "npz" | "csv";

export interface Reading {
  /** The path or the name of the set that was read, as a message should call it. */
  readonly source: string;
  readonly format: ReadingFormat;
  /** Of one image as the network gets it; image files were fitted to it. */
  readonly shape: readonly number[];
  /** Where each place has a label: the places. */
  readonly labelShape?: readonly number[];
  /** Names, or numbers from 0 where classes have no names. */
  readonly classNames: readonly string[];
  readonly parts: readonly PartReading[];
  readonly splits: readonly SplitReading[];
  readonly passedOver: readonly PassedOver[];
  readonly sizes?: ImageSizes;
  readonly label?: LabelReading;
  /** Coded warnings: unused image files, single classes, classes that one part lacks, … */
  readonly warnings: readonly Diagnostic[];
}

/** What the reader of one format knows beside the images it gives. */
export interface ReaderNotes {
  readonly format: ReadingFormat;
  /** Of each part that was found: its folders or files. */
  readonly from: Readonly<Partial<Record<PartName, readonly string[]>>>;
  readonly passedOver?: readonly PassedOver[];
  readonly sizes?: ImageSizes;
  readonly label?: LabelReading;
  readonly warnings?: readonly Diagnostic[];
}
