/**
 * Lowers nests whose results are one per image (forward, backward-data, element by element): vectors hold images, weights
 * are splatted. A contraction keeps a tile of `rows` results (output channels, say) by all lanes of one pixel in registers,
 * so that each loaded vector serves every row; anything else takes one row. Loops over the sum stay rolled, one step an
 * iteration: unrolled ones make V8 hoist the loads and spill.
 */
import { add, type Affine, affine, axisIndex, coefficient, scale } from "../ir/affine.ts";
import type { Within } from "../ir/nest.ts";
import { loadsOf, type Scalar } from "../ir/scalar.ts";
import { createKernelBuilder } from "./build-kernel.ts";
import { openLoops, type Range, type Scope } from "./open-loops.ts";
import { createCode, type Point, translate } from "./translate.ts";
import { emitWrites } from "./emit-writes.ts";
import { type Address, FIRST_IMAGE, type Kernel, type Statement, type Value } from "./kernel.ts";
import { accumulate, register, set } from "./accumulate.ts";
import { cutOfSum } from "./partial-sums.ts";
import { rowsFor, tilesOf } from "./tiles.ts";
import { batchAxis, mergeAxes, nameOf, reducedAxes, type Work } from "./work.ts";

/** A window of the input that stays in the first-level cache while all rows pass over it. */
const WINDOW_BYTES = 32 * 1024;

