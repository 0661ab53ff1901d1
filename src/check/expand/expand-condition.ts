/**
 * `if test { … } else { … }`: the one body that the test chooses; without `else` the other is the identity. Takes the
 * condition and the cursor before it. The body that is not chosen is looked through for mistakes all the same.
 */
import type { Body, Condition } from "../../syntax/ast.ts";
import { wrongKind } from "../diagnostics/expressions.ts";
import { distrust } from "../distrust.ts";
import { evaluate } from "../evaluate.ts";
import type { Scope } from "../scope.ts";
import { printValue } from "../value.ts";
import { type Cursor, nowhere } from "./cursor.ts";
import { createDraft, type Draft, giveUp } from "./draft.ts";
import type { Expander } from "./expander.ts";

export function expandCondition(
  condition: Condition,
  scope: Scope,
  draft: Draft,
  cursor: Cursor,
  expander: Expander,
): Cursor {
  const { test, then, else: otherwise } = condition;
  const value = evaluate(test, scope);
  const choose = (body: Body | Condition | undefined, into: Draft, at: Cursor, here: Scope): Cursor => {
    if (!body) return at;
    return "statements" in body
      ? expander.body(body, here, into, at)
      : expandCondition(body, { ...here, input: at.shape ?? "unknown" }, into, at, expander);
  };
  const lookThrough = (body: Body | Condition | undefined): void =>
    void choose(body, createDraft({ dry: true, expectations: draft.expectations }), nowhere, {
      ...scope,
      input: "unknown",
      hypothetical: true,
    });
  if (value?.kind === "boolean" && !draft.dry) {
    // Blocks are looked through once, where they are declared.
    if (!scope.trail.some(({ use }) => use)) lookThrough(value.value ? otherwise : then);
    return choose(value.value ? then : otherwise, draft, cursor, scope);
  }
  if (value && value.kind !== "boolean") {
    distrust(test, scope);
    scope.report.add(
      wrongKind({
        message: `\`if\` wants a truth value, not ${printValue(value)}`,
        source: scope.source,
        span: test.span,
        help: "compare it with something, as in `if n > 0 { … }`",
      }),
    );
  }
  lookThrough(then);
  lookThrough(otherwise);
  return giveUp(draft, cursor);
}
