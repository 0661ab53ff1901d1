/**
 * torchvision's own models with random weights: their weight files, as `--weights` takes them, give the same answers in our
 * modules of the models of the standard library, at full size. Needs Debian's PyTorch and torchvision; skipped, saying so,
 * where there is none.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { afterAll, describe, expect, it } from "vitest";
import { readWeights } from "../../../src/cli/read-weights.ts";
import { takeWeights } from "../../../src/cli/weights.ts";
import { tensorsOf } from "../../../src/export/match-weights.ts";
import { compileModel } from "../../../src/pipeline.ts";
import { load } from "../../../src/runtime/index.ts";
import { modelsOf, ROOT } from "../../export/models.ts";

const python = "/usr/bin/python3";
const missing = spawnSync(python, ["-c", "import torch, torchvision"]).status !== 0;
if (missing) console.log("skipped: PyTorch or torchvision is not installed for /usr/bin/python3");

// V8 never replaces a running function: large models would run in its baseline compiler.
setFlagsFromString("--no-liftoff");

/** What torchvision calls it, and where we have it. Heads have weights in the file; they are not there when it predicts. */
const cases = [
  ["alexnet", "alexnet", "AlexNetTorchvision"],
  ["vgg16", "vgg", "VGGD"],
  ["googlenet", "inception", "GoogLeNetWithHeads"],
  ["googlenet without heads", "inception", "GoogLeNet"],
  ["inception_v3", "inception-v3", "InceptionV3WithHead"],
  ["resnet18", "resnet", "ResNet18"],
  ["resnet50", "resnet", "ResNet50"],
] as const;

const COUNT = 2;
/** ImageNet's, which torchvision's models expect; they travel in the weight file. */
const statistics = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

const folder = mkdtempSync(join(tmpdir(), "cnnc-torchvision-"));
const rows: string[] = [];
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  if (rows.length > 0)
    console.log(["model | parameters | largest difference / largest answer | seconds: compile, ours, PyTorch", ...rows].join("\n")); // prettier-ignore
});

describe.skipIf(missing)("torchvision's own models", { timeout: 600_000 }, () => {
  it.each(cases)("%s answers the same within 1e-4", async (make, file, name) => {
    const model = (await modelsOf(join(ROOT, `stdlib/${file}.cnn`))).find((one) => one.name === name)!;
    const [height, width, channels] = model.input as readonly [number, number, number];
    const images = spots(height, width, channels);
    const paths = {
      weights: join(folder, "weights"),
      answers: join(folder, "answers"),
      images: join(folder, "images"),
    };
    writeFileSync(paths.images, toChannelsFirst(images, channels));
    const layers = model.layers
      .map((layer) => ({
        name: layer.name,
        tensors: Object.fromEntries(
          [...layer.parameters, ...layer.state].map(({ fullName, shape }) => [
            fullName.slice(layer.name.length + 1),
            shape,
          ]),
        ),
      }))
      .filter(({ tensors }) => Object.keys(tensors).length > 0);
    const given = join(folder, "case.json");
    writeFileSync(given, JSON.stringify({ make, seed: 3, layers, shape: [COUNT, channels, height, width], ...statistics, ...paths })); // prettier-ignore
    const { status, stdout, stderr } = spawnSync(python, [join(import.meta.dirname, "torchvision-answers.py"), given], { encoding: "utf8" }); // prettier-ignore
    expect(status, stderr).toBe(0);

    const compiling = performance.now();
    const { wasm } = compileModel(model, { training: false, batch: COUNT });
    const net = await load(new Uint8Array(wasm));
    const compiled = performance.now() - compiling;
    takeWeights(net, await readWeights(paths.weights), { allowed: new Set(tensorsOf(model).keys()) });
    const predicting = performance.now();
    const ours = net.predict(images, COUNT);
    const predicted = performance.now() - predicting;
    net.dispose();

    const bytes = readFileSync(paths.answers);
    const theirs = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    expect(ours.length).toBe(theirs.length);
    const half = ours.length / COUNT;
    const largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const apart = theirs.subarray(0, half).reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[half + i]!)), 0); // prettier-ignore
    // Else the answers say nothing about the way to them.
    expect(apart / largest).toBeGreaterThan(0.05);
    expect(Number.isFinite(largest)).toBe(true);
    const difference = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i]!)), 0);
    const seconds = [compiled, predicted].map((ms) => (ms / 1000).toFixed(1));
    const their = (JSON.parse(stdout) as { seconds: number }).seconds.toFixed(1);
    rows.push(`${make} | ${model.totals.params} | ${difference.toExponential(1)} / ${largest.toFixed(2)} (images apart by ${apart.toFixed(2)}) | ${seconds.join(", ")}, ${their}`); // prettier-ignore
    expect(difference).toBeLessThanOrEqual(1e-4 * Math.max(1, largest));
  });
});

/** Bytes that are the same every time: spots, since images of noise alone are all one to a deep network, and some noise. */
function spots(height: number, width: number, channels: number): Uint8Array {
  let state = 7;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const cells = 6;
  const coarse = Array.from({ length: COUNT * cells * cells * channels }, next);
  return Uint8Array.from({ length: COUNT * height * width * channels }, (_, i) => {
    const place = Math.floor(i / channels);
    const row = Math.floor(((Math.floor(place / width) % height) * cells) / height);
    const column = Math.floor(((place % width) * cells) / width);
    const image = Math.floor(place / width / height);
    const spot = coarse[((image * cells + row) * cells + column) * channels + (i % channels)]!;
    return Math.floor(256 * (0.75 * spot + 0.25 * next()));
  });
}

function toChannelsFirst(values: Uint8Array, channels: number): Uint8Array {
  const places = values.length / channels / COUNT;
  const moved = new Uint8Array(values.length);
  for (let n = 0; n < COUNT; n++)
    for (let p = 0; p < places; p++)
      for (let c = 0; c < channels; c++)
        moved[(n * channels + c) * places + p] = values[(n * places + p) * channels + c]!;
  return moved;
}
