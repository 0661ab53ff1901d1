/**
 * Images through the network, any number of them. Takes pixels as bytes or floats, returns the outputs as a copy, in
 * pieces of the module's batch. Not for scoring labeled sets: see `evaluate.ts`.
 */
import type { Core } from "./core.ts";
import { countImages, type Images } from "./dataset.ts";
import { classCount, elements } from "./manifest.ts";
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

/** Outputs of the first n images, all when n is absent. */
export function predict(core: Core, images: Images, n?: number): Float32Array {
  const size = elements(core.manifest.input);
  const given = n === undefined || images.length % size !== 0 ? images : images.subarray(0, n * size);
  return predictRange(core, given, 0, countImages(given, core.manifest, n));
}

/** The class of each label, as `predict` takes images. */
export function classify(core: Core, images: Images, n?: number): Uint32Array {
  const outputs = predict(core, images, n);
  const classes = classCount(core.manifest);
  return Uint32Array.from({ length: outputs.length / classes }, (_, i) =>
    indexOfLargest(outputs, i * classes, classes),
  );
}

/** Of `count` values from `from`, the number of the first of the largest. */
export function indexOfLargest(values: Float32Array, from: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (values[from + i]! > values[from + best]!) best = i;
  return best;
}

/** Fills the module's batch with images first ≤ i < first + n; bytes become 0..1. */
export function writeImages({ exports, manifest }: Core, images: Images, first: number, n: number): void {
  const size = elements(manifest.input);
  const target = floatsAt(exports.memory, manifest.regions.images.offset, n * size);
  const source = images.subarray(first * size, (first + n) * size);
  target.set(source);
  if (images instanceof Float32Array) return;
  // Divided, as the module does it, and rounded once: the same bits whichever way an image comes in.
  for (let i = 0; i < target.length; i++) target[i] = source[i]! / 255;
}
