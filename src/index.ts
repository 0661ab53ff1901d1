/**
 * `cnnc`: the compiler as a library. Pure: source text in, values out; no files, no console, no clock. The checker is loaded
 * with this file, the back end (and binaryen with it) at the first `compile`. Running a module is `cnnc/runtime`.
 */
import { check as checkFile } from "./check/check.ts";
import type { CheckedFile, CheckedModel } from "./check/model.ts";
import { isRefusal, type Project } from "./check/files/project.ts";
import { createTextProject } from "./check/files/text-project.ts";
import type { FormatOptions } from "./format/format.ts";
import { edgesOf, needsEdges } from "./graph/graph-must-fit.ts";
import { kernelsMustExist } from "./graph/kernels-must-exist.ts";
import { createReport, type Diagnostic, type Report } from "./diagnostics/diagnostic.ts";
import * as operators from "./ops/registry.ts";
import { createSource, type Source } from "./source/source.ts";
import { type Summary, summarize } from "./report/summary.ts";
import type { DataFactsReader } from "./std/data-sets.ts";
import { parse } from "./syntax/parse.ts";
import type { Manifest, Preparation } from "./wasm/abi.ts";

export type { CheckedFile, CheckedLayer, CheckedModel, Recipe, Totals } from "./check/model.ts";
export type { FormatOptions } from "./format/format.ts";
export type { Diagnostic, Fix, Label, Severity, TextEdit } from "./diagnostics/diagnostic.ts";
export { CnncError } from "./diagnostics/diagnostic.ts";
export { renderHuman } from "./diagnostics/render-human.ts";
export { type JsonReport, toJsonReport } from "./diagnostics/render-json.ts";
export type { Summary, SummaryLayer } from "./report/summary.ts";
export { type DataFacts, type DataFactsReader, factsOfNamedSet } from "./std/data-sets.ts";
export type { Source, Span } from "./source/source.ts";
export { positionAt } from "./source/source.ts";
export type { Manifest, Preparation } from "./wasm/abi.ts";

export interface CheckOptions {
  /** The name of the source in diagnostics; `model.cnn` when absent. */
  readonly path?: string;
  /** Texts that the program may import, by path from the folder of the program: `"blocks.cnn"`. */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * What is known of the data that recipes name; models are held against it. `factsOfNamedSet` knows the sets that have a name in
   * the language. Absent: data is not looked at.
   */
  readonly dataFacts?: DataFactsReader;
}

export interface CheckResult {
  /** Every model that could be understood. */
  readonly models: readonly CheckedModel[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Everything that is wrong or dubious in a program, and what it means as far as it could be understood. Never throws. */
export function check(source: string, options: CheckOptions = {}): CheckResult {
  const report = createReport();
  const { models } = checkText(source, options, report);
  return { models, diagnostics: report.diagnostics };
}

export interface CompileOptions extends CheckOptions {
  /** Which model; the only one when absent. */
  readonly model?: string;
  /** Images at a time; the recipe's when absent. */
  readonly batch?: number;
  /** With training code; true when the model has a recipe and this is absent. */
  readonly training?: boolean;
  /** Keeps every layer's output readable, for `net.activation`. */
  readonly keepActivations?: boolean;
  readonly classes?: readonly string[];
  /** What is done to the images of the training, as `prepareTraining` of `cnnc/data` describes it; the manifest keeps it. */
  readonly preparation?: Preparation;
  /** The text of the file of edges that the input names (`graph="edges.csv"`), where it is not among `files`. */
  readonly edges?: string;
}

export type CompileResult = CompileSuccess | CompileFailure;

export interface CompileSuccess {
  readonly wasm: Uint8Array<ArrayBuffer>;
  readonly manifest: Manifest;
  readonly model: CheckedModel;
  /** The layer table, totals and memory, as `cnnc summary --format json` writes them. */
  readonly summary: Summary;
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface CompileFailure {
  readonly wasm?: undefined;
  readonly manifest?: undefined;
  readonly model?: undefined;
  readonly summary?: undefined;
  /** At least one error. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * One model as a WebAssembly module. A program with errors gives its diagnostics and no module. Throws a `RangeError` when
 * `options.model` names no model, or none is named and there are several: mistakes of the caller.
 */
export async function compile(source: string, options: CompileOptions = {}): Promise<CompileResult> {
  const report = createReport();
  const { models } = checkText(source, options, report);
  if (report.hasErrors) return { diagnostics: report.diagnostics };
  const model = choose(models, options.model);
  if (!kernelsMustExist(model, report)) return { diagnostics: report.diagnostics };
  const edges = needsEdges(model) ? edgesOf(model, findEdges(model, options), report) : undefined;
  if (report.hasErrors) return { diagnostics: report.diagnostics };
  const { compileModel } = await import("./pipeline.ts");
  const { wasm, manifest } = compileModel(model, {
    training: options.training ?? model.recipe !== undefined,
    sourceHash: await sha256(source),
    ...(options.batch === undefined ? {} : { batch: options.batch }),
    ...(options.keepActivations === undefined ? {} : { keepActivations: options.keepActivations }),
    ...(options.classes === undefined ? {} : { classes: options.classes }),
    ...(options.preparation === undefined ? {} : { preparation: options.preparation }),
    ...(edges ? { edges } : {}),
  });
  const summary = summarize(model, manifest.batch);
  return { wasm: wasm as Uint8Array<ArrayBuffer>, manifest, model, summary, diagnostics: report.diagnostics };
}

/**
 * A program in the one style of the language, by prettier, which is loaded at the first call. Rejects with a `SyntaxError` that
 * has `loc` (line and column from 1) when the program has a syntax error.
 */
export async function format(source: string, options: FormatOptions = {}): Promise<string> {
  const { formatText } = await import("./format/format.ts");
  return formatText(source, options);
}

function checkText(text: string, options: CheckOptions, report: Report): CheckedFile {
  const { path = "model.cnn" } = options;
  return checkFile(parse(createSource(path, text), report, operators.vocabulary), operators, report, {
    project: textProject(options),
    dataFacts: options.dataFacts,
  });
}

function findEdges({ graph, source }: CheckedModel, options: CompileOptions): Source | undefined {
  if (options.edges !== undefined) return createSource(graph!.path, options.edges);
  const found = textProject(options).read(source, graph!.path);
  return isRefusal(found) ? undefined : found;
}

function textProject({ path = "model.cnn", files = {} }: CheckOptions): Project {
  return createTextProject(path, new Map(Object.entries(files)));
}

function choose(models: readonly CheckedModel[], name: string | undefined): CheckedModel {
  const names = models.map((model) => model.name);
  const found = name === undefined ? models[0] : models.find((model) => model.name === name);
  if (found !== undefined && (name !== undefined || models.length === 1)) return found;
  const there = names.length === 0 ? "the program has no model" : `the program has ${names.join(", ")}`;
  throw new RangeError(name === undefined ? `which model? ${there}` : `no model ${name}: ${there}`);
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
