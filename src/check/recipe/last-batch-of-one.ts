/**
 * Whether the last batch of an epoch is one image where a layer needs a variance: a normalization by the batch that has one value per
 * channel and image. Takes the layers, the number of training images and the batch size; gives the layer, and the nearest batch size
 * that leaves another remainder. Pure; the lint asks before the data are read, training afterwards.
 */
import { product } from "../../ops/size-arithmetic.ts";
import type { CheckedLayer } from "../model.ts";

export interface LastBatchOfOne {
  readonly layer: CheckedLayer;
  readonly message: string;
  /** Absent where there is none: one image in all. */
  readonly batch?: number;
  readonly help: string;
}

/** Nothing for batches of one, of which each is the last: another lint. */
export function findLastBatchOfOne(
  layers: readonly CheckedLayer[],
  count: number,
  batch: number,
): LastBatchOfOne | undefined {
  if (batch <= 1 || count % batch !== 1) return undefined;
  const layer = layers.find(
    ({ operator, frozen, input }) => operator.facts.batchStatistics && !frozen && product(input.slice(0, -1)) === 1,
  );
  if (!layer) return undefined;
  const images =
    count === 1 ? "there is 1 training image" : `${count} training images in batches of ${batch} leave one`;
  const message = `${images}, and the variance of one value is 0, by which \`${layer.name}\` normalizes`;
  const other = nearestBatch(count, batch);
  if (other === undefined) return { layer, message, help: "give more training images" };
  const rest = count % other;
  const left = rest === 0 ? "which leaves none" : `which leaves ${rest} images for the last batch`;
  return { layer, message, batch: other, help: `write \`batch ${other}\`, ${left}` };
}

/** The nearest smaller one, or where there is none the nearest larger: all images at once leave none. */
function nearestBatch(count: number, batch: number): number | undefined {
  for (let other = batch - 1; other > 1; other--) if (count % other !== 1) return other;
  for (let other = batch + 1; other <= count; other++) if (count % other !== 1) return other;
  return undefined;
}
