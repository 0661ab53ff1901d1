/**
 * Whether a name can be followed: takes the snapshots, the uses that are known and the name; gives a sentence that says where a text
 * holds the name without its being known what it means there, or nothing. In a text with a syntax error some of it is not read.
 */
import { Name, StringText } from "../../grammar/tokens.ts";
import type { Use } from "../check/scope/trace.ts";
import { readWords } from "../syntax/parse.ts";
import { holds } from "./nodes-at.ts";
import { printPlace } from "./print-place.ts";
import type { Snapshot } from "./snapshot.ts";

export function namesMustBeUnderstood(
  snapshots: readonly Snapshot[],
  uses: readonly Use[],
  name: string,
): string | undefined {
  const sources = new Set(uses.map(({ source }) => source));
  for (const { source, diagnostics, whole, trace } of snapshots) {
    if (!sources.has(source)) continue;
    const error = whole ? undefined : diagnostics.find((each) => each.source === source && each.severity === "error");
    if (error?.span)
      return `Names cannot be followed through a syntax error (${printPlace(source, error.span.start)}): ${error.message}.`;
    const known = [...trace.usesOf(source)].map(({ span }) => span);
    const hasErrors = diagnostics.some((each) => each.source === source && each.severity === "error");
    for (const { image, tokenType, startOffset } of readWords(source.text).tokens)
      for (const start of tokenType === Name || (tokenType === StringText && hasErrors) ? findWord(name, image) : [])
        if (!known.some((span) => holds(span, startOffset + start)))
          return `It is not clear what \`${name}\` means in ${printPlace(source, startOffset + start)}; once the errors there are fixed it can be renamed.`;
  }
  return undefined;
}

/** Where a word stands in a token: `conv` in `"stem.conv1"` too, since the parts of a recipe are numbered. */
function findWord(name: string, image: string): readonly number[] {
  if (!image.startsWith('"')) return image === name ? [0] : [];
  const starts: number[] = [];
  for (let at = image.indexOf(name); at >= 0; at = image.indexOf(name, at + 1))
    if (/[".]/.test(image[at - 1] ?? "") && /^\d*[".]/.test(image.slice(at + name.length))) starts.push(at);
  return starts;
}
