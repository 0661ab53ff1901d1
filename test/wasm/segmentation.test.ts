/**
 * A label for each place of an output, in modules: whole trainings against PyTorch's, every gradient and update against the
 * float64 interpreter, labels that move with their images, sets, epochs, checkpoints, and a network that learns shapes.
 */
import { describe, expect, test } from "vitest";
import { augmentImage, augmentLabels } from "../../src/ir/augment-image.ts";
import { runStages } from "../../src/pipeline.ts";
import { load, type Net } from "../../src/runtime/index.ts";
import { caseInput } from "../oracle/operator-fixtures.ts";
import { type PartsCase, partsTensors, readPartsCases } from "../oracle/training-parts.ts";
import { meanIou, shapes, shapesProgram } from "../networks/shapes.ts";
import { compareWithInterpreter } from "./against-interpreter.ts";
import { createRandom, numbersAt, start } from "./compile-chain.ts";
import { compileText, modelOfText } from "./compile-text.ts";
import { controlOf } from "./control.ts";

const largest = (values: ArrayLike<number>): number => Array.from(values, Math.abs).reduce((a, b) => Math.max(a, b), 0);

function expectNear(found: ArrayLike<number>, wanted: readonly number[], what: string): void {
  expect(found.length).toBe(wanted.length);
  const worst = largest(wanted.map((value, i) => (found[i]! - value) / Math.max(1e-2, largest(wanted))));
  expect(worst, what).toBeLessThan(1e-4);
}

describe.each(readPartsCases("segmentation").map((each) => [each.name, each] as const))("%s", (_, each: PartsCase) => {
  test("trains and answers as PyTorch does", () => {
    const { wasm, manifest } = compileText(each.program);
    const running = start(wasm);
    const control = controlOf(running, manifest);
    running.exports.initialize();
    const before = partsTensors(each);
    for (const place of manifest.parameters) numbersAt(running, place).set(before.get(place.name)!);
    numbersAt(running, manifest.regions.images).set(caseInput(each));
    expect(manifest.labels).toEqual(manifest.output.slice(0, -1));
    expect(numbersAt(running, manifest.regions.labels).length).toBe(each.labels.length);
    numbersAt(running, manifest.regions.labels).set(each.labels);
    each.losses.forEach((wanted, step) => {
      control.set("lossSum", 0);
      running.exports.step(each.batch, 1);
      const loss = control.get("lossSum") / each.batch;
      expect(Math.abs(loss - wanted) / Math.max(1, wanted), `loss of step ${step}`).toBeLessThan(1e-5);
    });
    for (const place of manifest.parameters) expectNear(numbersAt(running, place), each.after[place.name]!, place.name);
    running.exports.predict(each.batch);
    const classes = manifest.output.at(-1)!;
    const places = each.scores.length / each.batch / classes;
    const scores = numbersAt(running, manifest.regions.outputs);
    // PyTorch's are channels first.
    const wanted = each.scores.map((_, i) => {
      const [image, place, c] = [Math.floor(i / places / classes), Math.floor(i / classes) % places, i % classes];
      return each.scores[(image * classes + c) * places + place]!;
    });
    expectNear(scores.subarray(0, wanted.length), wanted, "scores");
  });

  test.each([1, 5, 16])("agrees with the interpreter on %i images", (n) => {
    const { forward, gradients, updated, trespasses } = compareWithInterpreter(
      compileText(each.program, { batch: 16 }),
      n,
    );
    expect(trespasses).toEqual([]);
    expect(forward.error, forward.what).toBeLessThan(1e-5);
    expect(gradients.error, gradients.what).toBeLessThan(1e-4);
    expect(updated.error, updated.what).toBeLessThan(1e-4);
  });
});

test("a map of one place has one label, and is the code of a list", () => {
  const text = (last: string): string =>
    `model Net {\n  input 6x6x1\n  conv 6x6x4 -> relu\n  ${last}\n}\ntrain Net {\n  batch 8\n}\n`;
  const map = compileText(text("conv 1x1x3"));
  expect(map.manifest.labels).toBe(undefined);
  expect(map.program.evaluation!.label.shape).toEqual([]);
  const { forward, gradients } = compareWithInterpreter(map, 5);
  expect(forward.error, forward.what).toBeLessThan(1e-5);
  expect(gradients.error, gradients.what).toBeLessThan(1e-4);
});

