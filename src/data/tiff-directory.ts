/**
 * The first directory of a TIFF: what its picture is and where its pieces are. Takes the bytes of a file; returns facts that are checked
 * against each other and the limits, or throws; nothing is unpacked here. Pure. Where the format has defaults, they are in.
 */
import { fail, imageTooLarge, imageUnsupported } from "./diagnostics.ts";
import { refuseDamaged, refuseTooLarge } from "./image.ts";
import { type ImageBytes, readImageBytes } from "./image-bytes.ts";
import { dataLimits } from "./limits.ts";
import { readOrientation } from "./orientation.ts";

export type TiffColors = "white-is-zero" | "black-is-zero" | "rgb" | "palette" | "cmyk" | "ycbcr";
export type TiffPacking = "none" | "lzw" | "deflate" | "packbits" | "jpeg";

export interface TiffPicture {
  readonly width: number;
  readonly height: number;
  readonly little: boolean;
  readonly colors: TiffColors;
  readonly packing: TiffPacking;
  /** Of a sample: 1, 2, 4, 8 or 16. */
  readonly bits: number;
  /** Of a pixel, with what is beside its colors. */
  readonly samples: number;
  /** What the first sample beside the colors is. */
  readonly extra: "none" | "unknown" | "alpha" | "multiplied-alpha";
  /** Each sample in pieces of its own. */
  readonly planar: boolean;
  /** Samples hold differences along a row. */
  readonly differences: boolean;
  /** Bits from the low end of a byte on. */
  readonly lowFirst: boolean;
  /** The size of a piece; strips are as wide as the picture. */
  readonly piece: { readonly width: number; readonly height: number; readonly isTile: boolean };
  /** Where the pieces are: row after row of them, plane after plane. */
  readonly pieces: readonly { readonly offset: number; readonly length: number }[];
  /** 16-bit numbers: all reds, all greens, all blues. */
  readonly colorMap: readonly number[] | undefined;
  readonly jpegTables: Uint8Array | undefined;
  readonly orientation: number;
}

const TAGS = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  samples: 277,
  rowsPerStrip: 278,
  stripLengths: 279,
  planar: 284,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileLengths: 325,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
} as const;

/** Bytes of a value of each type that is read: BYTE, SHORT, LONG, UNDEFINED. */
const TYPE_BYTES = new Map([
  [1, 1],
  [3, 2],
  [4, 4],
  [7, 1],
]);

const COLORS = new Map<number, TiffColors>([
  [0, "white-is-zero"],
  [1, "black-is-zero"],
  [2, "rgb"],
  [3, "palette"],
  [5, "cmyk"],
  [6, "ycbcr"],
]);
const COLOR_SAMPLES = { "white-is-zero": 1, "black-is-zero": 1, rgb: 3, palette: 1, cmyk: 4, ycbcr: 3 } as const;
const PACKINGS = new Map<number, TiffPacking>([
  [1, "none"],
  [5, "lzw"],
  [7, "jpeg"],
  [8, "deflate"],
  [32_946, "deflate"],
  [32_773, "packbits"],
]);
const UNREAD_PACKINGS = new Map([
  [2, "CCITT fax"],
  [3, "CCITT fax"],
  [4, "CCITT fax"],
  [6, "old JPEG"],
  [34_712, "JPEG 2000"],
  [34_925, "LZMA"],
  [50_000, "Zstandard"],
  [50_001, "WebP"],
]);
const MOST_SAMPLES = 8;

type Entries = ReadonlyMap<number, { readonly type: number; readonly values: readonly number[] }>;

