/**
 * Data sets in the module's memory, behind its plan. Takes checked sets, grows the memory to hold them, copies them and
 * writes their places into the control block. One place for training (set 0, with room for its permutation), one behind it
 * for testing (set 1); sets that fit where earlier ones were cost no growth. Throws `runtime/out-of-memory`.
 */
import { IMAGE_FORMAT, type Manifest } from "../wasm/abi.ts";
import type { Control } from "./control.ts";
import type { Dataset } from "./dataset.ts";
import { RuntimeError } from "./errors.ts";
import { isFloats } from "./images.ts";
import { labelsPerImage } from "./manifest.ts";

const PAGE = 65_536;
/** 32-bit addresses: 65,536 pages. */
const MOST_PAGES = 65_536;
const ALIGNMENT = 64;

export interface Sets {
  /** Makes room for both sets, so that the memory stays as it is from here on. */
  reserve(train: Dataset, test: Dataset | undefined): void;
  placeTraining(train: Dataset): void;
  placeTest(test: Dataset): void;
}

export function createSets(memory: WebAssembly.Memory, control: Control, manifest: Manifest): Sets {
  const start = align(manifest.memory.bytes);
  /** Set 1 begins here: behind set 0, once there is one. */
  let behindTraining = start;

  const grow = (bytes: number): void => {
    const pages = Math.ceil(bytes / PAGE);
    const missing = pages - memory.buffer.byteLength / PAGE;
    if (missing <= 0) return;
    const facts = { bytes, limit: MOST_PAGES * PAGE };
    if (pages > MOST_PAGES) {
      throw outOfMemory(`the plan and the data set need ${bytes} bytes, a module can address ${facts.limit}`, facts);
    }
    try {
      memory.grow(missing);
    } catch (cause) {
      throw outOfMemory(`the machine refuses ${bytes} bytes of memory for the plan and the data set`, facts, cause);
    }
  };

  const places = labelsPerImage(manifest);
  const imagesOf = ({ labels }: Dataset): number => labels.length / places;

  const copy = ({ images, labels }: Dataset, at: number): { images: number; labels: number; end: number } => {
    const labelsAt = align(at + images.byteLength);
    const end = align(labelsAt + labels.length);
    grow(end);
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(new Uint8Array(images.buffer, images.byteOffset, images.byteLength), at);
    bytes.set(labels, labelsAt);
    return { images: at, labels: labelsAt, end };
  };

  return {
    reserve(train, test) {
      const end = sizeOf(train) + 4 * imagesOf(train);
      grow(start + align(end) + (test === undefined ? 0 : sizeOf(test)));
    },
    placeTraining(train) {
      const { images, labels, end } = copy(train, start);
      behindTraining = align(end + 4 * imagesOf(train));
      grow(behindTraining);
      control.set("set0Images", images);
      control.set("set0Labels", labels);
      control.set("set0Count", imagesOf(train));
      control.set("set0Format", formatOf(train));
      control.set("order", end);
      control.set("orderEpoch", -1);
    },
    placeTest(test) {
      const { images, labels } = copy(test, behindTraining);
      control.set("set1Images", images);
      control.set("set1Labels", labels);
      control.set("set1Count", imagesOf(test));
      control.set("set1Format", formatOf(test));
    },
  };
}

function sizeOf({ images, labels }: Dataset): number {
  return align(images.byteLength) + align(labels.length);
}

function formatOf({ images }: Dataset): number {
  return isFloats(images) ? IMAGE_FORMAT.f32 : IMAGE_FORMAT.u8;
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function outOfMemory(message: string, facts: { bytes: number; limit: number }, cause?: unknown): RuntimeError {
  return new RuntimeError("runtime/out-of-memory", message, facts, { cause });
}
