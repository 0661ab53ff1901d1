/**
 * Folders of class folders of images as data sets. Takes the folder and the network's input where it is known; returns pixels at
 * the size of the input, labels, the names of the folders (sorted) as classes, and what was passed over. Relies on `to-input.ts`
 * for the rule of resizing, so that training sees an image as `predict` does. Each refusal is a `CnncError`.
 *
 * `train`, `val` and `test` (see `part-names.ts`) hold the class folders of the parts; without them the class folders stand in
 * the folder itself. Without an input, the first image tells the size.
 */
import { join } from "node:path";
import { type ClassImages, foldersIn, imagesAmong, listClasses, warnOfAlike } from "./class-folders.ts";
import { type Dataset, shapeText } from "./dataset.ts";
import { classesDisagree, datasetTooLarge, fail } from "./diagnostics.ts";
import { listFolder } from "./files.ts";
import { readImage } from "./fit-file.ts";
import { fitFiles } from "./fit-files.ts";
import { dataLimits } from "./limits.ts";
import { partFoldersAmong, type PartPlaces, placesOfParts } from "./part-folders.ts";
import { PART_NAMES, partOfWord, partText } from "./part-names.ts";
import { notePassedOver } from "./passed-over.ts";
import type { PartName, ReaderNotes } from "./reading.ts";
import { type SizeRange, sizeRange } from "./size-range.ts";

/** The folders of the parts. Not read yet. */
export interface ImageFolders extends PartPlaces {
  readonly root: string;
}

/** Called as images are read: how many of how many. */
export type ReadProgress = (done: number, total: number) => void;

export interface LoadedParts {
  readonly train: Dataset;
  readonly validation?: Dataset | undefined;
  readonly test?: Dataset | undefined;
  readonly notes: ReaderNotes;
}

/** The folders of the parts, or nothing when no folder stands in the folder. Throws `data/ambiguous-files`. */
export async function findImageFolders(root: string): Promise<ImageFolders | undefined> {
  const folders = foldersIn(await listFolder(root, root));
  if (folders.length === 0) return undefined;
  // A class may be called "train" too: only a folder of folders is a part.
  const classes: string[] = [];
  for (const name of folders.filter((one) => partOfWord(one) === "train")) {
    if (foldersIn(await listFolder(join(root, name), root)).length === 0) classes.push(name);
  }
  const found = partFoldersAmong(
    folders.filter((name) => !classes.includes(name)),
    root,
  );
  return found.train === undefined ? { root, train: root } : { root, ...placesOfParts(found, root) };
}

/**
 * The parts that are there. Throws `data/class-empty`, `data/class-name`, `data/classes-disagree`, `data/too-many-class-names`,
 * `data/set-too-large`, `data/link-outside`, `data/input-channels`, and what files and images give.
 */
export async function loadImageFolders(
  folders: ImageFolders,
  input?: readonly number[],
  onProgress?: ReadProgress,
): Promise<LoadedParts> {
  const { root } = folders;
  const passedOver = notePassedOver(root);
  const found: { readonly part: PartName; readonly folder: string; readonly classes: readonly ClassImages[] }[] = [];
  for (const part of PART_NAMES) {
    const folder = folders[part];
    if (folder !== undefined) found.push({ part, folder, classes: await listClasses(folder, root, passedOver) });
  }
  const names = found[0]!.classes.map(({ name }) => name);
  for (const { part, classes } of found) refuseStrangers(part, classes, names);
  if (folders.train !== root) await noteBeside(folders, passedOver);
  const shape = input ?? (await shapeOfFirst(found[0]!.classes));
  const total = found.reduce((sum, { classes }) => sum + imageCount(classes), 0);
  const sizes = sizeRange();
  let done = 0;
  const tick = (): void => onProgress?.(++done, total);
  const parts: Partial<Record<PartName, Dataset>> = {};
  for (const { part, folder, classes } of found)
    parts[part] = await decodePart(classes, names, shape, folder, sizes, tick);
  return {
    ...parts,
    train: parts.train!,
    notes: {
      format: "images",
      from: Object.fromEntries(found.map(({ part, folder }) => [part, [folder]])),
      passedOver: passedOver.list,
      ...(sizes.range === undefined ? {} : { sizes: sizes.range }),
      warnings: [...passedOver.warnings, ...warnOfAlike(names, folders.train)],
    },
  };
}

/** The image files of a folder by their names, sorted; links must stay in `root`. Folders in it are not entered. */
export async function imagesInFolder(folder: string, root = folder): Promise<readonly string[]> {
  return imagesAmong(await listFolder(folder, root), folder);
}

/** What stands beside the parts. */
async function noteBeside(folders: ImageFolders, passedOver: ReturnType<typeof notePassedOver>): Promise<void> {
  const { root } = folders;
  const used = new Set([folders.train, folders.validation, folders.test]);
  const listed = await listFolder(root, root);
  const others = new Set(foldersIn(listed));
  for (const { name, isFolder } of listed) {
    const path = join(root, name);
    if (!isFolder) passedOver.file(path, "beside the parts");
    else if (others.has(name) && !used.has(path)) await passedOver.folder(path, "beside the parts");
  }
}

function refuseStrangers(part: PartName, classes: readonly ClassImages[], names: readonly string[]): void {
  const stranger = classes.find(({ name }) => !names.includes(name));
  if (stranger === undefined) return;
  const notes = [`classes of training: ${names.slice(0, 20).join(", ")}`];
  const message = `the ${partText(part)} class ${stranger.name} has no folder for training`;
  const alike = names.find((name) => name.toLowerCase() === stranger.name.toLowerCase());
  const help = alike === undefined ? {} : { help: `call the folder \`${alike}\`, as the one for training` };
  fail(classesDisagree({ message, file: stranger.folder, notes, ...help }), 1);
}

function imageCount(classes: readonly ClassImages[]): number {
  return classes.reduce((sum, { paths }) => sum + paths.length, 0);
}

async function decodePart(
  classes: readonly ClassImages[],
  names: readonly string[],
  shape: readonly number[],
  folder: string,
  sizes: SizeRange,
  tick: () => void,
): Promise<Dataset> {
  const count = imageCount(classes);
  const size = shape.reduce((product, d) => product * d, 1);
  if (count * size > dataLimits.datasetBytes) {
    const notes = [
      `${count} images of ${shapeText(shape)} = ${count * size} bytes`,
      `at most ${dataLimits.datasetBytes} are held in memory`,
    ];
    fail(datasetTooLarge({ message: "the images are more than are held in memory", file: folder, notes }), 1);
  }
  const images = new Uint8Array(count * size);
  const labels = Int32Array.from(classes.flatMap(({ name, paths }) => paths.map(() => names.indexOf(name))));
  const tasks = classes.flatMap(({ paths }) => paths.map((image) => ({ image, shape })));
  await fitFiles(tasks, (i, { pixels, ...found }) => {
    sizes.add(found);
    images.set(pixels, i * size);
    tick();
  });
  return { images, labels, shape, classes: names.length, count, classNames: names };
}

async function shapeOfFirst(classes: readonly ClassImages[]): Promise<readonly number[]> {
  const { height, width, channels } = await readImage(classes[0]!.paths[0]!);
  return [height, width, channels < 3 ? 1 : 3];
}
