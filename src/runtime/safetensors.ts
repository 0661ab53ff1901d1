/**
 * The safetensors format, as far as checkpoints need it: float32 tensors and a map of strings. Takes and returns bytes;
 * pure. Reading believes nothing: sizes are checked before anything is made, names live in maps. Not for other people's
 * files with other types: `src/export/safetensors.ts` reads those.
 */
import { RuntimeError } from "./errors.ts";
import { elements } from "./manifest.ts";

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface TensorFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

const HEADER_LIMIT = 100_000_000;

/** Tensors in the order of the map; the header is padded so that the data begins at a multiple of 8. */
export function encodeTensors({ tensors, metadata }: TensorFile): Uint8Array<ArrayBuffer> {
  const header: [string, unknown][] = [["__metadata__", Object.fromEntries(metadata)]];
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    const begin = end;
    end += data.byteLength;
    header.push([name, { dtype: "F32", shape, data_offsets: [begin, end] }]);
  }
  // Object.fromEntries defines own properties, so `__proto__` is a name like any other.
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.fill(0x20, 8, 8 + length);
  bytes.set(text, 8);
  let at = 8 + length;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Throws `runtime/bad-checkpoint`. The tensors are copies. */
export function decodeTensors(bytes: Uint8Array): TensorFile {
  if (bytes.length < 8) throw bad("it is shorter than its header");
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(Math.min(HEADER_LIMIT, bytes.length - 8))) throw bad("it is shorter than its header");
  const start = 8 + Number(length);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, start)));
  } catch {
    throw bad("its header is not JSON");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) throw bad("its header is not an object");
  const metadata = new Map<string, string>();
  const tensors = new Map<string, StoredTensor>();
  let expected = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") {
      if (typeof entry !== "object" || entry === null || Array.isArray(entry))
        throw bad("its metadata is not an object");
      for (const [key, value] of Object.entries(entry)) {
        if (typeof value !== "string") throw bad(`its metadata ${key} is not a text`);
        metadata.set(key, value);
      }
      continue;
    }
    const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
    if (dtype !== "F32") throw bad(`tensor ${name} is not F32`);
    if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) throw bad(`tensor ${name} has no sound shape`);
    const [begin, end] = offsets as [number, number];
    if (begin !== expected || end - begin !== 4 * elements(shape) || start + end > bytes.length) {
      throw bad(`tensor ${name} does not lie where its shape says`);
    }
    expected = end;
    tensors.set(name, {
      shape,
      data: new Float32Array(Uint8Array.from(bytes.subarray(start + begin, start + end)).buffer),
    });
  }
  if (start + expected !== bytes.length) throw bad(`it has ${bytes.length} bytes, ${start + expected} expected`);
  return { tensors, metadata };
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length <= 8 && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function bad(message: string): RuntimeError {
  return new RuntimeError("runtime/bad-checkpoint", `the file is not a checkpoint of this program: ${message}`);
}
