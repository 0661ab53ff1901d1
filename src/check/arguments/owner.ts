/**
 * Whose arguments are read: the words that every reader of arguments shares. Takes a schema and the place of its use; names
 * from users are looked up among own keys only, as they may be `constructor`.
 */
import type { Elsewhere } from "../../ops/elsewhere.ts";
import type { Operator } from "../../ops/operator.ts";
import type { Schema } from "../../ops/schema.ts";
import type { Span } from "../../source/source.ts";
import type { Expression } from "../../syntax/ast.ts";
import { demandInteger, demandNumber, numbersOf, type Range } from "../evaluate/demand.ts";
import type { Values } from "../model.ts";
import type { Scope } from "../scope/scope.ts";

export interface Owner {
  /** As written: `conv`, `sgd`. */
  readonly name: string;
  readonly span: Span;
  readonly schema: Schema;
  readonly scope: Scope;
  /** Whose schema it is, where it is an operator's. */
  readonly operator?: Operator;
  /** What its arguments are called elsewhere. */
  readonly elsewhere?: readonly Elsewhere[] | undefined;
  /** A layer of a chain, which other layers may follow. */
  readonly isLayer?: boolean;
}

/** One argument understood: which of the schema, and its value, or nothing when the value is wrong. */
export interface Reading {
  readonly name: string;
  readonly value: Values[string] | undefined;
}

export function specOf(schema: Schema, name: string): Schema[string] | undefined {
  return Object.hasOwn(schema, name) ? schema[name] : undefined;
}

export function readNumber(
  expression: Expression,
  scope: Scope,
  what: string,
  spec: Range & { readonly integer?: boolean },
): number | undefined {
  return spec.integer ? demandInteger(expression, scope, what, spec) : demandNumber(expression, scope, what, spec);
}

/** A list of numbers; one number is a list of one. */
export function readNumbers(
  expression: Expression,
  scope: Scope,
  what: string,
  spec: Range & { readonly integer?: boolean },
): readonly number[] | undefined {
  // What is written as a list is read number by number, so that a wrong one is shown where it stands.
  if (expression.kind !== "list") return numbersOf(expression, scope, what, spec);
  const numbers = expression.items.map((item) => readNumber(item, scope, `a number of ${what}`, spec));
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
}
