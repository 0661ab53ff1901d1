/**
 * One layer of a chain: finds its operator, reads its arguments, asks it for its shape. Takes the syntax, the scope, the
 * draft of the model and the cursor before it; adds the layer to the draft and returns the cursor after it. What the
 * operator objects to becomes a diagnostic at the argument at fault.
 */
import { editWithHole, type Fix, type TextEdit } from "../../diagnostics/diagnostic.ts";
import type { Initialization, Layer as LayerOperator, Problem, ProblemFix } from "../../ops/operator.ts";
import { foreignLayers } from "../../ops/foreign-names.ts";
import { printShape } from "../../ops/shape.ts";
import type { Source, Span } from "../../source/source.ts";
import type { Input, Layer, NamedArgument } from "../../syntax/ast.ts";
import { checkArguments } from "../arguments/check-arguments.ts";
import { configureByWord } from "../arguments/configure.ts";
import { unknownArgument, unknownLayer } from "../diagnostics/arguments.ts";
import { wrongKind } from "../diagnostics/expressions.ts";
import { noGraph } from "../diagnostics/models.ts";
import { diagnosticOf } from "../diagnostics/problems.ts";
import { askOperator } from "./ask-operator.ts";
import { isConstant } from "./constant-layer.ts";
import { type Cursor, loseShape } from "../scope/cursor.ts";
import { adviseInput } from "./input-advice.ts";
import { type Draft, giveUp, producerLabel, shapesSoFar } from "./draft.ts";
import type { Configured } from "../model.ts";
import { widenField } from "../receptive-field.ts";
import { traceOperator, traceWord } from "../trace/record.ts";
import { kindName } from "../scope/value.ts";
import { blocksIn, findMisfit, lookUp, type Scope } from "../scope/scope.ts";
import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import { findNearest } from "../../diagnostics/nearest.ts";

export function inferLayer(
  layer: Layer,
  label: string | undefined,
  scope: Scope,
  draft: Draft,
  cursor: Cursor,
): Cursor {
  const { operators } = scope.program;
  const operator = operators.findLayer(layer.name.text);
  if (!operator) {
    reportUnknown(layer, scope);
    return giveUp(draft, cursor);
  }
  traceOperator(scope, layer.name, operator);
  const constant = draft.constants.get(layer);
  const { given, init } = constant ?? readArguments(layer, operator, scope);
  if (!given || !cursor.shape || init === "wrong") return giveUp(draft, cursor);
  if (operator.facts.needsGraph && !graphMustBeNamed(layer, scope, draft)) return giveUp(draft, cursor);
  const { values, spans } = given;
  const input = cursor.shape;
  const answer = constant?.answers.get(input) ?? askOperator(operator, input, values, draft.answers);
  constant?.answers.set(input, answer);
  const { output, problems, warnings = [] } = answer.result;
  if (!constant && !init && isConstant(layer)) draft.constants.set(layer, { given, init, answers: new Map() });
  // Several arms may read the one value that does not fit.
  if (problems.some(({ code }) => code === "shape/rank") && !findMisfit(scope)) return giveUp(draft, cursor);
  for (const problem of problems) scope.report.add(toDiagnostic(problem, layer, operator, spans, scope, draft, cursor));
  for (const problem of warnings)
    if (mayWarn(problem, layer, scope, draft))
      scope.report.add(toDiagnostic(problem, layer, operator, spans, scope, draft, cursor));
  if (problems.length > 0 || !output) {
    draft.complete = false;
    return { ...loseShape(cursor), shape: output };
  }
  if (init)
    initMustHaveParameters(
      layer,
      operator,
      answer.parameters.filter(({ initial }) => initial === undefined).length,
      scope,
    );
  const field = widenField(cursor.field, answer.window, output);
  const { prefix, head, source, trail } = scope;
  draft.layers.push({
    operator,
    values,
    answer,
    init,
    label,
    prefix,
    from: [cursor.layer],
    inputs: [input],
    output,
    field,
    head,
    source,
    span: layer.span,
    trail,
  });
  return { shape: output, layer: draft.layers.length - 1, field };
}

