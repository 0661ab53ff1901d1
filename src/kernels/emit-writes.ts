/**
 * The end of every point: computes the values of a nest's writes, then stores them. All loads of a point come before its
 * stores; conditional writes (the optimizer's) stand in a `when` of their own, so that a step without update costs nothing.
 */
import type { Write } from "../ir/nest.ts";
import type { KernelBuilder } from "./build-kernel.ts";
import { bytesOf, type Code, createCode, type Point, strideAlong, toRegister, translate } from "./translate.ts";
import type { Address, Statement, Value } from "./kernel.ts";

/** Appends the writes of several points to `code`; nothing may be loaded from `code` afterwards. */
export function emitWrites(
  builder: KernelBuilder,
  code: Code,
  writes: readonly Write[],
  points: readonly Point[],
): void {
  const always = writes.filter((w) => !w.when);
  const stores = translateWrites(builder, code, always, points);
  const conditions = new Map<string, Write[]>();
  for (const w of writes) {
    if (!w.when) continue;
    const key = `${w.when.control.name} ${w.when.nonzero}`;
    conditions.set(key, [...(conditions.get(key) ?? []), w]);
  }
  const guarded: Statement[] = [];
  for (const group of conditions.values()) {
    const { control, nonzero } = group[0]!.when!;
    const inside = createCode();
    inside.statements.push(...translateWrites(builder, inside, group, points));
    const address: Address = { buffer: builder.buffer(control), bytes: { constant: 0, terms: [] } };
    guarded.push({ kind: "when", address, nonzero, body: inside.statements });
  }
  code.statements.push(...guarded, ...stores);
}

function translateWrites(
  builder: KernelBuilder,
  code: Code,
  writes: readonly Write[],
  points: readonly Point[],
): Statement[] {
  const stores: Statement[] = [];
  for (const point of points) {
    for (const write of writes) {
      const address: Address = {
        buffer: builder.buffer(write.tensor),
        bytes: bytesOf(builder, write.tensor, write.index, point),
      };
      const computed = translate(builder, code, write.value, point);
      const as = point.lanes.kind === "none" ? "scalar" : "vector";
      if (point.lanes.kind === "axis" && strideAlong(builder, write, point.lanes.axis) !== 4) {
        throw new Error(`${write.tensor.name}: lanes are not neighbours in memory`);
      }
      const value: Value = write.accumulate
        ? { kind: "binary", op: "add", a: { kind: "load", address, as }, b: computed }
        : computed;
      // Held in a register: a later store must not change what this one stores.
      stores.push({ kind: "store", address, value: toRegister(builder, code, "value", value) });
    }
  }
  return stores;
}
