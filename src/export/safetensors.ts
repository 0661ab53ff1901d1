/**
 * Weights in and out as safetensors. Takes named tensors as little-endian bytes and returns a file, or takes a file and
 * returns the tensors as views of it; every rule of the format is checked, and a file that breaks one is a `CnncError`
 * (exit 1, `weights/…`). Pure. Not for what the tensors mean: names and layouts are the caller's.
 *
 * The format (github.com/huggingface/safetensors): header length as u64, header as JSON, data without holes.
 */
import {
  fail,
  weightsDtype,
  weightsHeader,
  weightsHeaderTooLarge,
  weightsOffsets,
  weightsShape,
  weightsTooMany,
  weightsTrailing,
  weightsTruncated,
} from "./diagnostics.ts";
import { type HeaderValue, headerLimits, parseHeader } from "./safetensors-header.ts";

export type TensorType = "F32" | "F16" | "BF16" | "F64" | "I64" | "I32" | "U8";

export interface Tensor {
  readonly dtype: TensorType;
  /** Empty for a scalar; a size may be 0. */
  readonly shape: readonly number[];
  /** Little-endian, row after row. */
  readonly data: Uint8Array;
}

export interface Weights {
  /** In the order of their data. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

const METADATA = "__metadata__";
const LENGTH_BYTES = 8;
const ALIGNMENT = 8;
const MAX_HEADER_BYTES = 100_000_000;
const MAX_TENSORS = headerLimits.names - 1;
const ELEMENT_BYTES: ReadonlyMap<string, number> = new Map<TensorType, number>([
  ["F32", 4],
  ["F16", 2],
  ["BF16", 2],
  ["F64", 8],
  ["I64", 8],
  ["I32", 4],
  ["U8", 1],
]);
/** Types of the format that are not read. */
const OTHER_TYPES = new Set([
  "BOOL",
  "F4",
  "F6_E2M3",
  "F6_E3M2",
  "I8",
  "F8_E5M2",
  "F8_E4M3",
  "F8_E8M0",
  "I16",
  "U16",
  "U32",
  "C64",
  "U64",
]);

/**
 * The file of the tensors, in the order given, the header padded with spaces so that the data begins at a multiple of 8.
 * The same tensors and metadata in the same order give the same bytes. Throws `RangeError` for a tensor whose data does not
 * fit its shape or a name that no file can have: mistakes of the caller.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  if (tensors.size > MAX_TENSORS)
    throw new RangeError(`${tensors.size} tensors, at most ${MAX_TENSORS} fit a weight file`);
  const entries: string[] = [];
  const strings = Object.entries(metadata).map(([key, value]) => `${quote(key)}:${quote(value)}`);
  if (strings.length > 0) entries.push(`"${METADATA}":{${strings.join(",")}}`);
  let end = 0;
  for (const [name, { dtype, shape, data }] of tensors) {
    if (name === METADATA) throw new RangeError(`a tensor cannot be named ${METADATA}`);
    const expected = byteLength(dtype, shape);
    if (expected !== BigInt(data.length) || shape.length > headerLimits.elements) {
      throw new RangeError(
        `tensor ${name}: ${dtype} [${shape.join(", ")}] needs ${expected} bytes, not ${data.length}`,
      );
    }
    entries.push(
      `${quote(name)}:{"dtype":"${dtype}","shape":[${shape.join(",")}],"data_offsets":[${end},${end + data.length}]}`,
    );
    end += data.length;
  }
  const json = new TextEncoder().encode(`{${entries.join(",")}}`);
  const padded = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const file = new Uint8Array(LENGTH_BYTES + padded + end).fill(0x20, LENGTH_BYTES, LENGTH_BYTES + padded);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.set(json, LENGTH_BYTES);
  let at = LENGTH_BYTES + padded;
  for (const { data } of tensors.values()) {
    file.set(data, at);
    at += data.length;
  }
  return file;
}

/** Tensors are views of `bytes`, which need not be aligned to their elements. `path` is only named in errors. */
export function decodeSafetensors(bytes: Uint8Array, path = "weights"): Weights {
  const header = readHeader(bytes, path);
  const data = bytes.subarray(header.end);
  const placed: Placed[] = [];
  let metadata: ReadonlyMap<string, string> = new Map();
  for (const [name, value] of header.values) {
    if (name === METADATA) metadata = readMetadata(value, path);
    else placed.push(readTensor(name, value, path));
  }
  if (placed.length > MAX_TENSORS) {
    fail(
      weightsTooMany({
        message: "the weight file holds too many tensors",
        file: path,
        notes: [`at most ${MAX_TENSORS} are read`],
      }),
    );
  }
  placed.sort((a, b) => a.begin - b.begin || a.end - b.end);
  tensorsMustTile(placed, data.length, path);
  const tensors = placed.map(
    ({ name, dtype, shape, begin, end }) => [name, { dtype, shape, data: data.subarray(begin, end) }] as const,
  );
  return { tensors: new Map(tensors), metadata };
}

interface Placed {
  readonly name: string;
  readonly dtype: TensorType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function readHeader(bytes: Uint8Array, path: string): { values: ReadonlyMap<string, HeaderValue>; end: number } {
  const truncated = (expected: bigint | number, what: string) =>
    fail(
      weightsTruncated({
        message: "the weight file is cut short",
        file: path,
        notes: [`at least ${expected} bytes expected (${what})`, `${bytes.length} bytes found`],
      }),
    );
  if (bytes.length < LENGTH_BYTES) truncated(LENGTH_BYTES, "the length of the header");
  // Compared as BigInt: as a number, 2^64 - 1 and 2^53 + 1 would be rounded first.
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    const notes = [`${length} bytes of header declared, at most ${MAX_HEADER_BYTES} are read`];
    fail(
      weightsHeaderTooLarge({
        message: "the header of the weight file is too large, or the file is not safetensors",
        file: path,
        notes,
      }),
    );
  }
  const end = LENGTH_BYTES + Number(length);
  if (end > bytes.length) truncated(end, `${LENGTH_BYTES} and a header of ${length}`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(LENGTH_BYTES, end));
  } catch {
    return fail(weightsHeader({ message: "the header of the weight file is not UTF-8", file: path }));
  }
  return { values: parseHeader(text, path), end };
}

