/** What the command says of frozen parts, heads and graphs, and where it reads edges from. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { build } from "../../src/cli/commands/build.ts";
import { evaluateRun } from "../../src/cli/commands/eval.ts";
import { exportModel } from "../../src/cli/commands/export.ts";
import { predict } from "../../src/cli/commands/predict.ts";
import { train } from "../../src/cli/commands/train.ts";
import { encodePng } from "../../src/data/decode-image.ts";
import { decodeSafetensors } from "../../src/export/safetensors.ts";
import { besidesFewImages, call } from "./call.ts";
import { temporaryFolder } from "./command.ts";
import { writeSmallData } from "./small-data.ts";

let folder = "";
const at = (name: string): string => join(folder, name);
const program = (...settings: readonly string[]): string =>
  `model Small {\n  input 8x8x1\n  conv 3x3x4 p1 nobias as stem -> bn as norm -> relu -> maxpool 2\n  head side { fc 4 }\n` +
  `  head other { fc 4 }\n  fc 8 -> relu\n  fc 4\n}\n\ntrain Small {\n  data "data"\n  epochs 1\n  batch 50\n` +
  `  optimizer sgd lr=0.1 momentum=0.9\n${settings.map((line) => `  ${line}\n`).join("")}}\n`;
const club = (path: string): string => `model Club {\n  input 3x2 graph="${path}"\n  gconv 4\n}\n`;

beforeAll(() => {
  folder = temporaryFolder();
  writeSmallData(at("data"));
  writeFileSync(at("package.json"), "{}");
  mkdirSync(at("clubs"));
});

async function buildText(text: string, name = "net.cnn") {
  writeFileSync(at(name), text);
  return call(build, [at(name)], { output: at("net.wasm") });
}

describe("freeze and aux", () => {
  it("are told of with what they save, when a module is built and when it is trained", async () => {
    const text = program("freeze stem norm", "aux side weight=0.5");
    const wanted = [
      expect.stringMatching(
        /^frozen: stem, norm, 44 parameters; saves 176 B of gradients, 176 B of the optimizer, [1-9]\d* of \d+ kernels of a step; memory [\d.]+ KiB instead of [\d.]+ KiB$/,
      ),
      "heads in the loss: 0.5 · side",
      'heads left out, as the recipe does not train them: other (`aux "other"`)',
    ];
    const { code, talk, codes } = await buildText(text);
    expect([code, codes]).toEqual([0, []]);
    expect(talk.trim().split("\n").slice(1)).toEqual(wanted);
    const trained = await call(train, [at("net.cnn")], { out: at("run"), overwrite: true });
    expect(trained.code).toBe(0);
    expect(trained.talk.split("\n").filter((line) => /^(frozen|heads)/.test(line))).toEqual(wanted);
  });

  it("are not spoken of where there is nothing to say, nor in modules that only predict", async () => {
    const plain = await buildText(program().replace(/ {2}head .*\n/g, ""));
    expect(plain.talk.trim().split("\n")).toHaveLength(1);
    writeFileSync(at("net.cnn"), program("freeze stem norm"));
    const { talk } = await call(build, [at("net.cnn")], { output: at("net.wasm"), inference: true });
    expect(talk.trim().split("\n")).toHaveLength(1);
  });
});

describe("weight files of the whole network", () => {
  it("fit a run whose module leaves heads out, and files with anything else do not", async () => {
    writeFileSync(at("net.cnn"), program("aux side weight=0.5"));
    const run = at("run-of-heads");
    expect((await call(train, [at("net.cnn")], { out: run })).code).toBe(0);
    const whole = at("whole.safetensors");
    expect((await call(exportModel, [at("net.cnn")], { to: "safetensors", output: whole, seed: 5 })).code).toBe(0);
    const names = [...decodeSafetensors(readFileSync(whole), whole).tensors.keys()];
    expect(names).toContain("other.fc1.weight");
    writeFileSync(at("image.png"), encodePng({ width: 8, height: 8, channels: 1, data: new Uint8Array(64) }));
    for (const [command, rest] of [
      [evaluateRun, []],
      [predict, [at("image.png")]],
    ] as const) {
      const { code, codes } = await call(command, [run, ...rest], { weights: whole });
      expect([code, besidesFewImages(codes)]).toEqual([0, []]);
    }
    writeFileSync(at("other.cnn"), program("aux side weight=0.5").replace("head other", "head another"));
    const foreign = at("foreign.safetensors");
    await call(exportModel, [at("other.cnn")], { to: "safetensors", output: foreign, seed: 5 });
    for (const [command, rest] of [
      [evaluateRun, []],
      [predict, [at("image.png")]],
    ] as const)
      expect((await call(command, [run, ...rest], { weights: foreign })).codes).toEqual(["weights/names"]);
  });
});

describe("the file of edges", () => {
  it("is found from the file of the model", async () => {
    writeFileSync(at("clubs/edges.csv"), "0,1\n1,2\n");
    expect((await buildText(club("edges.csv"), "clubs/net.cnn")).code).toBe(0);
    expect((await buildText(club("clubs/edges.csv"))).code).toBe(0);
    expect((await buildText(club("../clubs/edges.csv"), "clubs/net.cnn")).code).toBe(0);
  });

  it.each([
    ["missing.csv", /there is no file "missing.csv"/],
    ["../../edges.csv", /leads out of the project/],
    ["/etc/passwd", /is no path inside the project/],
    ["clubs", /is no regular file/],
    ["outside.csv", /leads out of the project/],
  ])("%s is refused", async (path, message) => {
    try {
      symlinkSync("/etc/hosts", at("outside.csv"));
    } catch {}
    const { code, diagnostics, stdout } = await buildText(club(path));
    expect([code, stdout]).toEqual([1, ""]);
    expect(diagnostics.map((each) => each.code)).toEqual(["build/edges-unreadable"]);
    expect(diagnostics[0]!.message).toMatch(message);
  });

  it("is told of line by line", async () => {
    writeFileSync(at("bad.csv"), "0,1\n0,3\nnobody\n");
    const { code, diagnostics } = await buildText(club("bad.csv"));
    expect(code).toBe(1);
    expect(diagnostics.map((each) => [each.code, each.source?.path, each.span?.start])).toEqual([
      ["build/bad-edge", at("bad.csv"), 4],
      ["build/bad-edge", at("bad.csv"), 8],
    ]);
  });
});
