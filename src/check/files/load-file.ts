/**
 * The names of a file: its consts, blocks and imports, with those of the files it imports, each read once. Takes the syntax and
 * a loader; fills the tables of the program. What is wrong with an imported text is reported in that text.
 */
import type { Diagnostic, Report } from "../../diagnostics/diagnostic.ts";
import { createGuesses, listWords } from "../../diagnostics/guesses.ts";
import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { LIMITS } from "../../limits.ts";
import { findStandardSource, isStandard, standardNames } from "../../std/library.ts";
import type { Source, Span } from "../../source/source.ts";
import type { Block, Const, File, Import, Model } from "../../syntax/ast.ts";
import { parse } from "../../syntax/parse.ts";
import {
  importCircle,
  importLimit,
  importNotFound,
  importOutside,
  importUnknownName,
  importUnreadable,
} from "../diagnostics/imports.ts";
import { silence } from "../trace/silence.ts";
import { traceDeclaration, traceDeclared, traceValue } from "../trace/record.ts";
import type { Trace } from "../scope/trace.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { silencedBy } from "./ignore-comments.ts";
import { namesDeclaredTwice } from "./names.ts";
import type { Operators } from "../operators.ts";
import type { DataFactsReader } from "../../std/data-sets.ts";
import type { Program } from "../scope/program.ts";
import { isRefusal, type Project, type Refusal } from "./project.ts";
import type { Binding } from "../scope/binding.ts";
import { createScope, type Scope } from "../scope/scope.ts";
import type { Value } from "../scope/value.ts";

export interface LoadedModel {
  readonly model: Model;
  /** Names of the file that declares it. */
  readonly scope: Scope;
}

export interface LoadedFile {
  readonly file: File;
  readonly scope: Scope;
  /** Of the file and imported into it. */
  readonly models: ReadonlyMap<string, LoadedModel>;
}

export interface Loader {
  readonly program: Program;
  readonly project: Project;
  readonly files: Map<Source, Map<string, Binding>>;
  readonly models: Map<Source, ReadonlyMap<string, LoadedModel>>;
  readonly silencers: Map<Source, (diagnostic: Diagnostic) => boolean>;
  readonly recursive: Set<Block>;
  /** By path; files being loaded have no value yet. */
  readonly loaded: Map<string, LoadedFile | undefined>;
}

export function createLoader(
  operators: Operators,
  project: Project,
  dataFacts?: DataFactsReader,
  trace?: Trace,
): Loader {
  const files = new Map<Source, Map<string, Binding>>();
  const models = new Map<Source, ReadonlyMap<string, LoadedModel>>();
  const silencers = new Map<Source, (diagnostic: Diagnostic) => boolean>();
  const recursive = new Set<Block>();
  const isSilenced = (diagnostic: Diagnostic): boolean =>
    diagnostic.severity === "warning" &&
    diagnostic.source !== undefined &&
    silencers.get(diagnostic.source)?.(diagnostic) === true;
  const guesses = createGuesses(LIMITS.wordsGuessed.value);
  const program: Program = {
    operators,
    files,
    models,
    recursive,
    guesses,
    isSilenced,
    ...(dataFacts ? { dataFacts } : {}),
    ...(trace ? { trace } : {}),
  };
  return { program, project, files, models, silencers, recursive, loaded: new Map() };
}

/** `way`: the files on the way here, the entry first. */
export function loadFile(file: File, report: Report, loader: Loader, way: readonly Source[] = []): LoadedFile {
  const { source, declarations, comments } = file;
  const names = new Map<string, Binding>();
  const models = new Map<string, LoadedModel>();
  loader.files.set(source, names);
  loader.models.set(source, models);
  loader.silencers.set(source, silencedBy(comments, source));
  loader.loaded.set(source.path, undefined);
  const { program } = loader;
  program.trace?.file(file);
  const twice = namesDeclaredTwice(declarations);
  const scope = createScope({ source, report, program, bindings: names });
  // Blocks may be used above their declaration; consts see those above them.
  for (const declaration of declarations)
    if (declaration.kind === "import" && declaration.damaged)
      for (const name of declaration.names) names.set(name.text, { kind: "import", span: name.span });
    else if (declaration.kind === "import") bindImport(declaration, scope, names, models, loader, [...way, source]);
  for (const name of twice) if (names.has(name)) names.set(name, withoutValue(names.get(name)!));
  for (const declaration of declarations) {
    const { kind } = declaration;
    if (kind === "import" || kind === "train" || names.has(declaration.name.text)) continue;
    const { name } = declaration;
    traceDeclaration(scope, name, kind);
    if (kind === "block") {
      const value: Value = { kind: "block", block: declaration, home: source };
      names.set(name.text, { kind, span: name.span, ...(twice.has(name.text) ? {} : { value }) });
    }
    if (kind === "model" && !models.has(name.text)) models.set(name.text, { model: declaration, scope });
  }
  for (const declaration of declarations) {
    if (declaration.kind !== "const" || names.has(declaration.name.text)) continue;
    program.trace?.place(declaration.value.span, scope);
    const known = evaluateConst(declaration, scope);
    const { text, span } = declaration.name;
    if (known) traceValue(scope, span, known);
    names.set(text, { kind: "const", span, ...(known && !twice.has(text) ? { value: known } : {}) });
  }
  const loaded: LoadedFile = { file, scope, models };
  loader.loaded.set(source.path, loaded);
  return loaded;
}

