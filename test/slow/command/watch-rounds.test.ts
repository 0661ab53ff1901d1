/** `--watch` as a process: rounds of check, summary and build, every way in which editors save, and how it ends. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildOnce, cnnc, temporaryFolder } from "../../cli/command.ts";
import { startWatching, times, type Watching } from "../../cli/watch/start.ts";

const program = 'import unit from "./parts/unit.cnn"\n\nmodel A {\n  input 8x8x1\n  unit(4) -> fc 10\n}\n';
const unit = "block unit(c) {\n  conv 3x3x{c} p1 -> relu\n}\n";
const WATCHING = "Ctrl-C ends\n";

let root = "";
let folder = "";
let running: Watching | undefined;
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  await buildOnce();
  root = temporaryFolder();
}, 120_000);
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
  mkdirSync(at("parts"));
  writeFileSync(at("a.cnn"), program);
  writeFileSync(at("parts/unit.cnn"), unit);
});
afterEach(async () => {
  running?.kill("SIGKILL");
  await running?.ended;
  running = undefined;
});

async function watching(words: readonly string[], settings?: { terminal: boolean }): Promise<Watching> {
  running = startWatching([...words, "--watch"], folder, settings);
  await running.until((out, talk) => `${out}${talk}`.replaceAll("\r", "").includes(WATCHING), "the first round");
  return running;
}

/** As editors do: a new file that takes the place of the old. */
function replace(name: string, text: string): void {
  writeFileSync(at(`.${name.replace("/", "-")}.tmp`), text);
  renameSync(at(`.${name.replace("/", "-")}.tmp`), at(name));
}

async function rounds(watch: Watching, count: number): Promise<void> {
  await watch.until((_, talk) => times(WATCHING, talk) >= count, `round ${count}`);
}

describe("check --watch", () => {
  it("shows each round behind a line that says what has changed, and ends with 130 on Ctrl-C", async () => {
    const watch = await watching(["check", "a.cnn"]);
    expect([watch.out(), watch.talk()]).toEqual(["", "no errors; watching 2 files, Ctrl-C ends\n"]);
    writeFileSync(at("a.cnn"), program.replace("fc", "fcc"));
    await rounds(watch, 2);
    replace("a.cnn", program);
    await rounds(watch, 3);
    replace("parts/unit.cnn", unit.replace("relu", "relo"));
    await rounds(watch, 4);
    await watch.until((out) => out.includes("`relo`"));
    watch.kill("SIGINT");
    expect(await watch.ended).toBe(130);
    const lines = watch
      .out()
      .split("\n")
      .filter((line) => /^────|error/.test(line));
    expect(lines).toEqual([
      "──── changed: a.cnn",
      "a.cnn:5:14: error[check/unknown-layer]: unknown layer `fcc`",
      "──── changed: a.cnn",
      `──── changed: ${join("parts", "unit.cnn")}`,
      `${join("parts", "unit.cnn")}:2:22: error[check/unknown-layer]: unknown layer \`relo\``,
    ]);
    expect(watch.talk()).toBe(
      ["no errors", "errors", "no errors", "errors"].map((word) => `${word}; watching 2 files, ${WATCHING}`).join(""),
    );
  });

  it("files that are not there yet, deleted and written anew, and folders that go and come back", async () => {
    rmSync(at("parts"), { recursive: true });
    const watch = await watching(["check", "a.cnn", "later.cnn"]);
    expect(watch.out()).toContain("error[import/not-found]");
    expect(watch.out()).toContain("later.cnn: error[file/not-found]");
    mkdirSync(at("parts"));
    writeFileSync(at("parts/unit.cnn"), unit);
    await watch.until((out) => out.includes(`changed: ${join("parts", "unit.cnn")}`));
    writeFileSync(at("later.cnn"), unit);
    await watch.until((_, talk) => talk.endsWith(`no errors; watching 3 files, ${WATCHING}`));
    rmSync(at("a.cnn"));
    await watch.until((out) => out.includes("a.cnn: error[file/not-found]"));
    writeFileSync(at("a.cnn"), program);
    await watch.until((_, talk) => talk.endsWith(`no errors; watching 3 files, ${WATCHING}`));
    renameSync(at("parts"), at("aside"));
    await watch.until((out) => times("error[import/not-found]", out) === 2);
    renameSync(at("aside"), at("parts"));
    await watch.until((_, talk) => talk.endsWith(`no errors; watching 3 files, ${WATCHING}`));
    watch.kill("SIGTERM");
    expect(await watch.ended).toBe(143);
  });

  it("a folder: programs that come and go", async () => {
    const watch = await watching(["check", "."]);
    mkdirSync(at("deep/node_modules"), { recursive: true });
    writeFileSync(at("deep/node_modules/no.cnn"), "model");
    writeFileSync(at("deep/note.txt"), "model");
    writeFileSync(at("deep/new.cnn"), "model");
    await watch.until((out) => out.includes(join("deep", "new.cnn:1:")));
    expect(watch.out()).not.toMatch(/note\.txt|no\.cnn/);
    rmSync(at("deep/new.cnn"));
    await watch.until((_, talk) => talk.endsWith(`no errors; watching 2 files and 1 folder, ${WATCHING}`));
  });

  it("JSON is one line for each round, and nothing else is on standard output", async () => {
    const watch = await watching(["check", "a.cnn", "--format", "json"]);
    writeFileSync(at("a.cnn"), program.replace("fc", "fcc"));
    await rounds(watch, 2);
    writeFileSync(at("a.cnn"), program);
    await watch.until((out) => times("\n", out) >= 3, "three lines");
    const documents = watch
      .out()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(documents.map(({ schema, diagnostics }) => [schema, diagnostics.length])).toEqual([
      ["cnnc.diagnostics/1", 0],
      ["cnnc.diagnostics/1", 1],
      ["cnnc.diagnostics/1", 0],
    ]);
  });

  it("ends when nobody reads what it writes", async () => {
    const { spawn } = await import("node:child_process");
    const { CNNC } = await import("../../cli/command.ts");
    const child = spawn(process.execPath, [CNNC, "check", "a.cnn", "--watch"], { cwd: folder });
    const ended = new Promise<number | null>((resolve) => child.on("exit", (code) => resolve(code)));
    await new Promise((resolve) => child.stderr.once("data", resolve));
    child.stdout.destroy();
    child.stderr.destroy();
    writeFileSync(at("a.cnn"), program.replace("fc", "fcc"));
    expect(await ended).toBe(0);
  });
});

