/**
 * The meaning of expressions: exact integers, decimals, truth values, strings and lists. Takes an expression and the scope
 * it stands in, returns its value, or nothing when it has none; what is wrong is then reported already. Relies on the
 * parser's limit on the depth of the tree. Not for what an argument wants of a value: see `demand.ts`.
 */
import type { Span } from "../../source/source.ts";
import type {
  BinaryExpression,
  CallExpression,
  Expression,
  FieldExpression,
  IndexExpression,
  UnaryExpression,
} from "../../syntax/ast.ts";
import { compare, computeArithmetic, type Outcome } from "./arithmetic.ts";
import {
  divisionByZero,
  notAnInteger,
  numberTooLarge,
  outOfRange,
  unknownName,
  wrongKind,
} from "../diagnostics/expressions.ts";
import { applyFunction, functionNames, isFunction, isRounding } from "./functions.ts";
import type { Scope } from "../scope/scope.ts";
import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import { distrust } from "./distrust.ts";
import { evaluateName, evaluateSize } from "./evaluate-name.ts";
import { traceWord } from "../trace/record.ts";
import { silence } from "../trace/silence.ts";
import { isNumeric, kindName, printValue, type Value } from "../scope/value.ts";

/** What `/` may give: `exact` wants it to come out even, `fraction` keeps the ratio. */
export type Division = "exact" | "fraction";

export function evaluate(expression: Expression, scope: Scope, division: Division = "exact"): Value | undefined {
  switch (expression.kind) {
    case "number":
      if (expression.integer ? Number.isSafeInteger(expression.value) : Number.isFinite(expression.value))
        return { kind: expression.integer ? "integer" : "decimal", value: expression.value };
      return settle({ problem: "too-large" }, expression.span, scope);
    case "string":
      return { kind: "string", value: expression.value };
    case "list": {
      const items = expression.items.map((item) => evaluate(item, scope, division));
      return items.every((item) => item !== undefined) ? { kind: "list", items } : undefined;
    }
    case "name":
      return evaluateName(expression, scope);
    case "field":
      return evaluateField(expression, scope);
    case "index":
      return evaluateIndex(expression, scope, division);
    case "unary":
      return evaluateUnary(expression, scope, division);
    case "binary":
      return evaluateBinary(expression, scope, division);
    case "call":
      return evaluateCall(expression, scope, division);
    default:
      return expression satisfies never;
  }
}

function evaluateField(expression: FieldExpression, scope: Scope): Value | undefined {
  const { object, field } = expression;
  if (object.kind === "name" && object.name.text === "in") return evaluateSize(expression, scope);
  const message = `only \`in\` has fields such as \`.${field.text}\``;
  return evaluate(object, scope) && refuse(message, object.span, scope);
}

function evaluateIndex({ object, index, span }: IndexExpression, scope: Scope, division: Division): Value | undefined {
  const { report, source } = scope;
  const list = evaluate(object, scope, division);
  const at = evaluate(index, scope);
  if (!list || !at) return undefined;
  if (list.kind !== "list") {
    distrust(object, scope);
    report.add(wrongKind({ message: `${kindName(list)} has no elements`, source, span: object.span }));
    return undefined;
  }
  if (at.kind !== "integer") {
    distrust(index, scope);
    report.add(wrongKind({ message: `an index is an integer, not ${printValue(at)}`, source, span: index.span }));
    return undefined;
  }
  const item = at.value >= 0 ? list.items[at.value] : undefined;
  if (item) return item;
  const count = list.items.length;
  report.add(
    outOfRange({
      message: `index ${at.value} of a list of ${count}`,
      source,
      span,
      notes: count === 0 ? [] : [`its elements are 0 to ${count - 1}`],
    }),
  );
  return undefined;
}

function evaluateUnary(
  { operator, operand, span }: UnaryExpression,
  scope: Scope,
  division: Division,
): Value | undefined {
  const value = evaluate(operand, scope, division);
  if (!value) return undefined;
  if (operator === "not") {
    if (value.kind === "boolean") return { kind: "boolean", value: !value.value };
    distrust(operand, scope);
    return refuse(`\`not\` wants a truth value, not ${printValue(value)}`, operand.span, scope);
  }
  const negative = settle(computeArithmetic("-", { kind: "integer", value: 0 }, value), span, scope, "-");
  if (!negative) distrust(operand, scope);
  return negative;
}

