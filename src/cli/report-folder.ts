/**
 * The folder of a report. Takes a path and files; says before any work whether the folder may be written, and writes all
 * files, the page last. A folder that holds anything else than a former report is left alone without `--overwrite`
 * (`run/report-exists`, exit 3). Of a former report, files that the new one does not have are taken away; nothing else ever is.
 */
import { readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder, throwWriteError, writeAtomically } from "./atomic-write.ts";
import { fail, reportExists } from "./diagnostics.ts";
import { exists, readFileBytes } from "./read-file.ts";

export const EVALUATION_SCHEMA = "cnnc.evaluation/1";
/** Says of a folder that it is a report, and which files are of it. */
export const REPORT_RECORD = "evaluation.json";

const RECORD_BYTES = 2 ** 28;

export interface ReportFolder {
  readonly path: string;
  /** Of a former report. */
  readonly former: readonly string[];
}

export async function openReportFolder(path: string, overwrite: boolean): Promise<ReportFolder> {
  const names = await list(path);
  const former = await formerFiles(path, names);
  const known = new Set(former);
  const foreign = names.filter((name) => !known.has(name));
  if (names.length > 0 && !overwrite && (former.length === 0 || foreign.length > 0)) {
    const shown = foreign.slice(0, 5).join(", ");
    const details = {
      message: "the folder is neither empty nor a former report",
      file: path,
      notes: [`it holds ${shown}${foreign.length > 5 ? " and more" : ""}`],
      help: "give another folder, or write among what is there with `--overwrite`",
    };
    return fail(reportExists(details), 3);
  }
  return { path, former };
}

export async function writeReportFiles(
  { path, former }: ReportFolder,
  files: ReadonlyMap<string, Uint8Array | string>,
): Promise<void> {
  await makeFolder(path);
  for (const [name, data] of files) await writeAtomically(join(path, name), data);
  for (const name of former) if (!files.has(name)) await unlink(join(path, name)).catch(() => undefined);
}

async function list(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    return throwWriteError(error, path);
  }
}

/** Names alone: a record never speaks of files elsewhere. */
async function formerFiles(path: string, names: readonly string[]): Promise<readonly string[]> {
  if (!names.includes(REPORT_RECORD) || !(await exists(join(path, REPORT_RECORD)))) return [];
  try {
    const text = new TextDecoder().decode(await readFileBytes(join(path, REPORT_RECORD), RECORD_BYTES));
    const record = JSON.parse(text) as { schema?: unknown; files?: unknown } | null;
    if (record?.schema !== EVALUATION_SCHEMA || !Array.isArray(record.files)) return [];
    const listed = new Set<unknown>(record.files);
    return names.filter((name) => listed.has(name));
  } catch {
    return [];
  }
}
