/**
 * JPEG entropy data to samples, by libjpeg-turbo (npm `@cwasm/jpeg-turbo`, its TurboJPEG interface): accurate inverse transform, chroma
 * upsampled by triangles for 4:2:0 and 4:2:2, as Pillow and so nearly everyone's training has it. Takes a file whose markers were
 * checked (`jpeg.ts`) and what is wanted of it; returns the samples, or why there are none in libjpeg's words.
 */
import { allocate, type CodecExports, createCodec, hand } from "./codec.ts";

/** TurboJPEG's numbers of pixel formats. */
const PIXEL_FORMATS = { rgb: 0, gray: 6, cmyk: 11 } as const;
export const SAMPLES = { rgb: 3, gray: 1, cmyk: 4 } as const;
export type JpegColors = keyof typeof PIXEL_FORMATS;

/**
 * Warnings that cost no pixel: bytes between the last block and the marker behind it, which many cameras write. The same before
 * a restart marker is damage.
 */
const HARMLESS = /extraneous bytes before marker 0x(?!d[0-7])/;
/** The text that libjpeg-turbo overwrites with its last message. */
const NO_MESSAGE = "No error";
const MESSAGE_LENGTH = 200;

interface TurboJpeg extends CodecExports {
  readonly tjInitDecompress: () => number;
  readonly tjDestroy: (handle: number) => number;
  readonly tjDecompress2: (
    handle: number,
    source: number,
    length: number,
    target: number,
    width: number,
    pitch: number,
    height: number,
    format: number,
    flags: number,
  ) => number;
}

class JpegError extends Error {}

const codec = createCodec<TurboJpeg>("@cwasm/jpeg-turbo/jpeg-turbo.wasm", {
  env: {
    setjmp: () => 0,
    // What is left by the jump is given up with the whole instance.
    longjmp: () => {
      throw new JpegError();
    },
  },
  wasi_snapshot_preview1: Object.fromEntries(
    ["environ_sizes_get", "environ_get", "proc_exit", "fd_close", "fd_seek", "fd_write"].map((name) => [name, () => 0]),
  ),
});

export type JpegSamples =
  { readonly data: Uint8Array; readonly problem?: undefined } | { readonly problem: string; readonly data?: undefined };

export function decodeSamples(bytes: Uint8Array, width: number, height: number, colors: JpegColors): JpegSamples {
  let messageAt = -1;
  let memory: WebAssembly.Memory | undefined;
  try {
    return codec.use((exports) => {
      memory = exports.memory;
      messageAt = findMessage(exports);
      const source = hand(exports, bytes);
      const size = width * height * SAMPLES[colors];
      const target = allocate(exports, size);
      const handle = exports.tjInitDecompress();
      const format = PIXEL_FORMATS[colors];
      const pitch = width * SAMPLES[colors];
      const status = exports.tjDecompress2(handle, source, bytes.length, target, width, pitch, height, format, 0);
      const message = status === 0 ? "" : readMessage(exports.memory, messageAt);
      const data = new Uint8Array(exports.memory.buffer, target, size).slice();
      exports.tjDestroy(handle);
      exports.free(source);
      exports.free(target);
      return status === 0 || HARMLESS.test(message) ? { data } : { problem: message };
    });
  } catch (error) {
    if (error instanceof JpegError && memory !== undefined) return { problem: readMessage(memory, messageAt) };
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return { problem: error.message };
    throw error;
  }
}

const messagePlaces = new WeakMap<TurboJpeg, number>();

/**
 * Where the messages are written: found by the text that stands there before the first one, in a buffer that is otherwise empty.
 * Constant texts lie before it, and nothing behind it while the instance is new.
 */
function findMessage(exports: TurboJpeg): number {
  const known = messagePlaces.get(exports);
  if (known !== undefined) return known;
  const found = Buffer.from(exports.memory.buffer).lastIndexOf(`${NO_MESSAGE}\0`);
  messagePlaces.set(exports, found);
  return found;
}

function readMessage({ buffer }: WebAssembly.Memory, at: number): string {
  if (at < 0) return "libjpeg gives no reason";
  const text = Buffer.from(buffer, at, MESSAGE_LENGTH);
  return text.toString("latin1", 0, Math.max(0, text.indexOf(0)));
}