describe("on a terminal", () => {
  it.skipIf(process.platform !== "linux")(
    "a round takes the place of the one before, the scrollback stays, Ctrl-C is 130",
    async () => {
      const watch = await watching(["check", "a.cnn"], { terminal: true });
      const clear = "\u001b[2J\u001b[H";
      expect(times(clear, watch.out())).toBe(1);
      writeFileSync(at("a.cnn"), program.replace("fc", "fcc"));
      await watch.until((out) => /unknown layer[\s\S]*Ctrl-C ends/.test(out), "the second round");
      const [, , second = ""] = watch.out().split(clear);
      expect(second).toMatch(/^error\[check\/unknown-layer\][\s\S]*errors; watching 2 files, Ctrl-C ends\r\n$/);
      expect(watch.out()).not.toContain("\u001b[3J");
      watch.type("\u0003");
      expect(await watch.ended).toBe(130);
    },
  );
});

describe("summary and build --watch", () => {
  it("summary: the table of each round; --set and the model's name are asked again", async () => {
    const watch = await watching(["summary", "a.cnn:B"]);
    expect(watch.talk()).toContain("error[cli/unknown-model]");
    writeFileSync(at("a.cnn"), program.replace("model A", "model B"));
    await watch.until((out) => /^──── changed: a\.cnn\nB\n[\s\S]*2,610/.test(out));
    writeFileSync(at("parts/unit.cnn"), unit.replace("{c}", "{2*c}"));
    await watch.until((out) => /──── changed: parts.unit\.cnn\nB\n[\s\S]*5,210/.test(out));
  });

  it("build: the module is written anew, and broken programs leave it as it was", async () => {
    const watch = await watching(["build", "a.cnn"]);
    expect(existsSync(at("a.wasm"))).toBe(true);
    rmSync(at("a.wasm"));
    writeFileSync(at("a.cnn"), program.replace("fc 10", "fc"));
    await rounds(watch, 2);
    expect(existsSync(at("a.wasm"))).toBe(false);
    writeFileSync(at("a.cnn"), program.replace("fc 10", "fc 5"));
    await rounds(watch, 3);
    expect(existsSync(at("a.wasm"))).toBe(true);
    expect(watch.out()).toBe("");
    expect(watch.talk()).toContain("──── changed: a.cnn\na.wasm: A, prediction only");
  });
});

describe("wrong usage", () => {
  const cases: [words: string[], what: string][] = [
    [["check", "-"], "`--watch` watches files, and cannot go with standard input"],
    [["check", "-", "--stdin-filename", "a.cnn"], "`--watch` watches files, and cannot go with standard input"],
    [["summary", "-"], "standard input"],
    [["build", "a.cnn", "-o", "-"], "a module on standard output"],
    [["summary", "ResNet18"], "there is nothing to watch"],
    [["check", "a.cnn", "--fix"], "cannot be used with"],
    [["train", "a.cnn", "--resume"], "cannot be used with"],
    [["fmt", "a.cnn"], "has no option `--watch`"],
  ];
  for (const [words, what] of cases)
    it(`${words.join(" ")} --watch`, async () => {
      const { code, stderr } = await cnnc([...words, "--watch"], { cwd: folder });
      expect(code).toBe(2);
      expect(stderr).toContain(what);
    });
});
