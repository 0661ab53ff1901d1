/**
 * Which number a byte of an image file is, among the numbers of a data set. Takes the images of a training set and returns
 * b → b · scale + offset, or nothing where their range does not tell: nothing is guessed. Pure.
 *
 * Bytes are divided by 255. Floats are one of the ranges that people scale images to, where they fill it: 0 to 1 and 0 to 255 for
 * more than half; ranges about zero up to both ends, as values from which a mean was taken lie about zero too.
 */
import type { Preparation } from "../runtime/index.ts";
import type { Dataset } from "./dataset.ts";

export type ByteScale = NonNullable<Preparation["ofByte"]>;

export interface NumberRange {
  /** Smallest and largest, bytes divided by 255. */
  readonly range: readonly [number, number];
  readonly ofByte?: ByteScale;
}

const BYTES: ByteScale = { scale: 1 / 255, offset: 0 };

/** The smallest first. */
const RANGES = [
  { from: 0, to: 1 },
  { from: -0.5, to: 0.5 },
  { from: -1, to: 1 },
  { from: 0, to: 255 },
  { from: -127.5, to: 127.5 },
] as const;

/** Of a range about zero, the part at each end that may be empty. */
const ENDS = 0.05;

/** `fromFiles`: the set was read from image files, so that its bytes are those of images however dark they are. */
export function numberRange({ images }: Pick<Dataset, "images">, fromFiles = false): NumberRange {
  const [least, most] = extremes(images);
  if (images instanceof Uint8Array) {
    const range = [least / 255, most / 255] as const;
    // Whole numbers 0 to 16 of a table are bytes too: what white is among them, nobody knows.
    return fromFiles || most > 127 ? { range, ofByte: BYTES } : { range };
  }
  const range = [least, most] as const;
  const known = RANGES.find(({ from, to }) => least >= from && most <= to);
  if (known === undefined) return { range };
  const { from, to } = known;
  const width = to - from;
  const isFilled = from === 0 ? most > width / 2 : least <= from + ENDS * width && most >= to - ENDS * width;
  return isFilled ? { range, ofByte: { scale: width / 255, offset: from } } : { range };
}

function extremes(values: Uint8Array | Float32Array): readonly [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

/** As people write it: `0 to 255`. */
export function rangeText([least, most]: readonly [number, number]): string {
  const text = (value: number): string => String(Number(value.toPrecision(3)));
  return `${text(least)} to ${text(most)}`;
}
