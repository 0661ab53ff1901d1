/**
 * A folder of images and a folder of masks as a data set with a label for each place: `images/` holds image files, `masks/` a
 * PNG of the same name for each, whose gray value or palette number is the class. Takes the folder and the network's input where
 * it is known; returns pixels and label maps at the size of the input. Each refusal is a `CnncError`.
 *
 * `train` and `test` (or `val`) hold the two folders of each part; without them they stand in the folder itself. A mask is fitted
 * as its image is (see `to-input.ts`), by the nearest place; what is free beside it has class 0.
 */
import { basename, join } from "node:path";
import { foldersIn } from "./class-folders.ts";
import { type Dataset, shapeText } from "./dataset.ts";
import { datasetTooLarge, fail, maskMissing, maskSize } from "./diagnostics.ts";
import { listFolder } from "./files.ts";
import { readImage } from "./fit-file.ts";
import { fitFiles } from "./fit-files.ts";
import { imagesInFolder, type LoadedParts, type ReadProgress } from "./image-folder.ts";
import { IMAGE_FORMATS, isOfSystem } from "./image-names.ts";
import { dataLimits } from "./limits.ts";
import { partFoldersAmong, type PartPlaces, placesOfParts } from "./part-folders.ts";
import { PART_NAMES, partOfWord } from "./part-names.ts";
import { notePassedOver, type PassedOverFiles } from "./passed-over.ts";
import type { PartName } from "./reading.ts";
import { type SizeRange, sizeRange } from "./size-range.ts";

/** The parts, each a folder that holds `images` and `masks`. Not read yet. */
export interface MaskFolders extends PartPlaces {
  readonly root: string;
}

type Role = "images" | "masks";

/**
 * The folders of the parts, or nothing where images and masks do not stand side by side. Two classes may be called so: where the
 * network has one label for an image, or is not known, they are masks when the first image has one of its name.
 */
export async function findMaskFolders(root: string, expected: boolean): Promise<MaskFolders | undefined> {
  const names = foldersIn(await listFolder(root, root));
  const holdsBoth = async (folder: string): Promise<boolean> => {
    const { images, masks } = await roleFolders(folder, root);
    if (images === undefined || masks === undefined) return false;
    if (expected) return true;
    const [first] = await imagesInFolder(images, root);
    if (first === undefined) return false;
    return (await imagesInFolder(masks, root)).some((mask) => maskName(mask) === maskNameFor(first));
  };
  for (const name of names.filter((one) => partOfWord(one) === "train")) {
    if (!(await holdsBoth(join(root, name)))) continue;
    return { root, ...placesOfParts(partFoldersAmong(names, root), root) };
  }
  return (await holdsBoth(root)) ? { root, train: root } : undefined;
}

/** `places`: of the network's label maps. Throws `data/mask-…`, `data/set-too-large`, and what files and images give. */
export async function loadMaskFolders(
  folders: MaskFolders,
  input?: readonly number[],
  places?: readonly number[],
  onProgress?: ReadProgress,
): Promise<LoadedParts> {
  const { root, train } = folders;
  const passedOver = notePassedOver(root);
  const found: { readonly part: PartName; readonly folder: string; readonly pairs: readonly Pair[] }[] = [];
  for (const part of PART_NAMES) {
    const folder = folders[part];
    if (folder !== undefined) found.push({ part, folder, pairs: await listPairs(folder, root, passedOver) });
  }
  const shape = input ?? (await shapeOf(found[0]!.pairs[0]!.image));
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
  const total = found.reduce((sum, { pairs }) => sum + pairs.length, 0);
  const sizes = sizeRange();
  let done = 0;
  const tick = (): void => onProgress?.(++done, total);
  const parts: Partial<Record<PartName, Dataset>> = {};
  for (const { part, folder, pairs } of found) parts[part] = await decodePart(pairs, shape, folder, sizes, tick);
  return {
    ...parts,
    train: parts.train!,
    notes: {
      format: "masks",
      from: Object.fromEntries(found.map(({ part, folder }) => [part, [folder]])),
      passedOver: passedOver.list,
      ...(sizes.range === undefined ? {} : { sizes: sizes.range }),
      warnings: passedOver.warnings,
    },
  };
}

