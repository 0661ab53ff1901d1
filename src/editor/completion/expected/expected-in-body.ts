/** In the body of a model, a block or a head, in a group and in an arm. Takes the innermost frame; gives what is expected. */
import * as t from "../../../../grammar/tokens.ts";
import type { Expected } from "./expectation.ts";
import { type Frame, isName, isOperand } from "./frames.ts";
import { afterOperand, expression, givenIn, keyword, nothing } from "./phrases.ts";

export function expectedInBody({ kind, items, statement, any }: Frame): Expected {
  const [first] = items;
  const last = items.at(-1);
  if (!first || !last) return { kind: "stage", statement: kind === "body" && statement, first: !any };
  switch (first.type) {
    case t.Let:
      return items.length < 3 ? nothing : (afterOperand(last) ?? expression(true));
    case t.Expect: {
      if (items.length === 1) return { kind: "metric" };
      if (last.type === t.At) return keyword("batch");
      const metric = items[1]!.text;
      if (items.length === 2 || (items.length === 3 && last.type.toString() !== "closed" && !isOperand(last)))
        return { kind: "expression", blocks: false, metric };
      return isOperand(last) && last.type !== t.Batch ? nothing : expression(false);
    }
    case t.Head:
      return nothing;
    case t.If:
    case t.Else: {
      if (last.type === "closed" && last.text === "}") return { kind: "stage-end", condition: true };
      if (last.type === t.Else) return keyword("if");
      return first.type === t.If ? (afterOperand(last) ?? expression(false)) : nothing;
    }
    default:
  }
  const mark = items.findLast(({ type }) => type === t.As || type === t.Colon || type === t.Star);
  if (mark && mark === last) {
    if (mark.type === t.As) return nothing;
    return mark.type === t.Star ? { kind: "expression", blocks: false, count: true } : { kind: "shape" };
  }
  if (mark) return mark.type === t.Colon ? nothing : { kind: "stage-end", condition: false };
  if (first.type === t.At) return items.length === 1 ? { kind: "label" } : { kind: "stage-end", condition: false };
  if (first.type === t.Add || first.type === t.Mul || first.type === t.Concat)
    return last.type === "closed" ? { kind: "stage-end", condition: false } : nothing;
  const owner = first.text;
  if (last.type === t.Equals) return { kind: "argument-value", owner, argument: items.at(-2)?.text ?? "" };
  if (first.type === t.Input) return { kind: "input", given: givenIn(items.slice(1)) };
  const called = items[1]?.type === "closed" && items[1].text === ")";
  if (!isName(first.type) || called) return { kind: "stage-end", condition: false };
  return { kind: "layer-argument", layer: owner, given: givenIn(items.slice(1)) };
}
