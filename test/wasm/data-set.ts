/** Puts a data set behind a module's plan, as `abi.ts` describes it, without the runtime. */
import { IMAGE_FORMAT, type Manifest } from "../../src/wasm/abi.ts";
import type { Running } from "./compile-chain.ts";
import { controlOf } from "./control.ts";

const PAGE = 65_536;
const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** Set 0, with room for its permutation. Floats: channels last, as bytes are. Gives the address of the permutation. */
export function placeTrainingSet(
  running: Running,
  manifest: Manifest,
  images: Uint8Array | Float32Array,
  labels: Uint8Array,
): number {
  const at = align(manifest.memory.bytes);
  const labelsAt = align(at + images.byteLength);
  const order = align(labelsAt + labels.length);
  const missing = Math.ceil((order + 4 * labels.length - running.memory.u8.length) / PAGE);
  if (missing > 0) running.grow(missing);
  running.memory.u8.set(new Uint8Array(images.buffer, images.byteOffset, images.byteLength), at);
  running.memory.u8.set(labels, labelsAt);
  const control = controlOf(running, manifest);
  control.set("set0Images", at);
  control.set("set0Labels", labelsAt);
  control.set("set0Count", labels.length);
  control.set("set0Format", images instanceof Uint8Array ? IMAGE_FORMAT.u8 : IMAGE_FORMAT.f32);
  control.set("order", order);
  control.set("orderEpoch", -1);
  return order;
}
