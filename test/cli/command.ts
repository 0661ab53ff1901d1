/**
 * Runs `cnnc` as users do, as a process. Builds `dist` first when a source is newer; gives exit code and both streams.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const CNNC = join(ROOT, "bin/cnnc.js");
const STAMP = join(ROOT, "dist/.built");
const LOCK = join(tmpdir(), `cnnc-build-${process.ppid}`);

/** Several test files may ask at once: the first one builds, the others wait. */
export async function buildOnce(): Promise<void> {
  for (;;) {
    if (modified(STAMP) > newest(join(ROOT, "src")) && modified(STAMP) > newest(join(ROOT, "grammar"))) return;
    try {
      mkdirSync(LOCK);
      break;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  try {
    const started = new Date();
    const { status, stdout } = spawnSync("npm", ["run", "--silent", "build"], { cwd: ROOT });
    if (status !== 0) throw new Error(`the build fails:\n${stdout}`);
    writeFileSync(STAMP, "");
    utimesSync(STAMP, started, started);
  } finally {
    rmSync(LOCK, { recursive: true });
  }
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newest(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((most, entry) => Math.max(most, modified(join(entry.parentPath, entry.name))), 0);
}

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Settings {
  readonly input?: string;
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
  /** Called with the process, to send it signals. */
  readonly onStart?: (child: ChildProcess) => void;
  /** Called with all of standard error so far, whenever there is more. */
  readonly onTalk?: (child: ChildProcess, text: string) => void;
}

export function cnnc(words: readonly string[], settings: Settings = {}): Promise<Outcome> {
  const { PATH, HOME, CNNC_DATA } = process.env;
  const env = { PATH, HOME, ...(CNNC_DATA === undefined ? {} : { CNNC_DATA }), ...settings.environment };
  const child = spawn(process.execPath, [...(settings.nodeOptions ?? []), CNNC, ...words], {
    cwd: settings.cwd ?? ROOT,
    env,
  });
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      settings.onTalk?.(child, stderr);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
    child.stdin.on("error", () => {});
    child.stdin.end(settings.input ?? "");
    settings.onStart?.(child);
  });
}

/** A folder that is gone when the tests are. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cnnc-test-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
