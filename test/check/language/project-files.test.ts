/** Imports from the disk: inside the project by real path, regular files of UTF-8 text only; told as what they are. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check } from "../../../src/check/check.ts";
import { createProjectFiles } from "../../../src/cli/project-files.ts";
import { createReport, type Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import * as operators from "../../../src/ops/registry.ts";
import { createSource } from "../../../src/source/source.ts";
import { parse } from "../../../src/syntax/parse.ts";

const block = "block unit(c) {\n  fc {c}\n}\n";
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cnnc-project-"));
  const write = (path: string, text: string | Uint8Array): void => writeFileSync(join(folder, path), text);
  for (const path of ["project", "project/sub", "project/folder.cnn", "beside"]) mkdirSync(join(folder, path));
  write("project/package.json", "{}");
  write("project/lib.cnn", block);
  write("project/sub/deep.cnn", 'import unit from "../lib.cnn"\nblock two(c) {\n  unit(c) -> relu -> unit(c)\n}\n');
  write("project/sub/circle.cnn", 'import unit from "../sub/../sub/./back.cnn"\nblock two(c) {\n  unit(c)\n}\n');
  write("project/sub/back.cnn", 'import two from "circle.cnn"\nblock unit(c) {\n  two(c)\n}\n');
  write("project/bytes.cnn", new Uint8Array([0xff, 0xfe, 0x00]));
  write("project/large.cnn", `${block}//${" ".repeat(3_200_000)}\n`);
  write("project/lib.txt", block);
  write("project/secret.cnn", block);
  write("beside/lib.cnn", block);
  write("lib.cnn", block);
  symlinkSync("lib.cnn", join(folder, "project/inside.cnn"));
  symlinkSync("../beside/lib.cnn", join(folder, "project/outside.cnn"));
  symlinkSync("../beside", join(folder, "project/beside"));
  symlinkSync("loop.cnn", join(folder, "project/loop.cnn"));
  symlinkSync("/dev/zero", join(folder, "project/zero.cnn"));
  symlinkSync("project", join(folder, "linked"));
  execFileSync("mkfifo", [join(folder, "project/pipe.cnn")]);
  chmodSync(join(folder, "project/secret.cnn"), 0o000);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Checks a program at `entry` (which need not be on the disk) that imports from `path`. */
function importing(
  path: string,
  entry = "project/net.cnn",
  name = "unit",
): { errors: readonly Diagnostic[]; output: string } {
  const report = createReport();
  const at = entry === "-" ? "<stdin>" : join(folder, entry);
  const text = `import ${name} from "${path}"\nmodel Net {\n  input 3\n  ${name}(4)\n}\n`;
  const { models } = check(parse(createSource(at, text), report), operators, report, {
    project: createProjectFiles(at),
  });
  const errors = report.diagnostics.filter(({ severity }) => severity === "error");
  return { errors, output: models.map(({ output }) => output.join("x")).join() };
}

const told = (path: string, entry?: string): readonly string[] =>
  importing(path, entry).errors.map(({ code, message }) => `${code}: ${message}`);

describe("files of the project", () => {
  it.each([
    ["./lib.cnn", "project/net.cnn"],
    ["lib.cnn", "project/net.cnn"],
    ["sub/../lib.cnn", "project/net.cnn"],
    ["../lib.cnn", "project/sub/net.cnn"],
    ["./inside.cnn", "project/net.cnn"],
    ["./lib.cnn", "linked/net.cnn"],
    ["../lib.cnn", "linked/sub/net.cnn"],
    ["./lib.cnn", "beside/net.cnn"],
  ])("%s from %s", (path, entry) => {
    expect(importing(path, entry)).toEqual({ errors: [], output: "4" });
  });

  it("a file of a sibling folder, below a cnnc.config.json", () => {
    const root = join(folder, "configured");
    for (const path of ["", "nets", "blocks"]) mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, "cnnc.config.json"), "{}");
    writeFileSync(join(root, "blocks", "unit.cnn"), block);
    expect(importing("../blocks/unit.cnn", "configured/nets/net.cnn")).toEqual({ errors: [], output: "4" });
  });

  it("a name with an accent, composed in the program and decomposed on the disk, and the other way round", () => {
    const [composed, decomposed] = ["caf\u00e9", "cafe\u0301"];
    writeFileSync(join(folder, "project", `${decomposed}.cnn`), block);
    expect(importing(`./${composed}.cnn`)).toEqual({ errors: [], output: "4" });
    rmSync(join(folder, "project", `${decomposed}.cnn`));
    writeFileSync(join(folder, "project", `${composed}.cnn`), block);
    expect(importing(`./${decomposed}.cnn`)).toEqual({ errors: [], output: "4" });
  });

  it("files import files from their own folder", () => {
    expect(importing("./sub/deep.cnn", "project/net.cnn", "two")).toEqual({ errors: [], output: "4" });
  });

  it("a program from standard input stands in the working folder", () => {
    expect(told("./no-such-file.cnn", "-")).toEqual(['import/not-found: there is no file "./no-such-file.cnn"']);
  });
});

