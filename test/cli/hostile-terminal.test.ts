/**
 * Whatever comes from outside (modules, run records, data sets, names of files and folders, the command line) reaches no terminal
 * with a character that the terminal obeys; and faults of the standard streams end as they should: a full disk is reported with
 * exit 3, a reader that has gone is no error, a closed terminal stops a training cleanly. Commands are called in this process with
 * the terminal they have in use; processes are started only where the streams or the signals are those of the system.
 */
import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { CommanderError } from "commander";
import { beforeAll, describe, expect, it } from "vitest";
import { build } from "../../src/cli/commands/build.ts";
import { check } from "../../src/cli/commands/check.ts";
import { data } from "../../src/cli/commands/data.ts";
import { evaluateRun } from "../../src/cli/commands/eval.ts";
import { inspect } from "../../src/cli/commands/inspect.ts";
import { predict } from "../../src/cli/commands/predict.ts";
import { train } from "../../src/cli/commands/train.ts";
import { type Command, type Context, toCnncError } from "../../src/cli/context.ts";
import type { Options } from "../../src/cli/options.ts";
import { parseArguments } from "../../src/cli/program.ts";
import { watchStreams } from "../../src/cli/stream-errors.ts";
import { type ColorChoice, createTerminal, type Surroundings } from "../../src/cli/terminal.ts";
import { encodePng } from "../../src/data/decode-image.ts";
import { CnncError, type Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { renderHuman } from "../../src/diagnostics/render-human.ts";
import { MANIFEST_SECTION, type Manifest } from "../../src/wasm/abi.ts";
import { compileText, lenetText } from "../wasm/compile-text.ts";
import { buildOnce, cnnc, CNNC, temporaryFolder } from "./command.ts";
import { smallProgram, writeSmallData } from "./small-data.ts";

/** Sets the title, clears the screen, colors by a C1 character, turns the direction, deletes, goes back. */
const ATTACK = "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\u007f\b";
/** No file name may hold a zero or a slash; everything else may be in one. */
const name = (text: string): string => `${text}${ATTACK}`;
const OBEYED = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

interface Seen {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As `main.ts` calls a command, with streams that keep what they get; `columns`: on a terminal. */
async function onTerminal(
  command: Command,
  args: readonly string[],
  options: Options = {},
  { color = "never", columns }: { readonly color?: ColorChoice; readonly columns?: number } = {},
): Promise<Seen> {
  const seen = { stdout: "", stderr: "" };
  const stream = (to: keyof typeof seen): Surroundings["stdout"] => ({
    write: (text) => {
      seen[to] += typeof text === "string" ? text : new TextDecoder().decode(text);
      return true;
    },
    ...(columns === undefined ? {} : { isTTY: true, columns }),
  });
  // A dumb terminal gets no moving lines: what they need is asked about elsewhere.
  const surroundings = { stdout: stream("stdout"), stderr: stream("stderr"), environment: { TERM: "dumb" } };
  const terminal = createTerminal(surroundings, color);
  const report = async (found: readonly Diagnostic[]): Promise<void> =>
    terminal.talkStyled(renderHuman(found, terminal.talkStyle));
  const context: Context = { terminal, environment: {}, version: "0.0.0", enter: () => undefined, report };
  try {
    return { code: await command(args, options, context), ...seen };
  } catch (error) {
    const known = toCnncError(error);
    if (!(known instanceof CnncError)) throw error;
    await report([known.diagnostic]);
    return { code: known.exit, ...seen };
  }
}

/** Line ends and tabs, and where it is asked for, colors; nothing else. */
function expectSafe(text: string, { colored = false } = {}): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colors are the only sequences that renderers write.
  const plain = colored ? text.replace(/\u001b\[\d+m/g, "") : text;
  expect(plain.replace(/[\n\t]/g, "").match(OBEYED)).toBeNull();
}

let folder = "";
let run = "";
const png = (path: string): void => {
  const pixels = Uint8Array.from({ length: 64 }, (_, i) => 3 * i);
  writeFileSync(path, encodePng({ width: 8, height: 8, channels: 1, data: pixels }));
};

beforeAll(async () => {
  folder = temporaryFolder();
  writeSmallData(join(folder, "data"), { train: 60, test: 20 });
  writeFileSync(join(folder, "small.cnn"), smallProgram());
  run = join(folder, name("run"));
  const trained = await onTerminal(train, [join(folder, "small.cnn")], { epochs: 1, out: run, set: [] });
  expect(trained.code).toBe(0);
  expect(trained.stdout).toContain("run\ufffd]0;owned\ufffd");
  expectSafe(trained.stdout + trained.stderr);
  const path = join(run, "run.json");
  const record = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...record, classNames: [0, 1, 2, 3].map((k) => name(`class${k}`)) }));
}, 120_000);

