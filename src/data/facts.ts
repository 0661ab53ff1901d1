/**
 * What a look at a data set tells before it is loaded: shape, classes, count. Takes the folder from which paths count; returns a reader
 * for the checker, which knows the sets that have a name and looks at those given by path, at most some 64 kB of a file, and keeps
 * what it saw until the file changes. What is not there, or not understood, is nothing: loading says what is wrong with it.
 */
import { dirname, basename, join, resolve } from "node:path";
import { type DataFacts, type DataFactsReader, factsOfNamedSet } from "../std/data-sets.ts";
import { foldersIn } from "./class-folders.ts";
import { factsOfCsv, factsOfNpz } from "./facts-of-tables.ts";
import { isGzip, peekGzip } from "./gzip.ts";
import { peekIdxImages } from "./idx.ts";
import { partFoldersAmong } from "./part-folders.ts";
import { peekAt, peekBytes, peekFolder } from "./peek.ts";
import { type Layout, recognizeFiles, siblingsOf } from "./recognize.ts";
import type { TableRequest } from "./table-columns.ts";

/** `root`: the folder from which the paths of a program count. */
export function createDataFacts(root: string): DataFactsReader {
  return ({ spec, ...request }) => factsOfNamedSet({ spec }) ?? factsAt(resolve(root, spec), request);
}

const seen = new Map<string, { readonly stamp: string; readonly facts: DataFacts | undefined }>();

function factsAt(path: string, request: TableRequest): DataFacts | undefined {
  const found = peekAt(path);
  if (!found) return undefined;
  const key = `${path} ${JSON.stringify([request.label, request.skip])}`;
  const known = seen.get(key);
  if (known?.stamp === found.stamp) return known.facts;
  const facts = look(path, found.kind, request);
  // What is in the folders of a folder may change without a sign of its own.
  if (found.kind === "folder") return facts;
  if (seen.size > 1000) seen.clear();
  seen.set(key, { stamp: found.stamp, facts });
  return facts;
}

function look(path: string, kind: "file" | "folder", request: TableRequest): DataFacts | undefined {
  try {
    if (kind === "folder") return factsOfFolder(path, request);
    const names = (peekFolder(dirname(path)) ?? []).map(({ name }) => name);
    return factsOfFiles(dirname(path), siblingsOf(basename(path), names, dirname(path)), request);
  } catch {
    // Whatever is wrong with it, loading says so.
    return undefined;
  }
}

function factsOfFolder(path: string, request: TableRequest): DataFacts | undefined {
  const listed = peekFolder(path);
  if (!listed) return undefined;
  const names = listed.map(({ name }) => name);
  const layout = recognizeFiles(names, path);
  const folders = foldersIn(listed);
  if (layout.kind === "idx" || layout.kind === "cifar" || folders.length === 0)
    return factsOfFiles(path, layout, request);
  const { train } = partFoldersAmong(folders, path);
  const inside = train === undefined ? undefined : peekFolder(join(path, train));
  // A class may be called `train` too, and a part then holds images and no folders.
  const classes = inside && foldersIn(inside).length > 0 ? foldersIn(inside) : folders;
  if (classes.some((name) => MASKS.test(name))) return undefined;
  return { classes: classes.length, classNames: classes.map((name) => name.normalize("NFC")) };
}

/** Folders of label maps: `masks`, beside `images`. */
const MASKS = /^(?:masks?|labels?|annotations?|segmentations?)$/i;

function factsOfFiles(folder: string, layout: Layout, request: TableRequest): DataFacts | undefined {
  switch (layout.kind) {
    case "idx": {
      const path = join(folder, layout.train.images);
      const piece = peekBytes(path, 0, 8_192);
      if (!piece) return undefined;
      const [count = 0, height = 0, width = 0, channels = 1] = peekIdxImages(
        isGzip(piece.bytes) ? peekGzip(piece.bytes, path) : piece.bytes,
        path,
      );
      return { count, shape: [height, width, channels], ...(layout.test ? { hasTest: true } : {}) };
    }
    case "cifar":
      return { shape: [32, 32, 3], classes: 10 };
    case "table": {
      const path = join(folder, layout.train);
      if (layout.format === "csv") return factsOfCsv(path, request);
      const facts = factsOfNpz(path);
      return facts && layout.test ? { ...facts, hasTest: true } : facts;
    }
    case "nothing":
    case "problem":
      return undefined;
    default:
      return layout satisfies never;
  }
}
