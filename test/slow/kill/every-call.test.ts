/**
 * One write of a checkpoint, call by call: strace kills the training at each system call, or has each fail as on a full or a broken
 * disk. After each, the folder holds a whole checkpoint, the old one or the new, and goes on from it to the same bits. The calls
 * are those that a trace shows. Skipped, with the reason printed, where there is no strace or it may not trace.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { buildOnce, temporaryFolder } from "../../cli/command.ts";
import { execute, type Finished, RECIPES, Training } from "./training.ts";

const IMAGES = 400;
const NEWEST = "checkpoint.safetensors";
const PREVIOUS = "checkpoint.previous.safetensors";
/** Those whose failure must end the training; `stat` and the removal of what is not there tell nothing. */
const CHANGING: ReadonlySet<string> = new Set(["openat", "write", "fsync", "close", "rename", "link"]);

interface Call {
  readonly name: string;
  /** Among the calls of this name that concern the checkpoints, from 1. */
  readonly number: number;
  readonly text: string;
}

const training = new Training(temporaryFolder(), RECIPES[0]!, IMAGES);
const log = join(training.folder, "strace.log");
const reason = whyNot();
let calls: readonly Call[] = [];
let renamed = Number.NaN;
let old = Buffer.alloc(0) as Buffer;
let whole: unknown;

function whyNot(): string | undefined {
  const { status, error, stderr } = spawnSync("strace", ["-f", "-o", "/dev/null", "true"], { encoding: "utf8" });
  return status === 0 ? undefined : `strace cannot be used: ${error?.message ?? stderr.trim()}`;
}

/** Resumes for one more epoch under strace. The shell's number becomes Node's, so that the temporary files can be named. */
async function trace(run: string, ...inject: readonly string[]): Promise<Finished> {
  const paths = ["", `/${NEWEST}`, `/${PREVIOUS}`, `/.${NEWEST}.$$.tmp`, `/.${PREVIOUS}.$$.tmp`];
  const selected = paths.map((path) => `-P "$RUN${path}"`).join(" ");
  const script = `RUN=$1; LOG=$2; shift 2; exec strace -D -qq -f -o "$LOG" ${selected} "$@"`;
  const command = [process.execPath, ...training.words(run, "--resume", "--epochs", "3")];
  rmSync(log, { force: true });
  const words = ["-c", script, "sh", training.at(run), log, ...inject, ...command];
  return execute("/bin/sh", words, training.folder);
}

function readCalls(): readonly { readonly thread: string; readonly name: string; readonly text: string }[] {
  return readFileSync(log, "latin1")
    .split("\n")
    .flatMap((line) => {
      const [, thread = "", name = "", rest = ""] = /^(\d+) +(\w+)(\(.*)$/.exec(line) ?? [];
      return name === "" ? [] : [{ thread, name, text: name + rest.replaceAll(training.folder, "") }];
    });
}

const copy = (run: string): void => {
  rmSync(training.at(run), { recursive: true, force: true });
  cpSync(training.at("base"), training.at(run), { recursive: true });
};

const goOn = (run: string): Promise<Finished> => training.train(run, ["--resume", "--epochs", "3"]);

beforeAll(async () => {
  if (reason !== undefined) return;
  await buildOnce();
  expect((await training.train("base", ["--epochs", "2"])).code).toBe(0);
  old = training.bytes("base", NEWEST);
  copy("whole");
  expect((await goOn("whole")).code).toBe(0);
  whole = training.traces("whole");
  copy("traced");
  expect((await trace("traced")).code).toBe(0);
  const found = readCalls();
  // From the link that keeps the old one to the close of the folder behind the rename: the checkpoint after the epoch.
  const link = found.findIndex(({ name }) => name === "link");
  const first = found.findLastIndex(({ name }, i) => i < link && name === "close") + 1;
  const rename = found.findIndex(({ name, text }) => name === "rename" && text.includes(`.${NEWEST}.`));
  const last = found.findIndex(({ name }, i) => i > rename && name === "close");
  // `when=` counts by thread: with one thread for files there is one count.
  expect(new Set(found.map(({ thread }) => thread)).size).toBe(1);
  calls = found.slice(first, last + 1).map(({ name, text }, i) => ({
    name,
    text,
    number: found.slice(0, first + i + 1).filter((other) => other.name === name).length,
  }));
  renamed = rename - first;
  console.info(`a checkpoint is ${calls.length} calls: ${calls.map(({ name }) => name).join(" ")}`);
}, 120_000);

/** The old one or the new, whole; before the rename the old one. */
function expectWhole(run: string, i: number): void {
  const { checkpoint } = training.traces("whole") as { checkpoint: string };
  const now = training.bytes(run, NEWEST);
  const isNew = !now.equals(old);
  if (isNew) expect(i).toBeGreaterThanOrEqual(renamed);
  else expect(i).toBeLessThanOrEqual(renamed);
  // The new one after the epoch; the last one of all has the choice of the best weights behind it.
  if (isNew) expect(now.length).toBe(Buffer.from(checkpoint, "base64").length);
}

async function expectSameEnd(run: string): Promise<void> {
  const { code, stderr } = await goOn(run);
  expect({ run, code, damaged: stderr.includes("damaged"), stderr }).toMatchObject({ run, code: 0, damaged: false });
  expect(training.traces(run)).toEqual(whole);
  expect(readdirSync(training.at(run)).filter((name) => /tmp|lock|dead/.test(name))).toEqual([]);
}

function skipped(context: { skip(): void }): boolean {
  if (reason === undefined) return false;
  console.warn(`skipped: ${reason}`);
  context.skip();
  return true;
}

test("the calls are those of an atomic write", (context) => {
  if (skipped(context)) return;
  const names = calls.map(({ name }) => name).filter((name) => CHANGING.has(name));
  const write = ["openat", "write", "fsync", "close", "rename"];
  expect(names).toEqual(["link", "rename", ...write, "openat", "fsync", "close"]);
});

test("killed at every call, it goes on to the same bits", async (context) => {
  if (skipped(context)) return;
  for (const [i, { name, number, text }] of calls.entries()) {
    const run = `killed-${i}-${name}`;
    copy(run);
    const { signal } = await trace(run, "-e", `inject=${name}:signal=KILL:when=${number}`);
    expect({ text, signal }).toEqual({ text, signal: "SIGKILL" });
    expect(readCalls().at(-1)?.name).toBe(name);
    expectWhole(run, i);
    await expectSameEnd(run);
  }
});

test.for([
  ["ENOSPC", "file/disk-full"],
  ["EIO", "file/not-written"],
])("%s at every call leaves a whole checkpoint, and says %s", async ([error, wanted], context) => {
  if (skipped(context)) return;
  for (const [i, { name, number, text }] of calls.entries()) {
    const run = `${error}-${i}-${name}`;
    copy(run);
    const { code, signal, stderr } = await trace(run, "-e", `inject=${name}:error=${error}:when=${number}`);
    expect(readFileSync(log, "latin1")).toContain("(INJECTED)");
    expect({ text, signal }).toEqual({ text, signal: null });
    if (CHANGING.has(name)) {
      expect({ text, code, said: stderr.includes(`[${wanted}]`), stderr }).toMatchObject({ text, code: 3, said: true });
      expectWhole(run, i);
    } else expect({ text, code, stderr }).toMatchObject({ text, code: 0 });
    expect(existsSync(training.at(run, "run.lock"))).toBe(false);
    await expectSameEnd(run);
  }
});
