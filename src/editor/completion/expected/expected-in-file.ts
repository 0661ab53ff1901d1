/** Between declarations, and in those without a body. Takes what stands there so far and what follows; gives what is expected. */
import type { IToken } from "../../../../grammar/chevrotain.ts";
import * as t from "../../../../grammar/tokens.ts";
import type { Expected } from "./expectation.ts";
import { isName, isOperand, type Item } from "./frames.ts";
import { expression, keyword, nothing } from "./phrases.ts";

export function expectedInFile(
  items: readonly Item[],
  text: string,
  offset: number,
  rest: readonly IToken[],
): Expected {
  const words = items.filter(({ type }) => type !== t.NewLine);
  const [first] = words;
  const last = words.at(-1);
  const onNewLine = items.at(-1)?.type === t.NewLine;
  if (!first || !last) return { kind: "declaration" };
  switch (first.type) {
    case t.Import: {
      if (last.type === t.StringText) return onNewLine ? { kind: "declaration" } : nothing;
      if (last.type === t.From && words.length > 2) return { kind: "import-path", quoted: false };
      if (last !== first && last.type !== t.Comma) return onNewLine ? { kind: "declaration" } : keyword("from");
      const given = words
        .slice(1)
        .filter(({ type }) => isName(type))
        .map((each) => each.text);
      // What follows on the line may name the file already.
      const line = text.slice(offset).split(/[\r\n]/, 1)[0]!.length + offset;
      const path = rest.find(({ tokenType, startOffset }) => tokenType === t.StringText && startOffset < line)?.image;
      const behind = rest.filter(
        ({ tokenType, startOffset }) => tokenType === t.Name && startOffset < line && startOffset > offset,
      );
      return {
        kind: "imported-name",
        given: [...given, ...behind.map(({ image }) => image)],
        path: path?.replaceAll('"', ""),
      };
    }
    case t.Const:
      if (words.length < 3) return onNewLine && words.length > 1 ? { kind: "declaration" } : nothing;
      if (isOperand(last)) return onNewLine ? { kind: "declaration" } : keyword("and", "or");
      return expression(true);
    case t.Train:
      if (words.length === 1) return { kind: "trained-model" };
      return last.type === "closed" && last.text === "}" ? { kind: "declaration" } : nothing;
    default:
      return last.type === "closed" && last.text === "}" ? { kind: "declaration" } : nothing;
  }
}