/** Throws `data/image-damaged`, `data/image-unsupported` or `data/image-too-large`. */
export function readPicture(bytes: Uint8Array, path: string): TiffPicture {
  const little = bytes[0] === 0x49;
  const file = readImageBytes(bytes, "TIFF", path, little);
  const unsupported = (...notes: string[]): never =>
    fail(
      imageUnsupported({
        message: "the TIFF is of a kind that is not read",
        file: path,
        notes,
        help: "save it as a TIFF of 8 or 16 bits, packed by LZW or deflate, or as a PNG",
      }),
      1,
    );
  if (file.u16(2) === 43) unsupported("BigTIFF, whose offsets have 64 bits");
  const entries = readEntries(file, path);
  const values = (tag: number): readonly number[] => entries.get(tag)?.values ?? [];
  const one = (tag: number, otherwise: number): number => values(tag)[0] ?? otherwise;

  const [width, height] = [one(TAGS.width, 0), one(TAGS.height, 0)];
  if (width === 0 || height === 0) refuseDamaged(path, "the TIFF has no pixels", `${width}x${height}`);
  refuseTooLarge(width, height, path);
  const [compression, photometric] = [one(TAGS.compression, 1), one(TAGS.photometric, -1)];
  const packing = PACKINGS.get(compression);
  const colors = COLORS.get(photometric);
  if (packing === undefined)
    return unsupported(`packing: ${UNREAD_PACKINGS.get(compression) ?? `number ${compression}`}`);
  if (photometric === -1) refuseDamaged(path, "the TIFF does not say what its numbers mean", "tag 262 is missing");
  if (colors === undefined) return unsupported(`colors: kind ${photometric}`);
  if (colors === "ycbcr" && packing !== "jpeg") return unsupported("YCbCr colors without JPEG");
  if (colors === "cmyk" && packing === "jpeg") return unsupported("CMYK colors packed by JPEG");
  const samples = one(TAGS.samples, 1);
  const depths = values(TAGS.bits);
  const bits = depths[0] ?? 1;
  if (samples < COLOR_SAMPLES[colors])
    refuseDamaged(path, "the TIFF has too few samples for its colors", `${samples} for ${colors}`);
  if (samples > MOST_SAMPLES) unsupported(`${samples} samples for a pixel`);
  if (depths.some((depth) => depth !== bits)) unsupported(`samples of different bits: ${depths.join(", ")}`);
  if (![1, 2, 4, 8, 16].includes(bits) || (packing === "jpeg" && bits !== 8)) unsupported(`${bits} bits for a sample`);
  if (colors === "palette" && bits > 8) unsupported(`a table of ${2 ** bits} colors`);
  const format = values(TAGS.sampleFormat).find((kind) => kind !== 1 && kind !== 4);
  if (format !== undefined) unsupported(format === 3 ? "floating-point samples" : "signed samples");
  if (width * height * samples > dataLimits.imageBytes) {
    const notes = [`${width * height * samples} bytes unpacked, at most ${dataLimits.imageBytes} are decoded`];
    fail(imageTooLarge({ message: `the image of ${width}x${height} pixels is too large`, file: path, notes }), 1);
  }
  const predictor = one(TAGS.predictor, 1);
  const differences = predictor === 2 && (packing === "lzw" || packing === "deflate");
  if (predictor > 2) unsupported(`predictor ${predictor}`);
  if (differences && bits < 8) unsupported(`differences of ${bits} bits`);
  const colorMap = entries.get(TAGS.colorMap)?.values;
  if (colors === "palette" && (colorMap === undefined || colorMap.length < 3 * 2 ** bits))
    refuseDamaged(path, "the TIFF has no table of its colors", `${3 * 2 ** bits} numbers expected`);
  const planar = one(TAGS.planar, 1) === 2 && samples > 1;
  if (planar && packing === "jpeg") unsupported("samples apart, packed by JPEG");
  const tables = entries.get(TAGS.jpegTables);
  return {
    width,
    height,
    little,
    colors,
    packing,
    bits,
    samples,
    extra: extraOf(samples > COLOR_SAMPLES[colors] ? one(TAGS.extraSamples, 0) : undefined),
    planar,
    differences,
    lowFirst: one(TAGS.fillOrder, 1) === 2,
    ...readPieces(entries, { width, height, planes: planar ? samples : 1, path, length: file.length }),
    colorMap,
    jpegTables: tables && Uint8Array.from(tables.values),
    orientation: readOrientation(bytes) ?? 1,
  };
}

