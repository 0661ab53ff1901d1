/**
 * Numbers that are given once for all axes or once for each, and explanations that name axes with equal numbers together.
 * Takes lists as written and how many axes the input has; gives one entry per axis, or the problem. Not for what the
 * numbers mean.
 */
import type { Explanation, Problem, Shape } from "../operator.ts";
import { printShape, spatialNames, spatialOf } from "../shape.ts";

export type PerAxis<T> = { readonly each: readonly T[] } | { readonly problem: Problem };

/** `argument` is the schema name, `what` its word in the message. */
export function onePerAxis<T>(input: Shape, list: readonly T[], argument: string, what: string): PerAxis<T> {
  const count = spatialOf(input).length;
  if (list.length === 1) return { each: Array<T>(count).fill(list[0]!) };
  if (list.length === count) return { each: list };
  return {
    problem: {
      code: "shape/wrong-number-of-sizes",
      message: `${what} has ${list.length} numbers, and its ${printShape(input)} input has ${axesOf(count)}`,
      help: count === 1 ? "write one number" : `write one number for all axes, or ${count}`,
      argument,
    },
  };
}

export function axesOf(count: number): string {
  return `${count} ${count === 1 ? "axis" : "axes"} beside the channels`;
}

/** Asks for the rows of each kind of axis once; `subject` is `output height and width`. */
export function explainAxes<A>(
  axes: readonly A[],
  explain: (axis: A, subject: string) => readonly Explanation[],
): Explanation[] {
  const names = spatialNames(axes.length);
  const groups = new Map<string, { readonly names: string[]; readonly axis: A }>();
  axes.forEach((axis, k) => {
    const key = JSON.stringify(axis);
    const group = groups.get(key);
    if (group) group.names.push(names[k]!);
    else groups.set(key, { names: [names[k]!], axis });
  });
  return [...groups.values()].flatMap(({ names: together, axis }) => explain(axis, `output ${together.join(" and ")}`));
}
