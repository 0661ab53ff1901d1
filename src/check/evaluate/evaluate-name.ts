/**
 * The meaning of a name in an expression, and of the sizes of `in`. Takes the name and its scope, returns its value, or nothing
 * when it has none; what is wrong is then reported already.
 */
import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import type { Span } from "../../source/source.ts";
import type { FieldExpression, NameExpression } from "../../syntax/ast.ts";
import { unknownName, wrongKind } from "../diagnostics/expressions.ts";
import { traceBinding } from "../trace/trace-binding.ts";
import { traceWord } from "../trace/record.ts";
import { isFunction } from "./functions.ts";
import { findMisfit, lookUp, namesIn, type Scope } from "../scope/scope.ts";
import { isSizeName, shapeField, shapeFields } from "./shape-fields.ts";
import type { Value } from "../scope/value.ts";

export function evaluateName({ name, span }: NameExpression, scope: Scope): Value | undefined {
  if (name.text === "true" || name.text === "false") {
    traceWord(scope, name, "constant");
    return { kind: "boolean", value: name.text === "true" };
  }
  if (name.text === "in") {
    traceWord(scope, name, "constant");
    if (scope.input === "unknown") return undefined;
    if (scope.input === undefined) return reportNoShape(span, scope);
    const help = `ask for one of its sizes: ${fieldList(scope.input)}`;
    scope.report.add(wrongKind({ message: "`in` is a shape, not a number", source: scope.source, span, help }));
    return undefined;
  }
  const binding = lookUp(scope, name.text);
  if (binding) traceBinding(name, binding, scope);
  if (binding) return scope.hypothetical && binding.value?.kind !== "block" ? undefined : binding.value;
  scope.report.add(
    unknownName({
      message: isFunction(name.text) ? `\`${name.text}\` is a function` : `unknown name \`${name.text}\``,
      source: scope.source,
      span,
      ...(isFunction(name.text)
        ? { help: `call it: \`${name.text}( )\`` }
        : (didYouMean(name.text, name.span, scope.program.guesses.among(expressionNames(scope))) ?? {
            help: nothingNear(name.text, scope),
          })),
    }),
  );
  return undefined;
}

function* expressionNames(scope: Scope): Iterable<string> {
  yield* namesIn(scope);
  yield* ["true", "false"];
}

function nothingNear(name: string, { program }: Scope): string {
  return program.operators.findLayer(name)
    ? `\`${name}\` is a layer; what can be handed on is a block`
    : "an expression may use parameters, and the consts and lets that stand above it";
}

function fieldList(input: readonly number[]): string {
  return shapeFields(input)
    .map((field) => `\`in.${field}\``)
    .join(" ");
}

function reportNoShape(span: Span, { report, source }: Scope): undefined {
  const help = "`in` is known in blocks, and in models behind the input";
  report.add(wrongKind({ message: "no shape reaches this place", source, span, help }));
}

/** `in.c` */
export function evaluateSize({ object, field, span }: FieldExpression, scope: Scope): Value | undefined {
  if (object.kind === "name") traceWord(scope, object.name, "constant");
  if (isSizeName(field.text)) traceWord(scope, field, "size");
  const { report, source } = scope;
  if (scope.input === "unknown") return undefined;
  if (scope.input === undefined) return reportNoShape(span, scope);
  const value = shapeField(scope.input, field.text);
  if (value !== undefined) return { kind: "integer", value };
  if (isSizeName(field.text) && !findMisfit(scope)) return undefined;
  report.add(
    unknownName({
      message: `a shape of ${scope.input.join("x")} has no \`${field.text}\``,
      source,
      span: field.span,
      help: `it has ${fieldList(scope.input)}`,
    }),
  );
  return undefined;
}
