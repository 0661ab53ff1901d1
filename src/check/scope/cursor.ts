/** The place an expansion has come to: the value there, its shape and how far it sees. Immutable. */
import type { Shape } from "../../ops/operator.ts";
import type { ReceptiveField } from "../receptive-field.ts";

/** The value that reaches a place. */
export interface Cursor {
  /** Absent after an error: what follows goes on quietly. */
  readonly shape: Shape | undefined;
  /** Number of the layer that made it, -1 for the model's input, -2 for one that is not known. */
  readonly layer: number;
  readonly field: ReceptiveField;
}

/** Where nothing is known yet. */
export const nowhere: Cursor = { shape: undefined, layer: -2, field: { extent: [1], jump: [1], places: [1] } };

/** After a mistake. */
export function loseShape(cursor: Cursor): Cursor {
  return { ...cursor, shape: undefined, layer: -2 };
}
