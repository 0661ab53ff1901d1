import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { buildOnce, CNNC, cnnc, ROOT, temporaryFolder } from "./command.ts";
import { smallProgram } from "./small-data.ts";

let folder = "";
beforeAll(async () => {
  await buildOnce();
  folder = temporaryFolder();
  writeFileSync(join(folder, "good.cnn"), smallProgram());
  writeFileSync(join(folder, "bad.cnn"), smallProgram().replace("conv", "conw"));
  writeFileSync(join(folder, "dubious.cnn"), smallProgram().replace("maxpool 2", "maxpool 3"));
}, 120_000);
const at = (name: string): string => join(folder, name);

describe("wrong usage is exit 2 and says what was meant", () => {
  const cases: [words: string[], code: string, hint: string][] = [
    [["chekc", "x"], "cli/unknown-command", "did you mean `check`?"],
    [["banana"], "cli/unknown-command", "the commands are init, check, fmt, "],
    [["lenet5.cnn"], "cli/unknown-command", "say what to do with it: `cnnc check lenet5.cnn`"],
    [["train", "x", "--epoch", "3"], "cli/unknown-option", "did you mean `--epochs`?"],
    [["train", "x", "--banana"], "cli/unknown-option", "`cnnc train --help` shows how"],
    [["--colour"], "cli/unknown-option", "did you mean `--color`?"],
    [["check", "x", "--colr", "never"], "cli/unknown-option", "did you mean `--color`?"],
    [["train", "x", "--until", "acuracy=0.9"], "cli/bad-value", "did you mean `accuracy`?"],
    [["train", "x", "--until", "accuracy=99"], "cli/bad-value", "an accuracy is from 0 to 1"],
    [["train", "x", "--batch", "0"], "cli/bad-value", "a whole number from 1 to 65536 is expected"],
    [["train", "x", "--seed", "1.5"], "cli/bad-value", "`1.5` is no value of `--seed`"],
    [["train", "x", "--set", "lr"], "cli/bad-value", "NAME=VALUE is expected"],
    [["check", "x", "--format", "sariff"], "cli/bad-value", "did you mean `sarif`?"],
    [["check", "x", "--format", "xml"], "cli/bad-value", "the values are human, json, github, sarif"],
    [["build", "x", "--emit", "ats"], "cli/bad-value", "did you mean `ast`?"],
    [["check", "x", "--color", "allways"], "cli/bad-value", "did you mean `always`?"],
    [["train", "x", "--resume", "--overwrite"], "cli/wrong-usage", "cannot be used with"],
    [["check"], "cli/wrong-usage", "missing required argument `files`"],
    [["train", "x", "--epochs"], "cli/wrong-usage", "argument missing"],
    [["info", "surplus"], "cli/wrong-usage", "takes no arguments"],
  ];
  for (const [words, wanted, hint] of cases) {
    it(`cnnc ${words.join(" ")}`, async () => {
      const { code, stdout, stderr } = await cnnc(words);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(`error[${wanted}]: `);
      expect(stderr).toContain(hint);
      expect(stderr).not.toMatch(/[^?]\.$/m);
    });
  }

  it("no command at all: the help", async () => {
    const { code, stdout, stderr } = await cnnc([]);
    expect({ code, stdout, usage: /Usage/.test(stderr) }).toEqual({ code: 2, stdout: "", usage: true });
  });

  it("in color when that is asked for", async () => {
    expect((await cnnc(["--colour"])).stderr).not.toContain("\u001b");
    expect((await cnnc(["chekc", "--color", "always"])).stderr).toContain("\u001b");
  });
});

it("the help lists every command once, under a heading", async () => {
  const { stdout } = await cnnc(["--help"]);
  expect(stdout).not.toMatch(/^Commands:/m);
  for (const { name, group } of [...COMMANDS, { name: "help", group: "Around them:" }]) {
    const [, section = ""] = stdout.split(`\n${group}\n`);
    expect(section.split("\n\n")[0]).toMatch(new RegExp(`^  ${name} `, "m"));
    expect(stdout.match(new RegExp(`^  ${name} `, "gm"))!.length).toBe(1);
  }
});

it("help and version are data", async () => {
  for (const words of [["--help"], ["help", "train"], ["train", "-h"], ["--version"]]) {
    const { code, stdout, stderr } = await cnnc(words);
    expect({ words, code, stderr, some: stdout.length > 3 }).toEqual({ words, code: 0, stderr: "", some: true });
  }
});