/** Once on each way to a place, in its own numbers: a repetition meets the same thousands of times, and a use may silence it. */
function mayWarn({ code, message }: Problem, { span }: Layer, { source, trail }: Scope, { warned }: Draft): boolean {
  const way = [source.path, span.start, ...trail.map((step) => step.span.start)].join();
  const before = warned.size;
  return warned.add(`${code}@${way} ${message}`).size > before;
}

function readArguments(layer: Layer, operator: LayerOperator, scope: Scope) {
  const forInit = argumentsOfInit(layer, operator, scope);
  const own = layer.arguments.filter((argument) => !isInit(argument, operator) && !forInit.includes(argument));
  const { schema } = operator;
  const elsewhere = foreignLayers[operator.name];
  const owner = { name: layer.name.text, span: layer.name.span, schema, elsewhere, scope, operator, isLayer: true };
  return { given: checkArguments(owner, own), init: readInit(layer, operator, forInit, scope) };
}

function toDiagnostic(
  problem: Problem,
  layer: Layer,
  operator: LayerOperator,
  spans: ReadonlyMap<string, Span>,
  scope: Scope,
  draft: Draft,
  cursor: Cursor,
) {
  const { source } = scope;
  const definition = diagnosticOf(problem.code);
  const isError = definition.severity === "error";
  const span = problem.argument === undefined ? layer.span : (spans.get(problem.argument) ?? layer.span);
  const producer = isError && cursor.shape && `this gives ${printShape(cursor.shape)}`;
  return definition({
    message: problem.message,
    source,
    span,
    // The arithmetic holds the size of the input, and the shapes so far tell where it comes from.
    labels: problem.arithmetic
      ? problem.arithmetic.map((message) => ({ span, message }))
      : producer
        ? producerLabel(draft, cursor, source, producer)
        : [],
    notes: [...(problem.notes ?? []), ...(isError ? shapesSoFar(draft, cursor) : [])],
    ...(problem.help === undefined ? {} : { help: problem.help }),
    fixes: problem.fix ? editArgument(problem.fix, layer, spans, source) : [],
    ...(isError ? adviseInput(problem, layer, operator.schema, draft, cursor, scope.trail.length === 0) : {}),
  });
}

/**
 * In the place of the argument with the blank before it, or at the end of the layer. What is computed (`s{s}`) is the author's
 * to change: numbers in its place would undo the computation.
 */
function editArgument(
  { title, argument, text }: ProblemFix,
  layer: Layer,
  spans: ReadonlyMap<string, Span>,
  source: Source,
): readonly Fix[] {
  const there = spans.get(argument);
  if (!there) return [{ title, edits: [{ span: { start: layer.span.end, end: layer.span.end }, text: ` ${text}` }] }];
  if (source.text.slice(there.start, there.end).includes("{")) return [];
  const span = text === "" ? { start: there.start - 1, end: there.end } : there;
  return [{ title, edits: [{ span, text }] }];
}

function graphMustBeNamed(layer: Layer, { report, source, trail }: Scope, draft: Draft): boolean {
  if (draft.graph) return true;
  const message = `\`${layer.name.text}\` needs the graph of its nodes, and the input names none`;
  const help = 'write it behind the input: `graph="edges.csv"`';
  // A use of a block may lie in another file than the input.
  const input = trail.length === 0 && draft.inputStage?.kind === "input" ? draft.inputStage : undefined;
  const fixes = input ? [{ title: 'write `graph="edges.csv"` behind the input', edits: [nameGraph(input)] }] : [];
  report.add(noGraph({ message, source, span: layer.span, help, fixes }));
  return false;
}

function nameGraph({ sizes: { span } }: Input): TextEdit {
  return editWithHole({ start: span.end, end: span.end }, ' graph="', "edges.csv", '"');
}