/** The image is its own label map: what is seen and what is asked for must move alike. */
const mirrorText = (input: string, classes: number, augment: string): string =>
  `model Net {\n  input ${input}\n  conv ${"1x".repeat(input.split("x").length - 1)}${classes}\n}\ntrain Net {\n  augment ${augment}\n  batch 6\n  seed 11\n  optimizer sgd lr=0.05\n}\n`;

describe.each([
  ["9x7x1", "shift 2"],
  ["9x7x2", "crop [9, 7] pad=3"],
  ["9x7x1", "flip horizontal -> flip vertical"],
  ["13x1", "flip horizontal -> shift 3"],
  ["3x5x4x1", "shift 2 -> flip vertical -> rotate 20"],
  ["9x8x3", "rotate 90"],
  ["10x9x1", "noise 0.05 -> shift 2 -> flip -> rotate 10 -> erase 4 -> crop 14 pad=4 -> crop [10, 9]"],
])("labels on %s: %s", (input, augment) => {
  const shape = input.split("x").map(Number);
  const places = shape.slice(0, -1).reduce((a, b) => a * b, 1);
  const program = mirrorText(input, 5, augment);
  const { augment: steps } = runStages(modelOfText(program), { training: true }).program.training!;
  const random = createRandom(places);
  const labels = Array.from({ length: 6 * places }, () => Math.floor((random() + 1) * 2.5));
  const images = Float32Array.from({ length: 6 * places * shape.at(-1)! }, () => (random() + 1) / 2);

  test("the module asks for the labels that its steps mean", async () => {
    // With 5 scores that are all 0 the gradient of the biases counts the labels of each class.
    const net = await load(compileText(program).wasm);
    for (const update of [0, 1, 2]) {
      for (const { data } of net.parameters.values()) data.fill(0);
      net.trainStep(images, labels, 5, { update: false });
      const bias = net.gradients.get("conv1.bias")!.data;
      const counts = Array.from(bias, (value) => Math.round((1 / 5 - value) * 5 * places));
      const wanted = [0, 0, 0, 0, 0];
      for (let image = 0; image < 5; image++) {
        const own = labels.slice(image * places, (image + 1) * places);
        for (const label of augmentLabels(own, steps, { seed: 11, update, image })) wanted[label]!++;
      }
      // A place midway between two may round to the other.
      const apart = counts.reduce((sum, value, k) => sum + Math.abs(value - wanted[k]!), 0);
      expect(apart).toBeLessThanOrEqual(/rotate/.test(augment) ? 4 : 0);
      net.trainStep(images, labels, 5, { lr: 0 });
    }
  });

  test("labels move as their images do", () => {
    if (/noise|erase/.test(augment)) return expect(steps.length).toBeGreaterThan(3);
    const own = labels.slice(0, places);
    const image = own.flatMap((label) => Array<number>(shape.at(-1)!).fill(label));
    const at = { seed: 11, update: 3, image: 2 };
    const seen = augmentImage(image, steps, at).filter((_, i) => i % shape.at(-1)! === 0);
    const asked = augmentLabels(own, steps, at);
    const exact = [...asked].filter((label, i) => Math.abs(label - seen[i]!) < 1e-6).length;
    // Turned images are mixed of four places, labels are one of them.
    const between = [...asked].every((label) => own.includes(label) || label === 0);
    expect(between).toBe(true);
    if (!/rotate/.test(augment)) expect(exact).toBe(places);
  });
});