describe("what is no file of the project", () => {
  it.each([
    ["../lib.cnn", "leads out of the project"],
    ["../beside/lib.cnn", "leads out of the project"],
    ["sub/../../lib.cnn", "leads out of the project"],
    ["../../../../../../etc/passwd.cnn", "leads out of the project"],
    ["./outside.cnn", "leads out of the project"],
    ["./beside/lib.cnn", "leads out of the project"],
    ["./zero.cnn", "leads out of the project"],
    ["/etc/passwd", "is no path inside the project"],
    ["/etc/passwd.cnn", "is no path inside the project"],
    ["//host/share.cnn", "is no path inside the project"],
    ["C:/lib.cnn", "is no path inside the project"],
    ["file:///lib.cnn", "is no path inside the project"],
    ["https://example.org/lib.cnn", "is no path inside the project"],
    ["./lib.txt", "is no .cnn file"],
    ["./lib", "is no .cnn file"],
    ["./lib.cnn/", "is no .cnn file"],
    ["..", "leads out of the project"],
    ["../../etc/passwd", "leads out of the project"],
    [".", "is no .cnn file"],
    ["", "is no .cnn file"],
  ])("%j is outside", (path, message) => {
    expect(told(path)).toEqual([`import/outside-project: ${JSON.stringify(path)} ${message}`]);
  });

  it("the help says what may be imported, and an ending only where there is such a file", () => {
    const helpFor = (path: string): string | undefined => importing(path, "project/net.cnn").errors[0]!.help;
    const may = /^import from the standard library \("std\/resnet"\), or a \.cnn file in the folder of the project/;
    for (const path of ["../../etc/passwd", "/etc/passwd", "./outside.cnn", "./nolib", "./lib.txt", "..", ""])
      expect(helpFor(path)).toMatch(may);
    expect(helpFor("./lib")).toBe('write "./lib.cnn"');
  });

  it.each([
    ["./nolib.cnn", 'there is no file "./nolib.cnn"'],
    ["./lib.cnn/lib.cnn", 'there is no file "./lib.cnn/lib.cnn"'],
    ["..\\lib.cnn", '"..\\\\lib.cnn" has backslashes'],
  ])("%j is not there", (path, message) => {
    expect(told(path)).toEqual([`import/not-found: ${message}`]);
  });

  it.each([
    ["./folder.cnn", "is no regular file"],
    ["./pipe.cnn", "is no regular file"],
    ["./bytes.cnn", "is not UTF-8 text"],
    ["./large.cnn", "is larger than the limit"],
    ["./loop.cnn", "cannot be read: a loop of links"],
    // Who may read everything reads this too.
    ...(process.getuid?.() === 0 ? [] : [["./secret.cnn", "cannot be read: permission denied"]]),
  ])("%j cannot be read", (path, message) => {
    const start = performance.now();
    const [error, ...others] = told(path!);
    expect(others).toEqual([]);
    expect(error).toMatch(/^import\/unreadable: /);
    expect(error).toContain(message!);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it("a name in other case is not found on any system, and the help has the right one", () => {
    const [error] = importing("./Lib.cnn").errors;
    expect([error!.code, error!.message, error!.help]).toEqual([
      "import/not-found",
      'there is no file "./Lib.cnn"',
      'write the name as it is: "lib.cnn"',
    ]);
  });

  it("without a marker, and elsewhere than the working folder, the project is the folder of the program", () => {
    expect(told("../lib.cnn", "beside/net.cnn")).toEqual([
      'import/outside-project: "../lib.cnn" leads out of the project',
    ]);
  });
});

describe("circles", () => {
  it("close where they do, however the files are named", () => {
    const { errors } = importing("./sub/circle.cnn", "project/net.cnn", "two");
    expect(errors.map(({ code, source }) => [code, relative(folder, source!.path)])).toEqual([
      ["import/circle", "project/sub/back.cnn"],
    ]);
  });

  it.each([
    ["./net.cnn", "./self.cnn"],
    ["net.cnn", "self.cnn"],
  ])("a program that imports itself is told once, in itself: %s", (_, path) => {
    const entry = join(folder, "project", "self.cnn");
    const text = `import unit from "${path}"\nmodel Net {\n  input 3\n  unit(3)\n  fcc 3\n}\n`;
    writeFileSync(entry, text);
    for (const written of [entry, join(folder, "linked", "self.cnn"), `${join(folder, "project")}/./self.cnn`]) {
      const report = createReport();
      check(parse(createSource(written, text), report), operators, report, { project: createProjectFiles(written) });
      expect(report.diagnostics.map(({ code, source }) => [code, source!.path])).toEqual([
        ["import/circle", written],
        ["check/unknown-layer", written],
      ]);
    }
  });
});
