/**
 * Images through the network, any number of them. Takes pixels as bytes or floats, returns the outputs as a copy, in
 * pieces of the module's batch. Not for scoring labeled sets: see `evaluate.ts`.
 */
import type { Core } from "./core.ts";
import { RuntimeError } from "./errors.ts";
import { type Images, isFloats, takeImages } from "./images.ts";
import { classCount, elements, labelsPerImage } from "./manifest.ts";
import { floatsAt } from "./tensors.ts";

/** Outputs of images first ≤ i < first + count, one row each. */
export function predictRange(core: Core, images: Images, first: number, count: number): Float32Array {
  const { exports, manifest } = core;
  const width = elements(manifest.output);
  const outputs = new Float32Array(count * width);
  for (let done = 0; done < count;) {
    const n = Math.min(manifest.batch, count - done);
    writeImages(core, images, first + done, n);
    exports.predict(n);
    outputs.set(floatsAt(exports.memory, manifest.regions.outputs.offset, n * width), done * width);
    done += n;
  }
  return outputs;
}

/** Outputs of the first n images; without n, of the one image that the array is. */
export function predict(core: Core, images: unknown, n: unknown, call = "predict"): Float32Array {
  const given = takeImages(call, images, n, core.manifest);
  return predictRange(core, given, 0, given.length / elements(core.manifest.input));
}

/** The class of each label, as `predict` takes images. Outputs that are no numbers have none: `runtime/not-finite`. */
export function classify(core: Core, images: unknown, n: unknown): Uint32Array {
  const outputs = predict(core, images, n, "classify");
  const classes = classCount(core.manifest);
  return Uint32Array.from({ length: outputs.length / classes }, (_, i) => {
    const found = indexOfLargest(outputs, i * classes, classes);
    if (found >= 0) return found;
    const image = Math.floor(i / labelsPerImage(core.manifest));
    throw new RuntimeError("runtime/not-finite", `the outputs of image ${image} are NaN: a weight is, or it is too large`, { image }); // prettier-ignore
  });
}

/** Of `count` values from `from`, the number of the first of the largest; -1 where one is NaN, beside which none is the largest. */
export function indexOfLargest(values: Float32Array, from: number, count: number): number {
  let best = 0;
  for (let i = 0; i < count; i++) {
    const value = values[from + i]!;
    if (Number.isNaN(value)) return -1;
    if (value > values[from + best]!) best = i;
  }
  return best;
}

/** Fills the module's batch with images first ≤ i < first + n; bytes become 0..1. */
export function writeImages({ exports, manifest }: Core, images: Images, first: number, n: number): void {
  const size = elements(manifest.input);
  const target = floatsAt(exports.memory, manifest.regions.images.offset, n * size);
  const source = images.subarray(first * size, (first + n) * size);
  target.set(source);
  if (isFloats(images)) return;
  // Divided, as the module does it, and rounded once: the same bits whichever way an image comes in.
  for (let i = 0; i < target.length; i++) target[i] = source[i]! / 255;
}