test("a set of bytes is what the staged floats are", async () => {
  const { wasm } = compileText(shapesProgram({ epochs: 1, batch: 4 }).replace("  normalize auto\n", ""));
  const [one, two] = [await load(wasm), await load(wasm)];
  const { images, labels, shape } = shapes(4, 3);
  // All images are in the one step: their order changes the rounding alone.
  const { history } = await one.fit({ images, labels, shape }, { epochs: 1 });
  const { loss, correct } = two.trainStep(images, labels, 4);
  expect(history[0]!.loss).toBeCloseTo(loss, 5);
  expect(history[0]!.accuracy).toBe(correct / labels.length);
  const apart = [...one.weights()].map(([name, { data }]) =>
    largest(data.map((value, i) => value - two.weights().get(name)!.data[i]!)),
  );
  expect(Math.max(...apart)).toBeLessThan(1e-3);
});

const bits = (net: Net): readonly number[] =>
  [...net.weights().values()].flatMap(({ data }) => [...new Uint32Array(data.slice().buffer)]);

test("a training that was stopped in the middle of an epoch goes on to the same bits, augmentation and counts too", async () => {
  const text = shapesProgram({ epochs: 3, batch: 8, more: "  augment flip -> rotate 20 -> shift 3\n" });
  const { wasm } = compileText(text);
  const set = shapes(40, 1);
  const whole = await load(wasm);
  const straight = await whole.fit(set, { test: shapes(10, 2) });
  const first = await load(wasm);
  let saved: Uint8Array | undefined;
  const stop = new AbortController();
  await first.fit(set, {
    stepsPerTick: 1,
    signal: stop.signal,
    onProgress: ({ step }) => {
      if (step === 7) {
        saved = first.save();
        stop.abort();
      }
    },
  });
  const second = await load(wasm);
  second.restore(saved!);
  const rest = await second.fit(set, { test: shapes(10, 2) });
  expect(bits(second)).toEqual(bits(whole));
  const figures = ({ loss, accuracy, testLoss, testAccuracy }: (typeof rest.history)[0]) => [loss, accuracy, testLoss, testAccuracy]; // prettier-ignore
  expect(rest.history.map(figures)).toEqual(straight.history.slice(1).map(figures));
});

test("a small U-Net learns discs and squares on a noisy ground", async () => {
  const net = await load(compileText(shapesProgram({ epochs: 9, batch: 16 })).wasm);
  const test_ = shapes(60, 2);
  const { history } = await net.fit(shapes(240, 1), { test: test_ });
  const { accuracy, confusion, loss, count, worst } = await net.evaluate(test_, { worst: 3 });
  expect(count).toBe(60);
  expect(confusion.flat().reduce((a, b) => a + b)).toBe(60 * 32 * 32);
  expect(accuracy).toBeCloseTo(history.at(-1)!.testAccuracy!, 12);
  expect(loss).toBeCloseTo(history.at(-1)!.testLoss!, 6);
  expect(accuracy).toBeGreaterThan(0.97);
  expect(meanIou(confusion)).toBeGreaterThan(0.95);
  expect(worst!.length).toBe(3);
  expect(worst![0]!.loss).toBeGreaterThanOrEqual(worst![1]!.loss);
  expect(worst!.every(({ truth, prediction }) => truth !== prediction)).toBe(true);

  const called = net.classify(test_.images, 60);
  const right = called.filter((value, i) => value === test_.labels[i]).length;
  expect(right / called.length).toBe(accuracy);
}, 120_000);

test("sets whose labels do not stand where the network answers are refused with the arithmetic", async () => {
  const net = await load(compileText(shapesProgram({ epochs: 1, batch: 4 })).wasm);
  const { images, labels, shape } = shapes(4, 3);
  const one = { images, labels: labels.slice(0, 4), shape };
  await expect(net.fit(one)).rejects.toThrow("4 images have 4 labels; the network has one for each of 32x32 = 1024 places of an image: 4 x 1024 = 4096 expected"); // prettier-ignore
  await expect(net.evaluate(one)).rejects.toThrow("4 x 1024 = 4096 expected");
  expect(() => net.trainStep(images, labels.slice(1), 4)).toThrow("4 images have 4095 labels");
  const wrong = labels.slice();
  wrong[1024 + 7] = 3;
  await expect(net.fit({ images, labels: wrong, shape })).rejects.toThrow("label 3 of place 7 of image 1 is not a class from 0 to 2"); // prettier-ignore
});
