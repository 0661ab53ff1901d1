/**
 * What PyTorch makes of exported source: names, shapes and counts of every example and every model of the library, answers on
 * the same weights, training on a little data, and the order of parameters in torchvision's own models. Needs Debian's PyTorch
 * (`apt-get install python3-torch python3-torchvision libopenblas0-pthread`); skipped, saying so, where there is none.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { CheckedModel } from "../../../src/check/model.ts";
import { createReport } from "../../../src/diagnostics/diagnostic.ts";
import { encodeWeights } from "../../../src/export/encode-weights.ts";
import { matchWeights, tensorsOf } from "../../../src/export/match-weights.ts";
import { initialWeights } from "../../../src/export/initial-weights.ts";
import { exportPytorch } from "../../../src/export/pytorch/write.ts";
import { decodeSafetensors } from "../../../src/export/safetensors.ts";
import { dataSetNames } from "../../../src/check/recipe/read-setting.ts";
import { type Edges, readEdges } from "../../../src/graph/edges.ts";
import { createSource } from "../../../src/source/source.ts";
import { kernelsMustExist } from "../../../src/graph/kernels-must-exist.ts";
import { defaults } from "../../../src/ops/registry.ts";
import { compileModel } from "../../../src/pipeline.ts";
import { load } from "../../../src/runtime/index.ts";
import { everyModel, modelsOf, type NamedModel, ROOT } from "../../export/models.ts";

const python = "/usr/bin/python3";
const found = spawnSync(python, ["-c", "import torch, torchvision"], { encoding: "utf8" });
const missing = found.status !== 0;
if (missing) console.log("skipped: PyTorch or torchvision is not installed for /usr/bin/python3");

const here = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), "cnnc-torch-export-"));
const channelsFirst = (shape: readonly number[]): readonly number[] => [shape.at(-1)!, ...shape.slice(0, -1)];
const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
/** Paths of graphs count from the examples. */
const cwd = join(ROOT, "examples");

function run(script: string, cases: unknown): string {
  const file = join(folder, `${script}.json`);
  writeFileSync(file, JSON.stringify(cases));
  const { status, stdout, stderr } = spawnSync(python, [join(here, script), file], { encoding: "utf8", cwd, maxBuffer: 1e8 }); // prettier-ignore
  expect(status, stderr).toBe(0);
  return stdout;
}

function writeSource(name: string, model: CheckedModel): { file: string; className: string } {
  const result = exportPytorch(model, { version: "0.0.0" });
  if ("missing" in result) throw new Error(`${name}: no form of ${result.missing.join(", ")}`);
  const file = join(folder, `${name.replace(/\W/g, "_")}.py`);
  writeFileSync(file, result.source);
  return { file, className: result.className };
}

/** Numbers in [0, 1) that are the same every time. */
function createNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

let models: readonly NamedModel[] = [];
beforeAll(async () => {
  const goldens = ["chain", "blocks", "branches", "heads", "nested-heads", "names"].map((name) => join(ROOT, `test/export/pytorch/${name}.cnn`)); // prettier-ignore
  const own = await Promise.all(goldens.map(modelsOf));
  models = [...own.flat().map((model) => ({ name: `golden:${model.name}`, model })), ...(await everyModel())];
});

