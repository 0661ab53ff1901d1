/**
 * `lr 0.001`, `p 2`, `stride 2`, `padding same`: an argument's name with its value apart. Takes the owner and the arguments as written;
 * reports one mistake for both, with what to write, and says whether it did. Words that the owner takes bare are none of this.
 */
import type { LayerArgument, SettingArgument } from "../../syntax/ast.ts";
import { wrongKind } from "../diagnostics/expressions.ts";
import { type Owner, specOf } from "./owner.ts";
import { rewriteArgument } from "./rewrite-argument.ts";

type Argument = LayerArgument | SettingArgument;

/** Whether the argument at `i` is such a name; then the next is its value. */
export function valueStandsApart(owner: Owner, given: readonly Argument[], i: number): boolean {
  const [word, value] = [given[i]!, given[i + 1]];
  if (word.kind !== "flag" || value === undefined || takesBare(owner, word.name.text)) return false;
  if (value.kind !== "sizes" && value.kind !== "value" && value.kind !== "flag" && value.kind !== "string")
    return false;
  const { report, source } = owner.scope;
  const written = source.text.slice(value.span.start, value.span.end);
  const rewritten = rewriteArgument(owner, word.name.text, written);
  if (!rewritten || (value.kind === "flag" && !rewritten.text)) return false;
  const span = { start: word.span.start, end: value.span.end };
  const { text, help } = rewritten;
  const title = text === "" ? `leave \`${word.name.text} ${written}\` out` : `write \`${text}\``;
  report.add(
    wrongKind({
      message:
        text === undefined || text === ""
          ? `\`${owner.name}\` takes no \`${word.name.text}\``
          : `\`${word.name.text} ${written}\` of \`${owner.name}\` is written \`${text}\``,
      source,
      span,
      ...(text === undefined
        ? { help: help ?? `leave \`${word.name.text}\` out` }
        : {
            help: title,
            fixes: [
              {
                title,
                edits: [{ span: text === "" ? { start: span.start - 1, end: span.end } : span, text }],
                safe: true as const,
              },
            ],
          }),
    }),
  );
  return true;
}

function takesBare({ schema }: Owner, word: string): boolean {
  if (specOf(schema, word)?.kind === "flag") return true;
  return Object.values(schema).some(
    (spec) => spec.kind === "named-word" && spec.bare === true && spec.words.includes(word),
  );
}
