/**
 * The further files of a program in its run folder: what it imports, and the edges of its graph, under `model.files/` by the paths
 * they had to one another, so that `model.cnn` can be checked and compiled when the originals have gone. Takes texts by
 * absolute path; gives what `run.json` says of them, and from that where a program of a run folder finds its files. Throws
 * `run/not-a-run` where one is missing or was changed.
 */
import { realpath } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { CnncError } from "../diagnostics/diagnostic.ts";
import { makeFolder, writeAtomically } from "./atomic-write.ts";
import type { KeptFiles } from "./project-files.ts";
import { exists, readFileBytes } from "./read-file.ts";
import { type FilesRecord, readRecord, refuse, RUN_FILES } from "./run-folder.ts";
import { sha256 } from "./sha256.ts";

const FOLDER = "model.files";
const LARGEST = 2 ** 26;

/** `home`: the folder of the program. Nothing where the program has no further files. */
export async function describeFiles(
  home: string,
  texts: ReadonlyMap<string, string>,
): Promise<FilesRecord | undefined> {
  if (texts.size === 0) return undefined;
  const own = await realpath(home);
  const root = commonFolder([own, ...[...texts.keys()].map((path) => dirname(path))]);
  const files = [...texts].map(([path, text]) => ({ path: relate(own, path), sha256: sha256(text) }));
  return { home: relate(root, own), files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** What was kept of another run stays: only what a program names is ever read. */
export async function writeFiles(folder: string, home: string, texts: ReadonlyMap<string, string>): Promise<void> {
  const record = await describeFiles(home, texts);
  if (record === undefined) return;
  const kept = join(folder, FOLDER, record.home);
  await makeFolder(kept);
  const own = await realpath(home);
  for (const [path, text] of texts) {
    const target = join(kept, relate(own, path));
    await makeFolder(dirname(target));
    await writeAtomically(target, text);
  }
}

/** For `model.cnn` of a run that kept files; nothing for any other program. */
export async function keptFilesOf(program: string): Promise<KeptFiles | undefined> {
  if (basename(program) !== RUN_FILES.source) return undefined;
  const folder = dirname(program);
  const record = await filesOf(folder);
  if (record === undefined) return undefined;
  const root = join(folder, FOLDER);
  const home = join(root, record.home);
  for (const { path, sha256: wanted } of record.files) {
    const file = join(home, path);
    const name = relate(folder, file);
    if (!(await exists(file))) return refuse(folder, `${name} is missing`);
    const found = sha256(new TextDecoder().decode(await readFileBytes(file, LARGEST)));
    if (found !== wanted) return refuse(folder, `${name} is not as it was in the training`);
  }
  return { root, home };
}

/** Where no run can be read, the name of the program is a chance. */
async function filesOf(folder: string): Promise<FilesRecord | undefined> {
  if (!(await exists(join(folder, RUN_FILES.run)))) return undefined;
  try {
    return (await readRecord(folder)).files;
  } catch (error) {
    if (error instanceof CnncError) return undefined;
    throw error;
  }
}

/** Whether these are texts that the run was trained from; it may have more, as a resumed training reads no edges. */
export async function areFilesOf(
  { files }: FilesRecord,
  home: string,
  texts: ReadonlyMap<string, string>,
): Promise<boolean> {
  const known = new Map(files.map((file) => [file.path, file.sha256]));
  const found = (await describeFiles(home, texts))?.files ?? [];
  return found.every(({ path, sha256 }) => known.get(path) === sha256);
}

const relate = (from: string, to: string): string => relative(from, to).split(sep).join("/");

function commonFolder(folders: readonly string[]): string {
  const [first = sep, ...others] = folders;
  const holds = (folder: string, path: string): boolean => !relate(folder, path).split("/").includes("..");
  let common = first;
  while (dirname(common) !== common && !others.every((path) => holds(common, path))) common = dirname(common);
  return common;
}
