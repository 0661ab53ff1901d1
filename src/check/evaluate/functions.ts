/**
 * The functions of expressions. Takes a function's name and values, returns a value or what is wrong. `floor`, `ceil` and
 * `round` take fractions and give integers; halves round away from zero.
 */
import { compare, computeArithmetic, integer, type Outcome } from "./arithmetic.ts";
import { isNumeric, type NumericValue, printValue, type Value } from "../scope/value.ts";
import { functionRecords } from "./function-records.ts";

type FunctionName = keyof typeof functionRecords;

export const functionNames: readonly FunctionName[] = Object.keys(functionRecords) as FunctionName[];

export function isFunction(name: string): name is FunctionName {
  return (functionNames as readonly string[]).includes(name);
}

/** Its argument may be a fraction. */
export function isRounding(name: FunctionName): boolean {
  return "rounds" in functionRecords[name];
}

export function applyFunction(name: FunctionName, values: readonly Value[]): Outcome {
  const wrong = values.find((value) => !isNumeric(value));
  if (wrong) return { problem: "kind", wanted: `\`${name}\` wants numbers, not ${printValue(wrong)}` };
  const numbers = values.filter(isNumeric);
  const [first] = numbers;
  if (name === "min" || name === "max") {
    if (!first) return { problem: "kind", wanted: `\`${name}\` wants at least one number` };
    const operator = name === "min" ? "<" : ">";
    return { value: numbers.reduce((best, value) => (compare(operator, value, best) ? value : best), first) };
  }
  if (!first || numbers.length !== 1)
    return { problem: "kind", wanted: `\`${name}\` wants one number, not ${numbers.length}` };
  if (name === "abs")
    return compare("<", first, { kind: "integer", value: 0 })
      ? computeArithmetic("-", { kind: "integer", value: 0 }, first)
      : { value: first };
  return roundTo(name, first);
}

function roundTo(name: "floor" | "ceil" | "round", value: NumericValue): Outcome {
  if (value.kind === "integer") return { value };
  if (value.kind === "decimal") {
    const { value: x } = value;
    if (name === "round") return integer(Math.sign(x) * Math.round(Math.abs(x)));
    return integer(name === "floor" ? Math.floor(x) : Math.ceil(x));
  }
  const { numerator, denominator } = value;
  const rest = numerator % denominator < 0 ? (numerator % denominator) + denominator : numerator % denominator;
  const below = (numerator - rest) / denominator;
  if (name === "floor") return integer(below);
  if (name === "ceil") return integer(below + 1);
  const half = 2 * rest - denominator;
  return integer(half > 0 || (half === 0 && numerator > 0) ? below + 1 : below);
}
