/** `cnnc eval --report`: into which folders it writes, and what it makes of runs that are not quite as they were. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluateRun } from "../../src/cli/commands/eval.ts";
import { train } from "../../src/cli/commands/train.ts";
import type { Options } from "../../src/cli/options.ts";
import { type Element, readMarkup } from "../report/markup-reader.ts";
import { besidesFewImages, call } from "./call.ts";
import { temporaryFolder } from "./command.ts";
import { smallProgram, writeSmallData } from "./small-data.ts";

let folder = "";
let small = "";
let deeper = "";

beforeAll(async () => {
  folder = temporaryFolder();
  writeSmallData(join(folder, "data"), { test: 50 });
  small = join(folder, "small");
  deeper = join(folder, "deeper");
  for (const [name, program] of [
    ["small", smallProgram()],
    ["deeper", smallProgram().replace("  fc 4", "  conv 3x3x4 p1 -> relu\n  fc 4")],
  ] as const) {
    writeFileSync(join(folder, `${name}.cnn`), program);
    const { code, codes } = await call(train, [join(folder, `${name}.cnn`)], {
      epochs: 1,
      out: join(folder, name),
    });
    expect([code, besidesFewImages(codes)]).toEqual([0, []]);
  }
}, 120_000);

const report = (run: string, name: string, options: Options = {}) =>
  call(evaluateRun, [run], { report: join(folder, name), ...options });
const read = (name: string, file: string): Buffer => readFileSync(join(folder, name, file));
const page = (name: string): readonly Element[] => readMarkup(read(name, "index.html").toString());
const json = (text: string | Buffer) => JSON.parse(text.toString());

describe("a page", () => {
  it("escapes every name", async () => {
    const evil = [
      "</script><script>alert(1)</script>",
      "a\"b'c",
      "&amp;<img src=x onerror=alert(1)>",
      "\u001b[31mred\u202e",
    ];
    const run = join(folder, "evil");
    mkdirSync(run);
    for (const name of readdirSync(small)) writeFileSync(join(run, name), readFileSync(join(small, name)));
    const record = json(readFileSync(join(run, "run.json")));
    writeFileSync(join(run, "run.json"), JSON.stringify({ ...record, classNames: evil, model: record.model, seed: 1 }));
    const { code, stdout } = await report(run, "evil-page");
    expect(code).toBe(0);
    for (const bad of ["\u001b", "\u202e"]) expect(stdout).not.toContain(bad);
    const source = read("evil-page", "index.html").toString();
    for (const bad of ["<script", "onerror=alert(1)>", "\u001b", "\u202e"]) expect(source).not.toContain(bad);
    const elements = page("evil-page");
    expect(elements.filter(({ name }) => name === "script")).toEqual([]);
    const headers = elements.filter(({ name, attributes }) => name === "th" && attributes.get("scope") === "col");
    expect(headers.map(({ text }) => text)).toEqual([...evil.slice(0, 3), "\ufffd[31mred\ufffd"]);
  });

  it("says why feature maps are missing where the program no longer compiles", async () => {
    const run = join(folder, "moved");
    mkdirSync(run);
    for (const name of readdirSync(small)) writeFileSync(join(run, name), readFileSync(join(small, name)));
    writeFileSync(join(run, "model.cnn"), `import { block } from "./blocks.cnn"\n${smallProgram()}`);
    const { code } = await report(run, "moved-page");
    expect(code).toBe(0);
    expect(read("moved-page", "index.html").toString()).toContain(
      "feature maps: the program of the run does not compile",
    );
    expect(existsSync(join(folder, "moved-page", "image.png"))).toBe(false);
  });
});

describe("the folder of a report", () => {
  it("is replaced when it is a former report, and files of the former one go", async () => {
    await report(deeper, "twice");
    expect(existsSync(join(folder, "twice", "features-04-conv2.png"))).toBe(true);
    const { code } = await report(small, "twice");
    expect(code).toBe(0);
    const files = readdirSync(join(folder, "twice")).sort();
    expect(files).toEqual([...json(read("twice", "evaluation.json")).files].sort());
    expect(files).not.toContain("features-04-conv2.png");
  });

  it("is left alone when it holds anything else, unless --overwrite says so", async () => {
    mkdirSync(join(folder, "mine"));
    writeFileSync(join(folder, "mine", "curves.svg"), "mine");
    writeFileSync(join(folder, "mine", "thesis.txt"), "mine");
    const refused = await report(small, "mine");
    expect([refused.code, refused.codes]).toEqual([3, ["run/report-exists"]]);
    expect(readdirSync(join(folder, "mine")).sort()).toEqual(["curves.svg", "thesis.txt"]);
    expect(read("mine", "curves.svg").toString()).toBe("mine");
    expect((await report(small, "mine", { overwrite: true })).code).toBe(0);
    expect(read("mine", "thesis.txt").toString()).toBe("mine");
    expect(read("mine", "curves.svg").toString()).toContain("<svg");
  });

  it("is not taken for a report because a file says so of others", async () => {
    mkdirSync(join(folder, "fake"));
    writeFileSync(join(folder, "victim.txt"), "here");
    writeFileSync(join(folder, "fake", "other.txt"), "here");
    const files = ["evaluation.json", "../victim.txt"];
    writeFileSync(join(folder, "fake", "evaluation.json"), JSON.stringify({ schema: "cnnc.evaluation/1", files }));
    expect((await report(small, "fake")).codes).toEqual(["run/report-exists"]);
    expect((await report(small, "fake", { overwrite: true })).code).toBe(0);
    expect(readFileSync(join(folder, "victim.txt"), "utf8")).toBe("here");
    expect(read("fake", "other.txt").toString()).toBe("here");
  });

  it("and its options are understood, or refused", async () => {
    expect((await report(small, "none", { image: 50 })).codes).toEqual(["cli/bad-value"]);
    expect(existsSync(join(folder, "none"))).toBe(false);
    expect((await call(evaluateRun, [small], { image: 1 })).codes).toEqual(["cli/wrong-usage"]);
    expect((await call(evaluateRun, [small], { overwrite: true })).code).toBe(2);
  });
});