describe("files that are no programs: a coded message, exit 3, no stack trace", () => {
  const cases: [what: string, path: () => string, code: string][] = [
    ["nothing", () => at("nothing.cnn"), "file/not-found"],
    ["a device without end", () => "/dev/zero", "file/not-regular"],
    ["a pipe", () => makePipe(), "file/not-regular"],
    ["an empty folder", () => makeFolder(), "cli/no-programs"],
    ["bytes", () => makeFile("bytes.cnn", Buffer.from([0xff, 0xfe, 0x00, 0x80])), "file/not-utf8"],
    ["too much", () => makeFile("large.cnn", Buffer.alloc(4_000_000, 0x20)), "file/too-large"],
  ];
  for (const [what, path, wanted] of cases) {
    it(what, async () => {
      const { code, stdout, stderr } = await cnnc(["check", path()]);
      expect({ code, there: stdout.includes(`[${wanted}]`), stderr }).toEqual({ code: 3, there: true, stderr: "" });
    });
  }

  function makePipe(): string {
    spawnSync("mkfifo", [at("pipe.cnn")]);
    return at("pipe.cnn");
  }
  function makeFolder(): string {
    mkdirSync(at("empty"), { recursive: true });
    return at("empty");
  }
  function makeFile(name: string, bytes: Buffer): string {
    writeFileSync(at(name), bytes);
    return at(name);
  }
});

it("a million brackets, a kernel too large, two mistakes at once: exit 1 and codes", async () => {
  const brackets = `model M {\n  input 8x8x1\n  ${"[".repeat(1_000_000)}\n}\n`;
  const many = await cnnc(["check", "-"], { input: brackets });
  expect({ code: many.code, trace: /^\s+at .*:\d+/m.test(many.stdout + many.stderr) }).toEqual({
    code: 1,
    trace: false,
  });
  expect(many.stdout).toMatch(/error\[[a-z]+\/[a-z-]+\]/);
  const kernel = await cnnc(["check", "-"], { input: smallProgram().replace("3x3x4 p1", "11x11x4") });
  expect(kernel.stdout).toContain("error[shape/kernel-exceeds-input]");
  const two = await cnnc(["train", "-", "--out", at("no")], {
    input: smallProgram().replace("relu", "relo").replace("sgd", "sdg"),
  });
  expect(two.code).toBe(1);
  expect(two.stderr).toContain("`relu`");
  expect(two.stderr).toContain("`sgd`");
});

describe("addresses", () => {
  it("file.cnn:Name names a model", async () => {
    writeFileSync(at("two.cnn"), "model A {\n  input 4x4x1\n  fc 2\n}\nmodel B {\n  input 4x4x1\n  fc 3\n}\n");
    const named = await cnnc(["build", `${at("two.cnn")}:B`, "--emit", "model"]);
    expect(named.stdout).toMatch(/^model B : 4x4x1 -> 3$/m);
    const none = await cnnc(["build", at("two.cnn"), "--emit", "model"]);
    expect({ code: none.code, there: none.stderr.includes("cli/several-models") }).toEqual({ code: 2, there: true });
    const wrong = await cnnc(["build", `${at("two.cnn")}:C`, "--emit", "model"]);
    expect({ code: wrong.code, there: wrong.stderr.includes("cli/unknown-model") }).toEqual({ code: 2, there: true });
    const without = await cnnc(["train", `${at("two.cnn")}:A`, "--out", at("never")]);
    expect({ code: without.code, there: without.stderr.includes("cli/no-recipe") }).toEqual({ code: 1, there: true });
  });
});

