/**
 * What an editor can do about the diagnostics at a place: every fix of each, and all safe ones of a file at once, as `check --fix`
 * makes them. Takes a snapshot and a span of its text; gives edits of that text. What a fix means is the diagnostic's to know.
 */
import type { Project } from "../check/files/project.ts";
import type { Diagnostic, Fix, TextEdit } from "../diagnostics/diagnostic.ts";
import { makeFixes } from "../diagnostics/make-fixes.ts";
import { createSource, type Span } from "../source/source.ts";
import { editsBetween } from "./edits-between.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";

export interface QuickFix {
  readonly title: string;
  /** Of the snapshot's own text; one may have a hole (`snippets.ts` makes a place of it). */
  readonly edits: readonly TextEdit[];
  readonly diagnostic: Diagnostic;
  /** Nobody could have meant anything else: what an editor's one key makes. */
  readonly preferred: boolean;
  /** `check --fix` makes it. */
  readonly isSafe: boolean;
  /** The author has something to fill in. */
  readonly hasHole: boolean;
}

/** In the order of the diagnostics; a span that only touches one counts. */
export function quickFixes({ source, diagnostics }: Snapshot, span: Span): readonly QuickFix[] {
  return diagnostics
    .filter((diagnostic) => diagnostic.source === source && diagnostic.span && touches(diagnostic.span, span))
    .flatMap((diagnostic) => diagnostic.fixes.map((fix, i) => quickFix(fix, diagnostic, i === 0)));
}

function quickFix({ title, edits, safe }: Fix, diagnostic: Diagnostic, isFirst: boolean): QuickFix {
  const isSafe = safe === true;
  const hasHole = edits.some(({ hole }) => hole !== undefined);
  return { title, edits, diagnostic, preferred: isSafe && isFirst, isSafe, hasHole };
}

function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** `project`: where the imports of the text come from. Nothing where there is nothing to fix. */
export async function fixAll({ source, diagnostics }: Snapshot, project: Project): Promise<readonly TextEdit[]> {
  const check = (text: string): readonly Diagnostic[] =>
    text === source.text ? diagnostics : takeSnapshot(createSource(source.path, text), project).diagnostics;
  const { text } = await makeFixes(source.text, check);
  return editsBetween(source.text, text);
}
