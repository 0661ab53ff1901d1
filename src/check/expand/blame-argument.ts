/**
 * A wrong value inside a block, told at the argument that brought it: a block is used in many places, and works in most. Takes a
 * diagnostic from inside and the step that led there; returns it at the argument of the use, or at the default, or nothing where
 * the value is computed in the block.
 */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Source, Span } from "../../source/source.ts";
import { notAnInteger, outOfRange, wrongKind } from "../diagnostics/expressions.ts";
import { diagnosticOf } from "../diagnostics/problems.ts";
import type { Step } from "../model.ts";

const notPositive = diagnosticOf("shape/size-not-positive").code;

/** Said of one value. */
const ofValues: ReadonlySet<string> = new Set([notAnInteger.code, outOfRange.code, wrongKind.code, notPositive]);

export function blameArgument(diagnostic: Diagnostic, step: Step): Diagnostic | undefined {
  const { use } = step;
  const { code, source: home, span } = diagnostic;
  if (!use || !span || home !== use.home || !ofValues.has(code)) return undefined;
  const parameter = onlyParameterIn(home.text.slice(span.start, span.end), code, use);
  const place = parameter === undefined ? undefined : placeOfValue(parameter, step, use);
  // Of several sizes that stand together, another may be the one.
  if (code === notPositive && !(use.values.get(parameter ?? "")! < 1)) return undefined;
  if (!place || (place.source === home && place.span === span)) return undefined;
  const labels = diagnostic.labels.map((label) => ({ ...label, source: label.source ?? home }));
  const inside = { source: home, span, message: `read here in \`${use.block.name.text}\`` };
  // What would fix the block is not what fixes its use.
  return { ...diagnostic, ...place, labels: [inside, ...labels], fixes: [] };
}

type Use = NonNullable<Step["use"]>;

/**
 * The parameter that a place reads, and nothing but it: `{c}`, `s{s}`, `n[1]`. Of another kind than wanted it is wrong in any
 * computation, unless something else there may be what is of another kind.
 */
function onlyParameterIn(text: string, code: string, { block }: Use): string | undefined {
  const mixed = code === wrongKind.code ? /"|true|false|\W\[/ : /[-+*/%]|\w\(/;
  if (text.length > 200 || mixed.test(text)) return undefined;
  const names = new Set(text.match(/[A-Za-z_]\w*/g) ?? []);
  const read = block.parameters.filter(({ name }) => names.has(name.text));
  return read.length === 1 ? read[0]!.name.text : undefined;
}

function placeOfValue(
  parameter: string,
  { source }: Step,
  { call, block, home }: Use,
): { readonly source: Source; readonly span: Span } | undefined {
  const number = block.parameters.findIndex(({ name }) => name.text === parameter);
  const argument =
    call.arguments.find(({ name }) => name?.text === parameter) ??
    call.arguments.find(({ name }, i) => !name && i === number);
  if (argument) return { source, span: argument.value.span };
  const value = block.parameters[number]?.value;
  return value && { source: home, span: value.span };
}
