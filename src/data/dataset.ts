/**
 * What a data set is: a structural value that any source can give. Types and their arithmetic; the checks of such a value
 * are in `check-dataset.ts`, the ways to get one in `load.ts`.
 */
import type { Reading } from "./reading.ts";

/** Labeled images in memory. */
export interface Dataset {
  /** `count·H·W·C` values, image after image, each in H, W, C order. Bytes 0..255 stand for 0..1; floats stand for themselves. */
  readonly images: Uint8Array | Float32Array;
  /** `count` classes, each from 0 to `classes - 1`; or a map of them for each image, as `labelShape` says, row after row. */
  readonly labels: Uint8Array | Int32Array;
  /** `[H, W]`: every image has a label for each of these places. Absent: one label. */
  readonly labelShape?: readonly number[];
  /** `[H, W, C]`, channels last; the places may be fewer (a series) or more (a volume). */
  readonly shape: readonly number[];
  readonly classes: number;
  readonly count: number;
  /** One for each class. */
  readonly classNames?: readonly string[];
  readonly name?: string;
}

export interface DataSplits {
  readonly train: Dataset;
  /** Where the data have three parts: watched during a training, whose result on `test` is then reported once. */
  readonly validation?: Dataset;
  readonly test: Dataset;
  /** What was read and what was passed over. */
  readonly reading?: Reading;
}

/** Labels of one image. */
export function labelsPerImage({ labelShape = [] }: Pick<Dataset, "labelShape">): number {
  return labelShape.reduce((product, size) => product * size, 1);
}

/** `[28, 28, 1]` as people write it: `28x28x1`. */
export function shapeText(shape: readonly number[]): string {
  return shape.join("x");
}
