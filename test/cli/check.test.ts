/** `cnnc check` as a process: forms and formats of what it says, exit codes, and the files that `--fix` writes. */
import { chmodSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { buildOnce, cnnc, temporaryFolder } from "./command.ts";
import { smallProgram } from "./small-data.ts";

let folder = "";
beforeAll(async () => {
  await buildOnce();
  folder = temporaryFolder();
  writeFileSync(join(folder, "good.cnn"), smallProgram());
  writeFileSync(join(folder, "bad.cnn"), smallProgram().replace("conv", "conw"));
}, 120_000);
const at = (name: string): string => join(folder, name);

describe("check", () => {
  it("a good program: exit 0 and nothing to say", async () => {
    expect(await cnnc(["check", at("good.cnn")])).toMatchObject({ code: 0, stdout: "", stderr: "" });
  });

  it("an unknown layer: exit 1, the nearest one, the place", async () => {
    const { code, stdout } = await cnnc(["check", at("bad.cnn")]);
    expect(code).toBe(1);
    // A pipe: sentences, each place as tools jump to it.
    expect(stdout).toMatch(/^\S*bad\.cnn:3:3: error\[check\/unknown-layer\]: unknown layer `conw`$/m);
    expect(stdout).toMatch(/did you mean `conv`/);
    for (const mark of ["\u001b", "┌─"]) expect(stdout).not.toContain(mark);
    const framed = await cnnc(["check", at("bad.cnn"), "--color", "always"]);
    expect(framed.stdout).toContain("\u001b");
    expect(framed.stdout).toContain("┌─");
    expect((await cnnc(["summary", at("bad.cnn")])).stderr).toMatch(/^\S*bad\.cnn:3:3: error/m);
  });

  it("JSON by the contract", async () => {
    const { stdout } = await cnnc(["check", at("bad.cnn"), "--format", "json"]);
    const { schema, diagnostics } = JSON.parse(stdout);
    expect(schema).toBe("cnnc.diagnostics/1");
    expect(Object.keys(diagnostics[0])).toEqual(
      expect.arrayContaining(["code", "severity", "message", "file", "range", "labels", "help", "fixes"]),
    );
    expect(diagnostics[0].range.start).toEqual({ line: 3, column: 3 });
  });

  it("annotations of GitHub", async () => {
    expect((await cnnc(["check", at("bad.cnn"), "--format", "github"])).stdout).toMatch(/^::error file=/);
  });

  it("SARIF with relative addresses and the page of the rule", async () => {
    const { code, stdout } = await cnnc(["check", "bad.cnn", "--format", "sarif"], { cwd: folder });
    expect(code).toBe(1);
    const [run] = JSON.parse(stdout).runs;
    expect(run.tool.driver.rules[0].help.markdown).toMatch(/^# check\/unknown-layer\n/);
    expect(run.results[0]).toMatchObject({
      ruleId: "check/unknown-layer",
      locations: [
        { physicalLocation: { artifactLocation: { uri: "bad.cnn" }, region: { startLine: 3, startColumn: 3 } } },
      ],
    });
    const full = await cnnc(["check", at("bad.cnn"), "--format", "sarif"], { cwd: folder });
    expect(full.stdout).toBe(stdout);
    const outside = JSON.parse((await cnnc(["check", at("bad.cnn"), "--format", "sarif"])).stdout).runs[0].results[0];
    expect(outside.locations[0].physicalLocation.artifactLocation.uri).toMatch(/^file:\/\/\/.*\/bad\.cnn$/);
  });

  it("annotations count from the folder of the repository", async () => {
    mkdirSync(at("repository/nets"), { recursive: true });
    writeFileSync(at("repository/nets/bad.cnn"), smallProgram().replace("conv", "conw"));
    const { stdout } = await cnnc(["check", "bad.cnn", "--format", "github"], {
      cwd: at("repository/nets"),
      environment: { GITHUB_WORKSPACE: at("repository") },
    });
    expect(stdout).toMatch(/^::error file=nets\/bad\.cnn,line=3,/);
  });

  it("standard input", async () => {
    expect((await cnnc(["check", "-"], { input: smallProgram() })).code).toBe(0);
    const bad = await cnnc(["check", "-"], { input: smallProgram().replace("relu", "relo") });
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain("<stdin>:3");
  });

  it("a folder is every program in it, and warnings can be limited", async () => {
    mkdirSync(at("many/deep"), { recursive: true });
    mkdirSync(at("many/node_modules"), { recursive: true });
    for (const name of ["many/a.cnn", "many/deep/b.cnn"])
      writeFileSync(at(name), smallProgram().replace("maxpool 2", "maxpool 3"));
    writeFileSync(at("many/node_modules/c.cnn"), "model {");
    const { code, stdout } = await cnnc(["check", at("many"), "--format", "json"]);
    const found: { file: string; severity: string }[] = JSON.parse(stdout).diagnostics;
    expect(code).toBe(0);
    expect([...new Set(found.map((d) => d.file))]).toEqual([at("many/a.cnn"), at("many/deep/b.cnn")]);
    expect(found.every((d) => d.severity === "warning")).toBe(true);
    expect((await cnnc(["check", at("many"), "--max-warnings", String(found.length)])).code).toBe(0);
    expect((await cnnc(["check", at("many"), "--max-warnings", String(found.length - 1)])).code).toBe(1);
  });

  it("a mistake in a file that several import is told once", async () => {
    mkdirSync(at("shared"));
    writeFileSync(at("shared/lib.cnn"), "block b(c) {\n  conw 3x3x{c} p1\n}\n");
    for (const name of ["shared/a.cnn", "shared/z.cnn"])
      writeFileSync(at(name), 'import b from "./lib.cnn"\nmodel A {\n  input 8x8x1\n  b(3)\n  fc 3\n}\n');
    const { stdout } = await cnnc(["check", at("shared"), "--format", "json"]);
    const found: { code: string; labels: unknown[] }[] = JSON.parse(stdout).diagnostics;
    expect(found.map(({ code }) => code)).toEqual(["check/unknown-layer"]);
    expect(found[0]!.labels).toMatchObject([{ file: at("shared/a.cnn"), message: "in `b(3)`" }]);
  });

  it("loads neither binaryen nor decoders nor data sets", async () => {
    const hook = at("hook.mjs");
    writeFileSync(
      hook,
      `import { register } from "node:module";
       register("data:text/javascript," + encodeURIComponent(\`
         import { writeSync } from "node:fs";
         export async function load(url, context, next) { writeSync(2, "loaded " + url + "\\\\n"); return next(url, context); }
       \`));`,
    );
    const { code, stderr } = await cnnc(["check", at("good.cnn")], { nodeOptions: ["--import", hook] });
    expect(code).toBe(0);
    const urls = stderr.split("\n").flatMap((line) => /^loaded (.*)/.exec(line)?.[1] ?? []);
    // The command is bundled; its files tell in comments what they were made of.
    const sourcesOf = (url: string): readonly string[] =>
      url.includes("/dist/command/") ? (readFileSync(new URL(url), "utf8").match(/^\/\/ dist\/.*/gm) ?? []) : [];
    const loaded = urls.flatMap((url) => [url, ...sourcesOf(url)]);
    expect(loaded.some((line) => line.includes("chevrotain"))).toBe(true);
    expect(loaded.some((line) => line.includes("src/check/check.js"))).toBe(true);
    const forbidden =
      /binaryen|fast-png|@cwasm|cli-progress|cli-table3|src\/(data|export|kernels|wasm|train|graph|pipeline)/;
    expect(loaded.filter((line) => forbidden.test(line))).toEqual([]);
  });
});

describe("check --fix", () => {
  const wrong = (): string => smallProgram().replace("conv", "cnov").replace("epochs", "epoch");

  it("fixes what can only be meant one way, whole files, and says how much", async () => {
    writeFileSync(at("fixable.cnn"), wrong());
    const before = await cnnc(["check", at("fixable.cnn")]);
    expect(before.stderr).toContain("2 fixes can be made with --fix");
    const { code, stdout, stderr } = await cnnc(["check", "--fix", at("fixable.cnn")]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "2 fixes made in 1 file\n" });
    expect(readFileSync(at("fixable.cnn"), "utf8")).toBe(smallProgram());
    const again = await cnnc(["check", "--fix", at("fixable.cnn")]);
    expect(again).toMatchObject({ code: 0, stderr: "no fix to make\n" });
  });

  it("reports what remains, in every format", async () => {
    writeFileSync(at("half.cnn"), wrong().replace("3x3x4 p1", "11x11x4"));
    const { code, stdout, stderr } = await cnnc(["check", "--fix", at("half.cnn"), "--format", "json"]);
    expect(code).toBe(1);
    const codes = JSON.parse(stdout).diagnostics.map((found: { code: string }) => found.code);
    expect(codes).toEqual(["shape/kernel-exceeds-input"]);
    expect(stderr).toBe("2 fixes made in 1 file\n");
  });

  it("never gives up what the text claims", async () => {
    const claim = smallProgram().replace("fc 4", "fc 4\n  expect params 5");
    writeFileSync(at("claim.cnn"), claim);
    expect((await cnnc(["check", "--fix", at("claim.cnn")])).code).toBe(1);
    expect(readFileSync(at("claim.cnn"), "utf8")).toBe(claim);
  });

  it("keeps line ends, the byte order mark and links", async () => {
    const windows = `\u{feff}${wrong().replaceAll("\n", "\r\n")}`;
    writeFileSync(at("windows.cnn"), windows);
    symlinkSync("windows.cnn", at("link.cnn"));
    expect((await cnnc(["check", "--fix", at("link.cnn")])).code).toBe(0);
    expect(lstatSync(at("link.cnn")).isSymbolicLink()).toBe(true);
    expect(readFileSync(at("windows.cnn"), "utf8")).toBe(`\u{feff}${smallProgram().replaceAll("\n", "\r\n")}`);
  });

  it("standard input to standard output, what remains beside it", async () => {
    const fixed = await cnnc(["check", "--fix", "-"], { input: wrong() });
    expect(fixed).toMatchObject({ code: 0, stdout: smallProgram(), stderr: "2 fixes made in 1 file\n" });
    const half = await cnnc(["check", "--fix", "-"], { input: wrong().replace("3x3x4 p1", "11x11x4") });
    expect(half.stdout).toBe(smallProgram().replace("3x3x4 p1", "11x11x4"));
    expect(half.stderr).toContain("<stdin>:3:3: error[shape/kernel-exceeds-input]");
  });

  it("a file that cannot be written is exit 3, and is as it was", async () => {
    mkdirSync(at("closed"));
    writeFileSync(at("closed/x.cnn"), wrong());
    chmodSync(at("closed"), 0o555);
    try {
      const { code, stdout } = await cnnc(["check", "--fix", at("closed/x.cnn")]);
      // The superuser may write everywhere.
      if (process.getuid?.() === 0) expect(code).toBe(0);
      else expect({ code, coded: stdout.includes("[file/not-written]") }).toEqual({ code: 3, coded: true });
    } finally {
      chmodSync(at("closed"), 0o755);
    }
  });
});
