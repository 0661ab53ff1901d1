/**
 * A folder of images and a folder of masks as a data set with a label for each place: `images/` holds PNG or JPEG files, `masks/` a
 * PNG of the same name for each, whose gray value or palette number is the class. Takes the folder and the network's input where
 * it is known; returns pixels and label maps at the size of the input. Each refusal is a `CnncError`.
 *
 * `train` and `test` (or `val`) hold the two folders of each part; without them they stand in the folder itself. A mask is fitted
 * as its image is (see `to-input.ts`), by the nearest place; what is free beside it has class 0.
 */
import { basename, join } from "node:path";
import { type DataSplits, type Dataset, shapeText } from "./dataset.ts";
import { decodeImage } from "./decode-image.ts";
import { datasetTooLarge, fail, labelOutOfRange, maskMissing, maskSize } from "./diagnostics.ts";
import { listFolder, readBytes } from "./files.ts";
import { imagesInFolder, TEST_NAMES } from "./image-folder.ts";
import { dataLimits } from "./limits.ts";
import { decodePngNumbers, type PngNumbers } from "./png.ts";
import { fitInside, toBytes, toInput } from "./to-input.ts";

/** The parts, each a folder that holds `images` and `masks`. Not read yet. */
export interface MaskFolders {
  readonly root: string;
  readonly train: string;
  readonly test?: string;
}

const IMAGES = "images";
const MASKS = "masks";

/**
 * The folders of the parts, or nothing where images and masks do not stand side by side. Two classes may be called so: where the
 * network has one label for an image, or is not known, they are masks when the first image has one of its name.
 */
export async function findMaskFolders(root: string, expected: boolean): Promise<MaskFolders | undefined> {
  const names = await foldersIn(root, root);
  const holdsBoth = async (folder: string): Promise<boolean> => {
    const inside = await foldersIn(folder, root);
    if (!inside.includes(IMAGES) || !inside.includes(MASKS)) return false;
    if (expected) return true;
    const [first] = await imagesInFolder(join(folder, IMAGES), root);
    if (first === undefined) return false;
    const masks = await imagesInFolder(join(folder, MASKS), root);
    return masks.some((mask) => basename(mask) === `${stemOf(first)}.png`);
  };
  if (names.includes("train") && (await holdsBoth(join(root, "train")))) {
    const test = TEST_NAMES.find((name) => names.includes(name));
    return { root, train: join(root, "train"), ...(test === undefined ? {} : { test: join(root, test) }) };
  }
  return (await holdsBoth(root)) ? { root, train: root } : undefined;
}

/** `places`: of the network's label maps. Throws `data/mask-…`, `data/set-too-large`, and what files and images give. */
export async function loadMaskFolders(
  { root, train, test }: MaskFolders,
  input?: readonly number[],
  places?: readonly number[],
): Promise<Pick<DataSplits, "train"> & Partial<DataSplits>> {
  const pairs = await listPairs(train, root);
  const shape = input ?? (await shapeOf(pairs[0]!.image));
  if (places !== undefined && places.join() !== shape.slice(0, -1).join()) {
    const [from, to] = [shapeText(shape.slice(0, -1)), shapeText(places)];
    fail(
      maskSize({
        message: `masks are fitted to the input of ${from}, and the network answers at ${to} places`,
        file: train,
        notes: [`${to} labels expected for an image, ${from} found`],
        help: `let the network give a map of ${from}, or give label maps of ${to} in an .npz`,
      }),
      1,
    );
  }
  const first = await decodePart(pairs, shape, train);
  return {
    train: first,
    ...(test === undefined ? {} : { test: await decodePart(await listPairs(test, root), shape, test) }),
  };
}

interface Pair {
  readonly image: string;
  readonly mask: string;
}

