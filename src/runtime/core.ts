/**
 * An instantiated module and what is known about it: the value that the runtime's files pass to one another. Takes no
 * part in training or predicting itself.
 */
import type { Manifest, ModuleExports } from "../wasm/abi.ts";
import { type Control, NO_SUMS, readSums, type Sums, writeSums } from "./control.ts";
import type { EarlyStop } from "./early-stop.ts";
import { RuntimeError } from "./errors.ts";
import type { Sets } from "./sets.ts";
import type { UnderWay } from "./under-way.ts";

export interface Core {
  readonly exports: ModuleExports;
  readonly manifest: Manifest;
  readonly control: Control;
  readonly sets: Sets;
  readonly early: EarlyStop;
  readonly underWay: UnderWay;
}

/** What the module adds up during `work`, without a trace in the sums of an epoch that is under way. */
export function countApart(control: Control, work: () => void): Sums {
  const before = readSums(control);
  writeSums(control, NO_SUMS);
  try {
    work();
    return readSums(control);
  } finally {
    writeSums(control, before);
  }
}

/** A training export, or `runtime/built-for-inference`. */
export function trainingExport<K extends "step" | "fit" | "evaluate">(
  { exports, manifest }: Core,
  name: K,
): NonNullable<ModuleExports[K]> {
  const found = exports[name];
  if (typeof found !== "function" || !manifest.training) {
    throw new RuntimeError(
      "runtime/built-for-inference",
      `the module was built without training code: it has no ${name}`,
    );
  }
  return found;
}
