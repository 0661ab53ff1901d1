/**
 * From recognized files to training and test sets. Takes a folder, which of its files are what, and what the set is called;
 * returns two sets that agree in shape and classes, split where there is no test part. Relies on the decoders; finding a set
 * is `load.ts`.
 */
import { join } from "node:path";
import { decodeCifar10 } from "./cifar.ts";
import { type Dataset, type DataSplits, shapeText } from "./dataset.ts";
import { countsDisagree, fail, folderUnrecognized, shapesDisagree, tableOnly, tooManyNames } from "./diagnostics.ts";
import { readBytes } from "./files.ts";
import { decodeIdxImages, decodeIdxLabels } from "./idx.ts";
import { type ImageFolders, loadImageFolders, type LoadedParts, type ReadProgress } from "./image-folder.ts";
import { IMAGE_FORMATS } from "./image-names.ts";
import { withClasses } from "./label-classes.ts";
import { dataLimits } from "./limits.ts";
import { loadCsv, loadNpz } from "./load-tables.ts";
import { makeReading } from "./make-reading.ts";
import { loadMaskFolders, type MaskFolders } from "./mask-folder.ts";
import { type NamedSet, namedSets } from "./named-sets.ts";
import type { IdxPair, Layout } from "./recognize.ts";
import { PART_NAMES, partText } from "./part-names.ts";
import type { PartName, ReaderNotes } from "./reading.ts";
import { splitShare } from "../std/data-sets.ts";
import { SPLIT_SEED, splitDataset } from "./split.ts";
import type { LabelColumn } from "./table-columns.ts";

/** What a set is called, and what is known of it. */
export interface Naming {
  /** What was read, as messages call it: the path that was given, or the name of a set. */
  readonly name: string;
  readonly set: NamedSet | undefined;
  readonly classes: number | undefined;
  readonly input: readonly number[] | undefined;
  /** Places of the network's output that have a label each. */
  readonly places: readonly number[] | undefined;
  readonly split: number | undefined;
  readonly onProgress: ReadProgress | undefined;
  /** Of the columns of a table. */
  readonly label?: LabelColumn;
  readonly skip?: readonly string[];
}

export async function loadLayout(folder: string, layout: Layout, naming: Naming): Promise<DataSplits> {
  switch (layout.kind) {
    case "idx": {
      mustNameNoColumns(naming);
      const { train: first, test: second } = layout;
      const train = await loadIdx(folder, first, naming);
      const test = second && (await loadIdx(folder, second, naming));
      const filesOf = ({ images, labels }: IdxPair): readonly string[] => [join(folder, images), join(folder, labels)];
      const from = { train: filesOf(first), ...(second === undefined ? {} : { test: filesOf(second) }) };
      return finish({ train, test, notes: { format: "idx", from } }, naming);
    }
    case "cifar": {
      mustNameNoColumns(naming);
      const train = await loadCifar(folder, layout.train);
      const test = layout.test === undefined ? undefined : await loadCifar(folder, [layout.test]);
      const from = {
        train: layout.train.map((name) => join(folder, name)),
        ...(layout.test === undefined ? {} : { test: [join(folder, layout.test)] }),
      };
      return finish({ train, test, notes: { format: "cifar", from } }, naming);
    }
    case "table": {
      const { validation, test } = layout;
      const files = {
        train: join(folder, layout.train),
        ...(validation === undefined ? {} : { validation: join(folder, validation) }),
        ...(test === undefined ? {} : { test: join(folder, test) }),
      };
      if (layout.format === "npz") mustNameNoColumns(naming);
      const loaded = await (layout.format === "npz" ? loadNpz : loadCsv)(files, naming);
      return finish({ ...loaded, notes: withUnused(loaded.notes, layout.unused) }, naming);
    }
    case "problem":
      return fail(layout.diagnostic, 1);
    case "nothing":
      return fail(
        folderUnrecognized({
          message: "the folder holds no data set",
          file: folder,
          notes: [
            "IDX: train-images-idx3-ubyte, train-labels-idx1-ubyte, and t10k-… or test-…, plain or .gz",
            "CIFAR-10: data_batch_1.bin … and test_batch.bin, or train.bin and test.bin",
            "tables: one .npz, .csv or .tsv file, or train and test, and perhaps valid",
            `images: a folder of ${IMAGE_FORMATS} files for each class, below train and test or by themselves`,
            "images with a class for each pixel: folders images and masks, below train and test or by themselves",
          ],
        }),
        1,
      );
    default:
      return layout satisfies never;
  }
}

export async function loadImages(folders: ImageFolders, naming: Naming): Promise<DataSplits> {
  mustNameNoColumns(naming);
  return finish(await loadImageFolders(folders, naming.input, naming.onProgress), naming);
}