/** A name that is no layer: a block without its parentheses, or a mistake. */
function reportUnknown({ name, arguments: given, span }: Layer, scope: Scope): void {
  const { report, source, program } = scope;
  const binding = lookUp(scope, name.text);
  if (binding?.value?.kind === "block") {
    const message = `\`${name.text}\` is a block, and its use has parentheses`;
    const text = `${name.text}()`;
    const [help, fixes] =
      given.length === 0 && binding.value.block.parameters.every(({ value }) => value)
        ? [
            `write \`${text}\``,
            [{ title: `write \`${text}\``, edits: [{ span: name.span, text }], safe: true as const }],
          ]
        : [`write \`${name.text}(…)\``, []];
    report.add(wrongKind({ message, source, span, help, fixes }));
    return;
  }
  // A parameter or import whose value is not known may be a block.
  if (binding && !binding.value) return;
  if (binding?.value) {
    const message = `\`${name.text}\` is ${kindName(binding.value)}, not a layer`;
    report.add(wrongKind({ message, source, span: name.span }));
    return;
  }
  const { layerNames } = program.operators;
  const blocks = blocksIn(scope);
  const near = findNearest(name.text, [...layerNames, ...blocks]);
  const block = near !== undefined && blocks.includes(near.word);
  report.add(
    unknownLayer({
      message: `unknown layer \`${name.text}\``,
      source,
      span: name.span,
      ...(block
        ? { help: `did you mean \`${near.word}()\`?` }
        : (foreignWord(name, scope) ??
          didYouMean(name.text, name.span, [...layerNames, ...blocks]) ?? {
            help: `the layers are ${layerNames.join(", ")}`,
          })),
    }),
  );
}

/** `dense`, `swish`, `gap`: a layer by another word. */
function foreignWord(
  { text: word, span }: Layer["name"],
  { program }: Scope,
): { help: string; fixes?: readonly Fix[] } | undefined {
  const found = program.operators.findLayer(word.toLowerCase())
    ? undefined
    : program.operators.vocabulary.layerCalled(word);
  if (found?.name === undefined) return found?.help === undefined ? undefined : { help: found.help };
  const title = `write \`${found.name}\``;
  return { help: title, fixes: [{ title, edits: [{ span, text: found.name }], safe: true }] };
}

/** `init=he` may stand behind every layer that learns, so it is no part of the schemas. */
function isInit(argument: Layer["arguments"][number], operator: LayerOperator): argument is NamedArgument {
  return argument.kind === "named" && argument.name.text === "init" && !Object.hasOwn(operator.schema, "init");
}

/** `std=0.01` in `init=normal std=0.01`: what the initialization takes and the layer does not. */
function argumentsOfInit(
  { arguments: given }: Layer,
  operator: LayerOperator,
  scope: Scope,
): readonly Layer["arguments"][number][] {
  const init = given.find((argument) => isInit(argument, operator));
  const word = init && isInit(init, operator) && init.value.kind === "name" ? init.value.name.text : "";
  const schema = scope.program.operators.inits.get(word)?.schema ?? {};
  return given.filter(
    (argument) =>
      argument.kind === "named" &&
      Object.hasOwn(schema, argument.name.text) &&
      !Object.hasOwn(operator.schema, argument.name.text),
  );
}

function readInit(
  { arguments: given }: Layer,
  operator: LayerOperator,
  forInit: readonly Layer["arguments"][number][],
  scope: Scope,
): Configured<Initialization> | "wrong" | undefined {
  const [first, second] = given.filter((argument) => isInit(argument, operator));
  if (!first || !isInit(first, operator)) return undefined;
  if (second) {
    // Reported as any argument that is given twice.
    const schema = {
      init: { kind: "named-word", words: [...scope.program.operators.inits.keys()], doc: "initialization" },
    } as const;
    checkArguments({ name: operator.name, span: first.span, schema, scope }, [first, second]);
    return "wrong";
  }
  const { name, value } = first;
  traceWord(scope, name, "setting");
  const word = value.kind === "name" ? { text: value.name.text, span: value.span } : { text: "", span: value.span };
  return configureByWord(word, scope.program.operators.inits, "initialization", forInit, scope) ?? "wrong";
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
