/**
 * A model: its parameters bound, its body laid out from the input to the last layer. Takes the syntax, the names of its file
 * and the arguments its recipe gives; returns the draft and where it ends. A model whose parameters have no value is only
 * looked through.
 */
import { positionAt, type Source } from "../source/source.ts";
import type { Model, Stage, Train } from "../syntax/ast.ts";
import { editWithHole, type Fix } from "../diagnostics/diagnostic.ts";
import { emptyModel, noInput } from "./diagnostics/models.ts";
import { bindArguments } from "./expand/bind-arguments.ts";
import { type Cursor, nowhere } from "./scope/cursor.ts";
import { createDraft, type Draft } from "./expand/draft.ts";
import { expandBody } from "./expand/expand.ts";
import type { Binding } from "./scope/binding.ts";
import { traceDeclaration } from "./trace/record.ts";
import type { Scope } from "./scope/scope.ts";

export interface DraftModel {
  readonly syntax: Model;
  readonly draft: Draft;
  readonly end: Cursor;
  /** Parameters without a value. */
  readonly unbound: readonly string[];
  /** Of the file that declares it. */
  readonly scope: Scope;
}

/** `train` and `outer`: the recipe with its arguments, and where it stands. */
export function checkModel(model: Model, file: Scope, train?: Train, outer: Scope = file): DraftModel {
  const unbound = train ? [] : model.parameters.filter(({ value }) => !value).map(({ name }) => name.text);
  for (const { name, value } of model.parameters) {
    traceDeclaration(file, name, "parameter");
    if (value) file.program.trace?.place(value.span, file);
  }
  const bindings = bindModel(model, file, train, outer, unbound);
  const scope: Scope = { ...file, bindings: bindings ?? unknownParameters(model), outer: file };
  const stages = model.body.statements.flatMap((statement) => (statement.kind === "chain" ? statement.stages : []));
  const inputStage = inputOf(stages[0]);
  const dry = unbound.length > 0 || !bindings;
  const draft = createDraft({ dry, body: model.body, inputStage });
  const end = expandBody(model.body, scope, draft, inputStage ? { ...nowhere, layer: -1 } : nowhere);
  if (dry) draft.complete = false;
  modelMustHaveInput(model, inputStage !== undefined, scope, draft);
  modelMustHaveLayers(model, scope, draft);
  return { syntax: model, draft, end, unbound, scope };
}

function bindModel(model: Model, file: Scope, train: Train | undefined, outer: Scope, unbound: readonly string[]) {
  if (unbound.length > 0) return undefined;
  const use = train ?? { arguments: [], span: model.name.span };
  const at = train
    ? { start: train.model.span.start, end: train.arguments.at(-1)?.span.end ?? train.model.span.end }
    : use.span;
  return bindArguments({ arguments: use.arguments, span: at }, model, outer, file);
}

function unknownParameters({ parameters }: Model): Map<string, Binding> {
  return new Map(parameters.map(({ name }) => [name.text, { kind: "parameter", span: name.span }]));
}

function inputOf(stage: Stage | undefined) {
  return stage?.primary.kind === "input" && !stage.repeat ? stage.primary : undefined;
}

/** In front of the first statement, on a line of its own where that has one; a body without one is left to its author. */
function writeInput({ body }: Model, { source }: Scope): readonly Fix[] {
  const [first] = body.statements;
  if (!first) return [];
  const { start } = first.span;
  const behind = newLineFor(start, source) ?? " -> ";
  const edits = [editWithHole({ start, end: start }, "input ", "28x28x1", behind)];
  return [{ title: "begin it with `input 28x28x1`", edits }];
}

function writeLayer({ body }: Model, { source }: Scope): readonly Fix[] {
  const last = body.statements.findLast(({ kind }) => kind === "chain");
  if (!last) return [];
  const { start, end } = last.span;
  const edits = [editWithHole({ start: end, end }, `${newLineFor(start, source) ?? " -> "}fc `, "10")];
  return [{ title: "add `fc 10`", edits }];
}

/** A line end with the indentation of the statement, where one begins a line. */
function newLineFor(start: number, source: Source): string | undefined {
  const before = source.text.slice(source.lineStarts[positionAt(source, start).line - 1], start);
  if (before.trim() !== "") return undefined;
  return `${source.text.includes("\r\n") ? "\r\n" : "\n"}${before}`;
}

function modelMustHaveInput(model: Model, found: boolean, scope: Scope, draft: Draft): void {
  if (found) return;
  const { name } = model;
  draft.complete = false;
  if (draft.misplacedInput) return;
  const { report, source } = scope;
  const help = "begin it with a stage such as `input 28x28x1`: height x width x channels";
  const fixes = writeInput(model, scope);
  report.add(noInput({ message: `model \`${name.text}\` has no input`, source, span: name.span, help, fixes }));
}

function modelMustHaveLayers(model: Model, scope: Scope, draft: Draft): void {
  if (!draft.complete || draft.layers.length > 0) return;
  draft.complete = false;
  const { name } = model;
  const { report, source } = scope;
  const help = "add one, such as `fc 10`";
  const fixes = writeLayer(model, scope);
  report.add(emptyModel({ message: `model \`${name.text}\` has no layer`, source, span: name.span, help, fixes }));
}
