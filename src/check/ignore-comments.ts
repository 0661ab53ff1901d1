/**
 * `// cnnc-ignore lint/stride-does-not-tile`: which warnings a file silences where. Takes the comments of a file; a comment
 * silences the named codes on its own line and on the next one. Errors cannot be silenced.
 */
import { positionAt, type Source } from "../source/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Comment } from "../syntax/ast.ts";

const marker = "cnnc-ignore";

export function silencedBy(comments: readonly Comment[], source: Source): (diagnostic: Diagnostic) => boolean {
  const codesOfLine = new Map<number, Set<string>>();
  for (const comment of comments) {
    const at = comment.text.indexOf(marker);
    if (at < 0) continue;
    const codes = comment.text.slice(at + marker.length).match(/[a-z]+\/[a-z-]+/g) ?? [];
    const line = positionAt(source, comment.span.end).line;
    for (const on of [line, line + 1]) {
      const known = codesOfLine.get(on) ?? new Set();
      for (const code of codes) known.add(code);
      codesOfLine.set(on, known);
    }
  }
  return ({ code, span }) =>
    span !== undefined && codesOfLine.get(positionAt(source, span.start).line)?.has(code) === true;
}
