/**
 * Fixes put into a text: takes the text and fixes whose places are in it, returns the text with them and which there was room
 * for. Of fixes that touch the same characters the one that begins first is made; a fix is made whole or not at all. Pure; not
 * for which fixes are wise: see `fix.ts`.
 */
import type { Fix, TextEdit } from "./diagnostic.ts";

export interface Applied<F extends Fix> {
  readonly text: string;
  /** In the order of their places. */
  readonly applied: readonly F[];
}

export function applyFixes<F extends Fix>(text: string, fixes: readonly F[]): Applied<F> {
  const ordered = fixes
    .filter(({ edits }) => edits.length > 0 && edits.every(({ span }) => isIn(text, span)))
    .map((fix) => ({ fix, start: Math.min(...fix.edits.map(({ span }) => span.start)) }))
    .sort((a, b) => a.start - b.start);
  const taken: TextEdit[] = [];
  const applied: F[] = [];
  for (const { fix } of ordered) {
    const edits = [...fix.edits];
    const free = edits.every((edit, i) => ![...taken, ...edits.slice(0, i)].some((other) => collide(edit, other)));
    if (!free) continue;
    taken.push(...edits);
    applied.push(fix);
  }
  return { text: applyEdits(text, taken), applied };
}

/** Edits that do not collide. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  let fixed = "";
  let at = 0;
  for (const { span, text: put } of ordered) {
    fixed += text.slice(at, span.start) + put;
    at = span.end;
  }
  return fixed + text.slice(at);
}

function isIn(text: string, { start, end }: TextEdit["span"]): boolean {
  return start >= 0 && start <= end && end <= text.length;
}

/** They share a character, or both insert at one place and their order would be chance. */
function collide({ span: a }: TextEdit, { span: b }: TextEdit): boolean {
  if (a.start === b.start && a.end === b.end) return true;
  return a.start < b.end && b.start < a.end;
}
