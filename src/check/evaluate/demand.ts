/**
 * What a place wants of an expression: an integer, a number, a truth value. Takes the expression, its scope and the range,
 * returns the plain value, or nothing when it is not so (and reported). Relies on `evaluate.ts`.
 */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { printCount } from "../../ops/size-arithmetic.ts";
import type { Expression } from "../../syntax/ast.ts";
import { notAnInteger, outOfRange, wrongKind } from "../diagnostics/expressions.ts";
import { distrust } from "./distrust.ts";
import { evaluate } from "./evaluate.ts";
import type { Scope } from "../scope/scope.ts";
import { isNumeric, printValue, toNumber, type Value } from "../scope/value.ts";

export interface Range {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
}

/** `what` names the place for messages: "the stride", "batch". */
export function demandInteger(
  expression: Expression,
  scope: Scope,
  what: string,
  range: Range = {},
): number | undefined {
  const value = evaluate(expression, scope);
  return value && integerOf(value, expression, scope, what, range);
}

/** A value that is already known, at the expression it came from. */
export function integerOf(
  value: Value,
  expression: Expression,
  scope: Scope,
  what: string,
  range: Range = {},
): number | undefined {
  const place = { source: scope.source, span: expression.span };
  if (value.kind === "decimal" || value.kind === "ratio") {
    const message = `${what} is an integer, not ${printValue(value)}`;
    scope.report.add(notAnInteger({ message, ...place, ...writeWhole(value, expression) }));
    distrust(expression, scope);
    return undefined;
  }
  if (value.kind !== "integer") {
    scope.report.add(wrongKind({ message: `${what} is an integer, not ${printValue(value)}`, ...place }));
    distrust(expression, scope);
    return undefined;
  }
  return within(value.value, expression, scope, what, range);
}

/** `64.0` where `64` is meant. */
function writeWhole(value: Value, { kind, span }: Expression): Partial<Pick<Diagnostic, "help" | "fixes">> {
  if (kind !== "number" || value.kind !== "decimal" || !Number.isSafeInteger(value.value)) return {};
  const text = String(value.value);
  return { help: `write \`${text}\``, fixes: [{ title: `write \`${text}\``, edits: [{ span, text }], safe: true }] };
}

/** Fractions such as `1/10` are decimals here. */
export function demandNumber(
  expression: Expression,
  scope: Scope,
  what: string,
  range: Range = {},
): number | undefined {
  const value = evaluate(expression, scope, "fraction");
  return value && numberOf(value, expression, scope, what, range);
}

/** Every number of a list, or the one there is: of a name, say, that holds them. */
export function numbersOf(
  expression: Expression,
  scope: Scope,
  what: string,
  { integer, ...range }: Range & { readonly integer?: boolean },
): readonly number[] | undefined {
  const value = evaluate(expression, scope, integer ? "exact" : "fraction");
  if (!value) return undefined;
  const of = integer ? integerOf : numberOf;
  const numbers: number[] = [];
  for (const item of value.kind === "list" ? value.items : [value]) {
    const number = of(item, expression, scope, what, range);
    if (number === undefined) return undefined;
    numbers.push(number);
  }
  return numbers;
}

function numberOf(value: Value, expression: Expression, scope: Scope, what: string, range: Range): number | undefined {
  if (isNumeric(value)) return within(toNumber(value), expression, scope, what, range);
  const message = `${what} is a number, not ${printValue(value)}`;
  scope.report.add(wrongKind({ message, source: scope.source, span: expression.span }));
  distrust(expression, scope);
  return undefined;
}

function within(value: number, at: Expression, scope: Scope, what: string, range: Range): number | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = range;
  const low = minimum === undefined || value > minimum || (value === minimum && !exclusiveMinimum);
  const high = maximum === undefined || value < maximum || (value === maximum && !exclusiveMaximum);
  if (low && high) return value;
  scope.report.add(
    outOfRange({
      message: `${what} is ${printNumber(value)}, and must be ${printRange(range)}`,
      source: scope.source,
      span: at.span,
      ...shareOf(value, at, range),
    }),
  );
  distrust(at, scope);
  return undefined;
}

/** `50` where a share is wanted: percent. */
function shareOf(
  value: number,
  { kind, span }: Expression,
  { minimum, maximum }: Range,
): Partial<Pick<Diagnostic, "help" | "fixes">> {
  if (minimum !== 0 || maximum !== 1 || value < 5 || value >= 100 || kind !== "number") return {};
  const text = String(Number((value / 100).toPrecision(12)));
  const title = `write \`${text}\``;
  return { help: `${title}, if ${value} % is meant`, fixes: [{ title, edits: [{ span, text }] }] };
}

export function printRange({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Range): string {
  const low =
    minimum === undefined
      ? []
      : [exclusiveMinimum ? `above ${printNumber(minimum)}` : `${printNumber(minimum)} or more`];
  const high =
    maximum === undefined
      ? []
      : [exclusiveMaximum ? `below ${printNumber(maximum)}` : `${printNumber(maximum)} or less`];
  return [...low, ...high].join(" and ");
}

/** Whole numbers in groups of three. */
const printNumber = (value: number): string => (Number.isSafeInteger(value) ? printCount(value) : String(value));
