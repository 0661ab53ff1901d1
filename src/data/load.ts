/**
 * From the name or path of a data set to its images in memory. Takes what a recipe's `data` setting says and the
 * surroundings; returns training and test sets that agree in shape, or throws a `CnncError` (exit 3 when it is not found
 * or cannot be read, 1 when it is damaged). Relies on the pure decoders; not for fitting a set to a network.
 */
import { basename, dirname, resolve } from "node:path";
import type { DataSplits } from "./dataset.ts";
import { fail, fileNotFound, folderUnrecognized, idxMislabeled, setNotFound } from "./diagnostics.ts";
import { type Entry, lookAt, readBytes } from "./files.ts";
import { looksLikeIdx } from "./idx.ts";
import { findImageFolders } from "./image-folder.ts";
import { loadImages, loadLayout, loadMasks, type Naming } from "./load-layout.ts";
import { placesOf } from "./locate.ts";
import { findMaskFolders } from "./mask-folder.ts";
import { type NamedSet, namedSets } from "./named-sets.ts";
import { recognizeFiles, siblingsOf } from "./recognize.ts";
import type { LabelColumn } from "./table-columns.ts";

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
  /**
   * The network's input: images of a folder are resized to it, tables take its shape. When absent, the shape is that of the
   * first image, of the arrays, or a gray square. Files of pixels (IDX, CIFAR-10) keep their size in any case.
   */
  readonly input?: readonly number[];
  /** `[H, W]` where the network has a label for each place of its output: the size of its label maps. */
  readonly labels?: readonly number[];
  /** The share for training when a set has no test part; 0.9 when absent. */
  readonly split?: number;
  /** Of a table, the column of the label: its name, or its position among the columns that are used. Absent: found by its name. */
  readonly label?: LabelColumn;
  /** Names of columns of a table that are left out. */
  readonly skip?: readonly string[];
  /** Called while image files are read: how many of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** `CNNC_DATA` is read from it; `process.env` when absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * The set that `spec` names: `mnist`, `fashion`, `cifar10`, or the path of a folder or a file. A set without a test part
 * is split by `splitDataset` with seed 1, whatever the seed of the recipe, so that runs with other seeds see the same test
 * images. Bytes stay bytes: 0..255.
 */
export async function loadDataset(spec: string, options: LoadOptions = {}): Promise<DataSplits> {
  if (await isNamedHere(options.dataDir)) {
    const { dataDir: name, ...others } = options;
    return loadDataset(name!, others);
  }
  const { dataDir, classes, input, labels, split, onProgress, label, skip } = options;
  const set = namedSets.get(spec);
  const columns = { ...(label === undefined ? {} : { label }), ...(skip === undefined ? {} : { skip }) };
  const naming: Naming = { name: dataDir ?? spec, set, classes, input, places: labels, split, onProgress, ...columns };
  if (set !== undefined) return loadNamed(set, naming, options);
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

/** `--data mnist`, where no folder is called so. */
async function isNamedHere(dataDir: string | undefined): Promise<boolean> {
  return dataDir !== undefined && namedSets.has(dataDir) && (await lookAt(dataDir)).kind === "missing";
}

async function loadNamed(set: NamedSet, naming: Naming, options: LoadOptions): Promise<DataSplits> {
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
  // The set as folders of images, which only the user can have meant.
  const folders = dataDir === undefined ? undefined : await findImageFolders(dataDir);
  if (folders !== undefined) return loadImages(folders, naming);
  const message = `the data set ${set.name} is not found`;
  return fail(setNotFound({ message, notes: [...notes, ...places.absent], help: set.getting }), 3);
}

async function loadEntry(path: string, entry: Entry, naming: Naming): Promise<DataSplits> {
  if (entry.kind === "folder") return loadFolder(path, entry.names, naming);
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
      help:
        "name IDX files `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, CIFAR-10 batches `NAME.bin`, tables " +
        "`NAME.npz` or `NAME.csv`; of images, name the folder that holds the class folders",
    }),
    1,
  );
}

/** Tables count only where no folders stand beside them: a table beside class folders says something about the images. */
async function loadFolder(path: string, names: readonly string[], naming: Naming): Promise<DataSplits> {
  const layout = recognizeFiles(names, path);
  if (layout.kind === "idx" || layout.kind === "cifar") return loadLayout(path, layout, naming);
  const masks = await findMaskFolders(path, naming.places !== undefined);
  if (masks !== undefined) return loadMasks(masks, naming);
  const folders = await findImageFolders(path);
  return folders === undefined ? loadLayout(path, layout, naming) : loadImages(folders, naming);
}
