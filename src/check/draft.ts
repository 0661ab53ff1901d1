/**
 * A model while it is expanded: layers in order, each knowing where its input comes from, and a cursor, the place the
 * expansion has come to. Only types and the note that tells the way of the shapes.
 */
import type { Initialization, Layer, Shape } from "../ops/operator.ts";
import { printShape } from "../ops/shape.ts";
import type { Source, Span } from "../source/source.ts";
import type { Configured, Values } from "./model.ts";
import type { Operators } from "./operators.ts";
import type { ReceptiveField } from "./receptive-field.ts";
import type { Step } from "./scope.ts";

export interface DraftLayer {
  readonly operator: Layer;
  readonly values: Values;
  readonly init?: Configured<Initialization>;
  /** Of its own stage. */
  readonly label?: string;
  /** Number of the layer it reads; -1 is the model's input, -2 a value that is not known but for its written shape. */
  readonly from: number;
  readonly input: Shape;
  readonly output: Shape;
  readonly field: ReceptiveField;
  readonly source: Source;
  readonly span: Span;
  readonly trail: readonly Step[];
}

export interface Draft {
  readonly operators: Operators;
  readonly input: Shape | undefined;
  readonly layers: DraftLayer[];
  /** Where each label is written. */
  readonly labels: Map<string, Span>;
  /** Names declared in the file as something that was already reported, such as blocks. */
  readonly declaredElsewhere: ReadonlySet<string>;
  /** False once a layer, or its place, is not understood: counts would be wrong. */
  complete: boolean;
  /** The limit on layers was met and reported. */
  full: boolean;
  misplacedInput: boolean;
}

/** The value that reaches a place. */
export interface Cursor {
  /** Absent after an error: what follows goes on quietly. */
  readonly shape: Shape | undefined;
  /** Number of the layer that made it, as `DraftLayer.from`. */
  readonly layer: number;
  readonly field: ReceptiveField;
}

/** After a mistake. */
export function loseShape(cursor: Cursor): Cursor {
  return { ...cursor, shape: undefined, layer: -2 };
}

const shown = 8;

/** `shapes so far: 28x28x1 → conv 14x14x6`: every layer that changed the shape, the last ones when there are many. */
export function shapesSoFar(draft: Draft, cursor: Cursor): readonly string[] {
  const steps: string[] = [];
  let at = cursor.layer;
  let start = cursor.shape;
  for (; at >= 0 && steps.length <= shown; at = draft.layers[at]!.from) {
    const { operator, input, output } = draft.layers[at]!;
    start = input;
    if (printShape(input) !== printShape(output)) steps.unshift(`${operator.name} ${printShape(output)}`);
  }
  if (!start) return [];
  const cut = steps.length > shown ? ["…", ...steps.slice(1)] : steps;
  const first = at >= -1 ? printShape(draft.input ?? start) : `… → ${printShape(start)}`;
  return [`shapes so far: ${[first, ...cut].join(" → ")}`];
}
