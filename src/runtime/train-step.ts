/**
 * One training step on images handed in. Takes at most the module's batch, returns the mean loss and the hits. With
 * `update: false` the gradients are left for looking at and the weights stay. For whole sets use `fit.ts`.
 */
import { checkInteger, type Core, countApart, trainingExport } from "./core.ts";
import { checkLabels, countImages, type Images, type Labels } from "./dataset.ts";
import { elements, labelsPerImage } from "./manifest.ts";
import { writeImages } from "./predict.ts";
import { floatsAt } from "./tensors.ts";

export interface StepOptions {
  /** Base learning rate of this step, before the recipe's schedule; the recipe's when absent. */
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

export function trainStep(core: Core, images: Images, labels: Labels, n: number, options: StepOptions): StepResult {
  const { exports, manifest, control } = core;
  const step = trainingExport(core, "step");
  checkInteger("n", n, 1, manifest.batch);
  const size = elements(manifest.input);
  countImages(images.subarray(0, n * size), manifest, n);
  const count = n * labelsPerImage(manifest);
  const classes = Array.from({ length: count }, (_, i) => labels[i] ?? Number.NaN);
  checkLabels(classes, n, manifest);
  writeImages(core, images, 0, n);
  floatsAt(exports.memory, manifest.regions.labels.offset, count).set(classes);
  const rate = control.get("rate");
  if (options.lr !== undefined) control.set("rate", options.lr);
  const sums = countApart(control, () => step(n, options.update === false ? 0 : 1));
  control.set("rate", rate);
  return { loss: sums.lossSum / n, correct: sums.correct };
}
