/**
 * The models of the standard library with their figures. Takes nothing but the library; gives a row for each model: its file,
 * name, parameters with defaults, input, output, counts, and its documentation on one line, all from the checked models.
 * `render-library-list.ts` makes text of it.
 */
import { check } from "../check/check.ts";
import { createReport } from "../diagnostics/diagnostic.ts";
import * as operators from "../ops/registry.ts";
import { findStandardSource, standardNames } from "../std/library.ts";
import type { Model } from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";

export interface ListedModel {
  /** As an import writes it: `std/resnet`. */
  readonly file: string;
  readonly name: string;
  /** What a command takes: `std/resnet:ResNet50`. */
  readonly address: string;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly params: number;
  readonly macs: number;
  /** Empty where it has none. */
  readonly documentation: string;
}

export function listLibrary(): readonly ListedModel[] {
  return standardNames.flatMap((file) => {
    const report = createReport();
    const syntax = parse(findStandardSource(file)!, report, operators.vocabulary);
    const declared = syntax.declarations.filter((each): each is Model => each.kind === "model");
    return check(syntax, operators, report).models.map(({ name, input, output, totals }) => {
      const text = declared.find((each) => each.name.text === name)?.documentation ?? "";
      const { params, macs } = totals;
      const documentation = text.replace(/\s+/g, " ").trim();
      return { file, name, address: `${file}:${name}`, input, output, params, macs, documentation };
    });
  });
}

/** Those with the word in their name, file or documentation, whatever its case; all without one. */
export function modelsWith(word: string | undefined, models: readonly ListedModel[]): readonly ListedModel[] {
  const wanted = word?.toLowerCase();
  if (wanted === undefined) return models;
  return models.filter(({ address, documentation }) => `${address}\n${documentation}`.toLowerCase().includes(wanted));
}
