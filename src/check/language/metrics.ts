/**
 * What `expect` can count: the meaning of each metric, and where it may be asked for. `check/check-expectations.ts` computes them
 * and knows no other.
 */
import type { WordRecord } from "../word-record.ts";

export interface MetricRecord extends WordRecord {
  /** It can be asked of a block or a head as well: what they add to it. */
  readonly ofParts: boolean;
  /** It depends on the images of a batch: `expect memory < 1_000_000 @ batch 64`. */
  readonly atBatch: boolean;
}

const model = (lines: string): string =>
  `model Example {\n  input 28x28x1\n  conv 5x5x6 -> relu -> maxpool 2\n  fc 10\n${lines}}\n`;

export const metricRecords = {
  params: {
    title: "params",
    words: ["params"],
    ofParts: true,
    atBatch: false,
    summary: "how many numbers are learned, biases and normalizations included",
    details:
      "A convolution learns K·K·(C/g)·F + F numbers, a full connection in·N + N. Running statistics of a normalization are kept, not " +
      "learned, and do not count. Heads count: they are learned too.",
    syntax: ["expect params number"],
    example: model("\n  expect params 8_806\n"),
  },
  weights: {
    title: "weights",
    words: ["weights"],
    ofParts: true,
    atBatch: false,
    summary: "how many weights are learned: the parameters without biases and without normalizations",
    details: "What lectures and papers count when they leave biases out.",
    syntax: ["expect weights number"],
    example: model("\n  expect weights 8_790\n"),
  },
  macs: {
    title: "macs",
    words: ["macs"],
    ofParts: true,
    atBatch: false,
    summary: "how many multiplications, each with its addition, one prediction of one image takes",
    details:
      "A convolution takes Ho·Wo·F·K·K·(C/g), a full connection in·N. Biases, activations, pooling and normalizations count 0. " +
      "Floating-point operations are twice as many. Heads do not count: a prediction does without them.",
    syntax: ["expect macs number"],
    example: model("\n  expect macs < 100_000\n"),
  },
  rf: {
    title: "rf",
    words: ["rf"],
    ofParts: false,
    atBatch: false,
    summary: "the receptive field: how many pixels along an axis an output of the last layer depends on",
    details:
      "It grows with every window: r + (F - 1)·j, where j is how many pixels neighboring places are apart. Through branches it is the " +
      "largest over the paths, and of several axes the largest. It may be larger than the image. `cnnc explain FILE LAYER` works it out.",
    syntax: ["expect rf number"],
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 -> relu\n  conv 4x4x8 s2\n\n  expect rf 8\n}\n",
  },
  memory: {
    title: "memory",
    words: ["memory"],
    ofParts: false,
    atBatch: true,
    summary: "bytes of a training: weights, gradients, what the optimizer keeps, activations",
    details:
      "Counted for a batch, before any sharing of buffers: that of the recipe, else one image, or what stands behind `@ batch`.",
    syntax: ["expect memory < number", "expect memory < number @ batch number"],
    example: model("\n  expect memory < 2_000_000 @ batch 16\n"),
  },
} as const satisfies Readonly<Record<string, MetricRecord>>;
