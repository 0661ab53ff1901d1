/**
 * Pictures of shapes to learn from, 32 x 32 RGB: one shape in each, whose kind is its class, or several with a class for each
 * place (0 the ground). Takes how many and a source of random numbers from -1 to 1; the same numbers give the same pictures.
 */

export const SIDE = 32;
const PLACES = SIDE * SIDE;

export interface ShapesSet {
  /** RGB, one picture after the other. */
  readonly images: Uint8Array;
  /** A class for each place, one map after the other. */
  readonly labels: Uint8Array;
  readonly shape: readonly number[];
}

/** What a class looks like: whether a place (dx, dy) from the middle of a shape of radius r belongs to it. */
const KINDS = {
  disc: (dx: number, dy: number, r: number) => dx * dx + dy * dy <= r * r,
  square: (dx: number, dy: number, r: number) => Math.max(Math.abs(dx), Math.abs(dy)) <= r,
  triangle: (dx: number, dy: number, r: number) => dy <= r && 2 * Math.abs(dx) <= dy + r,
} as const;

export type Kind = keyof typeof KINDS;

const ground = [95, 95, 95];
const colors = [ground, [200, 120, 60], [60, 120, 220]];

/** Discs of class 1 and squares of class 2, the later ones over the earlier, each class in its color. */
export function drawScenes(count: number, random: () => number): ShapesSet {
  const labels = new Uint8Array(count * PLACES);
  for (let n = 0; n < count; n++) {
    for (let each = between(random, 2, 5); each > 0; each--) {
      const [kind, cy, cx, r] = [between(random, 1, 3), between(random, 4, 28), between(random, 4, 28), between(random, 4, 8)]; // prettier-ignore
      stamp(labels.subarray(n * PLACES, (n + 1) * PLACES), kind === 1 ? "disc" : "square", { cx, cy, r }, kind);
    }
  }
  const images = color(labels, (label) => colors[label]!, 35, random);
  return { images, labels, shape: [SIDE, SIDE, 3] };
}

/** One shape of a kind, of any size, place and color: its outline alone tells what it is. */
export function drawShape(kind: Kind, random: () => number): Uint8Array {
  const r = between(random, 6, 12);
  const [cx, cy] = [between(random, r, SIDE - r), between(random, r, SIDE - r)];
  const tint = [0, 1, 2].map(() => between(random, 120, 256));
  const labels = new Uint8Array(PLACES);
  stamp(labels, kind, { cx, cy, r }, 1);
  return color(labels, (label) => (label === 1 ? tint : ground.map((value) => value / 2)), 12, random);
}

interface Place {
  readonly cx: number;
  readonly cy: number;
  readonly r: number;
}

function stamp(labels: Uint8Array, kind: Kind, { cx, cy, r }: Place, label: number): void {
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) if (KINDS[kind](x - cx, y - cy, r)) labels[y * SIDE + x] = label;
}

function color(
  labels: Uint8Array,
  colorOf: (label: number) => readonly number[],
  noise: number,
  random: () => number,
): Uint8Array {
  const images = new Uint8Array(labels.length * 3);
  for (const [place, label] of labels.entries())
    for (let c = 0; c < 3; c++) {
      const shade = colorOf(label)[c]! + noise * (random() + random());
      images[3 * place + c] = Math.max(0, Math.min(255, Math.round(shade)));
    }
  return images;
}

/** A whole number from `low`, below `high`. */
function between(random: () => number, low: number, high: number): number {
  return low + Math.floor(((random() + 1) / 2) * (high - low));
}
