/**
 * Folders of class folders of PNG and JPEG files as data sets. Takes the folder and the network's input where it is known;
 * returns pixels at the size of the input, labels, and the names of the folders (sorted) as classes. Relies on `to-input.ts`
 * for the rule of resizing, so that training sees an image as `predict` does. Each refusal is a `CnncError`.
 *
 * `train` and `test` (or `val`) hold the class folders of the two parts; without them the class folders stand in the folder
 * itself. Without an input, the first image tells the size.
 */
import { join } from "node:path";
import { isShowable } from "./class-names.ts";
import { type DataSplits, type Dataset, shapeText } from "./dataset.ts";
import { decodeImage } from "./decode-image.ts";
import { classEmpty, classesDisagree, className, datasetTooLarge, fail, tooManyNames } from "./diagnostics.ts";
import { type Listed, listFolder, readBytes } from "./files.ts";
import type { Image } from "./image.ts";
import { dataLimits } from "./limits.ts";
import { toBytes, toInput } from "./to-input.ts";

/** The class folders of each part. Not read yet. */
export interface ImageFolders {
  readonly root: string;
  readonly train: string;
  readonly test?: string;
}

interface ClassImages {
  readonly name: string;
  readonly paths: readonly string[];
}

const IMAGE_NAME = /\.(?:png|jpe?g)$/i;
export const TEST_NAMES = ["test", "val", "valid", "validation"];

/** The folders of the parts, or nothing when no folder stands in the folder. */
export async function findImageFolders(root: string): Promise<ImageFolders | undefined> {
  const folders = foldersIn(await listFolder(root, root));
  if (folders.length === 0) return undefined;
  const train = join(root, "train");
  // A class may be called "train" too: only a folder of folders is a part.
  if (!folders.includes("train") || foldersIn(await listFolder(train, root)).length === 0) return { root, train: root };
  const test = TEST_NAMES.find((name) => folders.includes(name));
  return { root, train, ...(test === undefined ? {} : { test: join(root, test) }) };
}

/**
 * The parts; `test` is absent when no folder holds it. Throws `data/class-empty`, `data/class-name`, `data/classes-disagree`,
 * `data/too-many-class-names`, `data/set-too-large`, `data/link-outside`, `data/input-channels`, and what files and images give.
 */
export async function loadImageFolders(
  { root, train, test }: ImageFolders,
  input?: readonly number[],
): Promise<Pick<DataSplits, "train"> & Partial<DataSplits>> {
  const classes = await listClasses(train, root);
  const tests = test === undefined ? undefined : await listClasses(test, root);
  const names = classes.map(({ name }) => name);
  const stranger = tests?.find(({ name }) => !names.includes(name));
  if (stranger !== undefined) {
    const notes = [`classes of training: ${names.slice(0, 20).join(", ")}`];
    const message = `the test class ${stranger.name} has no folder for training`;
    fail(classesDisagree({ message, file: join(test!, stranger.name), notes }), 1);
  }
  const shape = input ?? (await shapeOfFirst(classes));
  const first = await decodePart(classes, names, shape, train);
  return { train: first, ...(tests === undefined ? {} : { test: await decodePart(tests, names, shape, test!) }) };
}

/** The PNG and JPEG files of a folder by their names, sorted; links must stay in `root`. Folders in it are not entered. */
export async function imagesInFolder(folder: string, root = folder): Promise<readonly string[]> {
  return imagesAmong(await listFolder(folder, root), folder);
}

async function listClasses(folder: string, root: string): Promise<readonly ClassImages[]> {
  const names = foldersIn(await listFolder(folder, root));
  if (names.length > dataLimits.classes) {
    const notes = [`${names.length} folders found, at most ${dataLimits.classes} are read`];
    fail(tooManyNames({ message: "the folder holds too many folders", file: folder, notes }), 1);
  }
  const wrong = names.find((name) => !isShowable(name));
  if (wrong !== undefined) {
    const message = `the folder ${JSON.stringify(wrong.slice(0, 200))} cannot be the name of a class`;
    fail(className({ message, file: folder }), 1);
  }
  const classes: ClassImages[] = [];
  for (const name of names) {
    const listed = await listFolder(join(folder, name), root);
    const paths = imagesAmong(listed, join(folder, name));
    if (paths.length === 0) refuseEmpty(folder, name, listed);
    classes.push({ name, paths });
  }
  if (classes.length === 0) {
    const message = "the folder holds no class folders";
    fail(classEmpty({ message, file: folder, notes: ["a folder of images for each class expected"] }), 1);
  }
  return classes;
}

async function decodePart(
  classes: readonly ClassImages[],
  names: readonly string[],
  shape: readonly number[],
  folder: string,
): Promise<Dataset> {
  const count = classes.reduce((sum, { paths }) => sum + paths.length, 0);
  const size = shape.reduce((product, d) => product * d, 1);
  if (count * size > dataLimits.datasetBytes) {
    const notes = [
      `${count} images of ${shapeText(shape)} = ${count * size} bytes`,
      `at most ${dataLimits.datasetBytes} are held in memory`,
    ];
    fail(datasetTooLarge({ message: "the images are more than are held in memory", file: folder, notes }), 1);
  }
  const images = new Uint8Array(count * size);
  const labels = new Int32Array(count);
  let image = 0;
  for (const { name, paths } of classes) {
    const label = names.indexOf(name);
    for (const path of paths) {
      images.set(toBytes(toInput(await readImage(path), shape)), image * size);
      labels[image++] = label;
    }
  }
  return { images, labels, shape, classes: names.length, count, classNames: names };
}

async function shapeOfFirst(classes: readonly ClassImages[]): Promise<readonly number[]> {
  const { height, width, channels } = await readImage(classes[0]!.paths[0]!);
  return [height, width, channels < 3 ? 1 : 3];
}

async function readImage(path: string): Promise<Image> {
  return decodeImage(await readBytes(path, dataLimits.imageFileBytes), path);
}

function foldersIn(listed: readonly Listed[]): readonly string[] {
  return listed.filter(({ name, isFolder }) => isFolder && !isHidden(name)).map(({ name }) => name);
}

/** By name only: a folder or a pipe that is called an image is refused when it is read. */
function imagesAmong(listed: readonly Listed[], folder: string): readonly string[] {
  return listed.filter(({ name }) => IMAGE_NAME.test(name) && !isHidden(name)).map(({ name }) => join(folder, name));
}

/** Of the system, of archives, of tools. */
function isHidden(name: string): boolean {
  return name.startsWith(".") || name === "__MACOSX" || name === "__pycache__";
}

function refuseEmpty(folder: string, name: string, listed: readonly Listed[]): never {
  const folders = foldersIn(listed).length;
  const notes = [`${listed.length - folders} other files and ${folders} folders found, PNG or JPEG files expected`];
  const help = folders > 0 ? `give the folder that holds the class folders: \`${join(folder, name)}\`?` : undefined;
  const message = `the class folder ${name} holds no images`;
  fail(classEmpty({ message, file: join(folder, name), notes, ...(help === undefined ? {} : { help }) }), 1);
}
