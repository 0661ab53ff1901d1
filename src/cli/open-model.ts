/**
 * From an address on the command line to a checked model. Takes `file.cnn`, `file.cnn:Name` or `-`, and the settings of
 * `--set`; reports everything wrong or dubious, and gives the model, or nothing when it has errors (exit 1). Throws
 * `CnncError` for what is wrong with the address.
 */
import { dirname } from "node:path";
import { check } from "../check/check.ts";
import type { CheckedModel } from "../check/model.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { createReport, type Report } from "../diagnostics/diagnostic.ts";
import * as operators from "../ops/registry.ts";
import { createSource, type Source } from "../source/source.ts";
import type { File } from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";
import { applySetting } from "./apply-settings.ts";
import type { Context } from "./context.ts";
import { fail, noModel, severalModels, unknownModel } from "./diagnostics.ts";
import type { Setting } from "./options.ts";
import { exists, readSource, STDIN } from "./read-file.ts";

export interface OpenedProgram {
  /** With the settings of `--set` written into it. */
  readonly source: Source;
  readonly file: File;
  /** Of the address, when it has one. */
  readonly modelName: string | undefined;
  /** The file itself, `-` for standard input. */
  readonly path: string;
  /** The folder from which paths in the program count. */
  readonly root: string;
}

export interface OpenedModel extends OpenedProgram {
  readonly model: CheckedModel;
}

export async function openModel(
  address: string,
  settings: readonly Setting[],
  context: Context,
): Promise<OpenedModel | undefined> {
  const report = createReport();
  const program = await openProgram(address, settings, report, context);
  context.enter("checking the program");
  // Also when the text has errors: the user hears of everything at once.
  const { models } = check(program.file, operators, report);
  if (report.diagnostics.length > 0) await context.report(report.diagnostics);
  if (report.hasErrors) return undefined;
  return { ...program, model: choose(models, program) };
}

/** Read and parsed, errors in the report. Settings are written in while the text has none. */
export async function openProgram(
  address: string,
  settings: readonly Setting[],
  report: Report,
  context: Context,
): Promise<OpenedProgram> {
  const { path, modelName } = await splitAddress(address);
  context.enter("reading the program");
  const original = await readSource(path);
  context.enter("parsing the program");
  let source = original;
  let file = parse(source, report);
  for (const setting of settings) {
    if (report.hasErrors) break;
    const edited = applySetting(source, file, modelName, setting);
    source = createSource(`${original.path} with --set`, edited.text);
    file = parse(source, report);
  }
  return { source, file, modelName, path, root: path === STDIN ? "." : dirname(path) };
}

/** `net.cnn:Name`; a file whose own name holds the colon wins. */
async function splitAddress(address: string): Promise<{ path: string; modelName: string | undefined }> {
  const match = /^(.+):([A-Za-z_]\w*)$/s.exec(address);
  if (match === null || (await exists(address))) return { path: address, modelName: undefined };
  return { path: match[1]!, modelName: match[2] };
}

function choose(models: readonly CheckedModel[], { modelName, source }: OpenedProgram): CheckedModel {
  const names = models.map((model) => model.name);
  const list = { file: source.path, notes: names.length === 0 ? [] : [`models of the file: ${names.join(", ")}`] };
  if (modelName === undefined) {
    const [only, ...others] = models;
    if (only === undefined) return fail(noModel({ message: "the file has no model", ...list }), 1);
    if (others.length === 0) return only;
    const help = `write one of them behind the file: \`${source.path}:${only.name}\``;
    return fail(severalModels({ message: `the file has ${names.length} models`, ...list, help }), 2);
  }
  const found = models.find((model) => model.name === modelName);
  if (found !== undefined) return found;
  const near = nearest(modelName, names);
  const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` };
  return fail(unknownModel({ message: `the file has no model \`${modelName}\``, ...list, ...help }), 2);
}
