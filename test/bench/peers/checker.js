/**
 * The checker: how often a second ResNet-152 is parsed and checked in a warm process, what that is in layers a second, the same
 * for a model of sixteen times as many layers (linear growth keeps the number), and how often `cnnc check` runs as a process of
 * its own. A peer; reads `dist/`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { check } from "../../../dist/src/check/check.js";
import { createReport } from "../../../dist/src/diagnostics/diagnostic.js";
import * as operators from "../../../dist/src/ops/registry.js";
import { createSource } from "../../../dist/src/source/source.js";
import { parse } from "../../../dist/src/syntax/parse.js";
import { servePeer } from "../peer.js";
import { windowOf } from "../stats.js";

const resnet = (...blocks) => `import resnet, bottleneck from "std/resnet"

model ResNet {
  input 224x224x3
  resnet(bottleneck, [${blocks.join(", ")}], 1000)
}
`;
const [small, large] = [resnet(3, 8, 36, 3), resnet(48, 128, 576, 48)];

function checkText(text) {
  const report = createReport();
  const { models } = check(parse(createSource("resnet.cnn", text), report), operators, report);
  if (report.diagnostics.length > 0 || models.length !== 1) throw new Error("the model of the bench has errors");
  return models[0].layers.length;
}
// Warm, on the one core that the bench gives: by then the engine has compiled what it will.
for (let i = 0; i < 400; i++) checkText(small);
const layers = { small: checkText(small), large: checkText(large) };

const again = (text) => (count) => {
  for (let i = 0; i < count; i++) checkText(text);
};
const windows = { small: windowOf(again(small), 600), large: windowOf(again(large), 1500) };

const folder = mkdtempSync(join(tmpdir(), "cnnc-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "resnet152.cnn");
writeFileSync(file, small);
const command = fileURLToPath(new URL("../../../bin/cnnc.js", import.meta.url));
const processes = windowOf((count) => {
  for (let i = 0; i < count; i++)
    if (spawnSync(process.execPath, [command, "check", file]).status !== 0) throw new Error("cnnc check failed");
}, 1500);

let rate = 0;
await servePeer(
  { peer: "checker", layers, node: process.version },
  {
    "check ResNet-152": { unit: "1/s", measure: () => (rate = windows.small()) },
    "check, 514 layers": { unit: "layers/s", measure: () => rate * layers.small },
    "check, 8,014 layers": { unit: "layers/s", measure: () => windows.large() * layers.large },
    "cnnc check ResNet-152, process": { unit: "1/s", measure: processes },
  },
);
