/** Where a training is, for whoever watches it. Takes the core and what only the loop knows; gives the figures of a tick. */
import { readSums } from "./control.ts";
import type { Core } from "./core.ts";
import type { Progress } from "./fit-options.ts";
import { labelsPerImage } from "./manifest.ts";

type Known = Pick<Progress, "epoch" | "epochs" | "position" | "count" | "recentLoss" | "imagesPerSecond">;

export function progressOf({ control, manifest }: Core, known: Known): Progress {
  const { lossSum, correct, seen } = readSums(control);
  const { epoch, epochs, position, count, imagesPerSecond } = known;
  return {
    ...known,
    step: control.get("step"),
    loss: lossSum / seen,
    accuracy: correct / (seen * labelsPerImage(manifest)),
    rate: control.get("currentRate"),
    secondsLeft: ((epochs - epoch + 1) * count - position) / imagesPerSecond,
  };
}
