/**
 * Small data sets as IDX files, made by a rule: a bright bar on noise, whose place tells the class. Quick to learn and quick
 * to load, for tests of the command.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface SmallData {
  readonly train?: number;
  readonly test?: number;
  readonly side?: number;
  readonly classes?: number;
}

/** Writes the four files of an IDX data set into the folder. */
export function writeSmallData(
  folder: string,
  { train = 400, test = 80, side = 8, classes = 4 }: SmallData = {},
): string {
  mkdirSync(folder, { recursive: true });
  for (const [part, count, seed] of [
    ["train", train, 1],
    ["t10k", test, 2],
  ] as const) {
    const images = Buffer.alloc(16 + count * side * side);
    for (const [i, value] of [0x803, count, side, side].entries()) images.writeUInt32BE(value, 4 * i);
    const labels = Buffer.alloc(8 + count);
    for (const [i, value] of [0x801, count].entries()) labels.writeUInt32BE(value, 4 * i);
    let state = seed;
    const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    for (let i = 0; i < count; i++) {
      const label = i % classes;
      labels[8 + i] = label;
      const row = Math.floor((label * side) / classes);
      for (let p = 0; p < side * side; p++) {
        const bright = Math.floor(p / side) === row ? 160 : 0;
        images[16 + i * side * side + p] = Math.floor(bright + random() * 90);
      }
    }
    writeFileSync(join(folder, `${part}-images-idx3-ubyte`), images);
    writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), labels);
  }
  return folder;
}

/** A network for the set, and its recipe. */
export function smallProgram(settings = ""): string {
  return `model Small {
  input 8x8x1
  conv 3x3x4 p1 -> relu -> maxpool 2
  fc 4
}

train Small {
  data      "data"
  loss      crossentropy
  optimizer sgd lr=0.1 momentum=0.9
  schedule  cosine
  batch     16
  epochs    3
  seed      1
  ${settings}
}
`;
}