/** A module of ours with another manifest. */
function withManifest(wasm: Uint8Array, change: (manifest: Manifest) => object): Uint8Array {
  const [section] = WebAssembly.Module.customSections(
    new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>),
    MANIFEST_SECTION,
  );
  const manifest = JSON.parse(new TextDecoder().decode(section)) as Manifest;
  const parts: Uint8Array[] = [wasm.subarray(0, 8)];
  for (let at = 8; at < wasm.length;) {
    let [size, shift, next] = [0, 0, at + 1];
    for (let more = true; more; next++, shift += 7) {
      size |= (wasm[next]! & 127) << shift;
      more = wasm[next]! >= 128;
    }
    const title = new TextDecoder().decode(wasm.subarray(next + 1, next + 1 + MANIFEST_SECTION.length));
    if (wasm[at] !== 0 || title !== MANIFEST_SECTION) parts.push(wasm.subarray(at, next + size));
    at = next + size;
  }
  const content = Buffer.from(JSON.stringify(change(manifest)));
  const body = Buffer.concat([Buffer.from([MANIFEST_SECTION.length]), Buffer.from(MANIFEST_SECTION), content]);
  const length = [0, 7, 14, 21, 28].map((by, i) => ((body.length >>> by) & 127) | (i < 4 ? 128 : 0));
  return Buffer.concat([...parts, Buffer.from([0, ...length]), body]);
}

