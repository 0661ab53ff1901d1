/**
 * The order of a step. Nests with a result per image run block by block, while the block is in cache; nests that sum over
 * the batch run once, after all blocks. This groups nests into such phases, as few as their dependences allow, keeping the
 * given order otherwise.
 */
import type { Nest } from "../ir/nest.ts";
import type { Tensor } from "../ir/tensor.ts";
import { batchAxis, createUses, reducedAxes } from "./work.ts";

/** `block`: results are per image. `once`: results are not. */
export function callOf(nest: Nest): "block" | "once" {
  const batch = batchAxis(nest);
  return batch !== undefined && !reducedAxes(nest).includes(batch) ? "block" : "once";
}

/** `first`: tensors that must be written before anything changes a parameter or a state. */
export function orderNests(
  nests: readonly Nest[],
  first: ReadonlySet<Tensor> = new Set(),
  uses = createUses(),
): readonly Nest[] {
  const left = [...nests];
  const ordered: Nest[] = [];
  let call: "block" | "once" = "block";
  let stuck = 0;
  while (left.length > 0) {
    // What a waiting nest writes may not be read or written before it, nor what it reads be written.
    const readBefore = new Set<Tensor>();
    const writtenBefore = new Set<Tensor>();
    const next = left.findIndex((nest) => {
      const writes = uses.writes(nest);
      const changes = writes.some(({ role }) => role === "parameter" || role === "state");
      const reads = changes ? [...uses.reads(nest), ...first] : uses.reads(nest);
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
