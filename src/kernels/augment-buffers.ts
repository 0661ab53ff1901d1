/**
 * Where augmented images stand while four of them are made: the four finished ones, and two in the making. Takes the steps
 * and the size of an image; gives sizes in bytes, which the plan reserves and the loader uses. Each has room for the vector that
 * overhangs its last element.
 */
import type { ImageStep } from "../ir/image-step.ts";
import { roundUp } from "./layout.ts";

export interface AugmentBuffers {
  /** From one finished image to the next; the first stands at the beginning. */
  readonly finished: number;
  /** Of an image in the making. */
  readonly working: number;
  readonly bytes: number;
}

/** `elements` of a finished image. */
export function augmentBuffers(steps: readonly ImageStep[], elements: number): AugmentBuffers {
  const bytesFor = (count: number): number => roundUp(4 * count + 12, 16);
  const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
  const finished = bytesFor(elements);
  const working = bytesFor(Math.max(elements, ...steps.map(({ output }) => count(output))));
  return { finished, working, bytes: 4 * finished + 2 * working };
}
