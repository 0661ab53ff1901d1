/**
 * Lowers nests that sum over the images of the batch: gradients of weights and biases, the loss of a batch. Vectors hold
 * images on both sides, so each accumulator holds four partial sums that are added at the end, always in the same order
 * ((l0 + l1) + (l2 + l3)); what follows the sum (the optimizer) is done right there. A tile of rows by columns (output by
 * input channels) shares the loaded vectors. Where the result has taps as well (a kernel window), the tile's partial sums
 * stand in first-level cache, and all taps pass over a row of the image while it is there. Long sums are sums of shorter ones.
 */
import { add, type Affine, affine, axisIndex, coefficient, scale } from "../ir/affine.ts";
import { type Load, loadsOf } from "../ir/scalar.ts";
import { elementCount } from "../ir/tensor.ts";
import { createKernelBuilder, type KernelBuilder } from "./build-kernel.ts";
import { openLoops, type Range, type Scope } from "./open-loops.ts";
import { createCode, type Point, strideAlong, toRegister, translate } from "./translate.ts";
import { emitWrites } from "./emit-writes.ts";
import type { Address, Kernel, Register, Statement, Value } from "./kernel.ts";
import { mergeLoops } from "./merge-loops.ts";
import { cutOfSum } from "./partial-sums.ts";
import { tileFor, tilesOf } from "./tiles.ts";
import { batchAxis, mergeAxes, reducedAxes, type Work } from "./work.ts";

/** What all taps pass over should stay in the first-level cache. */
const CACHE_BYTES = 24 * 1024;