function extraOf(kind: number | undefined): TiffPicture["extra"] {
  if (kind === undefined) return "none";
  return kind === 1 ? "multiplied-alpha" : kind === 2 ? "alpha" : "unknown";
}

function readEntries(file: ImageBytes, path: string): Entries {
  const at = file.u32(4);
  const count = file.u16(at);
  const wanted: ReadonlySet<number> = new Set(Object.values(TAGS));
  const entries = new Map<number, { type: number; values: readonly number[] }>();
  for (let e = 0; e < count; e++) {
    const entry = at + 2 + 12 * e;
    const [tag, type, length] = [file.u16(entry), file.u16(entry + 2), file.u32(entry + 4)];
    const each = TYPE_BYTES.get(type);
    if (!wanted.has(tag) || each === undefined || entries.has(tag)) continue;
    const from = length * each <= 4 ? entry + 8 : file.u32(entry + 8);
    if (from + length * each > file.length) {
      refuseDamaged(path, "the TIFF file is cut short", `tag ${tag}: ${length} values at byte ${from}`);
    }
    const read = each === 1 ? file.u8 : each === 2 ? file.u16 : file.u32;
    const values = new Array<number>(length);
    for (let i = 0; i < length; i++) values[i] = read(from + i * each);
    entries.set(tag, { type, values });
  }
  return entries;
}

interface Whole {
  readonly width: number;
  readonly height: number;
  readonly planes: number;
  readonly path: string;
  readonly length: number;
}

function readPieces(entries: Entries, whole: Whole): Pick<TiffPicture, "piece" | "pieces"> {
  const { width, height, planes, path } = whole;
  const values = (tag: number): readonly number[] => entries.get(tag)?.values ?? [];
  const isTile = entries.has(TAGS.tileWidth) || entries.has(TAGS.tileOffsets);
  const piece = isTile
    ? { width: values(TAGS.tileWidth)[0] ?? 0, height: values(TAGS.tileHeight)[0] ?? 0, isTile }
    : { width, height: Math.min(height, values(TAGS.rowsPerStrip)[0] ?? height), isTile };
  if (piece.width === 0 || piece.height === 0)
    refuseDamaged(path, "the pieces of the TIFF have no pixels", `${piece.width}x${piece.height}`);
  const count = Math.ceil(width / piece.width) * Math.ceil(height / piece.height);
  // Tiles reach beyond the picture by less than one of them; a small picture in huge tiles is a trap.
  if (count * piece.width * piece.height > 2 * dataLimits.imagePixels) {
    const notes = [`${count} pieces of ${piece.width}x${piece.height} pixels`];
    fail(imageTooLarge({ message: "the pieces of the TIFF are too large", file: path, notes }), 1);
  }
  const offsets = values(isTile ? TAGS.tileOffsets : TAGS.stripOffsets);
  const lengths = values(isTile ? TAGS.tileLengths : TAGS.stripLengths);
  const expected = count * planes;
  if (offsets.length < expected || (lengths.length < expected && !(expected === 1 && lengths.length === 0))) {
    const note = `${expected} pieces expected, ${offsets.length} places and ${lengths.length} lengths found`;
    refuseDamaged(path, "the TIFF has too few pieces", note);
  }
  const pieces = Array.from({ length: expected }, (_, i) => {
    const offset = offsets[i]!;
    const length = lengths[i] ?? Math.max(0, whole.length - offset);
    if (offset + length > whole.length) {
      const note = `piece ${i + 1} ends at byte ${offset + length}, ${whole.length} bytes found`;
      refuseDamaged(path, "the TIFF file is cut short", note);
    }
    return { offset, length };
  });
  return { piece, pieces };
}
