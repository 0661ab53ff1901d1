/** `--stdin-filename`: what is piped in counts as the file it will be saved as, for messages, imports and the project. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { buildOnce, cnnc, temporaryFolder } from "./command.ts";

const shared = "block unit(c) {\n  conv 3x3x{c} p1 -> relu\n}\n";
const program = 'import unit from "../shared/blocks.cnn"\n\nmodel A {\n  input 8x8x1\n  unit(4) -> fc 10\n}\n';

let folder = "";
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  await buildOnce();
  folder = temporaryFolder();
  mkdirSync(at("project/nets"), { recursive: true });
  mkdirSync(at("project/shared"));
  mkdirSync(at("elsewhere"));
  writeFileSync(at("project/package.json"), "{}");
  writeFileSync(at("project/shared/blocks.cnn"), shared);
  writeFileSync(at("project/nets/saved.cnn"), "model Old {\n");
  writeFileSync(at("outside.cnn"), shared);
}, 120_000);

describe("check --stdin-filename", () => {
  it("imports count from the folder of the path, from wherever the command is called", async () => {
    for (const cwd of [at("project"), at("elsewhere")]) {
      const name = at("project/nets/new.cnn");
      const found = await cnnc(["check", "-", "--stdin-filename", name], { cwd, input: program });
      expect(found).toMatchObject({ code: 0, stdout: "", stderr: "" });
    }
    const bare = await cnnc(["check", "-"], { cwd: at("elsewhere"), input: program });
    expect(bare.code).toBe(1);
    expect(bare.stdout).toMatch(/^<stdin>:1:18: error\[import\//m);
  });

  it("reports the path as it was given, and checks the text, not the file of that name", async () => {
    const words = ["check", "-", "--stdin-filename", "nets/saved.cnn"];
    const cwd = at("project");
    expect((await cnnc(words, { cwd, input: program })).code).toBe(0);
    const bad = await cnnc(words, { cwd, input: program.replace("fc", "fcc") });
    expect(bad).toMatchObject({ code: 1, stderr: "" });
    expect(bad.stdout).toMatch(/^nets\/saved\.cnn:5:14: error\[check\/unknown-layer\]/m);
    const json = await cnnc([...words, "--format", "json"], { cwd, input: program.replace("fc", "fcc") });
    expect(JSON.parse(json.stdout).diagnostics[0]).toMatchObject({ file: "nets/saved.cnn" });
    const fixed = await cnnc([...words, "--fix"], { cwd, input: program.replace("fc", "Fc") });
    expect(fixed.stdout).toBe(program);
  });

  it("the project is that of the path: nothing above it is read", async () => {
    const input = program.replace("../shared/blocks.cnn", "../../outside.cnn");
    const inside = await cnnc(["check", "-", "--stdin-filename", "project/nets/new.cnn"], { cwd: folder, input });
    expect(inside.code).toBe(1);
    expect(inside.stdout).toMatch(/error\[import\/outside-project\]/);
    expect(inside.stdout).toMatch(/^ *the project is \S*\/project$/m);
  });

  it("a circle of imports closes at the unsaved text", async () => {
    writeFileSync(at("project/nets/other.cnn"), 'import unit from "./saved.cnn"\n');
    const input = `import unit from "./other.cnn"\n\n${shared}`;
    const found = await cnnc(["check", "-", "--stdin-filename", "nets/saved.cnn"], { cwd: at("project"), input });
    expect(found.stdout).toContain("error[import/circle]");
  });

  it("names that could mean something else are files; a folder that is not there has no files", async () => {
    for (const name of ["std/resnet", "<stdin>", "-"]) {
      const found = await cnnc(["check", "-", "--stdin-filename", name], { input: "model" });
      expect(found.stdout).toContain(`./${name}:1:`);
    }
    const found = await cnnc(["check", "-", "--stdin-filename", "gone/a.cnn"], { cwd: folder, input: program });
    expect(found.code).toBe(1);
    expect(found.stdout).toMatch(/^gone\/a\.cnn:1:18: error\[import\/not-found\]/m);
  });
});

describe("fmt --stdin-filename", () => {
  it("formats to standard output and reports under the name", async () => {
    const words = ["fmt", "-", "--stdin-filename", "nets/new.cnn"];
    const loose = program.replace("{\n  input", "{ input");
    expect(await cnnc(words, { input: loose })).toMatchObject({ code: 0, stdout: program, stderr: "" });
    expect(await cnnc([...words, "--check"], { input: loose })).toMatchObject({ code: 1, stdout: "nets/new.cnn\n" });
    const broken = await cnnc(words, { input: "model A {\n  conv 3x\n}\n" });
    expect(broken).toMatchObject({ code: 1, stdout: "" });
    expect(broken.stderr).toMatch(/^nets\/new\.cnn:2:/m);
  });
});

describe("wrong usage", () => {
  for (const command of ["check", "fmt"])
    it(`${command}: nothing is read from standard input, or the name is no program's`, async () => {
      const unread = await cnnc([command, at("outside.cnn"), "--stdin-filename", "a.cnn"]);
      expect(unread).toMatchObject({ code: 2, stdout: "" });
      expect(unread.stderr).toContain("error[cli/wrong-usage]: `--stdin-filename` names standard input");
      for (const name of ["", "nets/", at("project")]) {
        const found = await cnnc([command, "-", "--stdin-filename", name], { input: program });
        expect(found).toMatchObject({ code: 2, stdout: "" });
        expect(found.stderr).toContain("error[cli/bad-value]");
      }
    });
});
