/**
 * A model while it is expanded: layers in order, each knowing what it reads, side outputs and expectations. Types, how a draft
 * begins, and the texts that tell where a shape comes from.
 */
import type { Initialization, Join, Layer, Shape } from "../../ops/operator.ts";
import { printShape } from "../../ops/shape.ts";
import type { Source, Span } from "../../source/source.ts";
import type { Body, Expect, Primary } from "../../syntax/ast.ts";
import type { Configured, Step, Values } from "../model.ts";
import type { ReceptiveField } from "../receptive-field.ts";
import type { Scope } from "../scope/scope.ts";
import type { Answer, Answers } from "./ask-operator.ts";
import type { Constants } from "./constant-layer.ts";
import { type Counts, newCounts } from "./count-layers.ts";
import { type Cursor, loseShape } from "../scope/cursor.ts";

export interface DraftLayer {
  readonly operator: Layer | Join;
  readonly values: Values;
  /** Absent for joins, which learn nothing. */
  readonly answer: Answer | undefined;
  readonly init: Configured<Initialization> | undefined;
  /** Of its own stage, with the turns of repetitions: `a.2`. */
  readonly label: string | undefined;
  readonly prefix: string;
  /** Numbers of the layers it reads; -1 is the model's input, -2 a value that is not known but for its written shape. */
  readonly from: readonly number[];
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly field: ReceptiveField;
  readonly head: string | undefined;
  readonly source: Source;
  readonly span: Span;
  readonly trail: readonly Step[];
}

export interface DraftHead {
  readonly name: string;
  readonly start: Cursor;
  readonly end: Cursor;
  readonly source: Source;
  readonly span: Span;
}

/** An `expect` of a body, with the layers that the body brought: `from` up to `to`. */
export interface DraftExpectation {
  readonly expect: Expect;
  readonly scope: Scope;
  readonly from: number;
  readonly to: number;
  /** Of the model's own body. */
  readonly whole: boolean;
  /** Of a body that is only looked through: there is nothing to compare with. */
  readonly dry: boolean;
}

export interface Draft {
  /** Only looks for mistakes: shapes and values of parameters are not known, blocks are not entered. */
  readonly dry: boolean;
  /** Of the model; absent for a block on its own. */
  readonly body: Body | undefined;
  /** The stage that is the model's input: its first. */
  readonly inputStage: Primary | undefined;
  readonly layers: DraftLayer[];
  readonly heads: DraftHead[];
  readonly expectations: DraftExpectation[];
  /** How many uses of each block have a name already, by prefix and name. */
  readonly uses: Map<string, number>;
  readonly answers: Answers;
  readonly constants: Constants;
  /** Warnings of layers that were given, with the way there. */
  readonly warned: Set<string>;
  readonly counts: Counts;
  /** Numbers of layers whose output had the wrong number of axes for a reader, which was reported. */
  readonly misfits: Set<number>;
  /** The input stage has been read, whether it was right or not. */
  begun: boolean;
  input: Shape | undefined;
  graph: { readonly path: string; readonly span: Span } | undefined;
  /** Stages laid out so far. */
  stages: number;
  /** Stages around the place that is laid out now. */
  depth: number;
  /** False once a layer, or its place, is not understood: counts would be wrong. */
  complete: boolean;
  /** A limit was met and reported. */
  full: boolean;
  misplacedInput: boolean;
}

export function createDraft(options: {
  readonly dry: boolean;
  readonly body?: Body;
  readonly inputStage?: Primary | undefined;
  /** To add to. */
  readonly expectations?: DraftExpectation[];
}): Draft {
  return {
    dry: options.dry,
    body: options.body,
    inputStage: options.inputStage,
    layers: [],
    heads: [],
    expectations: options.expectations ?? [],
    uses: new Map(),
    answers: new Map(),
    constants: new Map(),
    warned: new Set(),
    counts: newCounts(),
    misfits: new Set(),
    begun: false,
    input: undefined,
    graph: undefined,
    stages: 0,
    depth: 0,
    complete: true,
    full: false,
    misplacedInput: false,
  };
}

/** The value that follows is not known, and the model's numbers would be wrong. */
export function giveUp(draft: Draft, cursor: Cursor): Cursor {
  draft.complete = false;
  return loseShape(cursor);
}

/** A label on the layer that made a value; nothing where no layer did. */
export function producerLabel(draft: Draft, cursor: Cursor, source: Source, message: string) {
  const producer = draft.layers[cursor.layer];
  if (!producer) return [];
  return [{ span: producer.span, message, ...(producer.source === source ? {} : { source: producer.source }) }];
}

const shown = 8;

/**
 * `shapes so far: 28x28x1 → conv 14x14x6`: every layer that changed the shape, the last ones when there are many; through a
 * join by way of its first arm.
 */
export function shapesSoFar(draft: Draft, cursor: Cursor): readonly string[] {
  const steps: string[] = [];
  let at = cursor.layer;
  let start = cursor.shape;
  for (; at >= 0 && steps.length <= shown; at = draft.layers[at]!.from[0]!) {
    const { operator, inputs, output } = draft.layers[at]!;
    start = inputs[0]!;
    if (printShape(start) !== printShape(output)) steps.unshift(`${operator.name} ${printShape(output)}`);
  }
  if (!start) return [];
  const cut = steps.length > shown ? ["…", ...steps.slice(1)] : steps;
  const first = at >= -1 ? printShape(draft.input ?? start) : `… → ${printShape(start)}`;
  return [`shapes so far: ${[first, ...cut].join(" → ")}`];
}
