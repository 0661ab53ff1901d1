/**
 * One training step on images handed in. Takes at most the module's batch, returns the mean loss and the hits. With
 * `update: false` the gradients are left for looking at and the weights stay. For whole sets use `fit.ts`.
 */
import { checkInteger, checkOptions, isArrayLike, isBoolean, type Known, show } from "./arguments.ts";
import { type Core, countApart, trainingExport } from "./core.ts";
import { checkLabels } from "./dataset.ts";
import { badSet, type Images, takeImages } from "./images.ts";
import { labelsPerImage } from "./manifest.ts";
import { writeImages } from "./predict.ts";
import { floatsAt } from "./tensors.ts";

export interface StepOptions {
  /** Base learning rate of this step, before the recipe's schedule: 0 or more. The recipe's when absent. */
  readonly lr?: number;
  /** False: gradients only. */
  readonly update?: boolean;
}

export interface StepResult {
  /** Mean over the n images, before the update. */
  readonly loss: number;
  /** Images, or places where each has a label. */
  readonly correct: number;
}

const known: Known<StepOptions> = {
  lr: (value) => typeof value === "number" && value >= 0 && Number.isFinite(Math.fround(value)),
  update: isBoolean,
};

/** A loss that is not finite changes no weight. */
export function trainStep(core: Core, given: unknown, labels: unknown, n: number, options?: StepOptions): StepResult {
  const { manifest } = core;
  const { lr, update = true } = checkOptions("trainStep", options, known);
  checkInteger("n", n, 1, manifest.batch);
  const images = takeImages("trainStep", given, n, manifest);
  if (!isArrayLike(labels)) throw badSet(`labels are ${show(labels)}: class numbers in a list or array are expected`);
  const classes = Array.from({ length: Math.min(labels.length, n * labelsPerImage(manifest)) }, (_, i) => labels[i]);
  checkLabels(classes, n, manifest);
  return stepOn(core, images, classes as number[], n, { ...(lr === undefined ? {} : { lr }), update });
}

/** Of images and labels that were checked. */
export function stepOn(
  core: Core,
  images: Images,
  labels: ArrayLike<number>,
  n: number,
  { lr, update }: StepOptions,
): StepResult {
  const { exports, manifest, control } = core;
  const step = trainingExport(core, "step");
  writeImages(core, images, 0, n);
  floatsAt(exports.memory, manifest.regions.labels.offset, labels.length).set(labels);
  const rate = control.get("rate");
  if (lr !== undefined) control.set("rate", lr);
  const sums = countApart(control, () => step(n, update === false ? 0 : 1));
  control.set("rate", rate);
  return { loss: sums.lossSum / n, correct: sums.correct };
}
