/**
 * The orientation that a camera notes in Exif, and its effect. Takes the content of a JPEG's APP1 segment, or the directory of Exif
 * itself as PNG, WebP and TIFF hold it; returns the number 1 to 8 (TIFF 6.0, tag 0x0112) or nothing when there is none or it is
 * damaged: a wrong note never keeps an image from being read. Pure.
 */
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];
const ORIENTATION_TAG = 0x0112;
const SHORT = 3;

/** Of a JPEG's APP1 segment, and of chunks whose writer put the same six letters before the directory. */
export function readExifSegment(content: Uint8Array): number | undefined {
  return EXIF.every((b, i) => content[i] === b) ? readOrientation(content.subarray(EXIF.length)) : undefined;
}

/** Of a chunk `eXIf` of PNG or `EXIF` of WebP: the directory, with or without the letters of JPEG. */
export function readExifChunk(content: Uint8Array): number | undefined {
  return readExifSegment(content) ?? readOrientation(content);
}

/** `tiff`: from the mark of the byte order on. */
export function readOrientation(tiff: Uint8Array): number | undefined {
  if (tiff.length < 8) return undefined;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.length);
  const little = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return undefined;
  const entries = view.getUint16(directory, little);
  for (let e = 0, at = directory + 2; e < entries && at + 12 <= tiff.length; e++, at += 12) {
    if (view.getUint16(at, little) !== ORIENTATION_TAG || view.getUint16(at + 2, little) !== SHORT) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** Pixels of any kind: an image, or the numbers of a mask. */
interface Turnable {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array | Uint16Array;
}

/** The image as it is to be seen: 2 to 4 mirror or turn by 180°, 5 to 8 exchange rows and columns as well. */
export function applyOrientation<T extends Turnable>(image: T, orientation: number): T {
  if (orientation === 1) return image;
  const { width, height, channels, data } = image;
  const transposed = orientation >= 5;
  const flipX = [2, 3, 7, 8].includes(orientation);
  const flipY = [3, 4, 6, 7].includes(orientation);
  const [newWidth, newHeight] = transposed ? [height, width] : [width, height];
  const turned = data instanceof Uint16Array ? new Uint16Array(data.length) : new Uint8Array(data.length);
  for (let y = 0; y < newHeight; y++) {
    for (let x = 0; x < newWidth; x++) {
      // Flips are those of the stored image, taken after the exchange of the axes.
      const [sx, sy] = transposed ? [y, x] : [x, y];
      const from = ((flipY ? height - 1 - sy : sy) * width + (flipX ? width - 1 - sx : sx)) * channels;
      for (let c = 0; c < channels; c++) turned[(y * newWidth + x) * channels + c] = data[from + c]!;
    }
  }
  return { ...image, width: newWidth, height: newHeight, data: turned };
}
