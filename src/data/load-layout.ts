/**
 * From recognized files to training and test sets. Takes a folder, which of its files are what, and what the set is called;
 * returns two sets that agree in shape and classes, split where there is no test part. Relies on the decoders; finding a set
 * is `load.ts`.
 */
import { join } from "node:path";
import { decodeCifar10 } from "./cifar.ts";
import { createCsvParser, type CsvTable } from "./csv.ts";
import { settleCsv } from "./csv-parts.ts";
import { type Dataset, type DataSplits, shapeText } from "./dataset.ts";
import { countsDisagree, fail, folderUnrecognized, shapesDisagree, tooManyNames } from "./diagnostics.ts";
import { readBytes, readPieces } from "./files.ts";
import { decodeIdxImages, decodeIdxLabels } from "./idx.ts";
import { type ImageFolders, loadImageFolders, type LoadedParts, type ReadProgress } from "./image-folder.ts";
import type { LabeledPixels } from "./labeled-pixels.ts";
import { checkLabels } from "./labels.ts";
import { dataLimits } from "./limits.ts";
import { makeReading } from "./make-reading.ts";
import { loadMaskFolders, type MaskFolders } from "./mask-folder.ts";
import { type NamedSet, namedSets } from "./named-sets.ts";
import { decodeNpz } from "./npz.ts";
import type { IdxPair, Layout } from "./recognize.ts";
import { PART_NAMES, partText } from "./part-names.ts";
import type { PartName, ReaderNotes } from "./reading.ts";
import { SPLIT_SEED, SPLIT_SHARE, splitDataset } from "./split.ts";

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
}

export async function loadLayout(folder: string, layout: Layout, naming: Naming): Promise<DataSplits> {
  switch (layout.kind) {
    case "idx": {
      const { train: first, test: second } = layout;
      const train = await loadIdx(folder, first, naming);
      const test = second && (await loadIdx(folder, second, naming));
      const filesOf = ({ images, labels }: IdxPair): readonly string[] => [join(folder, images), join(folder, labels)];
      const from = { train: filesOf(first), ...(second === undefined ? {} : { test: filesOf(second) }) };
      return finish({ train, test, notes: { format: "idx", from } }, naming);
    }
    case "cifar": {
      const train = await loadCifar(folder, layout.train);
      const test = layout.test === undefined ? undefined : await loadCifar(folder, [layout.test]);
      const from = {
        train: layout.train.map((name) => join(folder, name)),
        ...(layout.test === undefined ? {} : { test: [join(folder, layout.test)] }),
      };
      return finish({ train, test, notes: { format: "cifar", from } }, naming);
    }
    case "table": {
      const train = join(folder, layout.train);
      const test = layout.test === undefined ? undefined : join(folder, layout.test);
      const load = layout.format === "npz" ? loadNpz : loadCsv;
      return finish(await load(train, test, naming), naming);
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
            "tables: one .npz or .csv file, or train and test",
            "images: a folder of PNG or JPEG files for each class, below train and test or by themselves",
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
  return finish(await loadImageFolders(folders, naming.input, naming.onProgress), naming);
}

export async function loadMasks(folders: MaskFolders, naming: Naming): Promise<DataSplits> {
  return finish(await loadMaskFolders(folders, naming.input, naming.places, naming.onProgress), naming);
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

/** The archive's own test part comes before that of another file. */
async function loadNpz(path: string, testPath: string | undefined, naming: Naming): Promise<LoadedParts> {
  const own = decodeNpz(await readBytes(path), path, naming.input, naming.places);
  const train = withClasses(own.train, path, naming);
  const notes = (test?: string): ReaderNotes => ({
    format: "npz",
    from: { train: [path], ...(test === undefined ? {} : { test: [test] }) },
  });
  if (own.test !== undefined) return { train, test: withClasses(own.test, path, naming), notes: notes(path) };
  if (testPath === undefined) return { train, notes: notes() };
  const other = decodeNpz(await readBytes(testPath), testPath, naming.input, naming.places);
  return { train, test: withClasses(other.train, testPath, naming), notes: notes(testPath) };
}

async function loadCsv(path: string, testPath: string | undefined, naming: Naming): Promise<LoadedParts> {
  const first = await readTable(path);
  const second = testPath === undefined ? undefined : await readTable(testPath);
  const { train, test, classNames } = settleCsv(first, second, naming.input);
  const complete = (part: LabeledPixels, file: string): Dataset =>
    classNames === undefined ? withClasses(part, file, naming) : { ...part, classes: classNames.length, classNames };
  const from = { train: [path], ...(testPath === undefined ? {} : { test: [testPath] }) };
  return { train: complete(train, path), test: test && complete(test, testPath!), notes: { format: "csv", from } };
}

async function readTable(path: string): Promise<CsvTable> {
  const parser = createCsvParser(path);
  await readPieces(path, dataLimits.csvFileBytes, parser.push);
  return parser.end();
}

/** The classes that were declared, which every label must be below; else one more than the largest label. */
function withClasses(part: LabeledPixels, path: string, { set, classes }: Naming): Dataset {
  const declared = set?.classNames.length ?? classes;
  const found = declared ?? largest(part.labels) + 1;
  checkLabels(part.labels, found, path);
  return { ...part, classes: found };
}

function largest(labels: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < labels.length; i++) most = Math.max(most, labels[i]!);
  return most;
}

/** The parts of one set: split where there is no test part, alike in shape and classes, with the reading. */
function finish({ notes, ...found }: LoadedParts, naming: Naming): DataSplits {
  const { train, validation, test } = found;
  const classes = Math.max(...PART_NAMES.map((part) => found[part]?.classes ?? 0));
  refuseManyClasses(classes, naming);
  const complete = (part: Dataset): Dataset => named({ ...part, classes }, naming);
  if (test === undefined) {
    const share = naming.split ?? SPLIT_SHARE;
    const parts = splitDataset(complete(train), share);
    return { ...parts, reading: makeReading(naming.name, parts, notes, { share, seed: SPLIT_SEED }) };
  }
  refuseOtherShape(train, test, "test");
  if (validation !== undefined) refuseOtherShape(train, validation, "validation");
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

function refuseOtherShape(train: Dataset, other: Dataset, part: PartName): void {
  if (train.shape.length === other.shape.length && train.shape.every((size, i) => size === other.shape[i])) return;
  const [first, second] = [shapeText(train.shape), shapeText(other.shape)];
  const message = `training images are ${first}, ${partText(part)} images ${second}`;
  fail(shapesDisagree({ message, notes: [`${first} expected, ${second} found`] }), 1);
}

function named(dataset: Dataset, { name, set }: Naming): Dataset {
  const classNames = dataset.classNames ?? set?.classNames;
  return { ...dataset, name, ...(classNames?.length === dataset.classes ? { classNames } : {}) };
}
