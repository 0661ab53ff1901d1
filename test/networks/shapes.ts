/**
 * Generated images for segmentation, as `cnnc init --template segmentation` draws them: discs (class 1) and squares (class 2) on a
 * noisy ground (class 0), 32 x 32, RGB bytes, with a class for each place; a small U-Net that learns them; and how good a
 * confusion matrix is. The same seed gives the same set.
 */
import { drawScenes, type ShapesSet, SIDE } from "../../src/cli/init/draw-shapes.ts";
import { createRandom } from "../wasm/compile-chain.ts";

export { type ShapesSet, SIDE };

export function shapes(count: number, seed: number): ShapesSet {
  return drawScenes(count, createRandom(seed));
}

export function shapesProgram({ epochs, batch, more = "" }: { epochs: number; batch: number; more?: string }): string {
  return `block double(c) { [conv 3x3x{c} p1 -> relu] * 2 }

model Shapes {
  input ${SIDE}x${SIDE}x3
  double(8) as fine
  maxpool 2 -> double(16)
  concat { @fine | deconv 2x2x8 s2 } -> double(8)
  conv 1x1x3
}

train Shapes {
  data "shapes"
  normalize auto
  optimizer adam lr=0.004
  batch ${batch}
  epochs ${epochs}
  seed 3
${more}}
`;
}

/** The mean over classes of |truth ∩ called| / |truth ∪ called|. */
export function meanIou(confusion: readonly (readonly number[])[]): number {
  const each = confusion.map((row, k) => {
    const called = confusion.reduce((sum, other) => sum + other[k]!, 0);
    return row[k]! / (row.reduce((a, b) => a + b) + called - row[k]!);
  });
  return each.reduce((a, b) => a + b) / each.length;
}
