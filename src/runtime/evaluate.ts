/**
 * How good a network is on labeled images. Takes a set or batches, returns loss, accuracy and the confusion matrix. The loss
 * is the module's own, so a module built for inference has none. Lets the event loop turn between ticks.
 */
import { checkInteger, type Core, countApart, trainingExport } from "./core.ts";
import { type Sums, NO_SUMS } from "./control.ts";
import { type Batch, type BatchSource, checkDataset, type Dataset, isDataset } from "./dataset.ts";
import { classCount, elements, labelsPerImage } from "./manifest.ts";
import { indexOfLargest, predictRange } from "./predict.ts";
import { floatsAt } from "./tensors.ts";
import { createBreather, createPacer } from "./ticks.ts";
import { type Candidate, type Mistake, worstMistakes, worstOf } from "./worst-mistakes.ts";

export interface EvaluateOptions {
  /** How many of the most costly mistakes to name; needs a module with training code. */
  readonly worst?: number;
}

export interface Evaluation {
  readonly count: number;
  /** Mean over the images; undefined when the module was built for inference. */
  readonly loss: number | undefined;
  /** 0..1, of the images, or of the places where each has a label. */
  readonly accuracy: number;
  /** `confusion[truth][prediction]` images, or places. */
  readonly confusion: readonly (readonly number[])[];
  /** When asked for: the worst first. */
  readonly worst?: readonly Mistake[];
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

export async function evaluate(
  core: Core,
  source: Dataset | BatchSource,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const wanted = options.worst;
  if (wanted !== undefined) {
    checkInteger("worst", wanted, 0, 2 ** 31 - 1);
    trainingExport(core, "evaluate");
  }
  const classes = classCount(core.manifest);
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let lossSum = 0;
  let count = 0;
  let worst: readonly Mistake[] = [];
  const score = async (dataset: Dataset): Promise<void> => {
    const n = checkDataset(dataset, core.manifest);
    let outputsOf: OutputsOf = (from, some) => predictRange(core, dataset.images, from, some);
    if (core.manifest.training) {
      core.sets.placeTest(dataset);
      if (core.manifest.evaluateGivesOutputs) {
        outputsOf = (from, some) => {
          const scored = scoreRange(core, from, some);
          lossSum += scored.lossSum;
          return scored.outputs;
        };
      } else lossSum += (await scoreTestSet(core)).lossSum;
    }
    const mistakes = await confuse(core, dataset, n, confusion, outputsOf);
    if (wanted !== undefined) {
      const here = await worstMistakes(core, mistakes, wanted);
      const offset = count;
      worst = worstOf([...worst, ...here.map((each) => ({ ...each, image: offset + each.image }))], wanted);
    }
    count += n;
  };
  if (isDataset(source)) await score(source);
  else for await (const batch of openBatches(source)) await score({ ...batch, shape: core.manifest.input });
  const correct = confusion.reduce((sum, row, truth) => sum + row[truth]!, 0);
  return {
    count,
    loss: core.manifest.training ? lossSum / count : undefined,
    accuracy: correct / (count * labelsPerImage(core.manifest)),
    confusion,
    ...(wanted === undefined ? {} : { worst }),
  };
}

/** A pass over the batches. */
export function openBatches(source: BatchSource): AsyncIterable<Batch> | Iterable<Batch> {
  return typeof source === "function" ? source() : source;
}

/** One row for each image from ≤ i < from + count. */
type OutputsOf = (from: number, count: number) => Float32Array;

/** What the module says of images of set 1, and their losses, of one pass over them. */
function scoreRange(core: Core, from: number, count: number): { outputs: Float32Array; lossSum: number } {
  const { exports, manifest, control } = core;
  const evaluate = trainingExport(core, "evaluate");
  const width = elements(manifest.output);
  const outputs = new Float32Array(count * width);
  let lossSum = 0;
  for (let done = 0; done < count;) {
    const n = Math.min(manifest.batch, count - done);
    lossSum += countApart(control, () => evaluate(1, from + done, n)).lossSum;
    outputs.set(floatsAt(exports.memory, manifest.regions.outputs.offset, n * width), done * width);
    done += n;
  }
  return { outputs, lossSum };
}

/** Adds each label's truth and prediction to the matrix; gives the images in which they differ. */
async function confuse(
  core: Core,
  { labels }: Dataset,
  count: number,
  confusion: number[][],
  outputsOf: OutputsOf,
): Promise<readonly Candidate[]> {
  const mistakes: Candidate[] = [];
  const classes = confusion.length;
  const places = labelsPerImage(core.manifest);
  const pacer = createPacer();
  const breather = createBreather();
  try {
    for (let from = 0; from < count;) {
      const batches = pacer.amount;
      const n = Math.min(batches * core.manifest.batch, count - from);
      const started = performance.now();
      const outputs = outputsOf(from, n);
      for (let i = 0; i < n; i++) {
        const wrong = new Map<number, number>();
        let margin = 0;
        for (let place = 0; place < places; place++) {
          const at = (i * places + place) * classes;
          const prediction = indexOfLargest(outputs, at, classes);
          const truth = labels[(from + i) * places + place]!;
          confusion[truth]![prediction]!++;
          if (truth === prediction) continue;
          margin += outputs[at + prediction]! - outputs[at + truth]!;
          const pair = truth * classes + prediction;
          wrong.set(pair, (wrong.get(pair) ?? 0) + 1);
        }
        if (wrong.size === 0) continue;
        // Of a map, what is taken for what in the most places.
        const [pair] = [...wrong].reduce((a, b) => (b[1] > a[1] ? b : a));
        mistakes.push({ image: from + i, truth: Math.floor(pair / classes), prediction: pair % classes, margin });
      }
      pacer.took(batches, performance.now() - started);
      from += n;
      await breather.breathe();
    }
    return mistakes;
  } finally {
    breather.close();
  }
}
