/**
 * The weight file of `--weights`. Takes a path, or a run folder, whose weights are meant; gives the decoded tensors and where
 * they stand. Throws `CnncError`.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { decodeSafetensors, type Weights } from "../export/safetensors.ts";
import { readFileBytes } from "./read-file.ts";
import { RUN_FILES } from "./run-folder.ts";

export interface FoundWeights {
  readonly path: string;
  readonly weights: Weights;
}

/** Node reads no more at once. */
const LARGEST = 2 ** 31 - 1;

export async function readWeights(given: string): Promise<FoundWeights> {
  const isFolder = (await stat(given).catch(() => undefined))?.isDirectory() === true;
  const path = isFolder ? join(given, RUN_FILES.weights) : given;
  return { path, weights: decodeSafetensors(await readFileBytes(path, LARGEST), path) };
}
