/**
 * A decoder compiled to WebAssembly, from the file that its npm package ships. Takes the package's file and the imports it wants;
 * `use` runs one decoding on an instance, which is kept for the next image unless it failed (its memory is then in no known state) or
 * has grown large (memory of WebAssembly never shrinks). Compiled at the first use. Not for what the exports mean.
 */
import { readPackageFile } from "./files.ts";
import { dataLimits } from "./limits.ts";

export interface CodecExports extends WebAssembly.Exports {
  readonly memory: WebAssembly.Memory;
  readonly malloc: (length: number) => number;
  readonly free: (pointer: number) => void;
}

export interface Codec<E extends CodecExports> {
  use<T>(work: (exports: E) => T): T;
}

export function createCodec<E extends CodecExports>(file: string, imports: WebAssembly.Imports): Codec<E> {
  let compiled: WebAssembly.Module | undefined;
  let kept: E | undefined;
  return {
    use(work) {
      compiled ??= new WebAssembly.Module(readPackageFile(file, import.meta.url));
      const exports = kept ?? (new WebAssembly.Instance(compiled, imports).exports as E);
      kept = undefined;
      const result = work(exports);
      if (exports.memory.buffer.byteLength <= dataLimits.codecKeptBytes) kept = exports;
      return result;
    },
  };
}

/** Copies bytes into the instance's memory. Throws `RangeError` when it has no more. */
export function hand(exports: CodecExports, bytes: Uint8Array): number {
  const pointer = allocate(exports, bytes.length);
  new Uint8Array(exports.memory.buffer, pointer, bytes.length).set(bytes);
  return pointer;
}

export function allocate(exports: CodecExports, length: number): number {
  const pointer = exports.malloc(length);
  if (pointer === 0) throw new RangeError(`no memory for ${length} bytes`);
  return pointer >>> 0;
}
