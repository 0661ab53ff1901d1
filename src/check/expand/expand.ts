/**
 * From the syntax of a body to the layers it stands for: each stage in turn is given the value that reaches it. Takes a body,
 * its scope, the draft and the cursor before it; adds layers to the draft and returns the cursor after it. Relies on the
 * parser's limit on nesting and on `limits.ts` here for everything that multiplies.
 */
import type { Shape } from "../../ops/operator.ts";
import { printShape } from "../../ops/shape.ts";
import { add, product } from "../../ops/size-arithmetic.ts";
import type { Span } from "../../source/source.ts";
import type { Body, Chain, Expect, Input, Let, Name, Primary, SizeList, Stage } from "../../syntax/ast.ts";
import { demandInteger } from "../evaluate/demand.ts";
import { duplicateName, misplacedInput, shapeDiffers } from "../diagnostics/models.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { readInput } from "./read-input.ts";
import { fieldOfInput } from "../receptive-field.ts";
import type { Binding } from "../scope/binding.ts";
import { copyScope, type Scope } from "../scope/scope.ts";
import { traceDeclaration, traceDeclared, traceValue } from "../trace/record.ts";
import { type Cursor, loseShape, nowhere } from "../scope/cursor.ts";
import { type Draft, giveUp, producerLabel } from "./draft.ts";
import { expandBranch } from "./expand-branch.ts";
import { expandCall } from "./expand-call.ts";
import { expandCondition } from "./expand-condition.ts";
import { expandHead } from "./expand-head.ts";
import type { Expander } from "./expander.ts";
import { inferLayer } from "./infer-layer.ts";
import { endLabels, findLabel, labelMustBeNew, labelMustExist, labelText, newLabels } from "../scope/labels.ts";
import { depthMustFitLimit, layersMustFitLimit, stagesMustFitLimit } from "./limits.ts";
import { repeat } from "./repeat.ts";

const expander: Expander = { body: expandBody, chain: expandChain, primary: expandPrimary };

export function expandBody(body: Body, outer: Scope, draft: Draft, start: Cursor): Cursor {
  const bindings = new Map<string, Binding>();
  const scope = copyScope(outer);
  scope.bindings = bindings;
  scope.outer = outer;
  scope.labels = newLabels(outer.labels);
  const from = draft.layers.length;
  const expectations: { readonly expect: Expect; readonly scope: Scope }[] = [];
  let cursor = start;
  for (const statement of body.statements) {
    switch (statement.kind) {
      case "let":
        bindLet(statement, bindings, reaching(scope, cursor, draft));
        break;
      case "expect": {
        const at = reaching(scope, cursor, draft);
        at.program.trace?.place(statement.span, at);
        expectations.push({ expect: statement, scope: at });
        break;
      }
      case "head":
        expandHead(statement, scope, draft, cursor, expander);
        break;
      case "chain":
        cursor = expandChain(statement, scope, draft, cursor);
        break;
      default:
        return statement satisfies never;
    }
  }
  const to = draft.layers.length;
  const whole = body === draft.body;
  for (const each of expectations) draft.expectations.push({ ...each, from, to, whole, dry: draft.dry });
  endLabels(scope.labels);
  return cursor;
}

function bindLet({ name, value, span }: Let, bindings: Map<string, Binding>, scope: Scope): void {
  scope.program.trace?.place(span, scope);
  traceDeclaration(scope, name, "let");
  const known = evaluate(value, scope);
  if (known) traceValue(scope, name.span, known);
  const first = bindings.get(name.text);
  if (!first) {
    bindings.set(name.text, { kind: "let", span: name.span, ...(known ? { value: known } : {}) });
    return;
  }
  // Nobody knows which of them is meant below.
  bindings.set(name.text, { kind: "let", span: first.span });
  const message = `\`${name.text}\` is let twice`;
  const labels = [{ span: first.span, message: "first here" }];
  scope.report.add(
    duplicateName({ message, source: scope.source, span: name.span, labels, help: "choose another name" }),
  );
}

function expandChain(chain: Chain, scope: Scope, draft: Draft, start: Cursor): Cursor {
  let cursor = start;
  for (const stage of chain.stages) cursor = expandStage(stage, scope, draft, cursor);
  return cursor;
}

/** `in` is the shape here; before the input there is none. */
function reaching(outer: Scope, { shape, layer }: Cursor, draft: Draft): Scope {
  if (shape) {
    const scope = copyScope(outer);
    scope.input = shape;
    scope.from = layer;
    scope.misfits = draft.misfits;
    return scope;
  }
  return draft.begun || draft.dry || !draft.inputStage ? { ...outer, input: "unknown" } : outer;
}

