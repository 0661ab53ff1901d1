/**
 * Where the elements of a tensor lie. Batched tensors lie batch-innermost, `[batch / lanes][C][H][W][lanes]`: the lanes of a
 * vector are images, so no layer needs shuffles or remainders in C, H or W. Channel planes take an odd number of 64-byte
 * lines, since planes a power of two apart share cache sets (measured at half speed). Other tensors are dense and row-major,
 * as PyTorch has them.
 */
import type { Tensor } from "../ir/tensor.ts";
import { elementCount } from "../ir/tensor.ts";

const LINE = 64;

export interface Layout {
  /** Bytes between neighbours along each dimension of `shape`. */
  readonly strides: readonly number[];
  /** Bytes of one block of images (batched), or of the whole tensor. */
  readonly bytes: number;
}

/**
 * Images side by side for a batch: at most 16 (four vectors), a multiple of 4, chosen for the fewest idle lanes, then for
 * the widest block.
 */
export function lanesFor(batch: number): number {
  let best = 16;
  let waste = Number.POSITIVE_INFINITY;
  for (const lanes of [16, 12, 8, 4]) {
    const idle = Math.ceil(batch / lanes) * lanes - batch;
    // A narrower block costs loads: it must save more than a fifth of the work.
    const cost = (batch + idle) * (1 + (16 - lanes) / 60);
    if (cost < waste) {
      waste = cost;
      best = lanes;
    }
  }
  return best;
}

export function layoutOf(tensor: Tensor, lanes: number): Layout {
  const element = tensor.batched ? lanes * 4 : 4;
  const strides: number[] = new Array(tensor.shape.length);
  let stride = element;
  for (let d = tensor.shape.length - 1; d >= 0; d--) {
    if (tensor.batched && d === 0 && tensor.shape.length > 1 && tensor.shape[0]! > 1) stride = oddLines(stride);
    strides[d] = stride;
    stride *= tensor.shape[d]!;
  }
  const bytes = tensor.batched ? stride : elementCount(tensor) * 4;
  return { strides, bytes: tensor.batched ? roundUp(bytes, LINE) : bytes };
}

function oddLines(bytes: number): number {
  if (bytes < 4 * LINE) return bytes;
  const lines = Math.ceil(bytes / LINE);
  return (lines % 2 === 0 ? lines + 1 : lines) * LINE;
}

export function roundUp(n: number, to: number): number {
  return Math.ceil(n / to) * to;
}
