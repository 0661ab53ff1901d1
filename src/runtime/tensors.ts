/**
 * Tensors of a module as views of its memory. Takes the memory and the manifest's entries; gives maps of name to tensor and
 * copies of activations with the batched layout untangled. A view is made whenever `data` is read, so it is never detached
 * at that moment; one kept over a growth of the memory (the first `fit`) is empty.
 */
import type { ManifestActivation, ManifestTensor } from "../wasm/abi.ts";
import { badArgument, show } from "./arguments.ts";
import { RuntimeError } from "./errors.ts";
import { elements } from "./manifest.ts";

export interface TensorView {
  readonly shape: readonly number[];
  /** The module's own memory: writing to it changes the network. Row-major. */
  readonly data: Float32Array<ArrayBuffer>;
  /** Axes as PyTorch orders them: `[F, C/g, K, K]`, `[out, in]`, `[C]`. */
  readonly layout: "pytorch";
}

/** Tensors by name. Where the names of a module are known to the compiler (see `NamedNet`), it refuses any other. */
export interface TensorMap<Name extends string = string, Missing = undefined> extends Omit<
  ReadonlyMap<Name, TensorView>,
  "get" | "has"
> {
  get(name: Name): TensorView | Missing;
  has(name: string): boolean;
}

/** A copy. `shape` is channels last, without batch. */
export interface Activation {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export function viewTensors(
  memory: () => WebAssembly.Memory,
  tensors: readonly ManifestTensor[],
): ReadonlyMap<string, TensorView> {
  return new Map(
    tensors.map((tensor) => [
      tensor.name,
      {
        shape: tensor.shape,
        layout: "pytorch",
        get data() {
          return floatsAt(memory(), tensor.offset, elements(tensor.shape));
        },
      },
    ]),
  );
}

export function floatsAt(memory: WebAssembly.Memory, offset: number, length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(memory.buffer as ArrayBuffer, offset, length);
}

/** The activation of one image of the last batch. */
export function readActivation(
  memory: WebAssembly.Memory,
  activations: readonly ManifestActivation[],
  name: string,
  image: number,
): Activation {
  const found = activations.find((activation) => activation.name === name);
  if (found === undefined) {
    if (typeof name !== "string") throw badArgument(`the layer is ${show(name)}, its name is expected`);
    const kept = activations.map((activation) => activation.name).join(", ");
    throw new RuntimeError(
      "runtime/activation-not-kept",
      `the module has no activation ${name}: it was fused away or there is no such layer (kept: ${kept || "none"}); build with activations kept`,
    );
  }
  const { shape, strides, lanes, block, offset } = found;
  // A number per image (a loss) is a channel without pixels to place.
  const [channels = 1, ...spatial] = shape;
  const pixels = elements(spatial);
  const values = new Float32Array(memory.buffer as ArrayBuffer);
  const base = offset + Math.floor(image / lanes) * block + 4 * (image % lanes);
  const data = new Float32Array(channels * pixels);
  for (let p = 0; p < pixels; p++) {
    let at = base;
    for (let axis = spatial.length - 1, rest = p; axis >= 0; axis--) {
      at += (rest % spatial[axis]!) * strides[axis + 1]!;
      rest = Math.floor(rest / spatial[axis]!);
    }
    for (let c = 0; c < channels; c++) data[p * channels + c] = values[(at + c * (strides[0] ?? 0)) / 4]!;
  }
  return { shape: shape.length === 0 ? [] : [...spatial, channels], data };
}
