/**
 * How good a network is on labeled images. Takes a set or batches, returns loss, accuracy and the confusion matrix. The loss
 * is the module's own, so a module built for inference has none. Lets the event loop turn between ticks.
 */
import { type Core, countApart, trainingExport } from "./core.ts";
import { type Sums, NO_SUMS } from "./control.ts";
import { type Batch, type BatchSource, checkDataset, type Dataset, isDataset } from "./dataset.ts";
import { elements } from "./manifest.ts";
import { predictRange } from "./predict.ts";
import { createBreather, createPacer } from "./ticks.ts";

export interface Evaluation {
  readonly count: number;
  /** Mean over the images; undefined when the module was built for inference. */
  readonly loss: number | undefined;
  /** 0..1. */
  readonly accuracy: number;
  /** `confusion[truth][prediction]` images. */
  readonly confusion: readonly (readonly number[])[];
}

/** Loss and hits of set 1, which must be in place. Whole batches at a time, so pieces never change the sums. */
export async function scoreTestSet(core: Core): Promise<Sums> {
  const { manifest, control } = core;
  const evaluate = trainingExport(core, "evaluate");
  const count = control.get("set1Count");
  const pacer = createPacer();
  const breather = createBreather();
  let sums = NO_SUMS;
  try {
    for (let from = 0; from < count;) {
      const batches = pacer.amount;
      const n = Math.min(batches * manifest.batch, count - from);
      const started = performance.now();
      const { lossSum, correct, seen } = countApart(control, () => evaluate(1, from, n));
      pacer.took(batches, performance.now() - started);
      sums = { lossSum: sums.lossSum + lossSum, correct: sums.correct + correct, seen: sums.seen + seen };
      from += n;
      await breather.breathe();
    }
    return sums;
  } finally {
    breather.close();
  }
}

export async function evaluate(core: Core, source: Dataset | BatchSource): Promise<Evaluation> {
  const classes = elements(core.manifest.output);
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let lossSum = 0;
  let count = 0;
  const score = async (dataset: Dataset): Promise<void> => {
    const n = checkDataset(dataset, core.manifest);
    if (core.manifest.training) {
      core.sets.placeTest(dataset);
      lossSum += (await scoreTestSet(core)).lossSum;
    }
    await confuse(core, dataset, n, confusion);
    count += n;
  };
  if (isDataset(source)) await score(source);
  else for await (const batch of openBatches(source)) await score({ ...batch, shape: core.manifest.input });
  const correct = confusion.reduce((sum, row, truth) => sum + row[truth]!, 0);
  return {
    count,
    loss: core.manifest.training ? lossSum / count : undefined,
    accuracy: correct / count,
    confusion,
  };
}

/** A pass over the batches. */
export function openBatches(source: BatchSource): AsyncIterable<Batch> | Iterable<Batch> {
  return typeof source === "function" ? source() : source;
}

/** Adds each image's truth and prediction to the matrix. */
async function confuse(core: Core, { images, labels }: Dataset, count: number, confusion: number[][]): Promise<void> {
  const width = confusion.length;
  const pacer = createPacer();
  const breather = createBreather();
  try {
    for (let from = 0; from < count;) {
      const batches = pacer.amount;
      const n = Math.min(batches * core.manifest.batch, count - from);
      const started = performance.now();
      const outputs = predictRange(core, images, from, n);
      for (let i = 0; i < n; i++) {
        const winner = indexOfLargest(outputs.subarray(i * width, (i + 1) * width));
        confusion[labels[from + i]!]![winner]!++;
      }
      pacer.took(batches, performance.now() - started);
      from += n;
      await breather.breathe();
    }
  } finally {
    breather.close();
  }
}

/** The first of the largest values. */
function indexOfLargest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
