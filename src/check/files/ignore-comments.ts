/**
 * `// cnnc-ignore lint/stride-does-not-tile`: which warnings a file silences where. Takes the comments of a file; a comment
 * silences the named codes on its own line and on the next one. Errors cannot be silenced.
 */
import { positionAt, type Source, type Span } from "../../source/source.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Comment } from "../../syntax/ast.ts";

/** What such a comment begins with. */
export const ignoreMarker = "cnnc-ignore";

export function silencedBy(comments: readonly Comment[], source: Source): (diagnostic: Diagnostic) => boolean {
  const codesOfLine = new Map<number, Set<string>>();
  for (const comment of comments) {
    const codes = ignoredCodes(comment);
    if (!codes) continue;
    const line = positionAt(source, comment.span.end).line;
    for (const on of [line, line + 1]) {
      const known = codesOfLine.get(on) ?? new Set();
      for (const { text } of codes) known.add(text);
      codesOfLine.set(on, known);
    }
  }
  return ({ code, span }) =>
    span !== undefined && codesOfLine.get(positionAt(source, span.start).line)?.has(code) === true;
}

export interface IgnoredCode {
  readonly text: string;
  readonly span: Span;
}

/** The codes a comment silences, which may be none; undefined where it does not silence. */
export function ignoredCodes({ text, span }: Comment): readonly IgnoredCode[] | undefined {
  const at = text.indexOf(ignoreMarker);
  if (at < 0) return undefined;
  const from = at + ignoreMarker.length;
  return [...text.slice(from).matchAll(/[a-z]+\/[a-z0-9-]+/g)].map((match) => {
    const start = span.start + from + match.index;
    return { text: match[0], span: { start, end: start + match[0].length } };
  });
}