function evaluateBinary(expression: BinaryExpression, scope: Scope, division: Division): Value | undefined {
  const { operator } = expression;
  if (operator === "and" || operator === "or") return evaluateLogic(expression, operator, scope);
  const left = evaluate(expression.left, scope, division);
  const right = evaluate(expression.right, scope, division);
  if (!left || !right) return undefined;
  const value = computeBinary(expression, operator, left, right, scope, division);
  if (!value) distrust(expression, scope);
  return value;
}

function computeBinary(
  expression: BinaryExpression,
  operator: Exclude<BinaryExpression["operator"], "and" | "or">,
  left: Value,
  right: Value,
  scope: Scope,
  division: Division,
): Value | undefined {
  const { span } = expression;
  switch (operator) {
    case "+":
    case "-":
    case "*":
    case "/":
    case "%": {
      for (const [side, value] of [
        [expression.left, left],
        [expression.right, right],
      ] as const) {
        if (isNumeric(value)) continue;
        distrust(side, scope);
        return refuse(`\`${operator}\` wants numbers, not ${printValue(value)}`, span, scope);
      }
      const value = settle(computeArithmetic(operator, left, right), span, scope, operator);
      if (value?.kind !== "ratio" || division === "fraction") return value;
      const numbers = `${printValue(left)}/${printValue(right)}`;
      const help = "round it with `floor( )`, `ceil( )` or `round( )`";
      scope.report.add(notAnInteger({ message: `${numbers} is not an integer`, source: scope.source, span, help }));
      return undefined;
    }
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=": {
      const value = compare(operator, left, right);
      if (value !== undefined) return { kind: "boolean", value };
      return refuse(`\`${operator}\` cannot compare ${kindName(left)} with ${kindName(right)}`, span, scope);
    }
    default:
      return operator satisfies never;
  }
}

/** The right side only when the left one leaves it open. */
function evaluateLogic({ left, right }: BinaryExpression, operator: "and" | "or", scope: Scope): Value | undefined {
  for (const side of [left, right]) {
    const value = evaluate(side, scope);
    if (!value) {
      // For what may be wrong there, whatever the left one says.
      if (side === left) evaluate(right, { ...scope, hypothetical: true });
      return undefined;
    }
    if (value.kind !== "boolean") {
      distrust(side, scope);
      return refuse(`\`${operator}\` wants truth values, not ${printValue(value)}`, side.span, scope);
    }
    if (value.value === (operator === "or")) {
      // What the left one decides leaves the names of the right one to be recorded.
      if (side === left && scope.program.trace) evaluate(right, { ...scope, report: silence, hypothetical: true });
      return value;
    }
  }
  return { kind: "boolean", value: operator === "and" };
}

function evaluateCall(expression: CallExpression, scope: Scope, division: Division): Value | undefined {
  const { callee, arguments: given, span } = expression;
  const { report, source } = scope;
  if (callee.kind !== "name" || !isFunction(callee.name.text)) {
    const name = callee.kind === "name" ? callee.name : undefined;
    report.add(
      unknownName({
        message: name ? `unknown function \`${name.text}\`` : "only functions can be called",
        source,
        span: callee.span,
        help: `the functions are ${functionNames.join(", ")}`,
        ...(name && didYouMean(name.text, name.span, functionNames)),
      }),
    );
    return undefined;
  }
  traceWord(scope, callee.name, "function");
  const named = given.find((argument) => argument.name);
  if (named) return refuse(`\`${callee.name.text}\` has no named arguments`, named.span, scope);
  const inner = isRounding(callee.name.text) ? "fraction" : division;
  const values = given.map((argument) => evaluate(argument.value, scope, inner));
  if (!values.every((value) => value !== undefined)) return undefined;
  const value = settle(applyFunction(callee.name.text, values), span, scope, callee.name.text);
  if (!value) distrust(expression, scope);
  return value;
}

/** The value of an outcome; a problem is reported at the place. */
function settle(outcome: Outcome, span: Span, scope: Scope, what = ""): Value | undefined {
  if ("value" in outcome) return outcome.value;
  const { report, source } = scope;
  switch (outcome.problem) {
    case "too-large":
      report.add(numberTooLarge({ message: "the number is too large to be exact", source, span }));
      return undefined;
    case "zero":
      report.add(divisionByZero({ message: "the right side is zero", source, span }));
      return undefined;
    case "kind":
      return refuse(outcome.wanted ?? `\`${what}\` wants numbers`, span, scope);
    default:
      return outcome.problem satisfies never;
  }
}

function refuse(message: string, span: Span, scope: Scope): undefined {
  scope.report.add(wrongKind({ message, source: scope.source, span }));
  return undefined;
}
