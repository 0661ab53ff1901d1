/**
 * The checked model: what a .cnn program means. Every number that any shell shows (command, editor, page, exporter) is
 * read from here and computed nowhere else. Layers are expanded: blocks, groups and repetitions are gone, spans remain.
 */
import type { Layer, Loss, Optimizer, ParameterSpec, Schedule, Shape } from "../ops/operator.ts";
import type { Initialization } from "../ops/operator.ts";
import type { ArgumentValues, Schema } from "../ops/schema.ts";
import type { Source, Span } from "../source/source.ts";

/** Values of an operator's arguments, checked against its schema and with defaults filled in. */
export type Values = ArgumentValues<Schema>;

export interface CheckedLayer {
  /** Unique: the label, or the layer name and its number: `conv1`, `relu2`. */
  readonly name: string;
  readonly operator: Layer;
  readonly values: Values;
  /** Names of the layers it reads; the model's input is `input`. */
  readonly inputs: readonly string[];
  /** Shapes without batch, channels last. */
  readonly input: Shape;
  readonly output: Shape;
  readonly parameters: readonly CheckedParameter[];
  readonly params: number;
  readonly weights: number;
  readonly macs: number;
  /** Receptive field per spatial axis of the input, and the jump between neighbouring outputs. */
  readonly receptiveField: readonly number[];
  readonly jump: readonly number[];
  /** Bytes of its output for one image, f32. */
  readonly bytes: number;
  readonly source: Source;
  readonly span: Span;
}

export interface CheckedParameter extends ParameterSpec {
  /** `conv1.weight` */
  readonly fullName: string;
  /** Absent: the recipe's. */
  readonly init?: Configured<Initialization>;
}

/** An operator with its argument values. */
export interface Configured<O> {
  readonly operator: O;
  readonly values: Values;
}

export interface Totals {
  readonly params: number;
  readonly weights: number;
  readonly macs: number;
  readonly rf: number;
}

/** Bytes for training at a batch size, before any sharing of buffers. */
export interface MemoryEstimate {
  readonly batch: number;
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly activations: number;
  readonly total: number;
}

export interface Normalization {
  /** Per channel, or one number for all. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export interface Recipe {
  readonly name: string;
  /** As written: `mnist`, or a path. Absent when the recipe names no data. */
  readonly data?: { readonly spec: string; readonly split?: number };
  readonly normalize?: Normalization | "auto";
  readonly loss: Configured<Loss>;
  readonly optimizer: Configured<Optimizer>;
  readonly schedule: Configured<Schedule>;
  readonly init: Configured<Initialization>;
  readonly batch: number;
  readonly epochs: number;
  readonly seed: number;
  readonly span?: Span;
}

export interface CheckedModel {
  readonly name: string;
  readonly source: Source;
  readonly input: Shape;
  readonly output: Shape;
  readonly layers: readonly CheckedLayer[];
  readonly totals: Totals;
  readonly recipe?: Recipe;
}

/** What `check` gives for a file: every model that could be understood. */
export interface CheckedFile {
  readonly source: Source;
  readonly models: readonly CheckedModel[];
}
