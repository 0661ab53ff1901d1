/**
 * What a decoded image is, and the refusals that its decoders share. Not for data sets: their images are one array.
 */
import { fail, imageDamaged, imageTooLarge } from "./diagnostics.ts";
import { dataLimits } from "./limits.ts";

/** Pixels of 8 bits, H, W, C order; 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  /** `height·width·channels` bytes. */
  readonly data: Uint8Array;
}

/** Throws `data/image-too-large`. */
export function refuseTooLarge(width: number, height: number, path: string): void {
  const { imagePixels, imageSide } = dataLimits;
  if (width <= imageSide && height <= imageSide && width * height <= imagePixels) return;
  fail(
    imageTooLarge({
      message: `the image of ${width}x${height} pixels is too large`,
      file: path,
      notes: [`${width * height} pixels found, at most ${imagePixels} are decoded, ${imageSide} along a side`],
    }),
    1,
  );
}

/** Throws `data/image-damaged`. */
export function refuseDamaged(path: string, message: string, ...notes: readonly string[]): never {
  fail(imageDamaged({ message, file: path, notes }), 1);
}