describe("what came from outside reaches no terminal with control characters", () => {
  const hostile = (m: Manifest): object => ({
    ...m,
    model: name("model"),
    language: name("language"),
    compiler: name("compiler"),
    source: name("source"),
    classes: Array.from({ length: 10 }, (_, k) => name(`class${k}`)),
    features: [name("feature")],
    parameters: m.parameters.map((each) => ({ ...each, name: name(each.name) })),
    memory: { ...m.memory, map: m.memory.map.map((each) => ({ ...each, name: name(each.name) })) },
  });

  it.each(["human", "json"])("of a module that another made: inspect --format %s", async (format) => {
    const path = join(folder, name("module.wasm"));
    writeFileSync(path, withManifest(compileText(lenetText()).wasm, hostile));
    const { code, stdout, stderr } = await onTerminal(inspect, [path], { format: format as "json" });
    for (const word of ["model", "language", "compiler", "source", "class0", "feature", "conv1"]) {
      expect(stdout).toContain(format === "json" ? `${word}` : word);
    }
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expectSafe(stdout);
    if (format === "json") expect(JSON.parse(stdout).model).toBe(name("model"));
    else expect(stdout.split("\ufffd").length).toBeGreaterThan(7 * 5);
  });

  it("of a module that is refused", async () => {
    const path = join(folder, name("refused.wasm"));
    for (const bytes of [
      Buffer.from(name("no module")),
      withManifest(compileText(lenetText()).wasm, () => ({ abi: ATTACK })),
    ]) {
      // prettier-ignore
      writeFileSync(path, bytes);
      const { code, stderr } = await onTerminal(inspect, [path]);
      expect(code).toBe(3);
      expect(stderr).toContain("refused.wasm\ufffd");
      expectSafe(stderr);
    }
  });

  it("class names of run.json and names of images: predict, as text and as JSON", async () => {
    const image = join(folder, `${name("image")}.png`);
    png(image);
    const text = await onTerminal(predict, [run, image], { top: 4 });
    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(/image\ufffd.*class0\ufffd/s);
    expectSafe(text.stdout + text.stderr);
    const json = await onTerminal(predict, [run, image], { top: 4, format: "json" });
    expectSafe(json.stdout + json.stderr);
    const [{ file, guesses }] = JSON.parse(json.stdout).predictions;
    expect(file).toBe(image);
    expect(guesses.map((each: { class: string }) => each.class).sort()[0]).toBe(name("class0"));
  });

  it("an image that cannot be read", async () => {
    const image = join(folder, `${name("bad")}.png`);
    writeFileSync(image, name("no picture"));
    const { code, stderr } = await onTerminal(predict, [run, image]);
    expect(code).not.toBe(0);
    expect(code).not.toBe(70);
    expect(stderr).toContain("bad\ufffd");
    expectSafe(stderr);
  });

  it("eval: class names in the table, and the folder of the report", async () => {
    const report = join(folder, name("report"));
    const { code, stdout, stderr } = await onTerminal(evaluateRun, [run], { report });
    expect(code).toBe(0);
    expect(stdout).toContain("class0\ufffd");
    expect(stderr).toContain("report\ufffd");
    expectSafe(stdout + stderr);
    const json = await onTerminal(evaluateRun, [run], { format: "json" });
    expectSafe(json.stdout);
    expect(JSON.parse(json.stdout).classes[0].name).toBe(name("class0"));
  });

  it("build: the module and its types", async () => {
    const output = join(folder, name("made"));
    const { code, stderr } = await onTerminal(build, [join(folder, "small.cnn")], { output, set: [] });
    expect(code).toBe(0);
    expect(stderr.match(/made\ufffd/g)?.length).toBeGreaterThanOrEqual(2);
    expectSafe(stderr);
  });

  it("check: a program with such a name and such text, with frames and colors too", async () => {
    const program = join(folder, `${name("program")}.cnn`);
    writeFileSync(program, `model M {\n  input 8x8x1 // ${ATTACK}\n  cnov "${ATTACK}" 3\n}\n`);
    for (const color of ["never", "always"] as const) {
      const { code, stdout, stderr } = await onTerminal(check, [program], { format: "human" }, { color, columns: 80 });
      expect(code).toBe(1);
      expect(stdout).toContain("program\ufffd");
      expectSafe(stdout + stderr, { colored: color === "always" });
    }
  });

  it("data: names of sets, of classes and of files that are not used", async () => {
    const fill = (set: string, kind: (k: number) => string): void => {
      for (const inside of ["train", "test"].flatMap((part) => [0, 1].map((k) => join(set, part, kind(k))))) {
        mkdirSync(inside, { recursive: true });
        for (let i = 0; i < 6; i++) png(join(inside, `${name(String(i))}.png`));
        writeFileSync(join(inside, name("notes.txt")), "nothing");
      }
    };
    const refused = join(folder, name("refused"));
    fill(refused, (k) => name(`kind${k}`));
    const set = join(folder, name("set"));
    fill(set, (k) => `kind${k}`);
    const table = join(folder, `${name("table")}.csv`);
    const rows = Array.from({ length: 20 }, (_, i) => `${i},${2 * i},c${i % 2}`);
    writeFileSync(table, [`${name("column")},b,label`, ...rows, ""].join("\n"));
    const cases: readonly (readonly [path: string, code: number])[] = [
      [refused, 1],
      [join(folder, name("nowhere")), 3],
      [set, 0],
      [table, 0],
    ];
    for (const [path, code] of cases) {
      for (const format of ["human", "json"] as const) {
        const seen = await onTerminal(data, [path], { format, set: [] }, { columns: 80 });
        expect({ path, code: seen.code, error: code === 0 ? "" : seen.stderr }).toEqual({
          path,
          code,
          error: code === 0 ? "" : expect.stringMatching(/error\[data\/[a-z-]+\]/),
        });
        expectSafe(seen.stdout + seen.stderr);
        if (code === 0 && format === "json") expect(JSON.parse(seen.stdout).source).toBe(path);
        else expect(seen.stdout + seen.stderr).toContain("\ufffd]0;owned\ufffd");
      }
    }
  });

  it("the command line: unknown commands, options and values", () => {
    for (const words of [
      [ATTACK],
      ["check", `--${ATTACK}`],
      ["check", "--format", ATTACK],
      ["info", name("more")],
      ["train", "a.cnn", "--epochs", ATTACK],
    ]) {
      // prettier-ignore
      let said = "";
      const hear = (text: string): void => {
        said += text;
      };
      try {
        parseArguments(words, "0.0.0", { out: hear, talk: hear });
        throw new Error(`${JSON.stringify(words)} is taken`);
      } catch (error) {
        if (!(error instanceof CnncError)) throw error;
        expect(error.exit).toBe(2);
        expectSafe(said + renderHuman([error.diagnostic], { form: "narrated" }));
        expectSafe(said + renderHuman([error.diagnostic], { form: "frame", color: true }), { colored: true });
      }
    }
    expect(() => parseArguments(["--help"], "0.0.0", { out: expectSafe, talk: expectSafe })).toThrow(CommanderError);
  });
});

