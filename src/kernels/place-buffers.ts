/**
 * Offsets for buffers that may share memory when they are not needed at the same time: greedy by size (Pisarchyk & Lee 2020),
 * each buffer in the lowest gap that holds it among those alive with it. Pure arithmetic over sizes and times.
 */
import { roundUp } from "./layout.ts";

/** Both ends included. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

export interface Buffer {
  readonly bytes: number;
  readonly intervals: readonly Interval[];
}

const ALIGNMENT = 64;

export function placeBuffers(buffers: readonly Buffer[]): {
  readonly offsets: readonly number[];
  readonly bytes: number;
} {
  const offsets: number[] = new Array(buffers.length);
  const placed: number[] = [];
  const order = buffers.map((_, i) => i).sort((a, b) => buffers[b]!.bytes - buffers[a]!.bytes || a - b);
  let total = 0;
  for (const i of order) {
    const buffer = buffers[i]!;
    const neighbours = placed.filter((j) => overlap(buffer, buffers[j]!)).sort((a, b) => offsets[a]! - offsets[b]!);
    let at = 0;
    for (const j of neighbours) {
      if (offsets[j]! >= at + buffer.bytes) break;
      at = Math.max(at, roundUp(offsets[j]! + buffers[j]!.bytes, ALIGNMENT));
    }
    offsets[i] = at;
    placed.push(i);
    total = Math.max(total, at + buffer.bytes);
  }
  return { offsets, bytes: total };
}

function overlap(a: Buffer, b: Buffer): boolean {
  return a.intervals.some((x) => b.intervals.some((y) => x.from <= y.to && y.from <= x.to));
}
