/**
 * Generated images for segmentation: discs (class 1) and squares (class 2) on a noisy ground (class 0), 32 x 32, RGB bytes, with
 * a class for each place; a small U-Net that learns them; and how good a confusion matrix is. The same seed gives the same set.
 */
import { createRandom } from "../wasm/compile-chain.ts";

export const SIDE = 32;

export interface ShapesSet {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly shape: readonly number[];
}

const ground = [95, 95, 95];
const colors = [ground, [200, 120, 60], [60, 120, 220]];

export function shapes(count: number, seed: number): ShapesSet {
  const random = createRandom(seed);
  const between = (low: number, high: number): number => low + Math.floor(((random() + 1) / 2) * (high - low));
  const labels = new Uint8Array(count * SIDE * SIDE);
  const images = new Uint8Array(labels.length * 3);
  for (let n = 0; n < count; n++) {
    for (let each = between(2, 5); each > 0; each--) {
      const [kind, cy, cx, r] = [between(1, 3), between(4, 28), between(4, 28), between(4, 8)];
      for (let y = 0; y < SIDE; y++)
        for (let x = 0; x < SIDE; x++) {
          const [dy, dx] = [Math.abs(y - cy), Math.abs(x - cx)];
          const inside = kind === 1 ? dy * dy + dx * dx <= r * r : Math.max(dy, dx) <= r;
          if (inside) labels[(n * SIDE + y) * SIDE + x] = kind;
        }
    }
  }
  for (const [place, label] of labels.entries())
    for (let c = 0; c < 3; c++) {
      const noise = 35 * (random() + random());
      images[3 * place + c] = Math.max(0, Math.min(255, Math.round(colors[label]![c]! + noise)));
    }
  return { images, labels, shape: [SIDE, SIDE, 3] };
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
