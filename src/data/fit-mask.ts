/**
 * A mask at the size of the input: where its image goes (see `to-input.ts`), by the nearest place; 0 beside it. Takes the numbers of
 * the mask; throws `data/label-out-of-range`. Pure.
 */
import { fail, labelOutOfRange } from "./diagnostics.ts";
import type { PngNumbers } from "./png.ts";
import { fitInside } from "./to-input.ts";

export function fitMask(mask: PngNumbers, height: number, width: number, path: string): Uint8Array<ArrayBuffer> {
  const { innerHeight, innerWidth, top, left } = fitInside(mask, height, width);
  const map = new Uint8Array(height * width);
  const nearest = (i: number, from: number, to: number): number => Math.floor(((i + 0.5) * from) / to);
  for (let y = 0; y < innerHeight; y++) {
    const row = nearest(y, mask.height, innerHeight) * mask.width;
    for (let x = 0; x < innerWidth; x++) {
      const label = mask.numbers[row + nearest(x, mask.width, innerWidth)]!;
      if (label > 255) {
        const notes = [`a pixel of the mask is ${label}`, "256 classes are labeled 0 to 255"];
        fail(labelOutOfRange({ message: `class ${label} is more than a label holds`, file: path, notes }), 1);
      }
      map[(top + y) * width + left + x] = label;
    }
  }
  return map;
}
