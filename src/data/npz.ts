/**
 * `.npz` files as data sets. Takes the bytes of an archive and the network's input where it is known; returns the parts that
 * stand in it as pixels and labels, or throws a `CnncError` with exit 1. Only the arrays that are needed are unpacked. Pure.
 *
 * Arrays are found by the words of their names (see `data/npz-arrays`). Images may have any shape that is the input's:
 * `N,H,W,C`; `N,H,W` of one channel; `N,C,H,W`, which is turned; or rows of H·W·C values in that order. Labels are one for each
 * image, or a map for each: `N,H,W`, with an axis of 1 before or behind, or rows of H·W where the network's own map is known.
 */
import type { Parts } from "./csv-parts.ts";
import { shapeText } from "./dataset.ts";
import { countsDisagree, fail, npzArrays } from "./diagnostics.ts";
import type { LabeledPixels } from "./labeled-pixels.ts";
import { type NpyArray, readNpy } from "./npy.ts";
import { helpForColumns, toLabels, toPixels } from "./npy-values.ts";
import { partOfWord } from "./part-names.ts";
import type { PartName, PassedOver } from "./reading.ts";
import { mustFitLimits, readZip, unpackMember, type ZipMember } from "./zip.ts";

export interface NpzParts extends Parts<LabeledPixels> {
  /** Arrays that were not used. */
  readonly passedOver: readonly PassedOver[];
}

/** `whole`: no word of a part in its name. */
type Part = PartName | "whole";
type Role = "images" | "labels";

const IMAGE_WORDS = ["x", "image", "images", "data", "sample", "samples", "feature", "features"];
const LABEL_WORDS = ["y", "label", "labels", "target", "targets", "mask", "masks"];
const ROLES: ReadonlyMap<string, Role> = new Map([
  ...IMAGE_WORDS.map((word): [string, Role] => [word, "images"]),
  ...LABEL_WORDS.map((word): [string, Role] => [word, "labels"]),
]);

interface Pair {
  readonly images: ZipMember;
  readonly labels: ZipMember;
}

/** Throws `data/zip-…`, `data/npy-…`, `data/npz-arrays`, `data/counts-disagree`. */
export function decodeNpz(
  bytes: Uint8Array,
  path: string,
  input?: readonly number[],
  places?: readonly number[],
): NpzParts {
  const members = readZip(bytes, path);
  const pairs = choosePairs(members, path);
  const { train, validation, test } = pairs;
  const used = [train, validation, test].flatMap((pair) => (pair === undefined ? [] : [pair.images, pair.labels]));
  mustFitLimits(used, path);
  const decode = (pair: Pair): LabeledPixels => decodePair(pair, path, input, places);
  return {
    train: decode(train),
    ...(validation === undefined ? {} : { validation: decode(validation) }),
    ...(test === undefined ? {} : { test: decode(test) }),
    passedOver: notesOf(members.filter((member) => !used.includes(member))),
  };
}

function notesOf(unused: readonly ZipMember[]): readonly PassedOver[] {
  if (unused.length === 0) return [];
  const examples = unused.slice(0, 5).map(({ name }) => arrayName(name));
  return [{ what: "arrays", reason: "no part's images or labels by their names", count: unused.length, examples }];
}

const arrayName = (name: string): string => name.replace(/\.npy$/, "");

/** A validation part without a test part is what there is to test on. */
function choosePairs(members: readonly ZipMember[], path: string): Parts<Pair> {
  const found = members.map((member) => ({ member, ...meaningOf(member.name) }));
  const pairOf = (part: Part): Pair | undefined => {
    const [images, labels] = (["images", "labels"] as const).map((role) =>
      found.filter((f) => f.part === part && f.role === role).map(({ member }) => member),
    );
    if (images!.length === 0 && labels!.length === 0) return undefined;
    if (images!.length === 1 && labels!.length === 1) return { images: images![0]!, labels: labels![0]! };
    const names = (all: readonly ZipMember[]) => all.map(({ name }) => name).join(", ") || "none";
    return refuse(members, path, `images: ${names(images!)}`, `labels: ${names(labels!)}`);
  };
  const train = pairOf("train") ?? pairOf("whole") ?? unnamedPair(members);
  const validation = pairOf("validation");
  const test = pairOf("test");
  if (train === undefined) {
    const only = test ?? validation;
    return only === undefined ? refuse(members, path) : { train: only };
  }
  if (test === undefined) return { train, ...(validation === undefined ? {} : { test: validation }) };
  return { train, ...(validation === undefined ? {} : { validation }), test };
}

/** Two arrays without names, as `numpy.savez(file, x, y)` writes them. */
function unnamedPair(members: readonly ZipMember[]): Pair | undefined {
  const [images, labels] = ["arr_0.npy", "arr_1.npy"].map((name) => members.find((member) => member.name === name));
  return images && labels && { images, labels };
}

/** MNIST calls its test part t10k. */
const partOf = (word: string): PartName | undefined => (word === "t10k" ? "test" : partOfWord(word));

