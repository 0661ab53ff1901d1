/**
 * Exact arithmetic on values. Integers and ratios stay exact: a result beyond ±(2^53 - 1) is a problem, never a rounded
 * number; a decimal on either side makes float64 of it. Takes values, returns a value or what is wrong. Not for reporting.
 */
import { isNumeric, type NumericValue, toNumber, type Value } from "../scope/value.ts";

export type Outcome =
  { readonly value: Value } | { readonly problem: "too-large" | "zero" | "kind"; readonly wanted?: string };

const tooLarge: Outcome = { problem: "too-large" };

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";

export function computeArithmetic(operator: ArithmeticOperator, left: Value, right: Value): Outcome {
  if (!isNumeric(left) || !isNumeric(right)) return { problem: "kind" };
  if (left.kind === "decimal" || right.kind === "decimal")
    return decimal(float(operator, toNumber(left), toNumber(right)));
  const [a, b] = parts(left);
  const [c, d] = parts(right);
  switch (operator) {
    case "+":
      return ratio(a * d + c * b, b * d, [a * d, c * b]);
    case "-":
      return ratio(a * d - c * b, b * d, [a * d, c * b]);
    case "*":
      return ratio(a * c, b * d);
    case "/":
      return c === 0 ? { problem: "zero" } : ratio(a * d, b * c);
    case "%": {
      // a/b - c/d·⌊(a/b)/(c/d)⌋: never negative for a positive right side.
      if (c === 0) return { problem: "zero" };
      const [x, y] = [a * d, c * b];
      const rest = x % y;
      return ratio(rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest, b * d, [x, y]);
    }
    default:
      return operator satisfies never;
  }
}

export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** Nothing when the two cannot be compared. */
export function compare(operator: ComparisonOperator, left: Value, right: Value): boolean | undefined {
  if (isNumeric(left) && isNumeric(right)) return holds(operator, difference(left, right));
  const comparable = left.kind === right.kind && (left.kind === "boolean" || left.kind === "string");
  if (!comparable || (operator !== "==" && operator !== "!=")) return undefined;
  const equal = "value" in left && "value" in right && left.value === right.value;
  return equal === (operator === "==");
}

export function holds(operator: ComparisonOperator, difference: number): boolean {
  switch (operator) {
    case "==":
      return difference === 0;
    case "!=":
      return difference !== 0;
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
    default:
      return operator satisfies never;
  }
}

/** Its sign is exact. */
export function difference(left: NumericValue, right: NumericValue): number {
  if (left.kind === "decimal" || right.kind === "decimal") return toNumber(left) - toNumber(right);
  const [a, b] = parts(left);
  const [c, d] = parts(right);
  return Number(BigInt(a) * BigInt(d) - BigInt(c) * BigInt(b));
}

function parts(value: NumericValue): readonly [number, number] {
  return value.kind === "ratio" ? [value.numerator, value.denominator] : [value.value, 1];
}

function float(operator: ArithmeticOperator, a: number, b: number): number | undefined {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0 ? undefined : a / b;
    case "%":
      return b === 0 ? undefined : a - b * Math.floor(a / b);
    default:
      return operator satisfies never;
  }
}

/** `undefined` stands for a division by zero. */
export function decimal(value: number | undefined): Outcome {
  if (value === undefined) return { problem: "zero" };
  return Number.isFinite(value) ? { value: { kind: "decimal", value } } : tooLarge;
}

export function integer(value: number): Outcome {
  // `+ 0` makes 0 of -0.
  return Number.isSafeInteger(value) ? { value: { kind: "integer", value: value + 0 } } : tooLarge;
}

/**
 * In lowest terms, an integer where it is one. A product of two safe integers that is not safe itself shows as not safe
 * in float64 as well, so checking what went in (`inputs`) and what came out is enough.
 */
function ratio(numerator: number, denominator: number, inputs: readonly number[] = []): Outcome {
  if (![numerator, denominator, ...inputs].every(Number.isSafeInteger)) return tooLarge;
  const sign = denominator < 0 ? -1 : 1;
  const divisor = greatestCommonDivisor(Math.abs(numerator), Math.abs(denominator)) * sign;
  const [n, d] = [numerator / divisor, denominator / divisor];
  return d === 1 ? integer(n) : { value: { kind: "ratio", numerator: n, denominator: d } };
}

function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
