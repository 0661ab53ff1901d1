/** The shape rule of joins whose arms must agree. Takes the shapes to compare; the message shows those of the arms. */
import type { JoinResult, Shape } from "../operator.ts";
import { channelsOf, printShape, spatialOf } from "../shape.ts";
import { ceilDivide, floorDivide } from "../size-arithmetic.ts";

export function joinEqualShapes(name: string, shapes: readonly Shape[], shown: readonly Shape[] = shapes): JoinResult {
  const [first] = shapes;
  const other = shapes.findIndex((shape) => printShape(shape) !== printShape(first!));
  if (other < 0) return { output: first!, problems: [] };
  const arms = [0, other] as const;
  const remedies = arms.flatMap((arm, i) => {
    const gives = shown[arms[1 - i]!]!;
    const text = projection(shown[arm]!, gives);
    return text === undefined ? [] : [{ arm, text, gives }];
  });
  return { problems: [armsDiffer(name, shown[0]!, shown[other]!, "")], arms, remedies };
}

/** A stage of a network halves the map, seldom more; beyond that a stride only throws places away. */
const mostStride = 4;

/**
 * The shortcut of He et al. that makes one shape of another: a convolution of kernel 1, with a stride where sizes differ. Not where
 * all places would become one, nor with a stride that nobody means.
 */
function projection(from: Shape, to: Shape): string | undefined {
  if (from.length !== to.length || from.length < 2) return undefined;
  const sizes = spatialOf(from).map((size, i) => ({ size, wanted: to[i]! }));
  const strides = sizes.map(({ size, wanted }) => ceilDivide(size, wanted));
  const fits = sizes.every(({ size, wanted }, i) => floorDivide(size - 1, strides[i]!) + 1 === wanted);
  const usual = strides.every((each) => each <= mostStride);
  const collapses = sizes.every(({ wanted }) => wanted === 1) && sizes.some(({ size }) => size > 1);
  if (!fits || !usual || collapses) return undefined;
  const kernel = printShape([...sizes.map(() => 1), channelsOf(to)]);
  const stride = strides.every((each) => each === strides[0]) ? String(strides[0]) : printShape(strides);
  return stride === "1" ? `conv ${kernel}` : `conv ${kernel} s${stride}`;
}

export function armsDiffer(name: string, first: Shape, other: Shape, why: string) {
  const message = `the arms of \`${name}\` give ${printShape(first)} and ${printShape(other)}${why}`;
  return { code: "shape/arms-differ", message } as const;
}
