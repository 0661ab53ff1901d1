/**
 * The module against what PyTorch answered (test/oracle): outputs, gradients of the input and of every parameter, loss;
 * parameters under each optimizer, with gradients as the fixture gives them; learning rates under each schedule.
 */
import { describe, expect, test } from "vitest";
import { losses } from "../../src/ops/registry.ts";
import {
  caseInput,
  caseParameters,
  caseUpstream,
  lcgTensor,
  OPERATOR_FILES,
  type OperatorCase,
  readOperatorCases,
  readOptimizerCases,
  readScheduleCases,
} from "../oracle/operator-fixtures.ts";
import { readChain } from "../ops/read-stage.ts";
import { toChannelsFirst, toChannelsLast } from "./against-interpreter.ts";
import {
  compile,
  compileChain,
  configure,
  createRandom,
  modelOf,
  numbersAt,
  recipeOf,
  start,
} from "./compile-chain.ts";
import { controlOf } from "./control.ts";
import { placeTrainingSet } from "./data-set.ts";
import { inputProbe, upstreamLoss } from "./fixture-operators.ts";

function expectClose(what: string, got: ArrayLike<number>, wanted: ArrayLike<number>): void {
  const largest = Math.max(1e-6, ...Array.from(wanted, Math.abs));
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) {
    const error = Math.abs(got[i]! - wanted[i]!) / largest;
    worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error);
  }
  expect.soft(worst, what).toBeLessThan(1e-4);
}

describe("forward and gradients", () => {
  const cases = OPERATOR_FILES.flatMap((file) => readOperatorCases(file));
  test.each(cases.map((each) => [each.layers || each.loss, each.inputShape.join("x"), each.batch, each] as const))(
    "%s on %s, batch %i",
    (_layers, _shape, _batch, each) => compare(each),
  );
});

function compare(each: OperatorCase): void {
  const { batch, inputShape } = each;
  const chain = readChain(each.layers);
  const stages = [{ layer: inputProbe(batch), values: {} }, ...chain];
  const outputShape = each.output?.shape.slice(1) ?? inputShape;
  const channelsFirst = { shape: [outputShape.at(-1)!, ...outputShape.slice(0, -1)] };
  const upstream = caseUpstream(each);
  const table = upstream && new Float64Array(upstream.length);
  if (table) toChannelsFirst(upstream, table, { ...channelsFirst, name: "", role: "gradient", batched: true }, batch);
  const loss = table ? { operator: upstreamLoss(batch, [...table]), values: {} } : configure(losses, each.loss!);
  const model = modelOf(stages, inputShape, recipeOf({ loss }, batch));
  const { wasm, manifest, program } = compile(model, { batch, training: true });
  const running = start(wasm);
  const { exports } = running;
  exports.initialize();
  numbersAt(running, manifest.parameters[0]!).fill(0);
  const given = caseParameters(each);
  expect(manifest.parameters.slice(1).map((p) => p.name)).toEqual([...given.keys()]);
  for (const place of manifest.parameters.slice(1)) numbersAt(running, place).set(given.get(place.name)!);
  numbersAt(running, manifest.regions.images).set(caseInput(each));
  const labels = numbersAt(running, manifest.regions.labels);
  const places = labels.length / batch;
  labels.set(each.labels ?? Array.from(labels, (_, i) => Math.floor(i / places)));

  if (each.output) {
    exports.predict(batch);
    expectClose("output", numbersAt(running, manifest.regions.outputs), each.output.float64);
  }
  exports.step(batch, 0);
  if (each.lossValue) {
    expectClose("loss", [controlOf(running, manifest).get("lossSum") / batch], [each.lossValue.float64]);
  }
  const [shift, ...gradients] = manifest.gradients;
  const input = new Float64Array(batch * inputShape.reduce((a, b) => a * b, 1));
  toChannelsLast(numbersAt(running, shift!), input, program.input, batch);
  expectClose("gradient of the input", input, each.inputGradient.float64);
  for (const place of gradients) {
    expectClose(place.name, numbersAt(running, place), each.parameterGradients[place.name]!.float64);
  }
}

describe("optimizers", () => {
  // The gradient of `shift` of a probe under a loss with upstream table is that table: the fixture's, update by update.
  test.each(readOptimizerCases().map((each) => [each.optimizer, each] as const))("%s", (optimizer, each) => {
    const { count, updates, gradients } = each;
    const rounds = Array.from({ length: updates }, (_, u) =>
      lcgTensor({ seed: gradients.firstSeed + u, scale: gradients.scale }, count),
    );
    // One image per update: image u has the gradient of update u, and the layer's input is that image alone.
    const table = rounds.flatMap((r) => [...r]);
    const loss = { operator: upstreamLoss(updates, table), values: {} };
    const model = modelOf([{ layer: inputProbe(1), values: {} }], [count], recipeOf({ loss, optimizer }, 1));
    const { wasm, manifest } = compile(model, { batch: 1, training: true });
    const running = start(wasm);
    running.exports.initialize();
    expect(manifest.recipe!.rate).toBe(each.lr);
    const parameters = numbersAt(running, manifest.parameters[0]!);
    parameters.set(lcgTensor(each.parameters, count));
    numbersAt(running, manifest.regions.images).fill(0);
    for (let update = 0; update < updates; update++) {
      numbersAt(running, manifest.regions.labels).fill(update);
      running.exports.step(1, 1);
      expectClose(`update ${update}`, parameters, each.parametersAfter.float64[update]!);
    }
  });
});

describe("schedules", () => {
  test.each(readScheduleCases().map((each) => [each.schedule, each.per, each.rates.length, each] as const))(
    "%s per %s, %i rates",
    (schedule, per, count, each) => {
      // Two batches of 4 and a short one an epoch; a schedule per step takes one epoch of as many steps as it has rates.
      const batch = 4;
      const perEpoch = per === "epoch" ? 3 : (each.stepsPerEpoch ?? count);
      const epochs = per === "epoch" ? count : count / perEpoch;
      const images = perEpoch * batch - 3;
      const words = { optimizer: `sgd lr=${each.lr}`, schedule, epochs };
      const { wasm, manifest } = compileChain("fc 3", [2], batch, words);
      const running = start(wasm);
      const random = createRandom(3);
      running.exports.initialize();
      const pixels = Float32Array.from({ length: 2 * images }, random);
      placeTrainingSet(
        running,
        manifest,
        pixels,
        Uint8Array.from({ length: images }, (_, i) => i % 3),
      );
      const control = controlOf(running, manifest);
      for (let step = 0; step < perEpoch * epochs; step++) {
        expect(control.get("epoch")).toBe(Math.floor(step / perEpoch));
        expect(running.exports.fit(1)).toBe(1);
        if (per === "epoch" && schedule === "cosine") {
          const wanted = (each.lr / 2) * (1 + Math.cos((Math.PI * step) / (perEpoch * epochs)));
          expect(Math.abs(control.get("currentRate") - wanted)).toBeLessThan(2e-7 * each.lr);
          if (step % perEpoch) continue; // between epochs PyTorch's scheduler, stepped once an epoch, knows no rate
        }
        const wanted = each.rates[per === "epoch" ? Math.floor(step / perEpoch) : step]!;
        expect(Math.abs(control.get("currentRate") - wanted) / each.lr, `step ${step}`).toBeLessThan(1e-6);
      }
    },
  );
});