export function lowerPerImage(work: Work, lanes: number): Kernel {
  const builder = createKernelBuilder(lanes);
  const batch = batchAxis(work.nest)!;
  let { nest } = work;
  const extentOf = (name: string): Range => ({
    name,
    extent: nest.axes.find((a) => a.name === name)!.extent as number,
  });
  if (!work.inner) {
    const reduced = reducedAxes(nest);
    nest = mergeAxes(
      builder,
      nest,
      nest.axes.map((a) => a.name).filter((name) => name !== batch && !reduced.includes(name)),
    );
  }
  const row = rowAxis({ ...work, nest }, batch);
  // Sums that share nothing have registers to spare for sums of shorter ones.
  const outside = new Set<string>();
  if (!work.inner) {
    const reduced = reducedAxes(nest);
    const cut = nest.reduction.kind === "sum" && row === undefined ? cutOfSum(reduced.map(extentOf), 1) : 0;
    nest = mergeAxes(builder, mergeAxes(builder, nest, reduced.slice(0, cut)), reduced.slice(cut));
    for (const name of reduced.slice(0, cut)) outside.add(name);
  }
  const reducedNames = new Set(reducedAxes(nest));
  const kept = nest.axes.map((a) => a.name).filter((name) => name !== batch && !reducedNames.has(name));
  const others = kept.filter((name) => name !== row).map(extentOf);
  const reduced = reducedAxes(nest).map(extentOf);
  const vectors = lanes / 4;

  const pointsAt = (scope: Scope, rows: readonly Affine[]): Point[] =>
    rows.flatMap((at) =>
      Array.from({ length: vectors }, (_, v): Point => {
        return {
          axes: row === undefined ? scope.axes : new Map([...scope.axes, [row, at]]),
          lanes: {
            kind: "batch",
            axis: batch,
            first: affine(4 * v, [[FIRST_IMAGE, 1]]),
            bytes: () => affine(16 * v),
          },
        };
      }),
    );

  const atPixel = (scope: Scope, rows: readonly Affine[]): readonly Statement[] => {
    const points = pointsAt(scope, rows);
    const { reduction } = nest;
    switch (reduction.kind) {
      case "none":
        // No loops to clip: what is left of the conditions guards the writes.
        return openLoops(builder, [], scope, () => {
          const code = createCode();
          const done = points.map((p) => ({ ...p, result: translate(builder, code, nest.body, p) }));
          emitWrites(builder, code, nest.writes, done);
          return code.statements;
        });
      case "sum": {
        const sum = { within: scope.within, initial: reduction.initial, body: nest.body, outside };
        const { statements, registers } = accumulate(builder, reduced, sum, scope, points);
        const code = createCode();
        const done = points.map((p, i): Point => ({ ...p, result: { kind: "register", register: registers[i]! } }));
        emitWrites(builder, code, nest.writes, done);
        return [...statements, ...code.statements];
      }
      case "max": {
        const best = points.map(() => register(builder, "best"));
        const where = points.map(() => register(builder, "where"));
        // Under a sum they stand in memory meanwhile: held in registers, they would make the sum's own spill.
        const slots = work.inner ? [...best, ...where] : [];
        const scratch = work.inner ? builder.scratch(slots.length * 16) : 0;
        const slot = (i: number): Address => ({ buffer: scratch, bytes: affine(16 * i) });
        const save: Statement[] = slots.map((r, i) => ({
          kind: "store",
          address: slot(i),
          value: { kind: "register", register: r },
        }));
        const fetch: Statement[] = slots.map((r, i) => set(r, { kind: "load", address: slot(i), as: "vector" }));
        const start: Statement[] = [
          ...points.flatMap((_, i) => [
            set(best[i]!, { kind: "constant", value: Number.NEGATIVE_INFINITY, width: "vector" }),
            set(where[i]!, { kind: "constant", value: 0, width: "vector" }),
          ]),
          ...save,
        ];
        const loops = openLoops(builder, reduced, scope, (inside) => {
          const here = pointsAt(inside, rows);
          const statements: Statement[] = [];
          let values: readonly Value[];
          const code = createCode();
          if (work.inner) {
            const { inner } = work;
            const taps = inner.over.map((a): Range => ({ name: a.name, extent: a.extent as number }));
            const sum = accumulate(builder, taps, inner, { ...inside, within: inner.within }, here);
            statements.push(...sum.statements, ...fetch);
            const computed = here.map((p, i) =>
              translate(builder, code, inner.value, {
                ...p,
                result: { kind: "register", register: sum.registers[i]! },
              }),
            );
            values = here.map((p, i) =>
              translate(builder, code, nest.body, { ...p, computed: new Map([[inner.tensor, computed[i]!]]) }),
            );
          } else {
            values = here.map((p) => translate(builder, code, nest.body, p));
          }
          here.forEach((p, i) => {
            const b: Value = { kind: "register", register: best[i]! };
            const w: Value = { kind: "register", register: where[i]! };
            const number = translate(builder, code, { kind: "index", value: reduction.position }, p);
            const pick = (then: Value, otherwise: Value): Value => ({
              kind: "select",
              compare: "<nan",
              left: b,
              right: values[i]!,
              then,
              else: otherwise,
            });
            code.statements.push(set(where[i]!, pick(number, w)), set(best[i]!, pick(values[i]!, b)));
          });
          return [...statements, ...code.statements, ...save];
        });
        const code = createCode();
        code.statements.push(...fetch);
        const done = points.map((p, i): Point => ({
          ...p,
          result: { kind: "register", register: best[i]! },
          position: { kind: "register", register: where[i]! },
        }));
        emitWrites(builder, code, nest.writes, done);
        return [...start, ...loops, ...code.statements];
      }
      case "scatter":
        throw new Error(`${nest.name}: a scatter must be gathered before it is lowered`);
      default:
        return reduction satisfies never;
    }
  };

  /** Tiles of rows, each a loop over whole tiles and one smaller tile at the end. */
  const overRows = (_scope: Scope, body: (rows: readonly Affine[]) => readonly Statement[]): readonly Statement[] => {
    if (row === undefined) return body([affine(0)]);
    const { extent } = extentOf(row);
    return tilesOf(extent, rowsFor(vectors, extent)).flatMap(({ start, count, size }) => {
      const name = builder.fresh(`${row}.tile`);
      const at = (m: number): Affine => add(affine(start + m), count > 1 ? scale(axisIndex(name), size) : affine(0));
      const inside = body(Array.from({ length: size }, (_, m) => at(m)));
      if (count === 1) return inside;
      return [{ kind: "loop", loop: { name, trip: { kind: "fixed", start: 0, count }, times: 1 }, body: inside }];
    });
  };

  const outermost: Scope = { axes: new Map(), ranges: new Map(), within: nest.within };
  const taps = work.inner ? work.inner.over : nest.axes.filter((a) => reducedNames.has(a.name));
  const window = taps.reduce((bytes, a) => bytes * (a.extent as number), lanes * 4);
  const body =
    window <= WINDOW_BYTES
      ? openLoops(builder, others, keepConditions(outermost), (scope) =>
          overRows(scope, (rows) => atPixel({ ...scope, within: nest.within }, rows)),
        )
      : overRows(outermost, (rows) =>
          openLoops(builder, others, keepConditions(outermost), (scope) =>
            atPixel({ ...scope, within: nest.within }, rows),
          ),
        );
  return builder.finish(nameOf(work), "block", body, (work.inner?.macs ?? 0) + (nest.macs ?? 0));
}

/** Points that are kept are all written, so conditions are left to the sum inside. */
function keepConditions(scope: Scope): Scope {
  return { ...scope, within: [] };
}

/**
 * The axis whose points share loaded vectors: batched operands do not move along it, and no condition does. Absent where
 * there is no sum, or no such axis.
 */
function rowAxis(work: Work, batch: string): string | undefined {
  const { nest } = work;
  const sum: { body: Scalar; within: readonly Within[] } | undefined =
    work.inner ?? (nest.reduction.kind === "sum" && nest.reduction.over.length > 0 ? nest : undefined);
  if (!sum) return undefined;
  const reduced = new Set(reducedAxes(nest));
  const operands = loadsOf(sum.body).filter((l) => l.tensor.batched);
  const candidates = nest.axes.filter(
    (a) =>
      a.name !== batch &&
      a.extent !== 1 &&
      !reduced.has(a.name) &&
      ![...sum.within, ...nest.within].some((w) => coefficient(w.value, a.name) !== 0) &&
      operands.some((l) => l.index.every((e) => coefficient(e, a.name) === 0)),
  );
  return candidates.sort((a, b) => (b.extent as number) - (a.extent as number))[0]?.name;
}
