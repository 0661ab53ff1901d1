/**
 * One layer of a chain: finds its operator, reads its arguments, asks it for its shape. Takes the syntax, the scope, the
 * draft of the model and the cursor before it; adds the layer to the draft and returns the cursor after it. What the
 * operator objects to becomes a diagnostic at the argument at fault.
 */
import type { Fix } from "../diagnostics/diagnostic.ts";
import type { Initialization, Layer as LayerOperator, Problem } from "../ops/operator.ts";
import { printShape } from "../ops/shape.ts";
import type { Span } from "../source/source.ts";
import type { Layer, NamedArgument } from "../syntax/ast.ts";
import { checkArguments } from "./arguments.ts";
import { configureByWord } from "./configure.ts";
import { unknownArgument, unknownLayer } from "./diagnostics/arguments.ts";
import { diagnosticOf } from "./diagnostics/problems.ts";
import { type Cursor, type Draft, loseShape, shapesSoFar } from "./draft.ts";
import type { Configured } from "./model.ts";
import { widenField } from "./receptive-field.ts";
import type { Scope } from "./scope.ts";
import { nearest } from "../diagnostics/nearest.ts";

export function inferLayer(
  layer: Layer,
  label: string | undefined,
  scope: Scope,
  draft: Draft,
  cursor: Cursor,
): Cursor {
  const unknown = loseShape(cursor);
  const operator = draft.operators.findLayer(layer.name.text);
  if (!operator) {
    draft.complete = false;
    if (!draft.declaredElsewhere.has(layer.name.text)) reportUnknown(layer, scope, draft);
    return unknown;
  }
  const own = layer.arguments.filter((argument) => !isInit(argument, operator));
  const given = checkArguments({ name: layer.name.text, span: layer.name.span, schema: operator.schema, scope }, own);
  const init = readInit(layer, operator, scope, draft);
  if (!given || !cursor.shape || init === "wrong") {
    draft.complete = false;
    return unknown;
  }
  const { values, spans } = given;
  const input = cursor.shape;
  const { output, problems, warnings = [] } = operator.shape(input, values);
  for (const problem of [...problems, ...warnings])
    scope.report.add(
      toDiagnostic(
        problem,
        problem.argument === undefined ? layer.span : (spans.get(problem.argument) ?? layer.span),
        scope,
        draft,
        cursor,
      ),
    );
  if (problems.length > 0 || !output) {
    draft.complete = false;
    return { ...loseShape(cursor), shape: output };
  }
  if (init) initMustHaveParameters(layer, operator, operator.parameters(input, values).length, scope);
  const field = widenField(cursor.field, operator.window(input, values), output);
  draft.layers.push({
    operator,
    values,
    ...(init ? { init } : {}),
    ...(label === undefined ? {} : { label }),
    from: cursor.layer,
    input,
    output,
    field,
    source: scope.source,
    span: layer.span,
    trail: scope.trail,
  });
  return { shape: output, layer: draft.layers.length - 1, field };
}

function toDiagnostic(problem: Problem, span: Span, scope: Scope, draft: Draft, cursor: Cursor) {
  const definition = diagnosticOf(problem.code);
  const producer = definition.severity === "error" ? draft.layers[cursor.layer] : undefined;
  const label = producer && { span: producer.span, message: `this gives ${printShape(producer.output)}` };
  return definition({
    message: problem.message,
    source: scope.source,
    span,
    labels: label ? [label] : [],
    notes: [...(problem.notes ?? []), ...(definition.severity === "error" ? shapesSoFar(draft, cursor) : [])],
    ...(problem.help === undefined ? {} : { help: problem.help }),
  });
}

function reportUnknown({ name }: Layer, scope: Scope, draft: Draft): void {
  const near = nearest(name.text, draft.operators.layerNames);
  const fixes: Fix[] =
    near === undefined ? [] : [{ title: `replace with \`${near}\``, edits: [{ span: name.span, text: near }] }];
  scope.report.add(
    unknownLayer({
      message: `unknown layer \`${name.text}\``,
      source: scope.source,
      span: name.span,
      help:
        near === undefined ? `the layers are ${draft.operators.layerNames.join(", ")}` : `did you mean \`${near}\`?`,
      fixes,
    }),
  );
}

/** `init=he` may stand behind every layer that learns, so it is no part of the schemas. */
function isInit(argument: Layer["arguments"][number], operator: LayerOperator): argument is NamedArgument {
  return argument.kind === "named" && argument.name.text === "init" && !Object.hasOwn(operator.schema, "init");
}

function readInit(
  { arguments: given }: Layer,
  operator: LayerOperator,
  scope: Scope,
  draft: Draft,
): Configured<Initialization> | "wrong" | undefined {
  const [first, second] = given.filter((argument) => isInit(argument, operator));
  if (!first || !isInit(first, operator)) return undefined;
  if (second) {
    // Reported as any argument that is given twice.
    const schema = {
      init: { kind: "named-word", words: [...draft.operators.inits.keys()], doc: "initialization" },
    } as const;
    checkArguments({ name: operator.name, span: first.span, schema, scope }, [first, second]);
    return "wrong";
  }
  const { value } = first;
  const word = value.kind === "name" ? { text: value.name.text, span: value.span } : { text: "", span: value.span };
  return configureByWord(word, draft.operators.inits, "initialization", [], scope) ?? "wrong";
}

function initMustHaveParameters(
  { name, arguments: given }: Layer,
  operator: LayerOperator,
  count: number,
  scope: Scope,
): void {
  const init = given.find((argument) => isInit(argument, operator));
  if (count > 0 || !init) return;
  const message = `\`${name.text}\` learns nothing that \`init=\` could initialize`;
  scope.report.add(unknownArgument({ message, source: scope.source, span: init.span, help: "leave it out" }));
}
