/**
 * Samples of a data set as one picture: a row for each class, its name before it; where each place has a label, a row of images
 * and below it a row of their classes. Takes a part of a set as the network gets it; returns the picture and what its rows are. Pure.
 */
import { type Dataset, labelsPerImage } from "../data/dataset.ts";
import type { Image } from "../data/image.ts";
import { augmentImage, augmentLabels } from "../ir/augment-image.ts";
import type { ImageStep } from "../ir/image-step.ts";
import { drawText, LETTER, lettersOf } from "./letters.ts";
import { enlargement, pictureOf, type Range, rangeOf } from "./picture.ts";

export interface SampleOptions {
  /** The steps of the recipe, to show images as a training step gets them; absent: as they are. */
  readonly augment?: readonly ImageStep[];
  readonly seed?: number;
}

export interface SampleSheet {
  readonly picture: Image;
  readonly rows: readonly string[];
  /** Classes that found no room. */
  readonly left: number;
}

interface Row {
  readonly name: string;
  readonly pictures: readonly Image[];
}

const MOST_ROWS = 40;
const MOST_ACROSS = 10;
/** About how wide a small image is drawn, and the images of a row together. */
const SIDE = 56;
const WIDTH = 1200;
const MARGIN = 6;
const GAP = 3;
const NAME_LETTERS = 20;
const BACKGROUND = 235;

export function sampleSheet(set: Dataset, options: SampleOptions = {}): SampleSheet {
  const width = shownShape(set.shape).at(-2)!;
  const scale = enlargement(width, SIDE);
  const across = Math.max(1, Math.min(MOST_ACROSS, Math.floor(WIDTH / (width * scale))));
  const range = rangeOf(set.images);
  const rows =
    set.labelShape === undefined ? classRows(set, across, range, options) : mapRows(set, across, range, options);
  const shown = rows.slice(0, MOST_ROWS);
  return { picture: layOut(shown, scale), rows: shown.map(({ name }) => name), left: rows.length - shown.length };
}

/** Of each class, images from its whole length. Classes without an image have no row. */
function classRows(set: Dataset, across: number, range: Range, options: SampleOptions): readonly Row[] {
  const ofClass = Array.from({ length: set.classes }, (): number[] => []);
  for (let i = 0; i < set.count; i++) ofClass[set.labels[i]!]?.push(i);
  return ofClass.flatMap((indices, k) => {
    if (indices.length === 0) return [];
    const pictures = spread(indices, across).map((index) => imagePicture(set, index, range, options));
    return [{ name: set.classNames?.[k] ?? String(k), pictures }];
  });
}

function mapRows(set: Dataset, across: number, range: Range, options: SampleOptions): readonly Row[] {
  const chosen = spread([...Array(set.count).keys()], across);
  const places = labelsPerImage(set);
  const { augment, seed = 1 } = options;
  const maps = chosen.map((index) => {
    const labels = set.labels.subarray(index * places, (index + 1) * places);
    const moved = augment === undefined ? labels : augmentLabels(labels, augment, { seed, update: 0, image: index });
    return pictureOf([...set.labelShape!, 1], moved, { low: 0, high: Math.max(1, set.classes - 1) });
  });
  return [
    { name: "images", pictures: chosen.map((index) => imagePicture(set, index, range, options)) },
    { name: "classes", pictures: maps },
  ];
}

/** Bytes and floats alike: what the steps take is 0 to 1 for bytes. */
function imagePicture(set: Dataset, index: number, range: Range, { augment, seed = 1 }: SampleOptions): Image {
  const size = set.shape.reduce((product, d) => product * d, 1);
  const values = set.images.subarray(index * size, (index + 1) * size);
  const shape = shownShape(set.shape);
  if (augment === undefined || augment.length === 0) return pictureOf(shape, values, range);
  const isBytes = values instanceof Uint8Array;
  const image = isBytes ? Float64Array.from(values, (value) => value / 255) : values;
  const augmented = augmentImage(image, augment, { seed, update: 0, image: index });
  return pictureOf(shape, augmented, isBytes ? { low: 0, high: 1 } : range);
}

/** A row of values is drawn as one line. */
function shownShape(shape: readonly number[]): readonly number[] {
  return shape.length === 1 ? [shape[0]!, 1] : shape;
}

/** At most `count` of them, evenly. */
function spread(indices: readonly number[], count: number): readonly number[] {
  if (indices.length <= count) return indices;
  return Array.from({ length: count }, (_, i) => indices[Math.floor((i * indices.length) / count)]!);
}

function layOut(rows: readonly Row[], scale: number): Image {
  const names = rows.map(({ name }) => lettersOf(name).slice(0, NAME_LETTERS));
  const left = MARGIN + Math.max(...names.map((name) => name.length)) * LETTER.width + MARGIN;
  const rowHeights = rows.map(({ pictures }) => Math.max(LETTER.height, pictures[0]!.height * scale));
  const width =
    left + Math.max(...rows.map(({ pictures }) => pictures.length * (pictures[0]!.width * scale + GAP))) + MARGIN;
  const height = rowHeights.reduce((sum, row) => sum + row + GAP, 0) + 2 * MARGIN;
  const channels = rows.some(({ pictures }) => pictures.some((picture) => picture.channels >= 3)) ? 3 : 1;
  const sheet: Image = { width, height, channels, data: new Uint8Array(width * height * channels).fill(BACKGROUND) };
  let top = MARGIN;
  for (const [r, { pictures }] of rows.entries()) {
    drawText(sheet, names[r]!, MARGIN, top + Math.floor((rowHeights[r]! - LETTER.height) / 2));
    for (const [i, picture] of pictures.entries())
      place(sheet, picture, left + i * (picture.width * scale + GAP), top, scale);
    top += rowHeights[r]! + GAP;
  }
  return sheet;
}

function place(sheet: Image, picture: Image, left: number, top: number, scale: number): void {
  for (let y = 0; y < picture.height * scale; y++) {
    for (let x = 0; x < picture.width * scale; x++) {
      const from = (Math.floor(y / scale) * picture.width + Math.floor(x / scale)) * picture.channels;
      const to = ((top + y) * sheet.width + left + x) * sheet.channels;
      for (let c = 0; c < sheet.channels; c++)
        sheet.data[to + c] = picture.data[from + Math.min(c, picture.channels - 1)]!;
    }
  }
}
