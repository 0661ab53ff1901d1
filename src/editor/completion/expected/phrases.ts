/** Short forms of what is expected, shared by the places of a text. */
import * as t from "../../../../grammar/tokens.ts";
import type { Expected, Given } from "./expectation.ts";
import { isName, isOperand, type Item } from "./frames.ts";

export const nothing: Expected = { kind: "nothing" };
export const keyword = (...words: string[]): Expected => ({ kind: "keyword", words });

export const expression = (blocks: boolean): Expected => ({ kind: "expression", blocks });

/** Where an operand stands an operator follows. */
export function afterOperand(last: Item | undefined): Expected | undefined {
  return last && isOperand(last) ? keyword("and", "or") : undefined;
}

export function givenIn(items: readonly Item[]): readonly Given[] {
  const given: Given[] = [];
  for (const [i, { type, text }] of items.entries()) {
    const before = items[i - 1]?.type;
    if (type === t.AttributeLetter) given.push({ kind: "letter", text });
    else if (isName(type) && items[i + 1]?.type === t.Equals) given.push({ kind: "named", text });
    else if (isName(type) && before !== t.Equals) given.push({ kind: "word", text });
    else if (type === t.StringText && before !== t.Equals) given.push({ kind: "text", text: text.replaceAll('"', "") });
    else if ((type === t.Integer || type === t.Decimal || type === "closed") && !isPart(items, i))
      given.push({ kind: "value", text });
  }
  return given;
}

/** Of a list of sizes, or of an attribute or a named argument. */
function isPart(items: readonly Item[], i: number): boolean {
  const before = items[i - 1]?.type;
  return (
    before === t.SizeJoin ||
    before === t.AttributeLetter ||
    before === t.Equals ||
    before === t.Colon ||
    before === t.PaddingColon
  );
}
