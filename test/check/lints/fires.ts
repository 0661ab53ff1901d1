/** What every test of a lint asks: it fires once at its place, its fix ends it, a comment silences it. For tests. */
import { expect } from "vitest";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { positionAt } from "../../../src/source/source.ts";
import { applyFix, checkText } from "../check-text.ts";

/** The one diagnostic of a program, which must be of that code and stand under that text. */
export function fires(text: string, code: string, under: string): Diagnostic {
  const { diagnostics, codes } = checkText(text);
  expect(codes).toEqual([code]);
  const [diagnostic] = diagnostics as [Diagnostic];
  expect(diagnostic.severity).toBe("warning");
  expect(text.slice(diagnostic.span!.start, diagnostic.span!.end)).toBe(under);
  expect(checkText(silenced(text, diagnostic)).codes).toEqual([]);
  return diagnostic;
}

/** The same, with the text after its only fix, which leaves nothing to warn of. */
export function fixes(text: string, code: string, under: string): string {
  const diagnostic = fires(text, code, under);
  expect(diagnostic.fixes).toHaveLength(1);
  const fixed = applyFix(text, diagnostic);
  expect(checkText(fixed).codes).toEqual([]);
  return fixed;
}

/** A comment on the line above. */
function silenced(text: string, { code, source, span }: Diagnostic): string {
  const at = source!.lineStarts[positionAt(source!, span!.start).line - 1]!;
  return `${text.slice(0, at)}// cnnc-ignore ${code}\n${text.slice(at)}`;
}
