/**
 * Layers without names in their arguments, `conv 3x3x64 p1`: they mean the same each time they are laid out, so their arguments
 * are read once for each model. Takes the syntax; says so.
 */
import type { Shape } from "../../ops/operator.ts";
import type { Expression, Layer, LayerArgument } from "../../syntax/ast.ts";
import type { CheckedArguments } from "../arguments/check-arguments.ts";
import type { Answer } from "./ask-operator.ts";

/** What is known of them after the first time. */
export interface Constant {
  readonly given: CheckedArguments;
  readonly init: undefined;
  readonly answers: Map<Shape, Answer>;
}

export type Constants = Map<Layer, Constant>;

export function isConstant({ arguments: given }: Layer): boolean {
  return given.every(isConstantArgument);
}

function isConstantArgument(argument: LayerArgument): boolean {
  switch (argument.kind) {
    case "sizes":
      return argument.sizes.sizes.every(isNumber);
    case "attribute":
      return argument.values.every(({ before, after }) => isNumber(before) && (!after || isNumber(after)));
    case "named":
      return isNumber(argument.value);
    case "flag":
    case "string":
      return true;
    default:
      return argument satisfies never;
  }
}

const isNumber = ({ kind }: Expression): boolean => kind === "number";
