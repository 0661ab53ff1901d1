/**
 * `if test { … } else { … }`: the one body that the test chooses; without `else` the other is the identity. Takes the
 * condition and the cursor before it. The body that is not chosen is looked through for mistakes all the same.
 */
import type { Body, Condition, Expression } from "../../syntax/ast.ts";
import { wrongKind } from "../diagnostics/expressions.ts";
import { distrust } from "../evaluate/distrust.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import type { Scope } from "../scope/scope.ts";
import { printValue, type Value } from "../scope/value.ts";
import { type Cursor, nowhere } from "../scope/cursor.ts";
import { createDraft, type Draft, giveUp } from "./draft.ts";
import type { Expander } from "./expander.ts";

export function expandCondition(
  condition: Condition,
  scope: Scope,
  draft: Draft,
  cursor: Cursor,
  expander: Expander,
): Cursor {
  // `else if` after `else if` in a loop: there may be hundreds, and blocks inside them with hundreds more.
  for (let [at, here] = [condition, scope]; ; here = { ...here, input: cursor.shape ?? "unknown" }) {
    const { test, then, else: otherwise } = at;
    const value = evaluate(test, here);
    if (value?.kind !== "boolean" || draft.dry) {
      if (value && value.kind !== "boolean") reportTest(test, value, here);
      lookThrough(then, here, draft, expander);
      lookThrough(otherwise, here, draft, expander);
      return giveUp(draft, cursor);
    }
    // Blocks are looked through once, where they are declared.
    if (!here.trail.some(({ use }) => use)) lookThrough(value.value ? otherwise : then, here, draft, expander);
    const chosen = value.value ? then : otherwise;
    if (!chosen) return cursor;
    if ("statements" in chosen) return expander.body(chosen, here, draft, cursor);
    at = chosen;
  }
}

/** For the mistakes in what is not laid out. */
function lookThrough(
  body: Body | Condition | undefined,
  scope: Scope,
  { expectations }: Draft,
  expander: Expander,
): void {
  if (!body) return;
  const aside: Scope = { ...scope, input: "unknown", hypothetical: true };
  const dry = createDraft({ dry: true, expectations });
  if ("statements" in body) expander.body(body, aside, dry, nowhere);
  else expandCondition(body, aside, dry, nowhere, expander);
}

function reportTest(test: Expression, value: Value, scope: Scope): void {
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
