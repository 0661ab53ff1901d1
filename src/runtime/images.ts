/**
 * Images at the door. Takes what a caller hands in as pixels and the module it is for; returns an array the runtime reads, and how many
 * images it holds. Refuses, with `runtime/bad-dataset`: other kinds of arrays, other lengths, numbers that are none. A canvas gives RGBA
 * in clamped bytes, which would pass for several gray images: it is refused with the way to convert it.
 */
import type { Manifest } from "../wasm/abi.ts";
import { checkInteger, isObject, kindOfArray, show } from "./arguments.ts";
import { RuntimeError } from "./errors.ts";
import { elements } from "./manifest.ts";

/** Bytes 0..255 stand for 0..1; floats stand for themselves. Image after image, each in H, W, C order. */
export type Images = Uint8Array | Float32Array;

export function isFloats(images: Images): images is Float32Array {
  return images.BYTES_PER_ELEMENT === 4;
}

/** The first n images of an array that holds at least as many; without n, the one image that the array is. */
export function takeImages(call: string, given: unknown, n: unknown, manifest: Manifest): Images {
  const images = checkImages(given, manifest);
  const size = elements(manifest.input);
  const one = `${manifest.input.join("x")} = ${size}`;
  if (n === undefined) {
    if (images.length !== size) {
      const several = images.length / size;
      const how =
        Number.isInteger(several) && several > 1 ? `; for ${several} images write ${call}(images, ${several})` : "";
      throw badSet(
        `the array holds ${images.length} values, one image is ${one}${how}${rgbaHint(images.length, manifest)}`,
      );
    }
  } else {
    checkInteger("n", n, 0, 2 ** 31 - 1);
    const wanted = (n as number) * size;
    if (images.length < wanted || images.length % size !== 0)
      throw badSet(
        `the array holds ${images.length} values, ${n as number} images of ${one} are ${wanted}${rgbaHint(images.length, manifest)}`,
      );
  }
  const taken = images.subarray(0, n === undefined ? size : (n as number) * size);
  checkFinite(taken, manifest);
  return taken;
}

/** Whether it is an array the runtime reads. */
export function checkImages(given: unknown, manifest: Manifest): Images {
  const kind = kindOfArray(given);
  if (kind === "Uint8Array" || kind === "Float32Array") return given as Images;
  const isCanvas = isObject(given) && kindOfArray(given.data) === "Uint8ClampedArray";
  if (kind === "Uint8ClampedArray" || isCanvas) {
    const data = (isCanvas ? given.data : given) as Uint8ClampedArray;
    throw badSet(`images are clamped bytes, as ImageData has: ${rgbaOf(data.length, manifest)}`);
  }
  const how = Array.isArray(given) || kind !== undefined ? ": convert them with Float32Array.from(images), or Uint8Array.from for bytes" : ""; // prettier-ignore
  throw badSet(`images are ${show(given)}, a Uint8Array or a Float32Array is expected${how}`);
}

/** Floats must be numbers: one that is not makes every output of its image, and every weight that learns from it, none. */
export function checkFinite(images: Images, { input }: Manifest): void {
  if (!isFloats(images)) return;
  for (let i = 0; i < images.length; i++) {
    if (images[i]! - images[i]! === 0) continue;
    const size = elements(input);
    throw badSet(`value ${i % size} of image ${Math.floor(i / size)} is ${images[i]}, and no number`);
  }
}

/** The arithmetic of a canvas, and how to make of it what the network reads. `data` in the text is the array of clamped bytes. */
function rgbaOf(length: number, { input }: Manifest): string {
  const channels = input.at(-1)!;
  const pixels = elements(input.slice(0, -1));
  const found = `${length / 4} pixels x 4 (RGBA) = ${length} values; the network takes ${input.join("x")} = ${pixels * channels}`;
  if (length !== 4 * pixels) return `${found}: scale the image to ${pixels} pixels first`;
  const gray = `Float32Array.from({ length: ${pixels} }, (_, i) => (0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2]) / 255)`;
  const color = `Uint8Array.from({ length: ${3 * pixels} }, (_, i) => data[4 * Math.floor(i / 3) + (i % 3)])`;
  const how = { 1: gray, 3: color, 4: "new Uint8Array(data)" }[channels];
  return how === undefined ? found : `${found}: convert it with ${how}`;
}

/** Bytes or floats whose number is that of one image in RGBA. */
function rgbaHint(length: number, manifest: Manifest): string {
  const isOne = length === 4 * elements(manifest.input.slice(0, -1)) && manifest.input.at(-1) !== 4;
  return isOne ? `; if it is one image of a canvas: ${rgbaOf(length, manifest)}` : "";
}

export function badSet(message: string): RuntimeError {
  return new RuntimeError("runtime/bad-dataset", message);
}
