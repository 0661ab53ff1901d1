/** The shape rule of joins whose arms must agree. Takes the shapes to compare; the message shows those of the arms. */
import type { JoinResult, Shape } from "../operator.ts";
import { printShape } from "../shape.ts";

export function joinEqualShapes(name: string, shapes: readonly Shape[], shown: readonly Shape[] = shapes): JoinResult {
  const [first] = shapes;
  const other = shapes.findIndex((shape) => printShape(shape) !== printShape(first!));
  if (other < 0) return { output: first!, problems: [] };
  return { problems: [armsDiffer(name, shown[0]!, shown[other]!, "")], arms: [0, other] };
}

export function armsDiffer(name: string, first: Shape, other: Shape, why: string) {
  const message = `the arms of \`${name}\` give ${printShape(first)} and ${printShape(other)}${why}`;
  return { code: "shape/arms-differ", message } as const;
}
