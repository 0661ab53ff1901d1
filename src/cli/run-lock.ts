/**
 * One training per run folder. Takes a folder, gives the lock that says who trains in it; taking it throws `run/busy` (exit 3) with the
 * name of whoever is there. Relies on hard links (or exclusive creation) being atomic. A lock whose process is dead, after a
 * kill or a power cut, is taken over: it never has to be removed by hand, but for one of another machine.
 */
import { readFileSync } from "node:fs";
import { link, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { throwWriteError, unlinkQuietly } from "./atomic-write.ts";
import { fail, runBusy } from "./diagnostics.ts";
import { RUN_FILES } from "./run-folder.ts";

export const LOCK_FILE = "run.lock";

export interface RunLock {
  /** The folder must be there. Once is enough, twice does no harm. */
  take(): Promise<void>;
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Tells a process from a later one with its number: the time of its birth, in ticks since the machine's. */
  readonly birth: string;
  readonly since: string;
}

const TRIES = 20;

export function createRunLock(folder: string): RunLock {
  const path = join(folder, LOCK_FILE);
  let taken: string | undefined;
  return {
    async take() {
      taken ??= await takeLock(folder, path);
    },
    async release() {
      if (taken === undefined) return;
      if ((await readFile(path, "utf8").catch(() => "")) === taken) await unlinkQuietly(path);
      taken = undefined;
    },
  };
}

/** Gives what the lock says. */
async function takeLock(folder: string, path: string): Promise<string> {
  const self: Holder = {
    pid: process.pid,
    host: hostname(),
    birth: birthOf(process.pid) ?? "",
    since: new Date().toISOString(),
  };
  const text = `${JSON.stringify(self)}\n`;
  for (let attempt = 0; ; attempt++) {
    if (await create(folder, path, text)) break;
    const there = await readFile(path, "utf8").catch(() => "");
    const holder = parseHolder(there);
    if (holder !== undefined && isAlive(holder)) refuse(folder, path, holder);
    if (attempt === TRIES) refuse(folder, path, holder);
    await removeDead(path, there);
  }
  await sweep(folder);
  return text;
}

/** The lock appears with its content or not at all. */
async function create(folder: string, path: string, text: string): Promise<boolean> {
  const temporary = join(folder, `.${LOCK_FILE}.${process.pid}.tmp`);
  try {
    await unlinkQuietly(temporary);
    await writeFile(temporary, text, { flag: "wx" });
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw error;
      return writeFile(path, text, { flag: "wx" });
    });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    return throwWriteError(error, path);
  } finally {
    await unlinkQuietly(temporary);
  }
}

/** Two may find the same dead lock: what was moved away is looked at again, and put back where it is another's. */
async function removeDead(path: string, text: string): Promise<void> {
  const aside = `${path}.${process.pid}.dead`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, "utf8").catch(() => text)) !== text) await link(aside, path).catch(() => undefined);
  await unlinkQuietly(aside);
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, host, birth, since } = (JSON.parse(text) ?? {}) as Partial<Holder>;
    if (!Number.isSafeInteger(pid) || typeof host !== "string") return undefined;
    return { pid: pid!, host, birth: String(birth ?? ""), since: String(since ?? "") };
  } catch {
    return undefined;
  }
}

/** Of another machine nothing is known: it is believed. */
function isAlive({ pid, host, birth }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  const found = birthOf(pid);
  return found === undefined || birth === "" || found === birth;
}

/** Where there is no /proc, numbers of processes are all there is. */
function birthOf(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
      .replace(/^.*\) /s, "")
      .split(" ");
    // A process that is dead and not yet waited for does nothing any more.
    if (fields[0] === "Z") return "dead";
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** What a killed training left half written; nobody else writes here now. */
async function sweep(folder: string): Promise<void> {
  const names = new Set<string>([...Object.values(RUN_FILES), LOCK_FILE]);
  for (const entry of await readdir(folder).catch(() => [])) {
    const name = /^\.(.+)\.\d+\.tmp$/.exec(entry)?.[1];
    if (name !== undefined && names.has(name) && name !== LOCK_FILE) await unlinkQuietly(join(folder, entry));
  }
}

function refuse(folder: string, path: string, holder: Holder | undefined): never {
  const who = holder === undefined ? "somebody" : `process ${holder.pid} on ${holder.host}`;
  fail(
    runBusy({
      message: `${who} is training in this folder`,
      file: folder,
      notes: holder === undefined ? [] : [`since ${holder.since}`],
      help:
        holder?.host === hostname()
          ? "wait for it, stop it, or choose another folder with `--out`"
          : `wait for it, or choose another folder with \`--out\`; if it is dead, remove ${path}`,
    }),
    3,
  );
}
