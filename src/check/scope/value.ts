/**
 * Values of expressions. Integers are exact and within ±(2^53 - 1); a ratio lives only under `floor`, `ceil` and `round`
 * or where a decimal is wanted; decimals are float64; blocks may be handed to blocks. Takes nothing, relies on nothing; `evaluate.ts` computes with them.
 */

import type { Source } from "../../source/source.ts";
import type { Block } from "../../syntax/ast.ts";

export type Value = IntegerValue | RatioValue | DecimalValue | BooleanValue | StringValue | ListValue | BlockValue;

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

/** A block, to be used under another name. */
export interface BlockValue {
  readonly kind: "block";
  readonly block: Block;
  /** The file that declares it. */
  readonly home: Source;
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
    case "block":
      return "a block";
    default:
      return value satisfies never;
  }
}

/** Short text for messages; long lists are cut, so the text of a hostile value stays small. */
export function printValue(value: Value): string {
  switch (value.kind) {
    case "integer":
    case "boolean":
      return String(value.value);
    case "decimal":
      // As it is written: `4.0` is no integer.
      return Number.isInteger(value.value) && !String(value.value).includes("e")
        ? `${value.value}.0`
        : String(value.value);
    case "ratio":
      return `${value.numerator}/${value.denominator}`;
    case "string":
      return JSON.stringify(value.value.length > 40 ? `${value.value.slice(0, 40)}…` : value.value);
    case "block":
      return value.block.name.text;
    case "list": {
      const shown = value.items.slice(0, 4).map((item) => (item.kind === "list" ? "[…]" : printValue(item)));
      return `[${shown.join(", ")}${value.items.length > 4 ? ", …" : ""}]`;
    }
    default:
      return value satisfies never;
  }
}