export async function loadMasks(folders: MaskFolders, naming: Naming): Promise<DataSplits> {
  mustNameNoColumns(naming);
  return finish(await loadMaskFolders(folders, naming.input, naming.places, naming.onProgress), naming);
}

/** Tables of the folder that are no part. */
function withUnused(notes: ReaderNotes, unused: readonly string[] = []): ReaderNotes {
  if (unused.length === 0) return notes;
  const reason = "no part of the set by their names";
  const note = { what: "files", reason, count: unused.length, examples: unused.slice(0, 5) } as const;
  return { ...notes, passedOver: [...(notes.passedOver ?? []), note] };
}

function mustNameNoColumns({ name, label, skip }: Naming): void {
  if (label === undefined && skip === undefined) return;
  const word = label === undefined ? "skip" : "label";
  const message = `\`${word}=\` is about the columns of a table, and ${name} is no .csv file`;
  fail(tableOnly({ message, help: `leave \`${word}=\` out` }), 1);
}

async function loadIdx(folder: string, pair: IdxPair, naming: Naming): Promise<Dataset> {
  const imagesPath = join(folder, pair.images);
  const labelsPath = join(folder, pair.labels);
  const { count, shape, pixels } = decodeIdxImages(await readBytes(imagesPath), imagesPath);
  const labels = decodeIdxLabels(await readBytes(labelsPath), labelsPath);
  if (labels.length !== count) {
    fail(
      countsDisagree({
        message: `${count} images have ${labels.length} labels`,
        file: labelsPath,
        notes: [`${count} images in ${imagesPath}`, `${labels.length} labels in ${labelsPath}`],
      }),
      1,
    );
  }
  return withClasses({ images: pixels, labels, shape, count }, labelsPath, naming);
}

async function loadCifar(folder: string, names: readonly string[]): Promise<Dataset> {
  const files = [];
  for (const name of names) files.push({ path: join(folder, name), bytes: await readBytes(join(folder, name)) });
  const { count, shape, pixels, labels } = decodeCifar10(files);
  const { classNames } = namedSets.get("cifar10")!;
  return { images: pixels, labels, shape, classes: classNames.length, count, classNames };
}

/** The parts of one set: split where there is no test part, alike in shape and classes, with the reading. */
function finish({ notes, ...found }: LoadedParts, naming: Naming): DataSplits {
  const { train, validation, test } = found;
  const classes = Math.max(...PART_NAMES.map((part) => found[part]?.classes ?? 0));
  refuseManyClasses(classes, naming);
  const complete = (part: Dataset): Dataset => named({ ...part, classes }, naming);
  if (test === undefined) {
    const share = naming.split ?? splitShare;
    const parts = splitDataset(complete(train), share);
    return { ...parts, reading: makeReading(naming.name, parts, notes, { share, seed: SPLIT_SEED }) };
  }
  refuseOtherShape(train, test, "test", notes);
  if (validation !== undefined) refuseOtherShape(train, validation, "validation", notes);
  const parts = {
    train: complete(train),
    ...(validation === undefined ? {} : { validation: complete(validation) }),
    test: complete(test),
  };
  return { ...parts, reading: makeReading(naming.name, parts, notes, undefined) };
}

/** Labels that are numbers can name as many classes as they like. */
function refuseManyClasses(classes: number, { name }: Naming): void {
  if (classes <= dataLimits.classes) return;
  const message = `the largest label of ${name} is ${classes - 1}`;
  const notes = [`${classes} classes, at most ${dataLimits.classes} are read`];
  fail(tooManyNames({ message, notes, help: "labels count from 0; is another column or array the label?" }), 1);
}

function refuseOtherShape(train: Dataset, other: Dataset, part: PartName, { from }: ReaderNotes): void {
  if (train.shape.length === other.shape.length && train.shape.every((size, i) => size === other.shape[i])) return;
  const [first, second] = [shapeText(train.shape), shapeText(other.shape)];
  const message = `training images are ${first}, ${partText(part)} images ${second}`;
  const files = [from.train?.[0], from[part]?.[0]];
  const notes = files.flatMap((file, i) => (file === undefined ? [] : [`${i === 0 ? first : second} in ${file}`]));
  fail(shapesDisagree({ message, notes: [`${first} expected, ${second} found`, ...notes] }), 1);
}

function named(dataset: Dataset, { name, set }: Naming): Dataset {
  const classNames = dataset.classNames ?? set?.classNames;
  return { ...dataset, name, ...(classNames?.length === dataset.classes ? { classNames } : {}) };
}
