/**
 * From an address on the command line to a checked model. Takes `file.cnn`, `file.cnn:Name`, `std/resnet:ResNet50`, `ResNet50` or
 * `-`, and the settings of `--set`; reports everything wrong or dubious, and gives the model, or nothing when it has errors (exit 1).
 * Throws `CnncError` for what is wrong with the address, or with a setting (exit 2).
 */
import { check } from "../check/check.ts";
import type { CheckedModel } from "../check/model.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { createReport, type Diagnostic, type Report } from "../diagnostics/diagnostic.ts";
import * as operators from "../ops/registry.ts";
import type { Source, Span } from "../source/source.ts";
import type { DataFacts } from "../std/data-sets.ts";
import { findStandardSource, standardNames } from "../std/library.ts";
import type { File } from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";
import { editsOf, refuseSetting } from "./apply-settings.ts";
import { chooseModel, wantedModel } from "./choose-model.ts";
import type { Context } from "./context.ts";
import { fail, unknownLibrary } from "./diagnostics.ts";
import { dataFactsFrom } from "./data-facts.ts";
import { type EditedSource, editSource } from "./edit-source.ts";
import { findLibraryModel, isBareName } from "./library-models.ts";
import type { Setting } from "./options.ts";
import { createProjectFiles, homeOf, isLibrary, type KeptFiles } from "./project-files.ts";
import { noting } from "./watch/noting.ts";
import { STDIN } from "./program-input.ts";
import { exists, readSource } from "./read-file.ts";
import { keptFilesOf } from "./run-files.ts";

export interface OpenedProgram {
  /** With the settings of `--set` written into it. */
  readonly source: Source;
  readonly file: File;
  /** Of the address, when it has one. */
  readonly modelName: string | undefined;
  /** The file itself, `-` for standard input, `std/resnet` for the library. */
  readonly path: string;
  /** The folder from which paths in the program count. */
  readonly root: string;
  /** Where its further files are, when it is the program of a run folder. */
  readonly kept?: KeptFiles;
  /** Where the settings stand in the source. */
  readonly inserted: readonly Span[];
}

export interface OpenedModel extends OpenedProgram {
  readonly model: CheckedModel;
  /** Texts of what it imports, by absolute path. */
  readonly imports: ReadonlyMap<string, string>;
  /** Against which the model was held: what was known of the recipe's data. */
  readonly facts?: DataFacts;
}

export interface OpenOptions {
  /** The model is held against what is known of the data that its recipe names. */
  readonly looksAtData?: boolean;
}

export async function openModel(
  address: string,
  settings: readonly Setting[],
  context: Context,
  { looksAtData = false }: OpenOptions = {},
): Promise<OpenedModel | undefined> {
  const report = createReport();
  const program = await openProgram(address, settings, report, context);
  context.enter("checking the program");
  // Also when the text has errors: the user hears of everything at once.
  const project = createProjectFiles(
    isLibrary(program.path) ? STDIN : program.path,
    program.kept,
    undefined,
    context.round?.inputs,
  );
  const dataFacts = looksAtData ? await dataFactsFrom(program.root, program.source.text) : undefined;
  const checked = check(program.file, operators, report, { project, dataFacts });
  const blamed = report.diagnostics.find((diagnostic) => isInSetting(diagnostic, program));
  const others = report.diagnostics.filter((each) => each !== blamed && !isOfAnotherModel(each, program));
  if (others.length > 0) await context.report(others);
  if (blamed !== undefined) return fail(blamed, 2);
  if (report.hasErrors) return undefined;
  const imports = new Map([...project.files].map(([path, { text }]) => [path, text] as const));
  const model = chooseModel(checked, program.file, program.modelName, program.path);
  const facts = model.recipe?.data && dataFacts?.(model.recipe.data);
  return { ...program, imports, model, ...(facts ? { facts } : {}) };
}

/** Read and parsed, errors in the report. Settings are written in while the text has none. */
export async function openProgram(
  address: string,
  settings: readonly Setting[],
  report: Report,
  context: Context,
): Promise<OpenedProgram> {
  const { path, modelName } = await splitAddress(address, context);
  context.enter("reading the program");
  const original = isLibrary(path) ? readLibrary(path) : await noting(path, () => readSource(path), context);
  context.enter("parsing the program");
  let edited: EditedSource = { source: original, inserted: [] };
  let file = parse(original, report, operators.vocabulary);
  for (const setting of settings) {
    if (report.hasErrors) break;
    const name = wantedModel(file, modelName);
    // Which model is meant is then the question, not what is set.
    if (name === undefined) break;
    edited = editSource(edited, editsOf(edited.source, file, name, setting), `${original.path} with --set`);
    const broken = createReport();
    file = parse(edited.source, broken, operators.vocabulary);
    const [error] = broken.diagnostics;
    if (broken.hasErrors) return refuseSetting(setting, `with it the program does not parse: ${error!.message}`);
  }
  const kept = await keptFilesOf(path);
  return { ...edited, file, modelName, path, root: homeOf(path), ...(kept ? { kept } : {}) };
}

/** `net.cnn:Name`, or the bare name of a model of the library; a file whose own name that is wins. */
async function splitAddress(
  address: string,
  { round }: Context,
): Promise<{ path: string; modelName: string | undefined }> {
  if (await exists(address)) return { path: address, modelName: undefined };
  if (isBareName(address)) {
    const { file, name } = findLibraryModel(address, () => round?.inputs.file(address));
    return { path: file, modelName: name };
  }
  const match = /^(.+):([A-Za-z_]\w*)$/s.exec(address);
  if (match === null) return { path: address, modelName: undefined };
  return { path: match[1]!, modelName: match[2] };
}

function readLibrary(name: string): Source {
  const found = findStandardSource(name);
  if (found !== undefined) return found;
  const near = nearest(name, standardNames);
  const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` };
  const notes = [`the library: ${standardNames.join(", ")}`];
  return fail(unknownLibrary({ message: `the standard library has no \`${name}\``, notes, ...help }), 2);
}

/** An error in what `--set` put in is wrong usage, not a wrong program. */
function isInSetting({ severity, source, span }: Diagnostic, program: OpenedProgram): boolean {
  if (severity !== "error" || source !== program.source || span === undefined) return false;
  return program.inserted.some(({ start, end }) => span.start < end && span.end > start);
}

/** A warning inside a model, or a recipe, that was not asked for: `check` is for those. */
function isOfAnotherModel(
  { severity, source, span }: Diagnostic,
  { file, modelName, source: own }: OpenedProgram,
): boolean {
  if (severity !== "warning" || modelName === undefined || source !== own || span === undefined) return false;
  return file.declarations.some((each) => {
    const name = each.kind === "model" ? each.name.text : each.kind === "train" ? each.model.text : modelName;
    return name !== modelName && span.start >= each.span.start && span.end <= each.span.end;
  });
}
