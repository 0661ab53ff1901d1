/**
 * Reads the PyTorch fixtures of test/fixtures/operators: takes the name of a file there and returns its cases, with inputs,
 * parameters and upstream gradients drawn from the generator the fixture names. Relies on make-operator-fixtures.py, which
 * wrote them. Not for comparing: tolerances belong to the test that uses a case.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where a tensor comes from: `lcgTensor(seed, scale, count)`, then `floor(v / step) * step` if `step` is there. */
export interface TensorSource {
  readonly seed: number;
  readonly scale: number;
  readonly step?: number;
}

/** PyTorch's answer, row after row; nine significant digits. `float32` only where the tensor is small (at most 20 numbers). */
export interface Expected {
  readonly shape: readonly number[];
  readonly float64: readonly number[];
  readonly float32?: readonly number[];
}

export interface OperatorCase {
  /** The stages as written in a .cnn file; empty in `loss`, where the loss reads the input. */
  readonly layers: string;
  /** Spatial sizes and channels (H, W, C), without the batch. */
  readonly inputShape: readonly number[];
  readonly batch: number;
  readonly input: TensorSource;
  /** By the name cnnc gives them (`conv1.weight`), in PyTorch's layout; in the order of the chain. */
  readonly parameters: Readonly<Record<string, TensorSource & { readonly shape: readonly number[] }>>;
  /** The gradient of the output; absent with `loss`, whose upstream gradient is 1. */
  readonly upstream?: TensorSource;
  readonly loss?: string;
  readonly labels?: readonly number[];
  /** Mean over the batch. */
  readonly lossValue?: { readonly float64: number; readonly float32: number };
  /** Batch, spatial sizes, channels. Absent in `loss`. */
  readonly output?: Expected;
  readonly inputGradient: Expected;
  readonly parameterGradients: Readonly<Record<string, Expected>>;
}

export interface OptimizerCase {
  /** As written in a recipe. `beta1`, `beta2` and `eps` are torch's `betas` and `eps`. */
  readonly optimizer: string;
  readonly lr: number;
  readonly count: number;
  readonly updates: number;
  readonly parameters: TensorSource;
  /** Update u (from 0) takes `lcgTensor(firstSeed + u, scale, count)`, whatever the parameters are. */
  readonly gradients: { readonly firstSeed: number; readonly scale: number };
  readonly parametersAfter: {
    readonly float64: readonly (readonly number[])[];
    readonly float32: readonly (readonly number[])[];
  };
}

export interface ScheduleCase {
  readonly schedule: string;
  readonly lr: number;
  /** What one entry of `rates` stands for: an epoch (torch's scheduler, stepped once an epoch) or a step (the formula). */
  readonly per: "epoch" | "step";
  /** Of a case per step; all steps are one epoch when absent. */
  readonly stepsPerEpoch?: number;
  readonly rates: readonly number[];
}

/** A schedule that watches the loss: the rate of each epoch, and the loss it then came to. */
export interface PlateauCase {
  readonly schedule: string;
  readonly lr: number;
  readonly losses: readonly number[];
  readonly rates: readonly number[];
}

/** A training of `epochs` epochs of one step on one batch, as a recipe's words say. */
export interface TraceCase extends Pick<OperatorCase, "layers" | "inputShape" | "batch" | "input" | "parameters"> {
  readonly epochs: number;
  readonly labels: readonly number[];
  readonly loss: string;
  readonly optimizer: string;
  readonly schedule: string;
  readonly clip?: string;
  readonly float64: {
    /** Before each step. */
    readonly losses: readonly number[];
    readonly rates: readonly number[];
    /** Parameters after the last. */
    readonly after: Readonly<Record<string, readonly number[]>>;
  };
  readonly float32: { readonly losses: readonly number[] };
}

export const OPERATOR_FILES = [
  "convolution",
  "pooling",
  "one-and-three-axes",
  "elementwise",
  "dense",
  "loss",
  "losses",
  "chains",
  "activations-and-normalizations",
  "windows",
  "shapes",
  "strides",
] as const;

const readCases = (file: string): readonly unknown[] => {
  const path = fileURLToPath(new URL(`../fixtures/operators/${file}.json`, import.meta.url));
  const parsed = JSON.parse(readFileSync(path, "utf8")) as { schema: string; cases: readonly unknown[] };
  if (parsed.schema !== "cnnc.operator-fixtures/1") throw new Error(`${file}.json: unknown schema ${parsed.schema}`);
  return parsed.cases;
};

export const readOperatorCases = (file: (typeof OPERATOR_FILES)[number]): readonly OperatorCase[] =>
  readCases(file) as readonly OperatorCase[];
export const readOptimizerCases = (): readonly OptimizerCase[] =>
  [...readCases("optimizers"), ...readCases("training-optimizers")] as readonly OptimizerCase[];
export const readScheduleCases = (): readonly ScheduleCase[] =>
  [...readCases("schedules"), ...readCases("training-schedules")] as readonly ScheduleCase[];
export const readPlateauCases = (): readonly PlateauCase[] => readCases("training-plateaus") as readonly PlateauCase[];
export const readTraceCases = (): readonly TraceCase[] => readCases("training-traces") as readonly TraceCase[];

/** 16-bit words: state = state * 1664525 + 1013904223 (mod 2^32), started at `seed`; the word is state >>> 16. */
export const lcgWords = (seed: number, count: number): Uint16Array => {
  let state = seed >>> 0;
  return Uint16Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 16;
  });
};

/** Numbers (word - 32768) / 32768 * scale, exact in float32 for the scales used, so both precisions read the same input. */
export const lcgTensor = (source: TensorSource, count: number): Float64Array =>
  Float64Array.from(lcgWords(source.seed, count), (word) => {
    const value = ((word - 32768) / 32768) * source.scale;
    return source.step === undefined ? value : Math.floor(value / source.step) * source.step;
  });

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** N, spatial sizes, C. */
export const caseInput = (from: Pick<OperatorCase, "input" | "batch" | "inputShape">): Float64Array =>
  lcgTensor(from.input, from.batch * sizeOf(from.inputShape));

/** Name to values, in PyTorch's layout, in the order of the chain. */
export const caseParameters = (from: Pick<OperatorCase, "parameters">): ReadonlyMap<string, Float64Array> =>
  new Map(Object.entries(from.parameters).map(([name, source]) => [name, lcgTensor(source, sizeOf(source.shape))]));

/** The gradient of the output, N, spatial sizes, C; undefined for a case with a loss. */
export const caseUpstream = (from: OperatorCase): Float64Array | undefined =>
  from.upstream && from.output && lcgTensor(from.upstream, sizeOf(from.output.shape));
