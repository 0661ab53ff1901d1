/**
 * A model of the file: its statements in order, from the input to the last layer. Takes the syntax and the scope of the
 * file, returns the draft and where it ends, and its expectations, which wait for the totals. What later versions bring
 * (parameters, lets, heads) answers with `check/not-yet`, and what depends on it goes on quietly.
 */
import type { Expect, Model, Stage } from "../syntax/ast.ts";
import { emptyModel, noInput } from "./diagnostics/models.ts";
import type { Cursor, Draft } from "./draft.ts";
import { expandStage, reportNotYet } from "./expand.ts";
import type { Operators } from "./operators.ts";
import { readInput } from "./read-input.ts";
import { fieldOfInput } from "./receptive-field.ts";
import type { Binding, Scope } from "./scope.ts";

export interface DraftModel {
  readonly syntax: Model;
  readonly draft: Draft;
  readonly end: Cursor;
  readonly expectations: readonly Expect[];
  /** For the expressions of the expectations. */
  readonly scope: Scope;
}

export function checkModel(
  model: Model,
  file: Scope,
  operators: Operators,
  declaredElsewhere: ReadonlySet<string>,
): DraftModel {
  const bindings = new Map<string, Binding>();
  const scope: Scope = { ...file, bindings, outer: file };
  const [parameter] = model.parameters;
  if (parameter) reportNotYet("parameters of models", parameter.span, scope);
  for (const { name } of model.parameters) bindings.set(name.text, { span: name.span });

  const stages = model.body.statements.flatMap((statement) => (statement.kind === "chain" ? statement.stages : []));
  const first = inputStage(stages[0]);
  const input = first && readInput(first, scope);
  const draft: Draft = {
    operators,
    input,
    layers: [],
    labels: new Map(),
    declaredElsewhere,
    complete: input !== undefined,
    full: false,
    misplacedInput: false,
  };
  let cursor: Cursor = { shape: input, layer: -1, field: fieldOfInput(input ?? [1]) };
  const expectations: Expect[] = [];
  for (const statement of model.body.statements) {
    switch (statement.kind) {
      case "let":
        reportNotYet("`let` statements", statement.span, scope);
        bindings.set(statement.name.text, { span: statement.name.span });
        draft.complete = false;
        break;
      case "head":
        reportNotYet("side outputs (`head`)", statement.name.span, scope);
        draft.complete = false;
        break;
      case "expect":
        expectations.push(statement);
        break;
      case "chain":
        for (const stage of statement.stages)
          if (!first || stage.primary !== first) cursor = expandStage(stage, scope, draft, cursor);
          else if (stage.label || stage.shape) cursor = expandStage(withoutInput(stage), scope, draft, cursor);
        break;
      default:
        return statement satisfies never;
    }
  }
  modelMustHaveInput(model, first !== undefined, scope, draft);
  modelMustHaveLayers(model, scope, draft);
  return { syntax: model, draft, end: cursor, expectations, scope };
}

function inputStage(stage: Stage | undefined) {
  return stage?.primary.kind === "input" && !stage.repeat ? stage.primary : undefined;
}

/** What is written behind the input, on an empty group in its place. */
function withoutInput(stage: Stage): Stage {
  return {
    ...stage,
    primary: { kind: "group", chain: { kind: "chain", stages: [], span: stage.span }, span: stage.span },
  };
}

function modelMustHaveInput({ name }: Model, found: boolean, { report, source }: Scope, draft: Draft): void {
  if (found || draft.misplacedInput) return;
  const help = "begin it with a stage such as `input 28x28x1`: height x width x channels";
  report.add(noInput({ message: `model \`${name.text}\` has no input`, source, span: name.span, help }));
}

function modelMustHaveLayers({ name }: Model, { report, source }: Scope, draft: Draft): void {
  if (!draft.complete || draft.layers.length > 0) return;
  draft.complete = false;
  report.add(
    emptyModel({
      message: `model \`${name.text}\` has no layer`,
      source,
      span: name.span,
      help: "add one, such as `fc 10`",
    }),
  );
}
