/**
 * Run as a process: `node [flags] train-twenty-steps.js MODULE.wasm`. Trains a LeNet-5 module for twenty steps of 64 images
 * made from a generator, through the binary interface alone, and prints a hash of all its parameters and states and the
 * engine. Plain JavaScript, so that every engine can run it.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const module = new WebAssembly.Module(readFileSync(process.argv[2]));
const [section] = WebAssembly.Module.customSections(module, "cnnc");
const manifest = JSON.parse(new TextDecoder().decode(section));
const { exports } = new WebAssembly.Instance(module);
const floats = ({ offset, bytes }) => new Float32Array(exports.memory.buffer, offset, bytes / 4);

let state = 1;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state >>> 8) / 2 ** 24;
};
exports.initialize();
const images = floats(manifest.regions.images);
const labels = floats(manifest.regions.labels);
for (let step = 0; step < 20; step++) {
  for (let i = 0; i < images.length; i++) images[i] = Math.fround(random());
  for (let i = 0; i < labels.length; i++) labels[i] = Math.floor(random() * 10);
  exports.step(labels.length, 1);
}
const hash = createHash("sha256");
for (const place of [...manifest.parameters, ...manifest.states]) {
  hash.update(new Uint8Array(exports.memory.buffer, place.offset, place.bytes));
}
const finite = floats(manifest.parameters[0]).every(Number.isFinite);
console.log(JSON.stringify({ hash: hash.digest("hex"), finite, v8: process.versions.v8 }));