function expandStage(stage: Stage, outer: Scope, draft: Draft, start: Cursor): Cursor {
  if (draft.full || !stagesMustFitLimit(stage.span, outer, draft)) return giveUp(draft, start);
  if (!depthMustFitLimit(stage.span, outer, draft)) return giveUp(draft, start);
  const scope = reaching(outer, start, draft);
  const isNew = stage.label && labelMustBeNew(stage.label, scope);
  const label = stage.label && isNew ? labelText(stage.label.text, scope) : undefined;
  const first = draft.layers.length;
  draft.depth++;
  const reached = stage.repeat
    ? repeat(stage, stage.repeat, withPrefix(scope, label), draft, start, expander)
    : expandPrimary(stage.primary, label, scope, draft, start);
  draft.depth--;
  traceStage(stage, label, scope, draft, { before: start.shape, after: reached.shape, first });
  const end = stage.shape ? checkShape(stage.shape, scope, draft, reached) : reached;
  // Of two values with one label nobody knows which is meant below.
  if (stage.label) {
    const { text, span } = stage.label;
    const first = isNew ? undefined : findLabel(scope.labels, text);
    scope.labels.own.set(text, first ? { span: first.span, cursor: loseShape(end) } : { span, cursor: end });
  }
  return end;
}

function traceStage(
  stage: Stage,
  label: string | undefined,
  scope: Scope,
  draft: Draft,
  /** `first`: the number of the first layer that the stage brought. */
  { before, after, first }: { before: Shape | undefined; after: Shape | undefined; first: number },
): void {
  const { trace } = scope.program;
  if (!trace) return;
  let params = 0;
  for (let i = first; i < draft.layers.length; i++) params = add(params, draft.layers[i]!.answer?.params ?? 0);
  trace.visit(stage, scope, { before, after, params });
  if (!stage.label) return;
  const { text, span } = stage.label;
  traceDeclaration(scope, stage.label, "label");
  if (label !== undefined)
    trace.part(draft.body, scope.prefix + label, { kind: "label", name: text, source: scope.source, span });
}

function expandPrimary(
  primary: Primary,
  label: string | undefined,
  scope: Scope,
  draft: Draft,
  cursor: Cursor,
): Cursor {
  switch (primary.kind) {
    case "layer":
      return layersMustFitLimit(1, primary.span, scope, draft)
        ? inferLayer(primary, label, scope, draft, cursor)
        : giveUp(draft, cursor);
    case "group":
      return expandChain(primary.chain, withPrefix(scope, label), draft, cursor);
    case "input":
      return primary === draft.inputStage ? begin(primary, scope, draft) : refuseInput(primary, scope, draft, cursor);
    case "call":
      return expandCall(primary, label, scope, draft, cursor, expander);
    case "branch":
      return expandBranch(primary, label, scope, draft, cursor, expander);
    case "condition":
      return expandCondition(primary, withPrefix(scope, label), draft, cursor, expander);
    case "reference": {
      const labeled = labelMustExist(primary.name, scope);
      if (labeled) traceLabel(primary.name, labeled.span, scope);
      if (!labeled?.cursor.shape) return giveUp(draft, labeled?.cursor ?? cursor);
      // Numbers of layers mean nothing in a draft that holds other ones.
      return draft.dry ? { ...labeled.cursor, layer: nowhere.layer } : labeled.cursor;
    }
    default:
      return primary satisfies never;
  }
}

function traceLabel({ text, span }: Name, label: Span, scope: Scope): void {
  traceDeclared(scope, span, { kind: "label", name: text, source: scope.source, span: label });
}

function begin(input: Input, scope: Scope, draft: Draft): Cursor {
  const read = readInput(input, scope);
  draft.begun = true;
  draft.input = read?.shape;
  draft.graph = read?.graph;
  if (!read) draft.complete = false;
  return { shape: read?.shape, layer: -1, field: fieldOfInput(read?.shape ?? [1]) };
}

function refuseInput({ span }: Input, { report, source }: Scope, draft: Draft, cursor: Cursor): Cursor {
  draft.misplacedInput = true;
  report.add(
    misplacedInput({
      message: "the input is not the first stage of its model",
      source,
      span,
      help: "a model has one input, its first stage, outside of groups and blocks and without a repetition",
    }),
  );
  return giveUp(draft, cursor);
}

/** What a labeled group, repetition or condition holds is named after it. */
function withPrefix(scope: Scope, label: string | undefined): Scope {
  return label === undefined ? scope : { ...scope, prefix: `${scope.prefix}${label}.`, named: scope.trail.length };
}

function checkShape(written: SizeList, scope: Scope, draft: Draft, cursor: Cursor): Cursor {
  const sizes = written.sizes.map((size) => demandInteger(size, scope, "a size", { minimum: 1 }));
  const { shape } = cursor;
  if (draft.dry || !sizes.every((size) => size !== undefined)) return cursor;
  // After a mistake the written shape is the best guess of what was meant.
  if (!shape) return Number.isSafeInteger(product(sizes)) ? { ...cursor, shape: sizes } : cursor;
  if (printShape(sizes) === printShape(shape)) return cursor;
  const { source } = scope;
  scope.report.add(
    shapeDiffers({
      message: `the shape is ${printShape(shape)}, not ${printShape(sizes)}`,
      source,
      span: written.span,
      labels: producerLabel(draft, cursor, source, `this gives ${printShape(shape)}`),
      help: `change a layer before it, or write \`: ${printShape(shape)}\``,
      fixes: [
        {
          title: `write the computed shape ${printShape(shape)}`,
          edits: [{ span: written.span, text: printShape(shape) }],
        },
      ],
    }),
  );
  return cursor;
}