describe("who writes to the streams", () => {
  const root = new URL("../../src/cli/", import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const using = (word: RegExp): readonly string[] =>
    files.filter((file) => word.test(readFileSync(new URL(file, root), "utf8"))).sort();

  it("is the terminal; and what opens it, and the bar of progress", () => {
    expect(files.length).toBeGreaterThan(60);
    expect(using(/process\.(stdout|stderr)|console\.|process\.emitWarning|from "node:(tty|readline)"/)).toEqual([
      // The protocol of the language server: JSON for a program, not for a terminal.
      "commands/lsp.ts",
      "editor-server.ts",
      "main.ts",
      "progress.ts",
      // Ends when a stream does; writes nothing.
      "watch/watch-loop.ts",
    ]);
    const loop = readFileSync(new URL("watch/watch-loop.ts", root), "utf8");
    expect(loop).not.toMatch(/\.write\(|console\./);
    // Those of `main.ts` that write by themselves make safe what they write.
    const main = readFileSync(new URL("main.ts", root), "utf8");
    const written = main.match(/process\.(stdout|stderr)\.write\(.*/g) ?? [];
    expect(written.length).toBeGreaterThan(0);
    for (const line of written) expect(line).toMatch(/\.write\(safeLines\(/);
  });

  it("without being made safe: only renderers that make safe what they are given", () => {
    expect(using(/\b(outStyled|talkStyled)\b/)).toEqual([
      "commands/check.ts",
      "reading-progress.ts",
      "talk-diagnostics.ts",
      "terminal.ts",
      "watch/screen.ts",
    ]);
  });
});

describe("errors of the standard streams", () => {
  const fault = (code?: string): Error =>
    Object.assign(new Error(`${code}: write`), code === undefined ? {} : { code });

  function watched(isTTY: boolean) {
    const listeners: ((error: Error) => void)[] = [];
    const reported: Diagnostic[] = [];
    const stream = { isTTY, on: (_: "error", listener: (error: Error) => void) => listeners.push(listener) };
    const { exitCode } = watchStreams({ stdout: stream, stderr: stream }, (found) => reported.push(found));
    return { listeners, reported, exitCode };
  }

  it.each([
    ["EPIPE", false],
    ["EPIPE", true],
    ["ERR_STREAM_DESTROYED", false],
    ["EIO", true],
    ["ENXIO", true],
    ["EBADF", true],
  ])("%s (on a terminal: %s): the reader has gone, which is no error", (code, isTTY) => {
    const { listeners, reported, exitCode } = watched(isTTY);
    for (const listener of listeners) listener(fault(code));
    expect(reported).toEqual([]);
    expect([exitCode(0), exitCode(1), exitCode(4)]).toEqual([0, 1, 4]);
  });

  it.each([
    ["ENOSPC", false, "file/disk-full"],
    ["ENOSPC", true, "file/disk-full"],
    ["EDQUOT", false, "file/disk-full"],
    ["EIO", false, "file/not-written"],
  ])("%s (on a terminal: %s): %s, reported once, exit 3", (code, isTTY, wanted) => {
    const { listeners, reported, exitCode } = watched(isTTY);
    expect(exitCode(1)).toBe(1);
    for (const listener of [...listeners, ...listeners]) listener(fault(code));
    expect(reported.map((each) => each.code)).toEqual([wanted]);
    expect(reported[0]!.file).toBe("<stdout>");
    expect([exitCode(0), exitCode(1)]).toEqual([3, 3]);
  });

  it("what is no error of the system is thrown: it is a bug, and reported as one", () => {
    const { listeners, reported } = watched(false);
    for (const error of [fault(), fault("ERR_INVALID_ARG_TYPE"), new TypeError("no")]) {
      expect(() => listeners[0]!(error)).toThrow(error);
    }
    expect(reported).toEqual([]);
  });
});

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** With a file or a folder for a standard stream. */
function withStream(words: readonly string[], stream: "stdin" | "stdout", path: string): Promise<Ended> {
  const file = openSync(path, stream === "stdin" ? "r" : "w");
  const stdio = stream === "stdin" ? ([file, "ignore", "pipe"] as const) : (["ignore", file, "pipe"] as const);
  const child = spawn(process.execPath, [CNNC, ...words], { cwd: folder, stdio: [...stdio] });
  closeSync(file);
  return new Promise((resolve, reject) => {
    let stderr = "";
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stderr }));
  });
}

describe("processes", () => {
  beforeAll(async () => {
    await buildOnce();
    png(join(folder, "plain.png"));
    renameSync(run, join(folder, "run"));
  }, 240_000);

  // The device that is always full is Linux's.
  const onLinux = existsSync("/dev/full") ? it : it.skip;
  onLinux.each([
    ["check", "--format", "json", "small.cnn"],
    ["summary", "small.cnn"],
    ["build", "small.cnn", "-o", "-"],
    ["export", "small.cnn", "--to", "pytorch"],
    ["eval", "run", "--format", "json"],
    ["predict", "run", "plain.png", "--format", "json"],
    ["--help"],
  ])(
    "a full disk behind standard output: cnnc %s %s %s %s",
    async (...words) => {
      const { code, stderr } = await withStream(words.filter(Boolean), "stdout", "/dev/full");
      expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining("error[file/disk-full]") });
      expect(stderr.match(/file\/disk-full/g)).toHaveLength(1);
      expect(stderr).not.toContain("internal error");
    },
    60_000,
  );

  it("a reader that goes away is no error", () => {
    const { status, stderr } = spawnSync(
      "bash",
      ["-c", 'set -o pipefail; "$0" "$1" explain small.cnn | true; echo "exit $PIPESTATUS" >&2', process.execPath, CNNC], // prettier-ignore
      { cwd: folder, encoding: "utf8" },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "exit 0\n" });
  }, 60_000);

  it("standard input that is a folder has a code, and exit 3", async () => {
    const { code, stderr } = await withStream(["summary", "-"], "stdin", folder);
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining("error[file/not-regular]") });
    const checked = await cnnc(["check", "-", "nowhere.cnn"], { cwd: folder, input: "" });
    expect(checked.code).toBe(3);
    const file = openSync(folder, "r");
    const { status, stdout } = spawnSync(process.execPath, [CNNC, "check", "-"], { stdio: [file, "pipe", "pipe"] });
    closeSync(file);
    expect({ status, stdout: stdout.toString() }).toEqual({
      status: 3,
      stdout: expect.stringContaining("error[file/not-regular]"),
    });
  }, 60_000);

  it("a closed terminal during a training leaves a checkpoint and nothing else, and exits with 129", async () => {
    let sent = false;
    const stopped = await cnnc(["train", "small.cnn", "--out", "closed", "--epochs", "100000", "--batch", "2"], {
      cwd: folder,
      onTalk: (child, text) => {
        if (sent || !text.includes("epoch 2/")) return;
        sent = true;
        child.kill("SIGHUP");
      },
    });
    expect({ code: stopped.code, signal: stopped.signal }).toEqual({ code: 129, signal: null });
    const left = readdirSync(join(folder, "closed"));
    expect(left).toContain("checkpoint.safetensors");
    expect(left.filter((file) => file.endsWith(".tmp") || file.includes("lock"))).toEqual([]);
    const count = (): number => readFileSync(join(folder, "closed/metrics.jsonl"), "utf8").trimEnd().split("\n").length;
    const done = count();
    expect(done).toBeGreaterThanOrEqual(2);
    const words = ["train", "small.cnn", "--out", "closed", "--resume", "--epochs", String(done + 1)];
    expect((await cnnc(words, { cwd: folder })).code).toBe(0);
    expect(count()).toBe(done + 1);
  }, 120_000);
});