export function lowerOverBatch(work: Work, lanes: number): Kernel {
  const builder = createKernelBuilder(lanes);
  const batch = batchAxis(work.nest)!;
  const names = (list: readonly string[]): string[] => list.filter((name) => name !== batch);
  let nest = work.nest;
  const before = new Set(reducedAxes(nest));
  nest = mergeAxes(builder, nest, names(nest.axes.map((a) => a.name).filter((name) => !before.has(name))));
  const { reduction } = nest;
  if (reduction.kind !== "sum") throw new Error(`${nest.name}: only sums run over the batch`);
  const rangeOf = (name: string): Range => ({ name, extent: nest.axes.find((a) => a.name === name)!.extent as number });
  const reduced = names(reduction.over).map(rangeOf);
  const kept = nest.axes.filter((a) => !reduction.over.includes(a.name)).map((a) => rangeOf(a.name));
  const loads = loadsOf(nest.body).filter((l) => l.tensor.batched);
  const { rows, columns } = tileAxes(kept, loads, (name) => nest.within.some((w) => coefficient(w.value, name) !== 0));
  const contiguous = columns !== undefined && nest.writes.every((w) => strideAlong(builder, w, columns.name) === 4);
  const tile = tileFor(rows?.extent ?? 1, columns?.extent ?? 1, contiguous);
  const taps = kept.filter((a) => a !== rows && a !== columns && a.extent > 1);
  const single = kept.filter((a) => a !== rows && a !== columns && a.extent === 1);

  const vectors = lanes / 4;
  const block = builder.fresh("block");
  const lane = builder.fresh("lane");
  const lanesHere: Point["lanes"] = {
    kind: "batch",
    axis: batch,
    first: affine(0, [
      [block, lanes],
      [lane, 4],
    ]),
    bytes: (tensor) =>
      affine(0, [
        [block, builder.layout(tensor).bytes],
        [lane, 16],
      ]),
  };

  const atTile = (rowsAt: readonly Affine[], columnsAt: readonly Affine[]): readonly Statement[] => {
    const results = rowsAt.flatMap((r) => columnsAt.map((c) => ({ r, c })));
    const registers = results.map((): Register => ({ name: builder.fresh("sum"), width: "vector" }));
    const outer: Scope = {
      axes: new Map([...single.map((a) => [a.name, affine(0)] as const)]),
      ranges: new Map(single.map((a) => [a.name, [0, 0] as const])),
      within: nest.within,
    };
    const pointAt = (scope: Scope, { r, c }: { r: Affine; c: Affine }, at: Point["lanes"]): Point => ({
      axes: new Map([
        ...scope.axes,
        ...(rows ? [[rows.name, r] as const] : []),
        ...(columns ? [[columns.name, c] as const] : []),
      ]),
      lanes: at,
    });
    const zero: Statement[] = registers.map((register) => ({
      kind: "set",
      register,
      value: { kind: "constant", value: 0, width: "vector" },
    }));
    const step = (scope: Scope): readonly Statement[] => {
      const code = createCode();
      results.forEach((at, i) => {
        const term = translate(builder, code, nest.body, pointAt(scope, at, lanesHere));
        const register = registers[i]!;
        const sum: Value = { kind: "binary", op: "add", a: { kind: "register", register }, b: term };
        code.statements.push({ kind: "set", register, value: sum });
      });
      return [loopOf(lane, vectors, code.statements)];
    };
    const overBlocks = (body: readonly Statement[]): Statement => ({
      kind: "loop",
      loop: { name: block, trip: { kind: "blocks" }, times: 1 },
      body,
    });
    const finish = (scope: Scope): readonly Statement[] => {
      const code = createCode();
      const points: Point[] = [];
      if (contiguous && columnsAt.length === 4) {
        for (let r = 0; r < rowsAt.length; r++) {
          const parts = registers.slice(4 * r, 4 * r + 4).map((register): Value => ({ kind: "register", register }));
          const sum: Value = { kind: "transpose-sum", parts: parts as unknown as [Value, Value, Value, Value] };
          points.push({
            ...pointAt(scope, { r: rowsAt[r]!, c: columnsAt[0]! }, { kind: "axis", axis: columns.name }),
            result: toRegister(builder, code, "result", sum),
          });
        }
      } else {
        results.forEach((at, i) => {
          const sum: Value = { kind: "horizontal", a: { kind: "register", register: registers[i]! } };
          points.push({
            ...pointAt(scope, at, { kind: "none" }),
            result: toRegister(builder, code, "result", sum),
          });
        });
      }
      if (reduction.initial) throw new Error(`${nest.name}: a sum over the batch starts from zero`);
      emitWrites(builder, code, nest.writes, points);
      return code.statements;
    };

    const cut =
      taps.length > 0 ? reduced.length - innerAxes(builder, reduced, taps, loads, tile) : cutOfSum(reduced, vectors);
    const outerReduced = reduced.slice(0, cut);
    const innerReduced = reduced.slice(cut);
    if (taps.length === 0 && innerReduced.length === 0) {
      return [...zero, overBlocks(openLoops(builder, [], outer, step)), ...finish(outer)];
    }

    // The sums of the tile, one group of vectors per tap. What the inner loops add up is added to them as one number.
    const group = registers.length * 16;
    const strides = taps.map((_, i) => taps.slice(i + 1).reduce((product, a) => product * a.extent, group));
    const scratch = builder.scratch(taps.reduce((product, a) => product * a.extent, group));
    const slot = (scope: Scope, i: number): Address => ({
      buffer: scratch,
      bytes: taps.reduce((sum, a, d) => add(sum, scale(scope.axes.get(a.name)!, strides[d]!)), affine(16 * i)),
    });
    const held = (scope: Scope, i: number): Value => ({ kind: "load", address: slot(scope, i), as: "vector" });
    const part = (i: number): Value => ({ kind: "register", register: registers[i]! });
    const store = (scope: Scope, value: (i: number) => Value): Statement[] =>
      registers.map((_, i) => ({ kind: "store", address: slot(scope, i), value: value(i) }));
    const load = (scope: Scope): Statement[] =>
      registers.map((register, i) => ({ kind: "set", register, value: held(scope, i) }));
    const everyTap: Scope = { ...outer, within: [] };
    // Only taps move the bounds of other axes: without them, conditions clip the loops as they open.
    const early = taps.length > 0 ? everyTap : outer;
    const sums = openLoops(builder, outerReduced, early, (scope) =>
      openLoops(builder, taps, taps.length > 0 ? { ...scope, within: nest.within } : scope, (atTap) => [
        ...zero,
        ...openLoops(builder, innerReduced, atTap, step),
        ...store(atTap, (i) => ({ kind: "binary", op: "add", a: held(atTap, i), b: part(i) })),
      ]),
    );
    return [
      ...openLoops(builder, taps, everyTap, (scope) => [...zero, ...store(scope, part)]),
      overBlocks(sums),
      ...openLoops(builder, taps, everyTap, (scope) => [...load(scope), ...finish(scope)]),
    ];
  };

  const body = overTiles(builder, rows, tile.rows, (rowsAt) =>
    overTiles(builder, columns, tile.columns, (columnsAt) => atTile(rowsAt, columnsAt)),
  );
  return builder.finish(nest.name, "once", mergeLoops(body), nest.macs ?? 0);
}

