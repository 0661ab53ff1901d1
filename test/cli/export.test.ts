/** `cnnc export` as a command: what it writes where, weights both ways, and what it says when they do not fit. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluateRun } from "../../src/cli/commands/eval.ts";
import { exportModel } from "../../src/cli/commands/export.ts";
import { train } from "../../src/cli/commands/train.ts";
import { OPTIONS } from "../../src/cli/options.ts";
import { decodeSafetensors, encodeSafetensors } from "../../src/export/safetensors.ts";
import { call } from "./call.ts";
import { smallProgram, writeSmallData } from "./small-data.ts";

const folder = mkdtempSync(join(tmpdir(), "cnnc-export-"));
const file = (name: string): string => join(folder, name);
const program = file("net.cnn");

beforeAll(() => {
  writeFileSync(
    program,
    "model Net(classes = 3) {\n  input 8x8x1\n  conv 3x3x4 nobias -> bn -> relu -> maxpool 2\n  fc {classes}\n}\n\ntrain Net {\n  data mnist\n  seed 3\n}\n",
  );
});

describe("cnnc export", () => {
  it("writes source and drawing to standard output", async () => {
    const source = await call(exportModel, [program], { to: "pytorch" });
    expect([source.code, source.codes]).toEqual([0, []]);
    expect(source.stdout).toContain("class Net(nn.Module):");
    const drawing = await call(exportModel, [program], { to: "dot" });
    expect(drawing.stdout).toMatch(/^digraph "Net" \{/);
    const picture = await call(exportModel, [program], { to: "svg" });
    expect([picture.code, picture.codes]).toEqual([0, []]);
    expect(picture.stdout).toMatch(/^<svg [^>]*aria-label="Net: 8x8x1 → 3 /);
    // The input is found in the file.
    expect(picture.stdout).toContain('<g data-layer="input" data-start="27" data-end="38"');
    const chart = await call(exportModel, [program], { to: "mermaid", output: file("net.mmd") });
    expect([chart.code, chart.stdout]).toEqual([0, ""]);
    expect(readFileSync(file("net.mmd"), "utf8")).toMatch(/^flowchart TB\n {2}%% Net\n/);
  });

  it("writes weights of the recipe's seed, or of another, the same ones each time", async () => {
    const write = async (name: string, seed?: number): Promise<Uint8Array> => {
      const options = { to: "safetensors", output: file(name), ...(seed === undefined ? {} : { seed }) };
      expect((await call(exportModel, [program], options)).code).toBe(0);
      return readFileSync(file(name));
    };
    const first = await write("a.safetensors");
    expect(await write("b.safetensors", 3)).toEqual(first);
    expect(await write("c.safetensors", 4)).not.toEqual(first);
    const { tensors, metadata } = decodeSafetensors(first);
    expect([...tensors].map(([name, { shape }]) => [name, shape])).toEqual([
      ["conv1.weight", [4, 1, 3, 3]],
      ["bn1.weight", [4]],
      ["bn1.bias", [4]],
      ["bn1.running_mean", [4]],
      ["bn1.running_var", [4]],
      ["bn1.num_batches_tracked", []],
      ["fc1.weight", [3, 36]],
      ["fc1.bias", [3]],
    ]);
    expect(metadata.get("format")).toBe("pt");
  });

  it("takes weights in and gives them out bit for bit, beside source too", async () => {
    await call(exportModel, [program], { to: "safetensors", output: file("in.safetensors") });
    const weights = file("in.safetensors");
    await call(exportModel, [program], { to: "safetensors", weights, output: file("out.safetensors"), seed: 99 });
    expect(readFileSync(file("out.safetensors"))).toEqual(readFileSync(weights));
    expect((await call(exportModel, [program], { to: "pytorch", weights, output: file("net.py") })).code).toBe(0);
    expect(readFileSync(file("net.safetensors"))).toEqual(readFileSync(weights));
    expect(readFileSync(file("net.py"), "utf8")).toContain("def load_weights");
  });

  it("refuses weights of another model, of other sizes, and damaged ones, and writes nothing then", async () => {
    await call(exportModel, [program], { to: "safetensors", output: file("good.safetensors") });
    const bytes = readFileSync(file("good.safetensors"));
    const { tensors } = decodeSafetensors(bytes);
    const without = new Map([...tensors].filter(([name]) => name !== "fc1.bias"));
    writeFileSync(file("without.safetensors"), encodeSafetensors(without, {}));
    writeFileSync(file("cut.safetensors"), bytes.subarray(0, bytes.length - 1));
    const refused = async (weights: string, set: readonly { key: string; value: string; text: string }[] = []) => {
      const output = file("never.safetensors");
      const { code, codes } = await call(exportModel, [program], { to: "safetensors", weights, output, set });
      expect(() => readFileSync(output)).toThrow(/ENOENT/);
      return [code, ...codes];
    };
    expect(await refused(file("without.safetensors"))).toEqual([1, "weights/names"]);
    expect(await refused(file("cut.safetensors"))).toEqual([1, "weights/truncated"]);
    expect(await refused(file("good.safetensors"), [{ key: "classes", value: "5", text: "classes=5" }])).toEqual([
      1,
      "weights/sizes",
    ]);
    expect(await refused(file("absent.safetensors"))).toEqual([3, "file/not-found"]);
  });

  it("begins a training from weights, bit for bit, and scores a run with others", async () => {
    writeSmallData(file("data"));
    writeFileSync(file("small.cnn"), smallProgram());
    const weights = file("begin.safetensors");
    await call(exportModel, [file("small.cnn")], { to: "safetensors", output: weights, seed: 77 });
    const run = file("run");
    // The first checkpoint is written before the first step; a target that is met at once ends the training behind its first epoch.
    const until = [{ metric: "accuracy", value: 0 }] as const;
    const rate = { key: "optimizer.lr", value: "1e-30", text: "optimizer.lr=1e-30" };
    const options = { out: run, weights, until, set: [rate], checkpointEvery: 60 };
    const trained = await call(train, [file("small.cnn")], options);
    expect([trained.code, ...trained.codes.filter((code) => !code.startsWith("lint/"))]).toEqual([
      0,
      "train/no-better-than-guessing",
    ]);
    const { tensors } = decodeSafetensors(readFileSync(join(run, "weights.safetensors")));
    const begun = decodeSafetensors(readFileSync(weights)).tensors;
    // A step of 1e-30 changes no bit of a weight.
    for (const [name, { data }] of begun) expect(tensors.get(name)?.data, name).toEqual(data);
    const others = file("others.safetensors");
    await call(exportModel, [file("small.cnn")], { to: "safetensors", output: others, seed: 78 });
    const score = async (given?: string): Promise<string> => {
      const picked = given === undefined ? {} : { weights: given };
      return (await call(evaluateRun, [run], { format: "json", ...picked })).stdout;
    };
    expect(await score(weights)).toBe(await score());
    expect(await score(others)).not.toBe(await score());
    const misfit = await call(train, [file("small.cnn")], {
      ...options,
      out: file("no"),
      weights: file("good.safetensors"),
    });
    expect([misfit.code, misfit.codes.at(-1)]).toEqual([1, "weights/names"]);
  });

  it("offers the formats there are", () => {
    expect(OPTIONS.to().argChoices).toEqual(["pytorch", "safetensors", "dot", "svg", "mermaid"]);
  });
});
