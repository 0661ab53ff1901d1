/**
 * How far a layer sees: per axis of the model's input, how many places one output looks at, how far neighboring outputs are
 * apart, and how many places are left. Takes the windows that operators declare; exact, saturating. A full connection
 * counts as a window over all places that are left, so padding is part of the field: LeNet-5 on 28x28 sees 32.
 */
import type { Shape, WindowSpec } from "../ops/operator.ts";
import { saturated } from "../ops/size-arithmetic.ts";

export interface ReceptiveField {
  /** Places of the input that one output sees, per axis. */
  readonly extent: readonly number[];
  /** Places of the input between neighboring outputs, per axis. */
  readonly jump: readonly number[];
  /** Places left, per axis; 1 behind a full connection. */
  readonly places: readonly number[];
}

/** Of the input itself. A list has one axis, its own length. */
export function fieldOfInput(input: Shape): ReceptiveField {
  const places = input.length === 1 ? input : input.slice(0, -1);
  return { extent: places.map(() => 1), jump: places.map(() => 1), places };
}

/** After a layer; `output` is its shape. */
export function widenField(
  field: ReceptiveField,
  window: readonly WindowSpec[] | "all" | undefined,
  output: Shape,
): ReceptiveField {
  if (window === undefined) return field;
  const { extent, jump, places } = field;
  if (window === "all")
    return {
      extent: extent.map((size, i) => cap(size + (places[i]! - 1) * jump[i]!)),
      jump,
      places: places.map(() => 1),
    };
  // A layer on other axes than the input's (after a reshape) says nothing about the input's.
  if (window.length !== extent.length) return field;
  return {
    extent: extent.map((size, i) => cap(size + (window[i]!.extent - 1) * jump[i]!)),
    jump: jump.map((distance, i) => cap(distance * window[i]!.stride)),
    places: output.slice(0, -1),
  };
}

/** Where arms meet: the largest over the paths, in what they see and in how far neighbors are apart. */
export function joinFields(fields: readonly ReceptiveField[], output: Shape): ReceptiveField {
  const [first] = fields;
  const largest = (of: (field: ReceptiveField) => readonly number[]): readonly number[] =>
    of(first!).map((_, i) => Math.max(...fields.map((field) => of(field)[i] ?? 1)));
  const places = output.length === first!.places.length + 1 ? output.slice(0, -1) : largest((field) => field.places);
  return { extent: largest((field) => field.extent), jump: largest((field) => field.jump), places };
}

/** The number shown: the largest over the axes. */
export function largestExtent(extent: readonly number[]): number {
  return Math.ceil(Math.max(1, ...extent));
}

/** Distances are fractions behind a layer that enlarges its map, so `size-arithmetic.ts` does not serve. */
function cap(distance: number): number {
  return Math.min(distance, saturated);
}