function loopOf(name: string, count: number, body: readonly Statement[]): Statement {
  return { kind: "loop", loop: { name, trip: { kind: "fixed", start: 0, count }, times: 1 }, body };
}

function overTiles(
  builder: KernelBuilder,
  axis: Range | undefined,
  size: number,
  body: (at: readonly Affine[]) => readonly Statement[],
): readonly Statement[] {
  if (!axis) return body([affine(0)]);
  return tilesOf(axis.extent, size).flatMap((run) => {
    const name = builder.fresh(`${axis.name}.tile`);
    const base = run.count > 1 ? scale(axisIndex(name), run.size) : affine(0);
    const inside = body(Array.from({ length: run.size }, (_, m) => add(base, affine(run.start + m))));
    return run.count > 1 ? [loopOf(name, run.count, inside)] : inside;
  });
}

/**
 * Two axes of the result that move different operands, no condition among them: their tile shares all its loads. The
 * longest ones; with one operand, rows alone.
 */
function tileAxes(
  kept: readonly Range[],
  loads: readonly Load[],
  conditioned: (name: string) => boolean,
): { rows?: Range; columns?: Range } {
  const moved = (a: Range): readonly boolean[] => loads.map((l) => l.index.some((e) => coefficient(e, a.name) !== 0));
  const usable = kept.filter((a) => a.extent > 1 && !conditioned(a.name)).sort((a, b) => b.extent - a.extent);
  for (const rows of usable) {
    const byRows = moved(rows);
    if (byRows[0] !== true) continue;
    const columns = usable.find((a) => a !== rows && moved(a).every((m, i) => !m || !byRows[i]));
    if (columns) return { rows, columns };
  }
  const rows = usable[0];
  return rows ? { rows } : {};
}

/** How many of the last summed axes stay inside the loops over taps: as many as keep the data in the first-level cache. */
function innerAxes(
  builder: KernelBuilder,
  reduced: readonly Range[],
  taps: readonly Range[],
  loads: readonly Load[],
  tile: { readonly rows: number; readonly columns: number },
): number {
  const bytes = (inner: readonly Range[]): number =>
    loads.reduce((sum, l) => {
      const moving = [...inner, ...taps].filter((a) => l.index.some((e) => coefficient(e, a.name) !== 0));
      const plane = elementCount(l.tensor) / (l.tensor.shape[0] ?? 1);
      const points = Math.min(
        plane,
        moving.reduce((product, a) => product * a.extent, 1),
      );
      return sum + points * builder.lanes * 4 * Math.max(tile.rows, tile.columns);
    }, 0);
  let count = 1;
  while (count < reduced.length && bytes(reduced.slice(reduced.length - count - 1)) <= CACHE_BYTES) count++;
  return Math.min(count, reduced.length);
}