// Half an hour for machines that do other things as well.
describe.skipIf(missing)("exported source in PyTorch", { timeout: 1_800_000 }, () => {
  it("has our names, shapes, counts and output sizes, for every model of the project", () => {
    // The names of this model are spelled otherwise, which `load_weights` makes good for: see the answers below.
    const cases = models
      .filter(({ name }) => name !== "golden:None")
      .map(({ name, model }) => ({
        ...writeSource(name, model),
        name,
        input: channelsFirst(model.input),
        output: channelsFirst(model.output),
        heads: model.heads.map((head) => channelsFirst(head.output)),
        keys: Object.fromEntries(tensorsOf(model)),
        params: model.totals.params,
      }));
    const answers = JSON.parse(run("check-exports.py", cases)) as { name: string; problems: readonly string[] }[];
    expect(answers.length).toBe(cases.length);
    expect(answers.filter(({ problems }) => problems.length > 0)).toEqual([]);
  });

  it("answers as the module does on the same weights, and gives the weights back bit for bit", async () => {
    const cases = [];
    const answers: { name: string; ours: Float32Array; model: CheckedModel; weights: string; answers: string; again: string }[] = []; // prettier-ignore
    for (const { name, model } of models) {
      // Large ones take minutes each and have no layer that the others have not; torchvision.test.ts has some of them.
      if (model.totals.params > 15e6 || model.totals.macs > 1e9 || !kernelsMustExist(model, createReport())) continue;
      const numbers = createNumbers(name.length);
      const weights = new Map(initialWeights(model, { operator: defaults.init, values: {} }, 1));
      // Statistics as after a training: means apart from 0, variances apart from 1.
      for (const { state } of model.layers)
        for (const { fullName, initial, shape } of state)
          weights.set(
            fullName,
            Float32Array.from({ length: countOf(shape) }, () => initial + (numbers() - 0.5) / 2),
          );
      const { wasm } = compileModel(model, { training: false, batch: 2, ...edgesOf(model) });
      const net = await load(new Uint8Array(wasm));
      net.setWeights(new Map([...net.parameters.keys()].map((key) => [key, { data: weights.get(key)! }])));
      net.normalize({ mean: [0], std: [1] });
      const pixels = countOf(model.input);
      const images = Float32Array.from({ length: 2 * pixels }, numbers);
      const ours = net.predict(images, 2);
      const stem = join(folder, name.replace(/\W/g, "_"));
      const files = { weights: `${stem}.safetensors`, images: `${stem}.images`, answers: `${stem}.answers`, again: `${stem}.again` }; // prettier-ignore
      writeFileSync(files.weights, encodeWeights(model, weights, {}));
      writeFileSync(files.images, toChannelsFirst(images, 2, model.input));
      cases.push({ ...writeSource(name, model), name, shape: [2, ...channelsFirst(model.input)], ...files });
      answers.push({ name, ours, model, ...files });
      net.dispose();
    }
    expect(cases.length).toBeGreaterThan(40);
    expect(JSON.parse(run("run-exports.py", cases))).toEqual([]);
    const far: string[] = [];
    let largest = 0;
    for (const { name, ours, model, weights, answers: file, again } of answers) {
      const bytes = readFileSync(file);
      const theirs = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
      const own = toChannelsFirst(ours, 2, model.output);
      expect(theirs.length, name).toBe(own.length);
      const scale = own.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      const error = own.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i]!)), 0) / scale;
      largest = Math.max(largest, error);
      if (!(error <= 1e-4)) far.push(`${name}: ${error}`);
      if (!model.recipe) continue;
      const wanted = tensorsOf(model);
      const before = matchWeights(decodeSafetensors(readFileSync(weights)), wanted, weights);
      expect(matchWeights(decodeSafetensors(readFileSync(again)), wanted, again), name).toEqual(before);
    }
    console.log(`${answers.length} models, largest difference ${largest.toExponential(2)} of the largest answer`);
    expect(far).toEqual([]);
  });

  it("trains for an epoch by every recipe of the examples", async () => {
    const mnist = join(folder, "mnist");
    const cifar = join(folder, "cifar");
    writeIdx(mnist);
    writeCifar(cifar);
    const trained = models.filter(({ name, model }) => !name.startsWith("stdlib") && dataSetNames.includes(model.recipe?.data?.spec ?? "")); // prettier-ignore
    expect(trained.length).toBeGreaterThan(15);
    for (const { name, model } of trained) {
      const data = model.recipe!.data!.spec === "cifar10" ? cifar : mnist;
      const { file } = writeSource(name, model);
      const { status, stdout, stderr } = spawnSync(python, [file, "--data", data, "--epochs", "1", "--batch", "16"], { encoding: "utf8", cwd }); // prettier-ignore
      expect([name, status, stderr]).toEqual([name, 0, ""]);
      expect(stdout, name).toMatch(/^epoch 1: loss \d+\.\d+, test loss \d+\.\d+, test accuracy [01]\.\d+\n$/);
    }
  });

  it("has parameters of the same shapes in the same order as torchvision's own models", () => {
    const theirs = new Map(Object.entries(JSON.parse(spawnSync(python, [join(here, "torchvision-shapes.py")], { encoding: "utf8", maxBuffer: 1e8 }).stdout) as Record<string, number[][]>)); // prettier-ignore
    for (const [wanted, shapes] of theirs) {
      const { model } = models.find(({ name }) => name.startsWith("stdlib") && name.endsWith(`:${wanted}`))!;
      const ours = model.layers.flatMap(({ parameters }) => parameters.map(({ shape }) => shape));
      if (wanted === "GoogLeNetWithHeads" || wanted === "InceptionV3WithHead") {
        // Heads are declared elsewhere there: what must agree is which parameters there are.
        const sorted = (list: readonly (readonly number[])[]): readonly string[] => list.map((shape) => shape.join("x")).sort(); // prettier-ignore
        expect(sorted(ours), wanted).toEqual(sorted(shapes));
      } else expect(ours, wanted).toEqual(shapes);
    }
  });
});

function toChannelsFirst(values: Float32Array, count: number, shape: readonly number[]): Float32Array {
  const channels = shape.at(-1)!;
  const places = countOf(shape) / channels;
  const moved = new Float32Array(values.length);
  for (let n = 0; n < count; n++)
    for (let p = 0; p < places; p++)
      for (let c = 0; c < channels; c++)
        moved[(n * channels + c) * places + p] = values[(n * places + p) * channels + c]!;
  return moved;
}

function edgesOf({ graph, input }: CheckedModel): { readonly edges?: Edges } {
  if (graph === undefined) return {};
  const text = readFileSync(join(cwd, graph.path), "utf8");
  return { edges: readEdges(createSource(graph.path, text), input[0]!, createReport())! };
}

/** 64 images of 28x28 for training, 32 for test. */
function writeIdx(target: string): void {
  mkdirSync(target);
  const numbers = createNumbers(5);
  for (const [part, count] of [
    ["train", 64],
    ["t10k", 32],
  ] as const) {
    // prettier-ignore
    const images = Buffer.alloc(16 + count * 784);
    images.set([0, 0, 8, 3]);
    for (const [i, size] of [count, 28, 28].entries()) images.writeUInt32BE(size, 4 + 4 * i);
    for (let i = 16; i < images.length; i++) images[i] = Math.floor(256 * numbers());
    const labels = Buffer.alloc(8 + count);
    labels.set([0, 0, 8, 1]);
    labels.writeUInt32BE(count, 4);
    for (let i = 0; i < count; i++) labels[8 + i] = i % 10;
    writeFileSync(resolve(target, `${part}-images-idx3-ubyte`), images);
    writeFileSync(resolve(target, `${part}-labels-idx1-ubyte`), labels);
  }
}

function writeCifar(target: string): void {
  mkdirSync(target);
  const numbers = createNumbers(6);
  for (const [name, count] of [
    ["data_batch_1", 64],
    ["test_batch", 32],
  ] as const) {
    // prettier-ignore
    const records = Buffer.alloc(count * 3073);
    for (let i = 0; i < records.length; i++)
      records[i] = i % 3073 === 0 ? (i / 3073) % 10 : Math.floor(256 * numbers());
    writeFileSync(resolve(target, `${name}.bin`), records);
  }
}
