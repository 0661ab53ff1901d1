/**
 * The least that must be changed to make one text of another, so that cursors and marks beside a change stay where they are.
 * Takes two texts, gives edits of the first, in order and apart from each other; by lines, and within those by the
 * characters that differ. Lines are compared by the method of Myers (1986) as long as they differ in a few hundred; beyond that
 * what lies between the first and the last difference is one edit.
 */
import type { TextEdit } from "../diagnostics/diagnostic.ts";

const mostDifferences = 400;

export function editsBetween(before: string, after: string): readonly TextEdit[] {
  if (before === after) return [];
  const [from, to] = [linesOf(before), linesOf(after)];
  let first = 0;
  while (first < from.length && first < to.length && from[first] === to[first]) first++;
  let last = 0;
  while (last < Math.min(from.length, to.length) - first && from.at(-1 - last) === to.at(-1 - last)) last++;
  const middle = compare(from.slice(first, from.length - last), to.slice(first, to.length - last));
  const offsets = [0];
  for (const line of from) offsets.push(offsets.at(-1)! + line.length);
  return middle.flatMap(({ from: [a, b], to: [c, d] }) =>
    change(from.slice(first + a, first + b), to.slice(first + c, first + d), offsets[first + a]!),
  );
}

/** With their ends. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
}

/** Lines of both texts, half open, one in the place of the other. */
interface Change {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

function compare(from: readonly string[], to: readonly string[]): readonly Change[] {
  const whole: Change = { from: [0, from.length], to: [0, to.length] };
  // `ends[k]`: how far down diagonal `k = x - y` as many steps as this lead at most.
  let ends = new Map<number, number>([[1, 0]]);
  const history: Map<number, number>[] = [];
  for (let steps = 0; steps <= Math.min(mostDifferences, from.length + to.length); steps++) {
    history.push(ends);
    ends = new Map(ends);
    for (let k = -steps; k <= steps; k += 2) {
      const down = k === -steps || (k !== steps && (ends.get(k - 1) ?? -1) < (ends.get(k + 1) ?? -1));
      let x = down ? ends.get(k + 1)! : ends.get(k - 1)! + 1;
      while (x < from.length && x - k < to.length && from[x] === to[x - k]) x++;
      ends.set(k, x);
      if (x >= from.length && x - k >= to.length) return walkBack(history, from.length, to.length);
    }
  }
  return [whole];
}

function walkBack(history: readonly ReadonlyMap<number, number>[], width: number, height: number): readonly Change[] {
  const changes: { from: [number, number]; to: [number, number] }[] = [];
  let [x, y] = [width, height];
  for (let steps = history.length - 1; steps > 0; steps--) {
    const ends = history[steps]!;
    const k = x - y;
    const down = k === -steps || (k !== steps && (ends.get(k - 1) ?? -1) < (ends.get(k + 1) ?? -1));
    const previous = down ? k + 1 : k - 1;
    const startX = ends.get(previous)!;
    const startY = startX - previous;
    const [endX, endY] = down ? [startX, startY + 1] : [startX + 1, startY];
    const next = changes[0];
    if (next && next.from[0] === endX && next.to[0] === endY) {
      next.from[0] = startX;
      next.to[0] = startY;
    } else changes.unshift({ from: [startX, endX], to: [startY, endY] });
    [x, y] = [startX, startY];
  }
  return changes;
}

/** Line by line where there are as many of both, else as one; without what they have in common at both ends. */
function change(from: readonly string[], to: readonly string[], offset: number): readonly TextEdit[] {
  if (from.length !== to.length || from.length === 1) return trim(from.join(""), to.join(""), offset);
  const edits: TextEdit[] = [];
  let at = offset;
  for (const [i, line] of from.entries()) {
    edits.push(...trim(line, to[i]!, at));
    at += line.length;
  }
  return edits;
}

function trim(from: string, to: string, offset: number): readonly TextEdit[] {
  if (from === to) return [];
  let start = 0;
  while (start < Math.min(from.length, to.length) && from[start] === to[start]) start++;
  let end = 0;
  while (end < Math.min(from.length, to.length) - start && from.at(-1 - end) === to.at(-1 - end)) end++;
  // Never between the halves of one character, or between a carriage return and its line feed.
  while (start > 0 && isTorn(from, start)) start--;
  while (end > 0 && isTorn(from, from.length - end)) end--;
  const span = { start: offset + start, end: offset + from.length - end };
  return [{ span, text: to.slice(start, to.length - end) }];
}

function isTorn(text: string, at: number): boolean {
  return /^(?:[\ud800-\udbff][\udc00-\udfff]|\r\n)$/.test(text.slice(at - 1, at + 1));
}
