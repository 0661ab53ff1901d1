/**
 * Which lines of an older text a newer one has still. Takes both, gives the number of the newer line for each older one that is
 * unchanged, both from 1. Lines before the first and behind the last change are the same; of those between, the ones that keep
 * their words at their distance from the first change, as when several cursors write at once.
 */
import { lineText, type Source } from "../source/source.ts";

export function sameLines(old: Source, now: Source): ReadonlyMap<number, number> {
  const [before, after] = [old.lineStarts.length, now.lineStarts.length];
  const same = new Map<number, number>();
  const isSame = (line: number, other: number): boolean => lineText(old, line) === lineText(now, other);
  let first = 1;
  for (; first <= before && first <= after && isSame(first, first); first++) same.set(first, first);
  let kept = 0;
  for (; before - kept >= first && after - kept >= first && isSame(before - kept, after - kept); kept++)
    same.set(before - kept, after - kept);
  if (before === after)
    for (let line = first; line <= before - kept; line++) if (isSame(line, line)) same.set(line, line);
  return same;
}
