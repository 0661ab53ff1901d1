/**
 * One file of a set of images, from the disk to the bytes of the data set: read, decoded, fitted to the input, and with it its mask
 * where it has one. Takes a task of plain values, so that a thread can be given it; returns plain values. Throws what files and
 * images give, `data/mask-size`, `data/label-out-of-range`.
 */
import { decodeImage } from "./decode-image.ts";
import { fail, maskSize } from "./diagnostics.ts";
import { readBytes } from "./files.ts";
import { fitMask } from "./fit-mask.ts";
import type { Image } from "./image.ts";
import { dataLimits } from "./limits.ts";
import { decodePngNumbers } from "./png.ts";
import { toBytes, toInput } from "./to-input.ts";

export interface FileTask {
  readonly image: string;
  readonly mask?: string;
  /** Of the network's input: height, width, channels. */
  readonly shape: readonly number[];
}

export interface FittedFile {
  /** Of the image before it was fitted. */
  readonly width: number;
  readonly height: number;
  /** At the size of the input, H, W, C order. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** A class for each place of the input. */
  readonly map?: Uint8Array<ArrayBuffer>;
}

export async function fitFile({ image: path, mask: maskPath, shape }: FileTask): Promise<FittedFile> {
  const image = await readImage(path);
  const { width, height } = image;
  const pixels = toBytes(toInput(image, shape));
  if (maskPath === undefined) return { width, height, pixels };
  const mask = decodePngNumbers(await readBytes(maskPath, dataLimits.imageFileBytes), maskPath);
  if (mask.width !== width || mask.height !== height) {
    const notes = [
      `${width}x${height} = ${width * height} pixels in ${path}`,
      `${mask.width}x${mask.height} = ${mask.width * mask.height} classes in the mask`,
    ];
    fail(maskSize({ message: "a mask has not the size of its image", file: maskPath, notes }), 1);
  }
  const [inputHeight = 0, inputWidth = 0] = shape;
  return { width, height, pixels, map: fitMask(mask, inputHeight, inputWidth, maskPath) };
}

export async function readImage(path: string): Promise<Image> {
  return decodeImage(await readBytes(path, dataLimits.imageFileBytes), path);
}
