/**
 * How good a network is on labeled images. Takes a set or batches, returns loss, accuracy and the confusion matrix. The loss
 * is the module's own, so a module built for inference has none. Lets the event loop turn between ticks.
 */
import { checkInteger, checkOptions, isChecked } from "./arguments.ts";
import { type Core, countApart, trainingExport } from "./core.ts";
import { type Sums, NO_SUMS } from "./control.ts";
import {
  type BatchSource,
  checkBatch,
  checkDataset,
  checkSource,
  type Dataset,
  isDataset,
  openBatches,
} from "./dataset.ts";
import { badSet } from "./images.ts";
import type { Manifest } from "../wasm/abi.ts";
import type { RuntimeError } from "./errors.ts";
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
  /** 0..1, of the images, or of the places where each has a label. Outputs that are NaN are a wrong answer. */
  readonly accuracy: number;
  /** Images, or places, whose outputs are NaN: they are called nothing and are not in the matrix. */
  readonly undecided: number;
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

/** What is to be evaluated, checked: throws before anything waits or runs. */
export function checkEvaluation(core: Core, source: unknown, options: unknown): EvaluateOptions {
  const checked = checkOptions<EvaluateOptions>("evaluate", options, { worst: isChecked });
  if (checked.worst !== undefined) {
    checkInteger("worst", checked.worst, 0, 2 ** 31 - 1);
    trainingExport(core, "evaluate");
  }
  checkSource("evaluate", source);
  if (isDataset(source) && checkDataset(source, core.manifest) === 0) throw noImages();
  return checked;
}

function noImages(): RuntimeError {
  return badSet("the set to evaluate holds no images: of none there is neither a loss nor an accuracy");
}

/** Of arguments that `checkEvaluation` has seen. */
export async function evaluate(
  core: Core,
  source: Dataset | BatchSource,
  { worst: wanted }: EvaluateOptions,
): Promise<Evaluation> {
  const { manifest } = core;
  const confused = createConfusion(manifest);
  let lossSum = 0;
  let count = 0;
  let worst: readonly Mistake[] = [];
  const score = async (dataset: Dataset, n: number): Promise<void> => {
    let outputsOf: OutputsOf = (from, some) => predictRange(core, dataset.images, from, some);
    if (manifest.training) {
      core.sets.placeTest(dataset);
      if (manifest.evaluateGivesOutputs) {
        outputsOf = (from, some) => {
          const scored = scoreRange(core, from, some);
          lossSum += scored.lossSum;
          return scored.outputs;
        };
      } else lossSum += (await scoreTestSet(core)).lossSum;
    }
    const mistakes = await confuse(core, dataset, n, confused, outputsOf);
    if (wanted !== undefined) {
      const here = await worstMistakes(core, mistakes, wanted);
      const offset = count;
      worst = worstOf([...worst, ...here.map((each) => ({ ...each, image: offset + each.image }))], wanted);
    }
    count += n;
  };
  if (isDataset(source)) await score(source, elementsOf(source, manifest));
  else
    for await (const batch of openBatches(source)) {
      const n = checkBatch(batch, manifest);
      await score({ ...batch, shape: manifest.input }, n);
    }
  if (count === 0) throw noImages();
  return {
    count,
    loss: manifest.training ? lossSum / count : undefined,
    accuracy: rightIn(confused) / (count * labelsPerImage(manifest)),
    undecided: confused.undecided,
    confusion: confused.matrix,
    ...(wanted === undefined ? {} : { worst }),
  };
}

function elementsOf({ images }: Dataset, { input }: Manifest): number {
  return images.length / elements(input);
}

/** Right answers in the set that is set 1, by its outputs. */
export async function countRight(core: Core, dataset: Dataset, count: number): Promise<number> {
  const confused = createConfusion(core.manifest);
  await confuse(core, dataset, count, confused, (from, n) => predictRange(core, dataset.images, from, n));
  return rightIn(confused);
}

interface Confusion {
  readonly matrix: number[][];
  undecided: number;
}

function createConfusion(manifest: Manifest): Confusion {
  const classes = classCount(manifest);
  return { matrix: Array.from({ length: classes }, () => new Array<number>(classes).fill(0)), undecided: 0 };
}

function rightIn({ matrix }: Confusion): number {
  return matrix.reduce((sum, row, truth) => sum + row[truth]!, 0);
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
  confused: Confusion,
  outputsOf: OutputsOf,
): Promise<readonly Candidate[]> {
  const mistakes: Candidate[] = [];
  const { matrix } = confused;
  const classes = matrix.length;
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
          if (prediction < 0) confused.undecided++;
          else matrix[truth]![prediction]!++;
          if (truth === prediction) continue;
          // No answer at all is as wrong as can be.
          margin += prediction < 0 ? Number.POSITIVE_INFINITY : outputs[at + prediction]! - outputs[at + truth]!;
          const pair = truth * (classes + 1) + prediction + 1;
          wrong.set(pair, (wrong.get(pair) ?? 0) + 1);
        }
        if (wrong.size === 0) continue;
        // Of a map, what is taken for what in the most places.
        const [pair] = [...wrong].reduce((a, b) => (b[1] > a[1] ? b : a));
        mistakes.push({
          image: from + i,
          truth: Math.floor(pair / (classes + 1)),
          prediction: (pair % (classes + 1)) - 1,
          margin,
        });
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
