/**
 * Puts nests into the form that fusion compares: axes of extent one are gone, and axes that only spell one index of a
 * result together (`c*25 + h*5 + w` of a flattened layer) are one axis where the addresses allow it.
 */
import { affine, substitute } from "../ir/affine.ts";
import type { Nest } from "../ir/nest.ts";
import type { KernelBuilder } from "./build-kernel.ts";
import { mapNest, mergeAxes, reducedAxes } from "./work.ts";

export function simplify(builder: KernelBuilder, nest: Nest): Nest {
  const slim = dropUnitAxes(nest);
  const reduced = new Set(reducedAxes(slim));
  const spelled = new Set(
    slim.writes.flatMap((w) => w.index.filter((e) => e.terms.length > 1).flatMap((e) => e.terms.map(([axis]) => axis))),
  );
  const order = slim.axes.map((a) => a.name).filter((name) => spelled.has(name) && !reduced.has(name));
  return order.length > 1 ? mergeAxes(builder, slim, order) : slim;
}

function dropUnitAxes(nest: Nest): Nest {
  const unit = new Set(nest.axes.filter((a) => a.extent === 1).map((a) => a.name));
  if (unit.size === 0) return nest;
  const zeros = new Map([...unit].map((name) => [name, affine(0)] as const));
  const slim = mapNest(nest, (e) => substitute(e, zeros));
  const { reduction } = slim;
  return {
    ...slim,
    axes: slim.axes.filter((a) => !unit.has(a.name)),
    reduction:
      reduction.kind === "sum" || reduction.kind === "max"
        ? { ...reduction, over: reduction.over.filter((name) => !unit.has(name)) }
        : reduction,
  };
}
