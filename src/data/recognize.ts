/**
 * Which files of a folder are a data set. Takes the names in it, returns which are images, labels and batches of training
 * and test, or what keeps them from being a set. Pure: looks at names only; the decoders look at the bytes.
 * Folders of images are not known by their names: see `image-folder.ts`.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { filesAmbiguous, pairIncomplete } from "./diagnostics.ts";
import { wordsOfPart } from "./part-names.ts";

export interface IdxPair {
  readonly images: string;
  readonly labels: string;
}

export type Layout =
  | { readonly kind: "idx"; readonly train: IdxPair; readonly test?: IdxPair }
  | { readonly kind: "cifar"; readonly train: readonly string[]; readonly test?: string }
  | ({ readonly kind: "table"; readonly format: TableFormat; readonly unused?: readonly string[] } & TableParts)
  | { readonly kind: "nothing" }
  | { readonly kind: "problem"; readonly diagnostic: Diagnostic };

export type TableFormat = "npz" | "csv";

/** Names of the files. `unused`: further tables of the folder. */
export interface TableParts {
  readonly train: string;
  readonly validation?: string;
  readonly test?: string;
}

/** `emnist-letters-train-images-idx3-ubyte.gz`: a prefix, the part, the role, the rest. */
const IDX_NAME =
  /^(?:(.{0,200})[-_.])?(train|t10k|test)[-_.](images|labels)(?:[-_.]idx[134])?(?:[-_.]ubyte)?(?:\.idx)?(\.gz)?$/i;

interface IdxName {
  readonly name: string;
  readonly prefix: string;
  readonly part: "train" | "test";
  readonly role: "images" | "labels";
  readonly packed: boolean;
}

/** What the names are; `folder` is named in a problem. Of a file and its `.gz` the unpacked one is taken. */
export function recognizeFiles(names: readonly string[], folder: string): Layout {
  const idx = names.map(readIdxName).filter((found) => found !== undefined);
  if (idx.length > 0) return recognizeIdx(idx, folder);
  const cifar = recognizeCifar(names);
  return cifar.kind === "nothing" ? recognizeTables(names, folder) : cifar;
}

/** The names of the pair of which `name` is one, as spelled alike: labels of images, and those of the other part. */
export function siblingsOf(name: string, names: readonly string[], folder: string): Layout {
  const own = readIdxName(name);
  if (own !== undefined) {
    const alike = names.map(readIdxName).filter((found) => found !== undefined && found.prefix === own.prefix);
    const others = alike.filter((found) => found?.part !== own.part || found.role !== own.role) as IdxName[];
    return recognizeIdx([own, ...others], folder, own.part);
  }
  if (/^(train|data_batch_[1-9])\.bin$/.test(name)) {
    const test = name.startsWith("train") ? "test.bin" : "test_batch.bin";
    return { kind: "cifar", train: [name], ...(names.includes(test) ? { test } : {}) };
  }
  if (name.endsWith(".bin")) return { kind: "cifar", train: [name] };
  const format = formatOf(name);
  if (format === undefined) return { kind: "nothing" };
  return tableBeside(name, format, names, folder);
}

/** `fashion-mnist_train.csv`: the word stands apart from other letters. */
const TRAIN_WORD = /(?<![a-z])train(?:ing)?(?![a-z])/i;

function formatOf(name: string): TableFormat | undefined {
  if (/\.npz$/i.test(name)) return "npz";
  return /\.[ct]sv$/i.test(name) ? "csv" : undefined;
}

/** The table with the other parts of the set: called alike, in letters of any case, but for the word of the part. */
function tableBeside(train: string, format: TableFormat, names: readonly string[], folder: string): Layout {
  const others = (words: readonly string[]): readonly string[] => {
    const called = new Set(words.map((word) => train.replace(TRAIN_WORD, word).toLowerCase()));
    return TRAIN_WORD.test(train) ? names.filter((name) => called.has(name.toLowerCase())) : [];
  };
  const [validations, tests] = [others(wordsOfPart("validation")), others(wordsOfPart("test"))];
  for (const found of [validations, tests])
    if (found.length > 1)
      return ambiguous(
        `more than one table could be the ${found === tests ? "test" : "validation"} part`,
        folder,
        found,
      );
  const [validation] = validations;
  const [test = validation] = tests;
  return {
    kind: "table",
    format,
    train,
    ...(validation === undefined || validation === test ? {} : { validation }),
    ...(test === undefined ? {} : { test }),
  };
}

