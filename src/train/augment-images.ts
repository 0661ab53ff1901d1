/** The augmentation of a recipe as steps on images of the model's input shape, which the checker has found to fit. */
import type { AugmentationUse } from "../check/model.ts";
import type { ImageStep } from "../ir/image-step.ts";

/** `channelsFirst`: as tensors have it. */
export function augmentImages(augment: readonly AugmentationUse[], channelsFirst: readonly number[]): ImageStep[] {
  let shape = [...channelsFirst.slice(1), channelsFirst[0] ?? 1];
  return augment.map(({ operator, values }) => {
    const step = operator.step(shape, values);
    shape = [...step.output];
    return step;
  });
}
