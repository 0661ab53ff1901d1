/**
 * cnnc as a peer of the bench: compiles examples/lenet5.cnn as `cnnc train` does (batch 64), then measures whole training
 * steps, prediction, and each kernel of a step that counts multiply-adds, called as the step calls it, on a batch of random
 * images. GFLOP/s count 2 per multiply-add of the layer's definition (no credit for what padding skips). Reads dist/, so
 * `npm run build` comes first; run under `--no-liftoff`, as the command does.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { check } from "../../../dist/src/check/check.js";
import { createReport } from "../../../dist/src/diagnostics/diagnostic.js";
import * as operators from "../../../dist/src/ops/registry.js";
import { describeModel, runStages } from "../../../dist/src/pipeline.js";
import { createSource } from "../../../dist/src/source/source.js";
import { parse } from "../../../dist/src/syntax/parse.js";
import { CONTROL } from "../../../dist/src/wasm/abi.js";
import { emitModule } from "../../../dist/src/wasm/emit-module.js";
import { servePeer } from "../peer.js";
import { windowOf } from "../stats.js";

const BATCH = 64;
const WINDOW_MS = 60;

const path = fileURLToPath(new URL("../../../examples/lenet5.cnn", import.meta.url));
const report = createReport();
const { models } = check(parse(createSource(path, readFileSync(path, "utf8")), report), operators, report);
if (report.hasErrors) throw new Error(report.diagnostics[0].message);
const [model] = models;
const options = { batch: BATCH, training: true };
const { plan } = runStages(model, options);
const { wasm, manifest } = emitModule(plan, describeModel(model, options), { exportKernels: true });
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));

const floats = new Float32Array(exports.memory.buffer);
const region = ({ offset, bytes }) => floats.subarray(offset / 4, (offset + bytes) / 4);
exports.initialize();
region(manifest.regions.images).forEach((_, i, images) => {
  images[i] = Math.random();
});
region(manifest.regions.labels).forEach((_, i, labels) => {
  labels[i] = i % 10;
});
// A rate that learns next to nothing, so that the numbers stay ordinary however long the bench runs.
floats[(manifest.control.offset + CONTROL.rate.offset) / 4] = 1e-6;
exports.step(BATCH, 1);

/** One call of the sequence, for all blocks. */
const runCall = (phase, call) => {
  const kernel = exports[`kernel ${call.kernel}`];
  const blocks = phase.call === "block" ? plan.blocks : 1;
  const all = Array.from({ length: blocks }, (_, b) => [
    ...call.pointers.map(({ offset, blockStride }) => offset + b * blockStride),
    b * plan.lanes,
  ]);
  return () => {
    for (const pointers of all) kernel(...pointers);
  };
};
const times = (run) => (repetitions) => {
  for (let i = 0; i < repetitions; i++) run();
};
const rate = (run, unit, perRun) => {
  const window = windowOf(times(run), WINDOW_MS);
  return { unit, measure: () => window() * perRun };
};

const phases = [...plan.step.measure, ...plan.step.learn];
const calls = phases.flatMap((phase) => phase.calls.map((call) => ({ phase, call })));
const flops = ({ call }) => 2 * plan.kernels[call.kernel].macs * BATCH;
const stepFlops = calls.reduce((sum, c) => sum + flops(c), 0);
const kernels = calls
  .filter((c) => flops(c) > 0)
  .map((c) => [c.call.name, rate(runCall(c.phase, c.call), "GFLOP/s", flops(c) / 1e9)]);

await servePeer(
  { name: "cnnc", node: process.version, flags: process.execArgv, wasm: wasm.length, lanes: plan.lanes },
  Object.fromEntries([
    ["training step", rate(() => exports.step(BATCH, 1), "images/s", BATCH)],
    ["training step, arithmetic", rate(() => exports.step(BATCH, 1), "GFLOP/s", stepFlops / 1e9)],
    ["prediction", rate(() => exports.predict(BATCH), "images/s", BATCH)],
    ...kernels,
  ]),
);
