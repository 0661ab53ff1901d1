/**
 * Attributes: `s2`, `s2x1`, `p1`, `p1:0`, `p3:3x1:0`, `s{s}`. Takes the syntax, returns numbers per axis as written (one for
 * all axes stays one), or nothing when one is no integer (reported). Ranges are the operator's to check.
 */
import type { Padding } from "../../ops/schema.ts";
import type { AttributeArgument } from "../../syntax/ast.ts";
import type { Owner } from "./owner.ts";
import { demandInteger } from "../evaluate/demand.ts";
import { wrongKind } from "../diagnostics/expressions.ts";

export function readAttribute(owner: Owner, name: string, argument: AttributeArgument): readonly number[] | undefined {
  const { scope } = owner;
  const numbers = argument.values.map((value) => {
    if (!value.after) return demandInteger(value.before, scope, `the ${name}`);
    scope.report.add(
      wrongKind({
        message: `the ${name} of \`${owner.name}\` has no before and after`,
        source: scope.source,
        span: value.span,
        help: "only a padding may differ before and after: `p1:0`",
      }),
    );
    return undefined;
  });
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
}

export function readPadding({ scope }: Owner, argument: AttributeArgument): readonly Padding[] | undefined {
  const paddings = argument.values.map((value) => {
    const before = demandInteger(value.before, scope, "the padding");
    const after = value.after ? demandInteger(value.after, scope, "the padding") : before;
    return before === undefined || after === undefined ? undefined : { before, after };
  });
  return paddings.every((padding) => padding !== undefined) ? paddings : undefined;
}
