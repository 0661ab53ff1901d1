/** `cnnc fmt` as users run it: files, folders, standard input, `--check`, and what it leaves alone. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildOnce, cnnc, temporaryFolder } from "./command.ts";

const loose = "model A{\ninput 8x8x1->fc 10}\n";
const formatted = "model A {\n  input 8x8x1 -> fc 10\n}\n";
const broken = "model A {\n  conv 3x\n}\n";

let root = "";
let folder = "";
const at = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(at(name), "utf8");

beforeAll(async () => {
  await buildOnce();
  root = temporaryFolder();
}, 120_000);
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
  writeFileSync(at("loose.cnn"), loose);
  writeFileSync(at("good.cnn"), formatted);
});

describe("fmt", () => {
  it("formats in place and names what changed", async () => {
    mkdirSync(at("deep/node_modules"), { recursive: true });
    writeFileSync(at("deep/b.cnn"), loose);
    writeFileSync(at("deep/note.txt"), loose);
    writeFileSync(at("deep/node_modules/c.cnn"), loose);
    expect(await cnnc(["fmt", folder])).toMatchObject({
      code: 0,
      stdout: `${at("deep/b.cnn")}\n${at("loose.cnn")}\n`,
      stderr: "",
    });
    expect([read("loose.cnn"), read("deep/b.cnn"), read("good.cnn")]).toEqual([formatted, formatted, formatted]);
    expect([read("deep/note.txt"), read("deep/node_modules/c.cnn")]).toEqual([loose, loose]);
    expect(readdirSync(folder).sort()).toEqual(["deep", "good.cnn", "loose.cnn"]);
    expect(await cnnc(["fmt", folder])).toMatchObject({ code: 0, stdout: "", stderr: "" });
  });

  it("a formatted file is not written", async () => {
    chmodSync(at("good.cnn"), 0o444);
    const before = statSync(at("good.cnn"));
    expect((await cnnc(["fmt", at("good.cnn")])).code).toBe(0);
    const after = statSync(at("good.cnn"));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  it("a link stays a link", async () => {
    symlinkSync(at("loose.cnn"), at("link.cnn"));
    expect((await cnnc(["fmt", at("link.cnn")])).stdout).toBe(`${at("link.cnn")}\n`);
    expect(read("loose.cnn")).toBe(formatted);
    writeFileSync(at("loose.cnn"), loose);
    expect(read("link.cnn")).toBe(loose);
  });

  it("a text with \\r\\n throughout keeps it, as Git on Windows checks it out", async () => {
    const windows = formatted.replaceAll("\n", "\r\n");
    writeFileSync(at("windows.cnn"), windows);
    expect((await cnnc(["fmt", "--check", at("windows.cnn")])).code).toBe(0);
    writeFileSync(at("windows.cnn"), loose.replaceAll("\n", "\r\n"));
    expect((await cnnc(["fmt", at("windows.cnn")])).code).toBe(0);
    expect(read("windows.cnn")).toBe(windows);
  });

  it("other line endings become \\n, a byte order mark goes", async () => {
    const mixed = formatted.replace("\n", "\r\n");
    for (const text of [mixed, formatted.replaceAll("\n", "\r"), `\ufeff${formatted}`]) {
      writeFileSync(at("other.cnn"), text);
      expect((await cnnc(["fmt", "--check", at("other.cnn")])).code).toBe(1);
      expect((await cnnc(["fmt", at("other.cnn")])).code).toBe(0);
      expect(read("other.cnn")).toBe(formatted);
    }
  });

  it("standard input goes to standard output", async () => {
    expect(await cnnc(["fmt", "-"], { input: loose })).toMatchObject({ code: 0, stdout: formatted, stderr: "" });
    expect(await cnnc(["fmt", "-"], { input: formatted })).toMatchObject({ code: 0, stdout: formatted, stderr: "" });
  });
});

describe("--check", () => {
  it("names what is not formatted, writes nothing", async () => {
    const { code, stdout, stderr } = await cnnc(["fmt", "--check", at("good.cnn"), at("loose.cnn")]);
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: `${at("loose.cnn")}\n`, stderr: "" });
    expect(read("loose.cnn")).toBe(loose);
    expect(await cnnc(["fmt", "--check", at("good.cnn")])).toMatchObject({ code: 0, stdout: "", stderr: "" });
  });

  it("of standard input", async () => {
    expect(await cnnc(["fmt", "--check", "-"], { input: loose })).toMatchObject({ code: 1, stdout: "<stdin>\n" });
    expect(await cnnc(["fmt", "--check", "-"], { input: formatted })).toMatchObject({ code: 0, stdout: "" });
  });
});

describe("what cannot be formatted", () => {
  it("a syntax error: its diagnostics, exit 1, the file as it was, the others formatted", async () => {
    writeFileSync(at("broken.cnn"), broken);
    const { code, stdout, stderr } = await cnnc(["fmt", folder]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: `${at("loose.cnn")}\n` });
    expect(stderr).toMatch(/error\[syntax\/[a-z-]+\]/);
    expect(stderr).toContain(`${at("broken.cnn")}:2`);
    expect(read("broken.cnn")).toBe(broken);
    const piped = await cnnc(["fmt", "-"], { input: broken });
    expect({ code: piped.code, stdout: piped.stdout }).toEqual({ code: 1, stdout: "" });
    expect(piped.stderr).toMatch(/error\[syntax\//);
  });

  it("a file that is none: exit 3, the others formatted", async () => {
    const { code, stdout, stderr } = await cnnc(["fmt", at("nothing.cnn"), "/dev/zero", at("loose.cnn")]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: `${at("loose.cnn")}\n` });
    expect(stderr).toContain("[file/not-found]");
    expect(stderr).toContain("[file/not-regular]");
  });

  it("an error of meaning is none of its business", async () => {
    writeFileSync(at("meaning.cnn"), "model A {\n  nothing 3\n}\n");
    expect(await cnnc(["fmt", at("meaning.cnn")])).toMatchObject({ code: 0, stdout: "", stderr: "" });
  });
});

it("other commands do not load prettier", async () => {
  const hook = at("hook.mjs");
  writeFileSync(
    hook,
    `import { register } from "node:module";
     register("data:text/javascript," + encodeURIComponent(\`
       import { writeSync } from "node:fs";
       export async function load(url, context, next) { writeSync(2, "loaded " + url + "\\\\n"); return next(url, context); }
     \`));`,
  );
  const loaded = async (words: readonly string[]): Promise<boolean> =>
    (await cnnc(words, { nodeOptions: ["--import", hook] })).stderr.includes("node_modules/prettier/");
  expect(await loaded(["check", at("good.cnn")])).toBe(false);
  expect(await loaded(["fmt", at("good.cnn")])).toBe(true);
});
