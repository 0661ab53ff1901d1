/**
 * CIFAR-10 binary files. Takes the bytes of one or more files and returns one data set's images (channels moved last) and
 * labels, as copies. Pure; each failure is a `CnncError` with exit 1 that names the file. Not for CIFAR-100.
 */
import { cifarLength, fail } from "./diagnostics.ts";
import { checkLabels } from "./labels.ts";

const SIDE = 32;
const PLANE = SIDE * SIDE;
/** One label, then the red, green and blue planes. */
const RECORD = 1 + 3 * PLANE;
const CLASSES = 10;

export interface CifarFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface CifarImages {
  readonly count: number;
  /** `[32, 32, 3]`. */
  readonly shape: readonly number[];
  /** `count·32·32·3` bytes, H, W, C. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** The records of the files, one after another. Throws `data/cifar-length` and `data/label-out-of-range`. */
export function decodeCifar10(files: readonly CifarFile[]): CifarImages {
  const counts = files.map(countRecords);
  const count = counts.reduce((sum, n) => sum + n, 0);
  const pixels = new Uint8Array(count * 3 * PLANE);
  const labels = new Uint8Array(count);
  let image = 0;
  for (const [f, { path, bytes }] of files.entries()) {
    const records = counts[f]!;
    const first = image;
    for (let r = 0; r < records; r++, image++) {
      const from = r * RECORD;
      labels[image] = bytes[from]!;
      toChannelsLast(bytes, from + 1, pixels, image * 3 * PLANE);
    }
    checkLabels(labels.subarray(first, image), CLASSES, path);
  }
  return { count, shape: [SIDE, SIDE, 3], pixels, labels };
}

function toChannelsLast(planes: Uint8Array, from: number, pixels: Uint8Array, to: number): void {
  for (let p = 0; p < PLANE; p++) {
    pixels[to + 3 * p] = planes[from + p]!;
    pixels[to + 3 * p + 1] = planes[from + PLANE + p]!;
    pixels[to + 3 * p + 2] = planes[from + 2 * PLANE + p]!;
  }
}

function countRecords({ path, bytes }: CifarFile): number {
  const rest = bytes.length % RECORD;
  if (bytes.length > 0 && rest === 0) return bytes.length / RECORD;
  const isCifar100 = bytes.length > 0 && bytes.length % (RECORD + 1) === 0;
  fail(
    cifarLength({
      message: bytes.length === 0 ? "the CIFAR-10 file is empty" : "the file is not a whole number of CIFAR-10 records",
      file: path,
      notes: [
        `records of 1 + 3·32·32 = ${RECORD} bytes expected`,
        `${bytes.length} bytes found: ${Math.floor(bytes.length / RECORD)} records and ${rest} bytes`,
        ...(isCifar100
          ? [`${bytes.length} = ${bytes.length / (RECORD + 1)} x ${RECORD + 1}: the length of a CIFAR-100 file`]
          : []),
      ],
    }),
    1,
  );
}
