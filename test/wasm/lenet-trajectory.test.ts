/**
 * LeNet-5 learns as in PyTorch: from the same weights, on the same 200 batches of 64 from MNIST, the module has PyTorch's
 * losses. What may be asked of each recipe, and why, stands in test/oracle/README.md. Prints the differences it measured.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { decodeSafetensors } from "../../src/export/safetensors.ts";
import { numbersAt, start } from "./compile-chain.ts";
import { compileText, lenetText } from "./compile-text.ts";
import { controlOf } from "./control.ts";
import { readMnist } from "./mnist.ts";

interface Trajectory {
  readonly recipe: { readonly batch: number; readonly lr: number; readonly momentum: number };
  readonly initial: string;
  readonly losses: readonly number[];
  readonly correct: readonly number[];
  readonly spread: readonly number[];
  readonly finalNorms?: Readonly<Record<string, number>>;
}

const read = (file: string): Uint8Array =>
  Uint8Array.from(readFileSync(fileURLToPath(new URL(`../fixtures/${file}`, import.meta.url))));

function train(trajectory: Trajectory): { losses: number[]; correct: number[] } {
  const { batch, lr, momentum } = trajectory.recipe;
  const { wasm, manifest } = compileText(lenetText(`sgd lr=${lr} momentum=${momentum}`, batch));
  const running = start(wasm);
  const { exports } = running;
  exports.initialize();
  const { tensors } = decodeSafetensors(read(trajectory.initial));
  expect(manifest.parameters.map((p) => p.name)).toEqual([...tensors.keys()]);
  for (const place of manifest.parameters) {
    const { data, shape } = tensors.get(place.name)!;
    expect(shape).toEqual(place.shape);
    numbersAt(running, place).set(new Float32Array(Uint8Array.from(data).buffer));
  }
  const { images, labels } = readMnist(200 * batch);
  const control = controlOf(running, manifest);
  const staged = numbersAt(running, manifest.regions.images);
  const stagedLabels = numbersAt(running, manifest.regions.labels);
  const losses: number[] = [];
  const correct: number[] = [];
  for (let step = 0; step < 200; step++) {
    for (let i = 0; i < staged.length; i++) staged[i] = Math.fround(images[step * staged.length + i]! / 255);
    stagedLabels.set(labels.subarray(step * batch, (step + 1) * batch));
    control.set("lossSum", 0);
    control.set("correct", 0);
    exports.step(batch, 1);
    losses.push(control.get("lossSum") / batch);
    correct.push(control.get("correct"));
  }
  expect(control.get("step")).toBe(200);
  return { losses, correct };
}

test.each([
  ["lenet-steady-trajectory", [1, 10, 100, 200]],
  ["lenet-trajectory", [1, 10]],
] as const)("%s: losses of steps %j within 1e-3 of PyTorch's", (name, steps) => {
  const trajectory = JSON.parse(Buffer.from(read(`${name}.json`)).toString()) as Trajectory;
  const { losses, correct } = train(trajectory);
  const difference = (step: number): number =>
    Math.abs(losses[step - 1]! - trajectory.losses[step - 1]!) / trajectory.losses[step - 1]!;
  const row = [1, 10, 50, 100, 150, 200].map((s) => `${s}: ${difference(s).toExponential(1)}`).join("  ");
  console.info(`${name}, relative difference of the loss at step ${row}`);
  for (const step of steps) expect(difference(step), `step ${step}`).toBeLessThan(1e-3);
  // As far as rounding alone does not part PyTorch from itself, every step agrees, and so do the right answers.
  trajectory.spread.forEach((spread, i) => {
    if (spread < 1e-5) expect(difference(i + 1), `step ${i + 1}`).toBeLessThan(1e-3);
    if (spread < 1e-6) expect(Math.abs(correct[i]! - trajectory.correct[i]!), `step ${i + 1}`).toBeLessThanOrEqual(1);
  });
});
