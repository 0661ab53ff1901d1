/**
 * The control block as named numbers. Takes the module's memory and the block's offset; gives one reader and one writer
 * over the table in `abi.ts`. A view is made at each access: growing the memory would leave a kept one detached.
 */
import { CONTROL } from "../wasm/abi.ts";

export type ControlField = keyof typeof CONTROL;

export interface Control {
  get(field: ControlField): number;
  set(field: ControlField, value: number): void;
  /** Where the module counts right answers. */
  readonly correct: "correct" | "correctPlaces";
  /** The 64-bit seed. */
  seed: bigint;
}

/** Loss, hits and images since they were last cleared. */
export interface Sums {
  readonly lossSum: number;
  /** Images, or places where each has a label. */
  readonly correct: number;
  readonly seen: number;
}

/** `places`: the module has a label for each place. */
export function createControl(memory: WebAssembly.Memory, offset: number, places: boolean): Control {
  const get = (field: ControlField): number => {
    const { offset: at, type } = CONTROL[field];
    const view = new DataView(memory.buffer, offset);
    if (type === "i32") return view.getInt32(at, true);
    return type === "f32" ? view.getFloat32(at, true) : view.getFloat64(at, true);
  };
  const set = (field: ControlField, value: number): void => {
    const { offset: at, type } = CONTROL[field];
    const view = new DataView(memory.buffer, offset);
    if (type === "i32") view.setInt32(at, value, true);
    else if (type === "f32") view.setFloat32(at, value, true);
    else view.setFloat64(at, value, true);
  };
  return {
    get,
    set,
    correct: places ? "correctPlaces" : "correct",
    get seed() {
      return (BigInt(get("seedHigh") >>> 0) << 32n) | BigInt(get("seedLow") >>> 0);
    },
    set seed(value) {
      set("seedLow", Number(BigInt.asIntN(32, value)));
      set("seedHigh", Number(BigInt.asIntN(32, value >> 32n)));
    },
  };
}

export function readSums(control: Control): Sums {
  const correct = control.get(control.correct);
  return { lossSum: control.get("lossSum"), correct, seen: control.get("seen") };
}

export function writeSums(control: Control, sums: Sums): void {
  control.set("lossSum", sums.lossSum);
  control.set(control.correct, sums.correct);
  control.set("seen", sums.seen);
}

export const NO_SUMS: Sums = { lossSum: 0, correct: 0, seen: 0 };