/** The array of the training images, by name alone; nothing where the names do not settle it. */
export function chooseImages<M extends { readonly name: string }>(members: readonly M[]): M | undefined {
  const images = members
    .map((member) => ({ member, ...meaningOf(member.name) }))
    .filter(({ role }) => role === "images");
  const train = images.filter(({ part }) => part === "train");
  const whole = images.filter(({ part }) => part === "whole");
  const [chosen, second] = train.length > 0 ? train : whole;
  return second ? undefined : (chosen?.member ?? members.find(({ name }) => name === "arr_0.npy"));
}

/** Whether some of the arrays are a test part. */
export function hasTestImages(members: readonly { readonly name: string }[]): boolean {
  return members.some(({ name }) => {
    const { part, role } = meaningOf(name);
    return part === "test" && role === "images";
  });
}

function meaningOf(name: string): { readonly part: Part; readonly role?: Role } {
  const words = name
    .replace(/\.npy$/, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const part = words.map(partOf).find((known) => known !== undefined) ?? "whole";
  const [role] = words.map((word) => ROLES.get(word)).filter((known) => known !== undefined);
  return { part, ...(role === undefined || !name.endsWith(".npy") ? {} : { role }) };
}

function decodePair(
  pair: Pair,
  path: string,
  input: readonly number[] | undefined,
  places: readonly number[] | undefined,
): LabeledPixels {
  const [images, labels] = (["images", "labels"] as const).map((role) =>
    readNpy(unpackMember(pair[role], path), { name: arrayName(pair[role].name), path, role }),
  ) as [NpyArray, NpyArray];
  const wrong = (array: NpyArray, what: string, help: { readonly help?: string } = {}) => {
    const notes = [`array ${array.name} has the shape ${shapeText(array.shape) || "of one number"}`];
    return fail(npzArrays({ message: what, file: path, notes, ...help }), 1);
  };
  const [count = 0, ...one] = images.shape;
  if (one.length === 0 || one.includes(0) || count === 0) wrong(images, `array ${images.name} holds no images`);
  const [rows = 0, ...rest] = labels.shape;
  const labelShape = mapOf(rest, places);
  if (labels.shape.length === 0 || labelShape === "columns")
    wrong(labels, `array ${labels.name} does not hold one label for each image`, helpForColumns(labels));
  if (rows !== count) {
    const notes = [`${count} images in ${images.name}`, `${rows} labels in ${labels.name}`];
    fail(countsDisagree({ message: `${count} images have ${rows} labels`, file: path, notes }), 1);
  }
  const { shape, axes } = fitShape(one, input);
  return {
    images: toPixels(images, [0, ...axes.map((axis) => axis + 1)], path),
    labels: toLabels(labels, path),
    shape,
    count,
    ...(labelShape === undefined || labelShape === "columns" ? {} : { labelShape }),
  };
}

/** The map of labels of one image; nothing for one label. Columns are a map only where the network has one of as many places. */
function mapOf(
  rest: readonly number[],
  places: readonly number[] | undefined,
): readonly number[] | "columns" | undefined {
  if (rest.every((size) => size === 1)) return undefined;
  const without = (axis: number): readonly number[] => (rest.at(axis) === 1 ? rest.toSpliced(axis, 1) : rest);
  const flat = places?.reduce((product, size) => product * size, 1);
  const forms = [rest, without(0), without(-1)].map((form) => form.join());
  if (places && (forms.includes(places.join()) || (rest.length === 1 && rest[0] === flat))) return places;
  const map = without(-1);
  return map.length === 1 && places === undefined ? "columns" : map;
}

/** The shape of one image, and the order in which its axes are read. What fits no input keeps its own shape. */
function fitShape(one: readonly number[], input: readonly number[] | undefined) {
  const axes = [...one.keys()];
  const equal = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((n, i) => n === b[i]);
  const asIs = one.length === 2 && input?.length !== 2 ? [...one, 1] : one;
  if (input === undefined || equal(one, input)) return { shape: input ?? asIs, axes };
  const [channels, ...places] = one;
  if (one.length > 1 && equal([...places, channels!], input)) return { shape: input, axes: [...axes.slice(1), 0] };
  const size = (shape: readonly number[]) => shape.reduce((product, d) => product * d, 1);
  const flat = one.length === 1 && one[0] === size(input);
  const isGray = equal([...one, 1], input);
  return flat || isGray ? { shape: input, axes } : { shape: asIs, axes };
}

function refuse(members: readonly ZipMember[], path: string, ...notes: readonly string[]): never {
  const names = members.map(({ name }) => name).slice(0, 12);
  return fail(
    npzArrays({
      message: "the archive does not tell its images and labels",
      file: path,
      notes: [...notes, `it holds ${names.join(", ") || "nothing"}`],
      help: "name the arrays `x_train`, `y_train`, `x_test`, `y_test`",
    }),
    1,
  );
}
