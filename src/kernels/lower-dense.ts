/**
 * Lowers nests that touch no images: the optimizer where it could not join a gradient, numbers of a step. Vectors run
 * along the last axis where every tensor is contiguous in it; else one element at a time.
 */
import { type Affine, add, affine, axisIndex, coefficient, scale } from "../ir/affine.ts";
import { loadsOf, operands, type Scalar } from "../ir/scalar.ts";
import { createKernelBuilder } from "./build-kernel.ts";
import { openLoops, type Range, type Scope } from "./open-loops.ts";
import { createCode, type Point, strideAlong, translate } from "./translate.ts";
import { emitWrites } from "./emit-writes.ts";
import type { Kernel, Statement, Value } from "./kernel.ts";
import { expressionsOf, mergeAxes, reducedAxes, type Work } from "./work.ts";

export function lowerDense(work: Work, lanes: number): Kernel {
  const builder = createKernelBuilder(lanes);
  const reducedNames = reducedAxes(work.nest);
  const keptNames = work.nest.axes.map((a) => a.name).filter((name) => !reducedNames.includes(name));
  const nest = mergeAxes(builder, work.nest, keptNames);
  const { reduction } = nest;
  const rangeOf = (name: string): Range => ({ name, extent: nest.axes.find((a) => a.name === name)!.extent as number });
  const kept = nest.axes.filter((a) => !reducedNames.includes(a.name)).map((a) => rangeOf(a.name));
  const reduced = reducedNames.map(rangeOf);

  const at = (scope: Scope, lanesHere: Point["lanes"], width: "scalar" | "vector"): readonly Statement[] => {
    const point: Point = { axes: scope.axes, lanes: lanesHere };
    if (reduction.kind === "none") {
      return openLoops(builder, [], { ...scope, within: nest.within }, () => {
        const code = createCode();
        emitWrites(builder, code, nest.writes, [{ ...point, result: translate(builder, code, nest.body, point) }]);
        return code.statements;
      });
    }
    if (reduction.kind !== "sum") throw new Error(`${nest.name}: no lowering for a ${reduction.kind} without images`);
    const register = { name: builder.fresh("sum"), width };
    const held: Value = { kind: "register", register };
    const start = createCode();
    const initial: Scalar = reduction.initial ?? { kind: "constant", value: 0 };
    start.statements.push({ kind: "set", register, value: translate(builder, start, initial, point) });
    const loops = openLoops(builder, reduced, { ...scope, within: nest.within }, (inside) => {
      const code = createCode();
      const term = translate(builder, code, nest.body, { ...point, axes: inside.axes });
      code.statements.push({ kind: "set", register, value: { kind: "binary", op: "add", a: held, b: term } });
      return code.statements;
    });
    const code = createCode();
    emitWrites(builder, code, nest.writes, [{ ...point, result: held }]);
    return [...start.statements, ...loops, ...code.statements];
  };

  const empty: Scope = { axes: new Map(), ranges: new Map(), within: [] };
  const last = kept.at(-1);
  const whole = last ? Math.floor(last.extent / 4) : 0;
  if (!last || whole === 0 || !contiguousAlong(last.name)) {
    return builder.finish(
      nest.name,
      "once",
      openLoops(builder, kept, empty, (s) => at(s, { kind: "none" }, "scalar")),
      0,
    );
  }
  const body = openLoops(builder, kept.slice(0, -1), empty, (scope) => {
    const here = (index: Affine): Scope => ({
      ...scope,
      axes: new Map([...scope.axes, [last.name, index]]),
      ranges: new Map([...scope.ranges, [last.name, [0, last.extent - 1]]]),
    });
    const loop = (
      step: number,
      from: number,
      count: number,
      inside: (s: Scope) => readonly Statement[],
    ): Statement[] => {
      if (count === 0) return [];
      const name = builder.fresh(last.name);
      const index = add(scale(axisIndex(name), step), affine(from));
      return [
        { kind: "loop", loop: { name, trip: { kind: "fixed", start: 0, count }, times: 1 }, body: inside(here(index)) },
      ];
    };
    return [
      ...loop(4, 0, whole, (s) => at(s, { kind: "axis", axis: last.name }, "vector")),
      ...loop(1, 4 * whole, last.extent - 4 * whole, (s) => at(s, { kind: "none" }, "scalar")),
    ];
  });
  return builder.finish(nest.name, "once", body, 0);

  function contiguousAlong(axis: string): boolean {
    const accesses = expressionsOf(nest).flatMap(loadsOf);
    const conditioned = nest.within.some((w) => coefficient(w.value, axis) !== 0);
    return (
      !conditioned &&
      !expressionsOf(nest).some(hasRandom) &&
      nest.writes.every((w) => strideAlong(builder, w, axis) === 4) &&
      accesses.every((l) => [0, 4].includes(strideAlong(builder, l, axis)))
    );
  }
}

function hasRandom(e: Scalar): boolean {
  return e.kind === "random" || operands(e).some(hasRandom);
}
