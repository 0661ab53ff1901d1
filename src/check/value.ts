/**
 * Values of expressions. Integers are exact and within ±(2^53 - 1); a ratio lives only under `floor`, `ceil` and `round`
 * or where a decimal is wanted; decimals are float64. Takes nothing, relies on nothing; `evaluate.ts` computes with them.
 */

export type Value = IntegerValue | RatioValue | DecimalValue | BooleanValue | StringValue | ListValue;

export interface IntegerValue {
  readonly kind: "integer";
  /** A safe integer, never -0. */
  readonly value: number;
}

/** An exact fraction in lowest terms; the denominator is 2 or more. */
export interface RatioValue {
  readonly kind: "ratio";
  readonly numerator: number;
  readonly denominator: number;
}

export interface DecimalValue {
  readonly kind: "decimal";
  /** Finite. */
  readonly value: number;
}

export interface BooleanValue {
  readonly kind: "boolean";
  readonly value: boolean;
}

export interface StringValue {
  readonly kind: "string";
  readonly value: string;
}

export interface ListValue {
  readonly kind: "list";
  readonly items: readonly Value[];
}

export type NumericValue = IntegerValue | RatioValue | DecimalValue;

export function isNumeric(value: Value): value is NumericValue {
  return value.kind === "integer" || value.kind === "ratio" || value.kind === "decimal";
}

/** The nearest float64. */
export function toNumber(value: NumericValue): number {
  return value.kind === "ratio" ? value.numerator / value.denominator : value.value;
}

/** For messages: `an integer`, `a list`. */
export function kindName(value: Value): string {
  switch (value.kind) {
    case "integer":
      return "an integer";
    case "ratio":
      return "a fraction";
    case "decimal":
      return "a decimal";
    case "boolean":
      return "a truth value";
    case "string":
      return "a string";
    case "list":
      return "a list";
    default:
      return value satisfies never;
  }
}

/** Short text for messages; long lists are cut, so the text of a hostile value stays small. */
export function printValue(value: Value): string {
  switch (value.kind) {
    case "integer":
    case "decimal":
    case "boolean":
      return String(value.value);
    case "ratio":
      return `${value.numerator}/${value.denominator}`;
    case "string":
      return JSON.stringify(value.value.length > 40 ? `${value.value.slice(0, 40)}…` : value.value);
    case "list": {
      const shown = value.items.slice(0, 4).map((item) => (item.kind === "list" ? "[…]" : printValue(item)));
      return `[${shown.join(", ")}${value.items.length > 4 ? ", …" : ""}]`;
    }
    default:
      return value satisfies never;
  }
}
