/** Whole trainings by `fit` of the module against PyTorch's; the same bits each time, in one go and from state to state. */
import { describe, expect, test } from "vitest";
import { losses } from "../../src/ops/registry.ts";
import {
  caseInput,
  caseParameters,
  readPlateauCases,
  readTraceCases,
  type TraceCase,
} from "../oracle/operator-fixtures.ts";
import {
  type Compiled,
  compile,
  compileChain,
  configure,
  modelOf,
  numbersAt,
  recipeOf,
  type Running,
  start,
} from "./compile-chain.ts";
import { controlOf } from "./control.ts";
import { placeTrainingSet } from "./data-set.ts";

const compiled = new Map<TraceCase, Compiled>();

function compileTrace(each: TraceCase): Compiled {
  const known = compiled.get(each);
  if (known) return known;
  const recipe = recipeOf({ ...each, loss: configure(losses, each.loss) }, each.batch);
  const made = compile(modelOf(each.layers, each.inputShape, recipe), { training: true, batch: each.batch });
  compiled.set(each, made);
  return made;
}

function begin({ wasm, manifest }: Compiled, each: TraceCase): Running {
  const running = start(wasm);
  running.exports.initialize();
  placeTrainingSet(running, manifest, Float32Array.from(caseInput(each)), Uint8Array.from(each.labels));
  const given = caseParameters(each);
  for (const place of manifest.parameters) numbersAt(running, place).set(given.get(place.name)!);
  return running;
}

/** One epoch, which is one step; gives its mean loss. */
function trainEpoch(running: Running, { manifest }: Compiled): { readonly loss: number; readonly rate: number } {
  const control = controlOf(running, manifest);
  control.set("lossSum", 0);
  control.set("seen", 0);
  expect(running.exports.fit(1)).toBe(1);
  const loss = control.get("lossSum") / control.get("seen");
  running.exports.endEpoch?.(loss);
  return { loss, rate: control.get("currentRate") };
}

const learned = (running: Running, { manifest }: Compiled): Float32Array[] =>
  [...manifest.parameters, ...manifest.states].map((place) => numbersAt(running, place).slice());

describe("trainings of 24 steps", () => {
  test.each(
    readTraceCases().map((each) => [each.loss, each.optimizer, each.schedule, each.clip ?? "-", each] as const),
  )("%s, %s, %s, clip %s", (_loss, _optimizer, _schedule, _clip, each) => {
    const whole = compileTrace(each);
    const running = begin(whole, each);
    const base = whole.manifest.recipe!.rate;
    for (let epoch = 0; epoch < each.epochs; epoch++) {
      const { loss, rate } = trainEpoch(running, whole);
      const { losses: wanted, rates } = each.float64;
      expect(Math.abs(loss - wanted[epoch]!) / Math.max(1, wanted[epoch]!), `loss of step ${epoch}`).toBeLessThan(1e-4);
      expect(Math.abs(rate - rates[epoch]!) / base, `rate of step ${epoch}`).toBeLessThan(1e-6);
    }
    for (const place of whole.manifest.parameters) {
      const wanted = each.float64.after[place.name]!;
      const largest = Math.max(...wanted.map(Math.abs));
      const worst = Math.max(...numbersAt(running, place).map((value, i) => Math.abs(value - wanted[i]!) / largest));
      expect(worst, place.name).toBeLessThan(1e-4);
    }
  });

  test.each(
    readTraceCases().map((each) => [each.loss, each.optimizer, each.schedule, each.clip ?? "-", each] as const),
  )(
    "%s, %s, %s, clip %s: the same bits again, and from the middle of it in another instance",
    (_loss, _optimizer, _schedule, _clip, each) => {
      const whole = compileTrace(each);
      const [first, half] = [begin(whole, each), begin(whole, each)];
      for (let epoch = 0; epoch < each.epochs; epoch++) trainEpoch(first, whole);
      for (let epoch = 0; epoch < 11; epoch++) trainEpoch(half, whole);
      // What a checkpoint holds: parameters, states, and the counters of the control block.
      const second = begin(whole, each);
      const kept = learned(half, whole);
      [...whole.manifest.parameters, ...whole.manifest.states].forEach((place, i) => {
        numbersAt(second, place).set(kept[i]!);
      });
      for (const field of ["step", "epoch"] as const)
        controlOf(second, whole.manifest).set(field, controlOf(half, whole.manifest).get(field));
      for (let epoch = 11; epoch < each.epochs; epoch++) trainEpoch(second, whole);
      expect(learned(second, whole)).toEqual(learned(first, whole));
    },
  );
});

describe("schedules that watch the loss", () => {
  test.each(readPlateauCases().map((each) => [each.schedule, each] as const))("%s", (schedule, each) => {
    const epochs = each.losses.length;
    const whole = compileChain("fc 3", [2], 4, { optimizer: `sgd lr=${each.lr}`, schedule, epochs });
    const running = start(whole.wasm);
    running.exports.initialize();
    placeTrainingSet(running, whole.manifest, new Float32Array(8), Uint8Array.of(0, 1, 2, 0));
    const control = controlOf(running, whole.manifest);
    each.losses.forEach((loss, epoch) => {
      running.exports.fit(1);
      expect(Math.abs(control.get("currentRate") - each.rates[epoch]!) / each.lr, `epoch ${epoch}`).toBeLessThan(1e-6);
      running.exports.endEpoch!(loss);
    });
    const scale = whole.manifest.states.find(({ name }) => name === "schedule.scale")!;
    expect(numbersAt(running, scale)[0]).toBeLessThan(1);
    running.exports.rewind();
    expect(numbersAt(running, scale)[0]).toBe(1);
  });

  test("are the only ones that a module asks for a loss", () => {
    const { wasm } = compileChain("fc 3", [2], 4, { schedule: "cosine" });
    expect("endEpoch" in start(wasm).exports).toBe(false);
  });
});
