/**
 * The order of a step. Nests with a result per image run block by block, while the block is in cache; nests that sum over
 * the batch run once, after all blocks. This groups nests into such phases, as few as their dependences allow, keeping the
 * given order otherwise.
 */
import type { Nest } from "../ir/nest.ts";
import type { Tensor } from "../ir/tensor.ts";
import { batchAxis, reducedAxes, tensorsRead, tensorsWritten } from "./work.ts";

/** `block`: results are per image. `once`: results are not. */
export function callOf(nest: Nest): "block" | "once" {
  const batch = batchAxis(nest);
  return batch !== undefined && !reducedAxes(nest).includes(batch) ? "block" : "once";
}

export function orderNests(nests: readonly Nest[]): readonly Nest[] {
  const left = [...nests];
  const ordered: Nest[] = [];
  let call: "block" | "once" = "block";
  let stuck = 0;
  while (left.length > 0) {
    // What a waiting nest writes may not be read or written before it, nor what it reads be written.
    const readBefore = new Set<Tensor>();
    const writtenBefore = new Set<Tensor>();
    const next = left.findIndex((nest) => {
      const reads = tensorsRead(nest);
      const writes = tensorsWritten(nest);
      const ready =
        callOf(nest) === call &&
        !reads.some((t) => writtenBefore.has(t)) &&
        !writes.some((t) => readBefore.has(t) || writtenBefore.has(t));
      for (const t of reads) readBefore.add(t);
      for (const t of writes) writtenBefore.add(t);
      return ready;
    });
    if (next < 0) {
      if (++stuck > 1) throw new Error("nests depend on each other in a circle");
      call = call === "block" ? "once" : "block";
      continue;
    }
    stuck = 0;
    ordered.push(...left.splice(next, 1));
  }
  return ordered;
}