function withoutValue({ kind, span }: Binding): Binding {
  return { kind, span };
}

/** What a syntax error damaged has no value; its names may be recorded all the same. */
function evaluateConst({ value, damaged }: Const, scope: Scope): Value | undefined {
  if (!damaged) return evaluate(value, scope);
  if (scope.program.trace) evaluate(value, { ...scope, report: silence });
  return undefined;
}

function bindImport(
  declaration: Import,
  scope: Scope,
  names: Map<string, Binding>,
  models: Map<string, LoadedModel>,
  loader: Loader,
  way: readonly Source[],
): void {
  const target = findFile(declaration, scope, loader, way);
  if (target) scope.program.trace?.use(scope, declaration.from.span, { kind: "file", source: target.file.source });
  for (const name of declaration.names) {
    if (names.has(name.text) || models.has(name.text)) continue;
    const own = target?.file.declarations.some(
      (each) => each.kind !== "import" && each.kind !== "train" && each.name.text === name.text,
    );
    const model = own ? target?.models.get(name.text) : undefined;
    const binding = own ? target?.scope.bindings.get(name.text) : undefined;
    const origin = model
      ? { kind: "model" as const, source: model.scope.source, span: model.model.name.span }
      : binding && target && originOf(binding, target);
    if (origin) traceDeclared(scope, name.span, { ...origin, name: name.text });
    if (model) models.set(name.text, model);
    else
      names.set(name.text, {
        kind: "import",
        span: name.span,
        ...(binding?.value ? { value: binding.value } : {}),
        ...(origin ? { origin } : {}),
      });
    if (target && !own) reportUnknownName(name.text, name.span, target, declaration, scope);
  }
}

function originOf({ kind, span }: Binding, { file }: LoadedFile): Binding["origin"] {
  return { kind, span, source: file.source };
}

function findFile(
  { from }: Import,
  scope: Scope,
  { project, loaded, program, ...loader }: Loader,
  way: readonly Source[],
): LoadedFile | undefined {
  const { report } = scope;
  const place = { source: scope.source, span: from.span };
  const found = from.value.startsWith("std/") ? standardFile(from.value) : project.read(scope.source, from.value);
  if (isRefusal(found)) {
    const { why, ...details } = found;
    const define = { "not-found": importNotFound, outside: importOutside, unreadable: importUnreadable }[why];
    report.add(define({ ...details, ...place, fixes: fixPath(found, from.span) }));
    return undefined;
  }
  const known = loaded.get(found.path);
  if (known) return known;
  if (loaded.has(found.path)) {
    const circle = [...way.slice(way.findIndex(({ path }) => path === found.path)).map(({ path }) => path), found.path];
    const message = circle.length === 2 ? "a file imports itself" : "files import one another in a circle";
    const help = "put what both need into a third file";
    report.add(importCircle({ message, ...place, notes: [circle.join(" → ")], help }));
    return undefined;
  }
  if (way.length >= LIMITS.importDepth.value || loaded.size >= LIMITS.importedFiles.value) {
    const [limit, what] =
      way.length >= LIMITS.importDepth.value
        ? [LIMITS.importDepth.value, "files import one another in a row"]
        : [LIMITS.importedFiles.value, "files in one program"];
    report.add(importLimit({ message: `more than ${limit} ${what}`, ...place }));
    return undefined;
  }
  return loadFile(parseOnce(found, report, program.operators), report, { project, loaded, program, ...loader }, way);
}

/** Files of the standard library, which is the same as long as the program runs: an editor checks with each key. */
const standardFiles = new Map<Source, File>();

function parseOnce(source: Source, report: Report, { vocabulary }: Operators): File {
  const known = standardFiles.get(source);
  if (known) return known;
  const file = parse(source, report, vocabulary);
  if (isStandard(source)) standardFiles.set(source, file);
  return file;
}

function standardFile(name: string): Source | (Refusal & { readonly near?: string }) {
  const found = findStandardSource(name);
  if (found) return found;
  const near = nearest(name, standardNames);
  return {
    why: "not-found",
    message: `the standard library has no ${JSON.stringify(name)}`,
    help: near === undefined ? `it has ${standardNames.join(", ")}` : `did you mean \`${near}\`?`,
    ...(near === undefined ? {} : { near }),
  };
}

function fixPath(refusal: object, span: Span) {
  if (!("near" in refusal) || typeof refusal.near !== "string") return [];
  const text = JSON.stringify(refusal.near);
  return [{ title: `replace with ${text}`, edits: [{ span, text }] }];
}

function reportUnknownName(name: string, span: Span, target: LoadedFile, { from }: Import, scope: Scope): void {
  const declared = target.file.declarations.flatMap((each) =>
    each.kind === "import" || each.kind === "train" ? [] : [each.name.text],
  );
  scope.report.add(
    importUnknownName({
      message: `${JSON.stringify(from.value)} declares no \`${name}\``,
      source: scope.source,
      span,
      notes: declared.length === 0 ? ["it declares nothing"] : [`it declares ${listWords(declared)}`],
      ...didYouMean(name, span, scope.program.guesses.among(declared)),
    }),
  );
}
