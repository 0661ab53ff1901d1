/**
 * A run folder: what a training leaves and what evaluation and prediction begin from. Takes a folder, reads and writes its
 * files, each whole or not at all. Throws `CnncError`: `run/not-a-run`, `run/other-source` and what files give. The checkpoint
 * is the truth: metrics beyond it are those of epochs that will be done again.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { DataUse } from "../check/model.ts";
import type { WatchedPart } from "../report/epoch-table.ts";
import type { BestEpoch, Preparation } from "../runtime/index.ts";
import { writeAtomically } from "./atomic-write.ts";
import { fail, notARun } from "./diagnostics.ts";
import { exists, readFileBytes } from "./read-file.ts";

export const RUN_FILES = {
  source: "model.cnn",
  module: "model.wasm",
  weights: "weights.safetensors",
  checkpoint: "checkpoint.safetensors",
  /** The one before, for the day when the newest is damaged. */
  previous: "checkpoint.previous.safetensors",
  metrics: "metrics.jsonl",
  curves: "curves.svg",
  run: "run.json",
} as const;

export type RunFile = keyof typeof RUN_FILES;

const SCHEMA = "cnnc.run/1";
const LIMITS: Readonly<Record<RunFile, number>> = {
  source: 2 ** 24,
  module: 2 ** 28,
  weights: 2 ** 32 - 1,
  checkpoint: 2 ** 32 - 1,
  previous: 2 ** 32 - 1,
  metrics: 2 ** 28,
  curves: 2 ** 28,
  run: 2 ** 24,
};

/** The further files of a program, see `run-files.ts`; paths with `/`. */
export interface FilesRecord {
  /** The folder that stands for the one the program was in, from where they are kept. */
  readonly home: string;
  /** As the program names them, from its own folder: `../shared/blocks.cnn`. */
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

/** What the program says of its data, where it was, and `--data`; `places` are absent in runs of earlier versions. */
export interface DataRecord extends DataUse {
  readonly root: string;
  readonly folder?: string;
  readonly places?: { readonly root: KeptPlace; readonly folder?: KeptPlace };
}

/** One folder (or file) in two ways, so that it is found from anywhere and when both have been moved. */
export interface KeptPlace {
  readonly absolute: string;
  /** From the run folder, with `/`. */
  readonly fromRun: string;
}

/** What a training ended with. */
export interface TrainingResult {
  /** The epoch whose weights `weights.safetensors` holds: the best, or the one that reached the targets of `--until`. */
  readonly kept: number;
  readonly best?: BestEpoch;
  /** The epoch that `checkpoint.safetensors` goes on from. */
  readonly last: number;
  /** Which part of the data was scored after each epoch. */
  readonly watched: WatchedPart;
  /** Of the best weights, where the test part is not the one watched. */
  readonly test?: { readonly loss: number; readonly accuracy: number };
}

/** Every setting, seed and version. */
export interface RunRecord {
  readonly schema: typeof SCHEMA;
  readonly model: string;
  /** SHA-256 of `model.cnn`, hex. */
  readonly source: string;
  /** The program as the user named it. */
  readonly file: string;
  readonly settings: readonly string[];
  readonly data: DataRecord;
  readonly classNames?: readonly string[];
  /** What the program imports, and edges: see `run-files.ts`. Absent: nothing, or a run of an earlier version. */
  readonly files?: FilesRecord;
  /** Tensors of heads that nothing trains: no module holds them, but weight files of other systems do. */
  readonly leftOut?: readonly string[];
  /** What was done to the images, as the module's manifest has it. Absent: a run of an earlier version. */
  readonly preparation?: Preparation;
  readonly trainImages: number;
  readonly testImages: number;
  readonly batch: number;
  readonly epochs: number;
  readonly seed: number;
  /** Once the training has ended. */
  readonly result?: TrainingResult;
  readonly versions: { readonly cnnc: string; readonly node: string; readonly v8: string };
  readonly started: string;
}

export function createRecord(facts: Omit<RunRecord, "schema" | "versions" | "started">, version: string): RunRecord {
  return {
    schema: SCHEMA,
    ...facts,
    versions: { cnnc: version, node: process.versions.node, v8: process.versions.v8 },
    started: new Date().toISOString(),
  };
}

/** Something that a training has done. One that was killed before its first checkpoint has left nothing to lose. */
export async function holdsRun(folder: string): Promise<boolean> {
  for (const file of ["checkpoint", "previous"] as const) if (await exists(join(folder, RUN_FILES[file]))) return true;
  const metrics = await stat(join(folder, RUN_FILES.metrics)).catch(() => undefined);
  return metrics !== undefined && metrics.size > 0;
}

export async function readRunFile(folder: string, file: RunFile): Promise<Uint8Array> {
  const path = join(folder, RUN_FILES[file]);
  if (!(await exists(path))) refuse(folder, `${RUN_FILES[file]} is missing`);
  return readFileBytes(path, LIMITS[file]);
}

export async function writeRunFile(folder: string, file: RunFile, data: Uint8Array | string): Promise<void> {
  await writeAtomically(join(folder, RUN_FILES[file]), data);
}

export async function writeRecord(folder: string, record: RunRecord): Promise<void> {
  await writeRunFile(folder, "run", `${JSON.stringify(record, null, 2)}\n`);
}

export async function readRecord(folder: string): Promise<RunRecord> {
  const text = new TextDecoder().decode(await readRunFile(folder, "run"));
  let record: Partial<RunRecord>;
  try {
    record = (JSON.parse(text) ?? {}) as Partial<RunRecord>;
  } catch {
    return refuse(folder, `${RUN_FILES.run} is not JSON`);
  }
  if (record.schema !== SCHEMA) return refuse(folder, `${RUN_FILES.run} has no schema ${SCHEMA}`);
  const strings = [record.model, record.source, record.data?.spec, record.data?.root];
  const numbers = [record.batch, record.epochs, record.seed];
  if (strings.some((value) => typeof value !== "string") || numbers.some((value) => !Number.isSafeInteger(value))) {
    return refuse(folder, `${RUN_FILES.run} lacks settings`);
  }
  return record as RunRecord;
}

/** The names of the classes: the data set's, else the numbers. */
export function classNamesOf(record: Pick<RunRecord, "classNames">, outputs: number): readonly string[] {
  const names = record.classNames ?? [];
  return Array.from({ length: outputs }, (_, i) => names[i] ?? String(i));
}

/** What a weight file may hold beside what the module has. */
export function leftOutOf({ leftOut = [] }: Pick<RunRecord, "leftOut">): ReadonlySet<string> {
  return new Set(leftOut);
}

/** The folder lacks something. */
export function refuse(folder: string, note: string): never {
  fail(
    notARun({
      message: "the folder does not hold a complete run",
      file: folder,
      notes: [note],
      help: "`cnnc train FILE --out FOLDER` makes one",
    }),
    3,
  );
}