describe("build and inspect", () => {
  it("the same source gives the same bytes, with types beside them", async () => {
    const first = await cnnc(["build", at("good.cnn"), "-o", at("a.wasm")]);
    expect({ code: first.code, stdout: first.stdout }).toEqual({ code: 0, stdout: "" });
    await cnnc(["build", at("good.cnn"), "-o", at("b.wasm")]);
    expect(readFileSync(at("a.wasm")).equals(readFileSync(at("b.wasm")))).toBe(true);
    await cnnc(["build", at("good.cnn"), "-o", at("c.wasm"), "--inference"]);
    expect(readFileSync(at("c.wasm")).length).toBeLessThan(readFileSync(at("a.wasm")).length);
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const use = `import type { Input, Exports, Names } from "./a";
import { load, type NamedNet, type Net } from ${JSON.stringify(join(ROOT, "dist/src/runtime/index.js"))};
export const input: Input = [8, 8, 1];
export type F = Exports["fit"];
export const loaded = async (bytes: BufferSource): Promise<NamedNet<Names>> => load<Names>(bytes);
export const unnamed = async (bytes: BufferSource): Promise<Net> => load(bytes);
export const first = (net: NamedNet<Names>): number => net.parameters.get("conv1.weight").data[0]!;
export const anyName = (net: Net, name: string): number | undefined => net.parameters.get(name)?.data[0];
export const asAny = (net: NamedNet<Names>): Net => net;
// @ts-expect-error: the name is misspelled
export const wrong = (net: NamedNet<Names>) => net.parameters.get("conv1.wieght");
// @ts-expect-error: no such layer
export const none = (net: NamedNet<Names>) => net.activation("conv9");
`;
    writeFileSync(at("use.ts"), use);
    const words = ["--noEmit", "--strict", "--ignoreConfig", "--skipLibCheck", "--lib", "es2023,dom,dom.iterable"];
    const modules = ["--target", "es2022", "--module", "nodenext"];
    const types = spawnSync(process.execPath, [tsc, ...words, ...modules, "use.ts"], { cwd: folder });
    expect({ status: types.status, out: types.stdout.toString() }).toEqual({ status: 0, out: "" });
  });

  it("a module says what it holds", async () => {
    const { code, stdout } = await cnnc(["inspect", at("a.wasm"), "--format", "json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "cnnc.module/1",
      model: "Small",
      training: true,
      input: [8, 8, 1],
    });
    expect((await cnnc(["inspect", at("c.wasm")])).stdout).toContain("prediction only");
    for (const path of [CNNC, "/dev/zero", at("good.cnn")]) {
      const wrong = await cnnc(["inspect", path]);
      expect({ path, code: wrong.code, coded: /error\[(runtime|file)\//.test(wrong.stderr) }).toEqual({
        path,
        code: 3,
        coded: true,
      });
    }
  });

  it("prints every stage", async () => {
    for (const stage of ["ast", "model", "graph", "train", "kernels", "memory", "wat"]) {
      const { code, stdout, stderr } = await cnnc(["build", at("good.cnn"), "--emit", stage]);
      expect({ stage, code, stderr, conv: stdout.includes("conv") }).toEqual({
        stage,
        code: 0,
        stderr: "",
        conv: true,
      });
    }
  });
});

describe("summary and explain", () => {
  it("LeNet-5 by the book", async () => {
    const { code, stdout } = await cnnc(["summary", "examples/lenet5.cnn", "--format", "json"]);
    expect(code).toBe(0);
    const summary = JSON.parse(stdout);
    expect(summary.schema).toBe("cnnc.summary/1");
    expect(summary.totals).toEqual({ params: 61706, weights: 61470, macs: 416520, rf: 32 });
    const params = summary.layers.map((layer: { params: number }) => layer.params).filter((n: number) => n > 0);
    expect(params).toEqual([156, 2416, 48120, 10164, 850]);
    expect(summary.memory.batch).toBe(64);
    expect((await cnnc(["summary", "examples/lenet5.cnn"])).stdout).toContain("61,706");
    expect((await cnnc(["summary", "examples/lenet5.cnn", "--format", "md"])).stdout).toMatch(/\| *conv1/);
  });

  it("one layer, and what is no layer", async () => {
    const { code, stdout } = await cnnc(["explain", "examples/lenet5.cnn", "conv2"]);
    expect(code).toBe(0);
    expect(stdout).toContain("conv2");
    expect(stdout).not.toContain("conv1:");
    const wrong = await cnnc(["explain", "examples/lenet5.cnn", "conv9"]);
    expect({ code: wrong.code, there: wrong.stderr.includes("did you mean `conv") }).toEqual({ code: 2, there: true });
  });

  it("the page of any code, of every room", async () => {
    for (const code of [
      "shape/kernel-exceeds-input",
      "data/idx-magic",
      "weights/truncated",
      "run/exists",
      "runtime/bad-checkpoint",
    ]) {
      const { code: exit, stdout } = await cnnc(["explain", code]);
      expect({ code, exit, title: stdout.startsWith(`# ${code}`) }).toEqual({ code, exit: 0, title: true });
    }
    expect((await cnnc(["explain", "->"])).stdout).toMatch(/^# `->` \(statement\)\n/);
    expect((await cnnc(["explain", "->", "--color", "never"])).code).toBe(0);
    const wrong = await cnnc(["explain", "run/exist"]);
    expect({ code: wrong.code, there: wrong.stderr.includes("did you mean `run/exists`") }).toEqual({
      code: 2,
      there: true,
    });
  });
});

it("a closed pipe is harmless", () => {
  const { status, stderr } = spawnSync(
    "bash",
    ["-o", "pipefail", "-c", `"${process.execPath}" "${CNNC}" build good.cnn --emit wat | head -c 10 >/dev/null`],
    {
      cwd: folder,
      encoding: "utf8",
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

it("a bug of ours is exit 70: the stage, no stack trace unless asked for", async () => {
  const hook = at("plant.mjs");
  writeFileSync(hook, "WebAssembly.validate = () => { throw new TypeError('planted'); };");
  const nodeOptions = ["--import", hook];
  const plain = await cnnc(["info"], { nodeOptions });
  expect(plain.code).toBe(70);
  expect(plain.stderr).toMatch(/internal error while running info/);
  expect(plain.stderr).toContain("planted");
  expect(plain.stderr).not.toMatch(/^\s+at .*:\d+/m);
  const debug = await cnnc(["info"], { nodeOptions, environment: { CNNC_DEBUG: "1" } });
  expect(debug.stderr).toMatch(/^\s+at .*:\d+/m);
});