async function listPairs(folder: string, root: string): Promise<readonly Pair[]> {
  const names = await foldersIn(folder, root);
  const lacking = [IMAGES, MASKS].find((name) => !names.includes(name));
  if (lacking !== undefined) {
    const message = `the folder holds no folder \`${lacking}\``;
    fail(
      maskMissing({ message, file: folder, notes: [`it holds ${names.slice(0, 12).join(", ") || "no folders"}`] }),
      1,
    );
  }
  const images = await imagesInFolder(join(folder, IMAGES), root);
  const masks = new Set((await imagesInFolder(join(folder, MASKS), root)).map((path) => basename(path)));
  if (images.length === 0) {
    const message = "the folder holds no PNG or JPEG files";
    fail(maskMissing({ message, file: join(folder, IMAGES) }), 1);
  }
  return images.map((image) => {
    const name = `${stemOf(image)}.png`;
    if (!masks.has(name)) {
      const notes = [`${images.length} images, ${masks.size} masks`, `${join(folder, MASKS, name)} is looked for`];
      fail(maskMissing({ message: `the image ${basename(image)} has no mask`, file: image, notes }), 1);
    }
    return { image, mask: join(folder, MASKS, name) };
  });
}

async function decodePart(pairs: readonly Pair[], shape: readonly number[], folder: string): Promise<Dataset> {
  const count = pairs.length;
  const [height = 0, width = 0] = shape;
  const [size, places] = [shape.reduce((product, d) => product * d, 1), height * width];
  if (count * (size + places) > dataLimits.datasetBytes) {
    const notes = [
      `${count} images of ${shapeText(shape)} and ${places} labels each = ${count * (size + places)} bytes`,
      `at most ${dataLimits.datasetBytes} are held in memory`,
    ];
    fail(datasetTooLarge({ message: "the images are more than are held in memory", file: folder, notes }), 1);
  }
  const images = new Uint8Array(count * size);
  const labels = new Uint8Array(count * places);
  let largest = 0;
  for (const [i, pair] of pairs.entries()) {
    const image = decodeImage(await readBytes(pair.image, dataLimits.imageFileBytes), pair.image);
    images.set(toBytes(toInput(image, shape)), i * size);
    const mask = decodePngNumbers(await readBytes(pair.mask, dataLimits.imageFileBytes), pair.mask);
    if (mask.width !== image.width || mask.height !== image.height) {
      const notes = [
        `${image.width}x${image.height} = ${image.width * image.height} pixels in ${pair.image}`,
        `${mask.width}x${mask.height} = ${mask.width * mask.height} classes in the mask`,
      ];
      fail(maskSize({ message: "a mask has not the size of its image", file: pair.mask, notes }), 1);
    }
    const map = fitMask(mask, height, width, pair.mask);
    labels.set(map, i * places);
    for (const label of map) largest = Math.max(largest, label);
  }
  return { images, labels, labelShape: [height, width], shape, classes: largest + 1, count };
}

/** By the nearest place, where the image goes; 0 beside it. */
function fitMask(mask: PngNumbers, height: number, width: number, path: string): Uint8Array {
  const { innerHeight, innerWidth, top, left } = fitInside(mask, height, width);
  const map = new Uint8Array(height * width);
  const nearest = (i: number, from: number, to: number): number => Math.floor(((i + 0.5) * from) / to);
  for (let y = 0; y < innerHeight; y++) {
    const row = nearest(y, mask.height, innerHeight) * mask.width;
    for (let x = 0; x < innerWidth; x++) {
      const label = mask.numbers[row + nearest(x, mask.width, innerWidth)]!;
      if (label > 255) {
        const notes = [`a pixel of the mask is ${label}`, "256 classes are labeled 0 to 255"];
        fail(labelOutOfRange({ message: `class ${label} is more than a label holds`, file: path, notes }), 1);
      }
      map[(top + y) * width + left + x] = label;
    }
  }
  return map;
}

async function shapeOf(path: string): Promise<readonly number[]> {
  const { height, width, channels } = decodeImage(await readBytes(path, dataLimits.imageFileBytes), path);
  return [height, width, channels < 3 ? 1 : 3];
}

async function foldersIn(folder: string, root: string): Promise<readonly string[]> {
  return (await listFolder(folder, root)).filter(({ isFolder }) => isFolder).map(({ name }) => name);
}

function stemOf(path: string): string {
  return basename(path).replace(/\.[^.]*$/, "");
}
