/**
 * A model: its parameters bound, its body laid out from the input to the last layer. Takes the syntax, the names of its file
 * and the arguments its recipe gives; returns the draft and where it ends. A model whose parameters have no value is only
 * looked through.
 */
import type { Model, Stage, Train } from "../syntax/ast.ts";
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

function modelMustHaveInput({ name }: Model, found: boolean, { report, source }: Scope, draft: Draft): void {
  if (found) return;
  draft.complete = false;
  if (draft.misplacedInput) return;
  const help = "begin it with a stage such as `input 28x28x1`: height x width x channels";
  report.add(noInput({ message: `model \`${name.text}\` has no input`, source, span: name.span, help }));
}

function modelMustHaveLayers({ name }: Model, { report, source }: Scope, draft: Draft): void {
  if (!draft.complete || draft.layers.length > 0) return;
  draft.complete = false;
  const help = "add one, such as `fc 10`";
  report.add(emptyModel({ message: `model \`${name.text}\` has no layer`, source, span: name.span, help }));
}
