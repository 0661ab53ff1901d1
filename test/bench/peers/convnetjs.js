/**
 * ConvNetJS (npm `convnetjs`) on LeNet-5 at batch 64: images a second of whole training steps, one thread. The net of lenet5.cnn
 * as ConvNetJS can say it (its softmax layer holds the last fc and the loss). Images are made before the clock starts. A peer.
 */
import { createRequire } from "node:module";
import { servePeer } from "../peer.js";
import { windowOf } from "../stats.js";

const require = createRequire(import.meta.url);
const convnetjs = require("convnetjs/build/convnet.js");
const { version } = require("convnetjs/package.json");

const BATCH = 64;
const net = new convnetjs.Net();
net.makeLayers([
  { type: "input", out_sx: 28, out_sy: 28, out_depth: 1 },
  { type: "conv", sx: 5, filters: 6, stride: 1, pad: 2, activation: "relu" },
  { type: "pool", sx: 2, stride: 2 },
  { type: "conv", sx: 5, filters: 16, stride: 1, pad: 0, activation: "relu" },
  { type: "pool", sx: 2, stride: 2 },
  { type: "fc", num_neurons: 120, activation: "relu" },
  { type: "fc", num_neurons: 84, activation: "relu" },
  { type: "softmax", num_classes: 10 },
]);
const trainer = new convnetjs.SGDTrainer(net, { learning_rate: 0.01, momentum: 0.9, batch_size: BATCH, l2_decay: 0 });

// Pixels of a fixed generator: no layer here runs faster on one image than on another.
let state = 1;
const images = Array.from({ length: BATCH }, () => {
  const image = new convnetjs.Vol(28, 28, 1, 0);
  for (let i = 0; i < image.w.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    image.w[i] = state / 2 ** 32;
  }
  return image;
});

const steps = windowOf((count) => {
  for (let step = 0; step < count; step++) for (const [i, image] of images.entries()) trainer.train(image, i % 10);
}, 600);
const parameters = net.getParamsAndGrads().reduce((sum, { params }) => sum + params.length, 0);
if (parameters !== 61_706) throw new Error(`not LeNet-5: ${parameters} parameters`);

await servePeer(
  { name: "convnetjs", version, node: process.version, batch: BATCH },
  { "training step": { unit: "images/s", measure: () => steps() * BATCH } },
);
