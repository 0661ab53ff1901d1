/**
 * The checked model: what a .cnn program means. Every number that any shell shows (command, editor, page, exporter) is
 * read from here and computed nowhere else. Layers are expanded: blocks, groups and repetitions are gone, spans remain.
 */
import type {
  Augmentation,
  Clip,
  Join,
  Layer,
  Loss,
  Optimizer,
  ParameterSpec,
  Schedule,
  Shape,
  StateSpec,
} from "../ops/operator.ts";
import type { Initialization } from "../ops/operator.ts";
import type { ArgumentValues, Schema } from "../ops/schema.ts";

import type { Source, Span } from "../source/source.ts";
import type { Block, Call } from "../syntax/ast.ts";

/** Values of an operator's arguments, checked against its schema and with defaults filled in. */
export type Values = ArgumentValues<Schema>;

/** One use of a block or one turn of a repetition, on the way from the model to a layer. */
export interface Step {
  readonly source: Source;
  /** The use, or the repeated stage. */
  readonly span: Span;
  /** From 1; 1 of 1 where nothing is repeated. */
  readonly iteration: number;
  readonly of: number;
  /** Absent for a repetition. */
  readonly use?: {
    readonly call: Call;
    readonly block: Block;
    /** The file that declares the block. */
    readonly home: Source;
    /** The use with its values: `bottleneck(512, s=2)`. */
    readonly text: string;
    /** Prefix of the names inside: `conv2.bottleneck1`; empty where the block is all of its model. */
    readonly prefix: string;
    /** Of its parameters, those that are numbers. */
    readonly values: ReadonlyMap<string, number>;
  };
}

export interface CheckedLayer {
  /** Unique: the label, or the layer name and its number, behind the block it stands in: `conv1`, `conv2.bottleneck1.bn3`. */
  readonly name: string;
  readonly operator: Layer | Join;
  readonly values: Values;
  /** Names of the layers it reads, one but for joins; the model's input is `input`. */
  readonly inputs: readonly string[];
  /** Of `inputs`, in that order; without batch, channels last. */
  readonly inputShapes: readonly Shape[];
  /** The first of them. */
  readonly input: Shape;
  readonly output: Shape;
  readonly parameters: readonly CheckedParameter[];
  readonly state: readonly CheckedState[];
  readonly params: number;
  readonly weights: number;
  readonly macs: number;
  /** Receptive field per spatial axis of the input, and the jump between neighbouring outputs. */
  readonly receptiveField: readonly number[];
  readonly jump: readonly number[];
  /** Bytes of its output for one image, f32. */
  readonly bytes: number;
  /** The head it belongs to; absent: the model's own chain. */
  readonly head: string | undefined;
  /** The recipe freezes it: what it has learned stays as it is, and what it keeps (running statistics) is used and not renewed. */
  readonly frozen?: boolean;
  readonly source: Source;
  readonly span: Span;
  /** Uses of blocks and repetitions that led here, outermost first. */
  readonly trail: readonly Step[];
}

export interface CheckedParameter extends ParameterSpec {
  /** `conv1.weight` */
  readonly fullName: string;
  /** Absent: the recipe's. */
  readonly init?: Configured<Initialization>;
}

export interface CheckedState extends StateSpec {
  /** `bn1.running_mean` */
  readonly fullName: string;
}

/** A side output: an auxiliary classifier. Trained with the model, left out of its predictions. */
export interface CheckedHead {
  readonly name: string;
  /** The layer that reads the model, and the one that gives the head's output; `input` when there is none. */
  readonly from: string;
  readonly last: string;
  readonly output: Shape;
  readonly totals: Totals;
  /** What its loss is multiplied by before the recipe adds it to the model's; absent: it is not trained, and no module holds it. */
  readonly weight?: number;
  readonly source: Source;
  readonly span: Span;
}

/** An operator with its argument values. */
export interface Configured<O> {
  readonly operator: O;
  readonly values: Values;
  /** Where arguments are written, by schema name; absent where the operator is a default. */
  readonly spans?: ReadonlyMap<string, Span>;
}

/** Of a model: `params` and `weights` with those of its heads, which are learned too; `macs` of one prediction, without them. */
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

/** Layers, blocks or heads that a recipe names. */
export interface NamedPart {
  readonly name: string;
  readonly span: Span;
}

/** A head whose loss is added to the model's, `weight` times. */
export interface AuxiliaryLoss extends NamedPart {
  readonly weight: number;
}

/** One step of an augmentation. */
export interface AugmentationUse extends Configured<Augmentation> {
  readonly span: Span;
}

/** Ends a training when `metric` has not become better for `patience` epochs in a row, and keeps the weights of the best epoch. */
export interface StopRule {
  /** `val_`: of the test set. */
  readonly metric: "val_loss" | "val_accuracy" | "loss" | "accuracy";
  readonly patience: number;
}

/** The column of a table that holds the label: by its name, or by its position among the columns that are used. */
export type LabelColumn = string | { readonly position: "first" | "last" };

/** `data "heart.csv" label="outcome" skip=["id"] split=0.8` */
export interface DataUse {
  readonly spec: string;
  /** Share of the images that is for training, of a set without a test part. */
  readonly split?: number;
  /** Of a table; absent: found by its name. */
  readonly label?: LabelColumn;
  /** Names of columns of a table that are left out. */
  readonly skip?: readonly string[];
}

export interface Recipe {
  readonly name: string;
  /** As written: `mnist`, or a path. Absent when the recipe names no data. */
  readonly data?: DataUse;
  readonly normalize?: Normalization | "auto";
  /** What is done to each image before a training step, in order; absent: nothing. */
  readonly augment?: readonly AugmentationUse[];
  readonly loss: Configured<Loss>;
  readonly optimizer: Configured<Optimizer>;
  readonly schedule: Configured<Schedule>;
  /** What is done to gradients; absent: nothing. */
  readonly clip?: Configured<Clip>;
  readonly init: Configured<Initialization>;
  /** As written; the layers know whether they are meant. */
  readonly freeze?: readonly NamedPart[];
  /** As written; the heads know their weights. */
  readonly aux?: readonly AuxiliaryLoss[];
  readonly batch: number;
  readonly epochs: number;
  readonly seed: number;
  readonly stop?: StopRule;
  readonly span?: Span;
  /** Of the file that holds the recipe, which need not be that of the model. */
  readonly source?: Source;
  /** Where settings are written, by name. */
  readonly settings?: ReadonlyMap<string, Span>;
}

export interface CheckedModel {
  readonly name: string;
  readonly source: Source;
  readonly input: Shape;
  /** The fixed graph that the input names: `input 34x16 graph="karate.csv"`. */
  readonly graph?: { readonly path: string; readonly span: Span };
  readonly output: Shape;
  /** In an order in which they can run; those of heads among them. */
  readonly layers: readonly CheckedLayer[];
  /** The name of the layer that gives the output. */
  readonly last: string;
  readonly heads: readonly CheckedHead[];
  readonly totals: Totals;
  readonly recipe?: Recipe;
}

/** What `check` gives for a file: every model that could be understood. */
export interface CheckedFile {
  readonly source: Source;
  readonly models: readonly CheckedModel[];
  /** Models that have parameters without a value, which only a use can give. */
  readonly unbound: readonly { readonly name: string; readonly parameters: readonly string[] }[];
  /** Stages that were laid out, each time they were: what the check cost. */
  readonly stages: number;
}
