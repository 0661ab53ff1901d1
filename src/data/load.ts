/**
 * From the name or path of a data set to its images in memory. Takes what a recipe's `data` setting says and the
 * surroundings; returns training and test sets that agree in shape, or throws a `CnncError` (exit 3 when it is not found
 * or cannot be read, 1 when it is damaged). Relies on the pure decoders; not for fitting a set to a network.
 */
import { basename, dirname, join, resolve } from "node:path";
import { decodeCifar10 } from "./cifar.ts";
import { type Dataset, type DataSplits, shapeText } from "./dataset.ts";
import {
  countsDisagree,
  fail,
  fileNotFound,
  folderUnrecognized,
  idxMislabeled,
  setNotFound,
  shapesDisagree,
} from "./diagnostics.ts";
import { type Entry, lookAt, readBytes } from "./files.ts";
import { decodeIdxImages, decodeIdxLabels, looksLikeIdx } from "./idx.ts";
import { checkLabels } from "./labels.ts";
import { placesOf } from "./locate.ts";
import { type NamedSet, namedSets } from "./named-sets.ts";
import { type IdxPair, type Layout, recognizeFiles, siblingsOf } from "./recognize.ts";
import { splitDataset } from "./split.ts";

export interface LoadOptions {
  /** The folder (or file) of `--data`; it takes the place of every other place, and of a path in the recipe. */
  readonly dataDir?: string;
  /** The folder from which relative paths and npm packages are found; the working directory when absent. */
  readonly root?: string;
  /**
   * Classes of a set given by path: its labels must be below this. When absent, one more than the largest label. A
   * named set has its own.
   */
  readonly classes?: number;
  /** The share for training when a set has no test part; 0.9 when absent. */
  readonly split?: number;
  /** `CNNC_DATA` is read from it; `process.env` when absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

interface Naming {
  readonly name: string;
  readonly set: NamedSet | undefined;
  readonly options: LoadOptions;
}

/**
 * The set that `spec` names: `mnist`, `fashion`, `cifar10`, or the path of a folder or a file. A set without a test part
 * is split by `splitDataset` with seed 1. Bytes stay bytes: 0..255.
 */
export async function loadDataset(spec: string, options: LoadOptions = {}): Promise<DataSplits> {
  const set = namedSets.get(spec);
  const naming: Naming = { name: spec, set, options };
  if (set !== undefined) return loadNamed(set, naming);
  const path = options.dataDir ?? resolve(options.root ?? process.cwd(), spec);
  const entry = await lookAt(path);
  if (entry.kind !== "missing") return loadEntry(path, entry, naming);
  return fail(
    fileNotFound({
      message: "no such data set",
      file: path,
      notes: [`\`${spec}\` is neither a named data set (${[...namedSets.keys()].join(", ")}) nor a file or folder`],
    }),
    3,
  );
}

async function loadNamed(set: NamedSet, naming: Naming): Promise<DataSplits> {
  const { options } = naming;
  const dataDir = options.dataDir;
  if (dataDir !== undefined) {
    const entry = await lookAt(dataDir);
    if (entry.kind === "missing")
      fail(fileNotFound({ message: "the folder of `--data` does not exist", file: dataDir }), 3);
    if (entry.kind === "file") return loadEntry(dataDir, entry, naming);
  }
  const places = placesOf(set, {
    dataDir,
    environment: (options.environment ?? process.env).CNNC_DATA,
    projects: [...new Set([resolve(options.root ?? "."), process.cwd()])],
  });
  const notes: string[] = [];
  for (const { folder, reason } of places.folders) {
    const entry = await lookAt(folder);
    if (entry.kind === "folder" && recognizeFiles(entry.names, folder).kind !== "nothing") {
      return loadEntry(folder, entry, naming);
    }
    notes.push(`looked in ${folder} (${reason}): ${entry.kind === "folder" ? "no data files" : "no such folder"}`);
  }
  const message = `the data set ${set.name} is not found`;
  return fail(setNotFound({ message, notes: [...notes, ...places.absent], help: set.getting }), 3);
}

async function loadEntry(path: string, entry: Entry, naming: Naming): Promise<DataSplits> {
  if (entry.kind === "folder") return loadLayout(path, recognizeFiles(entry.names, path), naming);
  const folder = dirname(path);
  const beside = await lookAt(folder);
  const layout = siblingsOf(basename(path), beside.kind === "folder" ? beside.names : [], folder);
  if (layout.kind !== "nothing") {
    if (layout.kind === "idx" && layout.train.labels === basename(path)) {
      const notes = [`its images are ${layout.train.images}`];
      fail(idxMislabeled({ message: "labels file given where images are needed", file: path, notes }), 1);
    }
    return loadLayout(folder, layout, naming);
  }
  // A name that says nothing: the first bytes tell whether it is an IDX file whose pair cannot be found.
  const isIdx = looksLikeIdx(await readBytes(path));
  return fail(
    folderUnrecognized({
      message: isIdx ? "the name of this IDX file does not tell its labels" : "the file is not a data set",
      file: path,
      help: "name IDX files `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, and CIFAR-10 batches `NAME.bin`",
    }),
    1,
  );
}

async function loadLayout(folder: string, layout: Layout, naming: Naming): Promise<DataSplits> {
  switch (layout.kind) {
    case "idx": {
      const train = await loadIdx(folder, layout.train, naming);
      if (layout.test === undefined) return splitDataset(named(train, naming), naming.options.split);
      return agree(train, await loadIdx(folder, layout.test, naming), naming);
    }
    case "cifar": {
      const train = await loadCifar(folder, layout.train);
      if (layout.test === undefined) return splitDataset(named(train, naming), naming.options.split);
      return agree(train, await loadCifar(folder, [layout.test]), naming);
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
          ],
        }),
        1,
      );
    default:
      return layout satisfies never;
  }
}

async function loadIdx(folder: string, pair: IdxPair, { set, options }: Naming): Promise<Dataset> {
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
  const declared = set?.classNames.length ?? options.classes;
  if (declared !== undefined) checkLabels(labels, declared, labelsPath);
  const classes = declared ?? labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  return { images: pixels, labels, shape, classes, count };
}

async function loadCifar(folder: string, names: readonly string[]): Promise<Dataset> {
  const files = [];
  for (const name of names) files.push({ path: join(folder, name), bytes: await readBytes(join(folder, name)) });
  const { count, shape, pixels, labels } = decodeCifar10(files);
  const { classNames } = namedSets.get("cifar10")!;
  return { images: pixels, labels, shape, classes: classNames.length, count, classNames };
}

function agree(train: Dataset, test: Dataset, naming: Naming): DataSplits {
  if (train.shape.some((size, i) => size !== test.shape[i])) {
    const [first, second] = [shapeText(train.shape), shapeText(test.shape)];
    fail(
      shapesDisagree({
        message: `training images are ${first}, test images ${second}`,
        notes: [`${first} expected, ${second} found`],
      }),
      1,
    );
  }
  const classes = Math.max(train.classes, test.classes);
  return { train: named({ ...train, classes }, naming), test: named({ ...test, classes }, naming) };
}

function named(dataset: Dataset, { name, set }: Naming): Dataset {
  const classNames = dataset.classNames ?? set?.classNames;
  return { ...dataset, name, ...(classNames?.length === dataset.classes ? { classNames } : {}) };
}