function ambiguous(message: string, folder: string, names: readonly string[]): Layout {
  const help = "name the file itself, or keep one file for each part: `train`, `test` and perhaps `valid`";
  return { kind: "problem", diagnostic: filesAmbiguous({ message, file: folder, notes: names.slice(0, 8), help }) };
}

/** A table alone, or one of training with its test. */
function recognizeTables(names: readonly string[], folder: string): Layout {
  const tables = names.filter((name) => formatOf(name) !== undefined && !name.startsWith("."));
  const [train, second] = tables.length === 1 ? tables : tables.filter((name) => TRAIN_WORD.test(name));
  if (train !== undefined && second === undefined) {
    const layout = siblingsOf(train, names, folder);
    if (layout.kind !== "table") return layout;
    const used = [layout.train, layout.validation, layout.test];
    const unused = tables.filter((name) => !used.includes(name));
    return unused.length === 0 ? layout : { ...layout, unused };
  }
  if (tables.length === 0) return { kind: "nothing" };
  return ambiguous("more than one table could be the training part", folder, tables);
}

function readIdxName(name: string): IdxName | undefined {
  const match = IDX_NAME.exec(name);
  if (match === null) return undefined;
  return {
    name,
    prefix: match[1] ?? "",
    part: match[2]!.toLowerCase() === "train" ? "train" : "test",
    role: match[3]!.toLowerCase() === "images" ? "images" : "labels",
    packed: match[4] !== undefined,
  };
}

/** The pairs of the two parts. A test pair that stands alone, or was asked for, is the whole set. */
function recognizeIdx(found: readonly IdxName[], folder: string, first: "train" | "test" = "train"): Layout {
  const pairOf = (part: "train" | "test"): IdxPair | Diagnostic | undefined => {
    const images = choose(found, part, "images");
    const labels = choose(found, part, "labels");
    if (images.length > 1 || labels.length > 1) {
      const many = images.length > 1 ? images : labels;
      return filesAmbiguous({
        message: `more than one file could be the ${part === "train" ? "training" : "test"} ${many[0]!.role}`,
        file: folder,
        notes: many.slice(0, 8).map(({ name }) => name),
        help: "name the images file itself, or keep one data set in the folder",
      });
    }
    const present = images[0] ?? labels[0];
    if (present === undefined) return undefined;
    if (images[0] !== undefined && labels[0] !== undefined) return { images: images[0].name, labels: labels[0].name };
    const other = present.role === "images" ? "labels" : "images";
    return pairIncomplete({
      message: `no ${other} stand beside the ${present.role}`,
      file: folder,
      notes: [`found ${present.name}`, `expected ${present.name.replace(present.role, other)} or a name like it`],
    });
  };
  const train = pairOf(first);
  const test = first === "train" ? pairOf("test") : undefined;
  for (const pair of [train, test])
    if (pair !== undefined && "code" in pair) return { kind: "problem", diagnostic: pair };
  const whole = (train ?? test) as IdxPair | undefined;
  if (whole === undefined) return { kind: "nothing" };
  return { kind: "idx", train: whole, ...(train !== undefined && test !== undefined ? { test: test as IdxPair } : {}) };
}

function choose(found: readonly IdxName[], part: IdxName["part"], role: IdxName["role"]): readonly IdxName[] {
  const fitting = found.filter((f) => f.part === part && f.role === role);
  const unpacked = fitting.filter((f) => !f.packed);
  return unpacked.length > 0 ? unpacked : fitting;
}

function recognizeCifar(names: readonly string[]): Layout {
  const batches = names.filter((name) => /^data_batch_[1-9]\.bin$/.test(name)).sort();
  const train = batches.length > 0 ? batches : names.filter((name) => name === "train.bin");
  const test = names.find((name) => name === (batches.length > 0 ? "test_batch.bin" : "test.bin"));
  if (train.length === 0) return test === undefined ? { kind: "nothing" } : { kind: "cifar", train: [test] };
  return { kind: "cifar", train, ...(test === undefined ? {} : { test }) };
}