function readMetadata(value: HeaderValue, path: string): ReadonlyMap<string, string> {
  if (!(value instanceof Map))
    fail(weightsHeader({ message: "the metadata of the weight file is not an object", file: path }));
  const strings = new Map<string, string>();
  for (const [key, item] of value as ReadonlyMap<string, HeaderValue>) {
    if (typeof item !== "string") {
      fail(
        weightsHeader({
          message: "a value in the metadata of the weight file is not a string",
          file: path,
          notes: [`key ${JSON.stringify(key)}`],
        }),
      );
    }
    strings.set(key, item);
  }
  return strings;
}

function readTensor(name: string, value: HeaderValue, path: string): Placed {
  const shown = JSON.stringify(name);
  const wrong = (what: string): never => fail(weightsHeader({ message: `tensor ${shown}: ${what}`, file: path }));
  if (!(value instanceof Map)) return wrong("its description is not an object");
  const fields = value as ReadonlyMap<string, HeaderValue>;
  for (const key of fields.keys()) {
    if (key !== "dtype" && key !== "shape" && key !== "data_offsets")
      wrong(`${JSON.stringify(key)} is not part of the format`);
  }
  const [dtype, shape, offsets] = [fields.get("dtype"), fields.get("shape"), fields.get("data_offsets")];
  if (typeof dtype !== "string") return wrong("`dtype` is missing or not a string");
  if (!isNumbers(shape)) return wrong("`shape` is missing or not a list of sizes");
  if (!isNumbers(offsets) || offsets.length !== 2) return wrong("`data_offsets` is missing or not two offsets");
  if (!ELEMENT_BYTES.has(dtype)) {
    const message = `tensor ${shown} is of type ${JSON.stringify(dtype)}, which is ${OTHER_TYPES.has(dtype) ? "not read" : "not known"}`;
    fail(weightsDtype({ message, file: path, notes: [`types read: ${[...ELEMENT_BYTES.keys()].join(", ")}`] }));
  }
  const [begin, end] = offsets as readonly [number, number];
  if (begin > end) {
    fail(
      weightsOffsets({
        message: `tensor ${shown} ends before it begins`,
        file: path,
        notes: [`offsets ${begin} to ${end}`],
      }),
    );
  }
  const expected = byteLength(dtype, shape);
  if (expected !== BigInt(end - begin)) {
    fail(
      weightsShape({
        message: `the shape of tensor ${shown} disagrees with its data`,
        file: path,
        notes: [
          `${dtype} [${shape.join(", ")}]: ${expected} bytes expected`,
          `offsets ${begin} to ${end}: ${end - begin} bytes found`,
        ],
      }),
    );
  }
  return { name, dtype: dtype as TensorType, shape, begin, end };
}

/** In order of their offsets, each begins where the one before ended; the last ends with the file. */
function tensorsMustTile(placed: readonly Placed[], length: number, path: string): void {
  let covered = 0;
  for (const { name, begin, end } of placed) {
    if (begin !== covered) {
      const message =
        begin < covered
          ? `tensor ${JSON.stringify(name)} overlaps another`
          : `a hole stands before tensor ${JSON.stringify(name)}`;
      fail(weightsOffsets({ message, file: path, notes: [`offset ${covered} expected, ${begin} found`] }));
    }
    covered = end;
  }
  const notes = [`${covered} bytes of data expected`, `${length} bytes found`];
  if (covered > length)
    fail(weightsTruncated({ message: "the data of the weight file is cut short", file: path, notes }));
  if (covered < length)
    fail(weightsTrailing({ message: "bytes follow the last tensor of the weight file", file: path, notes }));
}

/** In BigInt: eight sizes below 2^53 multiply far beyond exact numbers. */
function byteLength(dtype: string, shape: readonly number[]): bigint {
  return shape.reduce((product, size) => product * BigInt(size), BigInt(ELEMENT_BYTES.get(dtype) ?? 0));
}

function isNumbers(value: HeaderValue | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}

function quote(text: string): string {
  if (/\p{Surrogate}/u.test(text))
    throw new RangeError(`${JSON.stringify(text)} has half a surrogate pair, which UTF-8 cannot hold`);
  return JSON.stringify(text);
}
