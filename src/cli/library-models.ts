/**
 * Models of the standard library by their bare name: `ResNet50` is `std/resnet:ResNet50`. Takes a word; gives the file that
 * declares it, or throws `CnncError`: exit 2 where several files do, exit 3 where none does and no file is called so either.
 * Relies on the parser for what a file declares; only files whose text has the word are parsed.
 */
import { createReport } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import * as operators from "../ops/registry.ts";
import { findStandardSource, standardNames } from "../std/library.ts";
import { parse } from "../syntax/parse.ts";
import { ambiguousLibraryModel, fail, fileNotFound } from "./diagnostics.ts";

export interface LibraryModel {
  readonly name: string;
  /** As an import writes it: `std/resnet`. */
  readonly file: string;
}

/** Only a word without folder, ending or colon can be the name of a model. */
export const isBareName = (path: string): boolean => /^[A-Za-z_]\w*$/.test(path);

/** All of them, by file. */
export function libraryModels(): readonly LibraryModel[] {
  return standardNames.flatMap(modelsOf);
}

/** `word` is no file. `onNone` is called before it is refused. */
export function findLibraryModel(word: string, onNone?: () => void): LibraryModel {
  const candidates = standardNames.filter((file) => findStandardSource(file)!.text.includes(word)).flatMap(modelsOf);
  const found = onlyOne(word, candidates);
  if (found !== undefined) return found;
  onNone?.();
  return refuse(word, libraryModels());
}

/** Throws where two files declare it. */
export function onlyOne(word: string, models: readonly LibraryModel[]): LibraryModel | undefined {
  const found = models.filter(({ name }) => name === word);
  if (found.length < 2) return found[0];
  const addresses = found.map(({ file, name }) => `\`${file}:${name}\``);
  const message = `the library has ${found.length} models called \`${word}\``;
  return fail(ambiguousLibraryModel({ message, help: `write ${addresses.join(" or ")}` }), 2);
}

function refuse(word: string, models: readonly LibraryModel[]): never {
  const names = models.map(({ name }) => name);
  const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();
  const near =
    names.find((name) => plain(name) === plain(word)) ??
    nearest(word, names) ??
    names.find((name) => plain(name).startsWith(plain(word)));
  const help = near === undefined ? "`cnnc models` lists the models of the library" : `did you mean \`${near}\`?`;
  const notes = ["no model of the library has this name either"];
  return fail(fileNotFound({ message: "no such file", file: word, notes, help }), 3);
}

function modelsOf(file: string): readonly LibraryModel[] {
  const { declarations } = parse(findStandardSource(file)!, createReport(), operators.vocabulary);
  return declarations.flatMap((each) => (each.kind === "model" ? [{ name: each.name.text, file }] : []));
}