interface Pair {
  readonly image: string;
  readonly mask: string;
}

/** `images` and `masks` in any case. */
async function roleFolders(folder: string, root: string): Promise<Readonly<Partial<Record<Role, string>>>> {
  const names = foldersIn(await listFolder(folder, root));
  const found: Partial<Record<Role, string>> = {};
  for (const role of ["images", "masks"] as const) {
    const name = names.includes(role) ? role : names.find((one) => one.toLowerCase() === role);
    if (name !== undefined) found[role] = join(folder, name);
  }
  return found;
}

async function listPairs(folder: string, root: string, passedOver: PassedOverFiles): Promise<readonly Pair[]> {
  const roles = await roleFolders(folder, root);
  if (roles.images === undefined || roles.masks === undefined) {
    const message = `the folder holds no folder \`${roles.images === undefined ? "images" : "masks"}\``;
    const names = foldersIn(await listFolder(folder, root));
    fail(
      maskMissing({ message, file: folder, notes: [`it holds ${names.slice(0, 12).join(", ") || "no folders"}`] }),
      1,
    );
  }
  const images = await imagesInFolder(roles.images, root);
  const masks = new Map((await imagesInFolder(roles.masks, root)).map((path) => [maskName(path), path]));
  if (images.length === 0) {
    const message = `the folder holds no ${IMAGE_FORMATS} files`;
    fail(maskMissing({ message, file: roles.images }), 1);
  }
  const pairs = images.map((image) => {
    const mask = masks.get(maskNameFor(image));
    if (mask !== undefined) return { image, mask };
    const looked = join(roles.masks!, `${stemOf(image)}.png`);
    const notes = [`${images.length} images, ${masks.size} masks`, `${looked} is looked for`];
    return fail(maskMissing({ message: `the image ${basename(image)} has no mask`, file: image, notes }), 1);
  });
  await noteUnused(
    roles as Record<Role, string>,
    new Set(pairs.flatMap(({ image, mask }) => [image, mask])),
    root,
    passedOver,
  );
  return pairs;
}

async function noteUnused(
  roles: Readonly<Record<Role, string>>,
  used: ReadonlySet<string>,
  root: string,
  passedOver: PassedOverFiles,
): Promise<void> {
  for (const role of ["images", "masks"] as const) {
    const folder = roles[role];
    for (const { name, isFolder } of await listFolder(folder, root)) {
      const path = join(folder, name);
      const below = `below the folder of ${role}`;
      if (isFolder && !isOfSystem(name)) await passedOver.folder(path, below);
      else if (!isFolder && !used.has(path))
        passedOver.file(path, role === "masks" ? "a mask without an image" : below);
    }
  }
}

async function decodePart(
  pairs: readonly Pair[],
  shape: readonly number[],
  folder: string,
  sizes: SizeRange,
  tick: () => void,
): Promise<Dataset> {
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
  const tasks = pairs.map(({ image, mask }) => ({ image, mask, shape }));
  await fitFiles(tasks, (i, { pixels, map, ...size }) => {
    sizes.add(size);
    images.set(pixels, i * pixels.length);
    labels.set(map!, i * places);
    for (const label of map!) largest = Math.max(largest, label);
    tick();
  });
  return { images, labels, labelShape: [height, width], shape, classes: largest + 1, count };
}

async function shapeOf(path: string): Promise<readonly number[]> {
  const { height, width, channels } = await readImage(path);
  return [height, width, channels < 3 ? 1 : 3];
}

/** As names are compared: composed characters, the ending in lower case. */
function maskName(path: string): string {
  return basename(path)
    .replace(/\.png$/i, ".png")
    .normalize("NFC");
}

function maskNameFor(image: string): string {
  return `${stemOf(image)}.png`.normalize("NFC");
}

function stemOf(path: string): string {
  return basename(path).replace(/\.[^.]*$/, "");
}
