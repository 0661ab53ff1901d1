/**
 * A training by the runtime, stopped after any epoch and taken up again from its checkpoint in another instance, ends in the
 * bits of the one that was never stopped: with a schedule that watches the test set, optimizers with states, warmup and clip.
 */
import { expect, test } from "vitest";
import { type Dataset, type EpochResult, load, type Net } from "../../src/runtime/index.ts";
import { compileChain, createRandom, type RecipeWords } from "./compile-chain.ts";

function dataset(count: number, seed: number): Dataset {
  const random = createRandom(seed);
  const images = Float32Array.from({ length: 16 * count }, random);
  return { images, labels: Uint8Array.from({ length: count }, (_, i) => i % 3), shape: [4, 4, 1], classes: 3 };
}

const [train, other] = [dataset(21, 5), dataset(9, 6)];
const epochs = 9;

/** Everything that the training has come to. */
const bits = (net: Net): readonly number[] => [...net.save()];

const recipes: readonly RecipeWords[] = [
  {
    optimizer: "sgd lr=0.5 momentum=0.9",
    schedule: "plateau factor=0.5 patience=1 threshold=0.05 cooldown=1",
  },
  {
    optimizer: "adamw lr=0.05",
    schedule: "plateau factor=0.3 patience=0 threshold=0.1 warmup=2",
    clip: "norm 0.2",
  },
  { optimizer: "rmsprop lr=0.01 centered momentum=0.5", schedule: "onecycle", clip: "value 0.1" },
  { optimizer: "adagrad lr=0.1 fade=0.1", schedule: "milestones [2,5] warmup=1.5", clip: "norm 0.05" },
];

test.each(recipes.map((words) => [words.optimizer!, words.schedule!, words.clip ?? "-", words] as const))(
  "%s, %s, clip %s",
  async (_optimizer, _schedule, _clip, words) => {
    const { wasm } = compileChain("conv 3x3x2 -> tanh -> fc 3", [4, 4, 1], 8, { ...words, epochs });
    const whole = await load(wasm as Uint8Array<ArrayBuffer>);
    const saved: Uint8Array<ArrayBuffer>[] = [];
    const results: EpochResult[] = [];
    await whole.fit(train, {
      epochs,
      test: other,
      onEpoch(result) {
        results.push(result);
        saved.push(whole.save());
      },
    });
    // Else the state of the schedule would not be tried.
    expect(results.at(-1)!.rate).toBeLessThan(Math.max(...results.map(({ rate }) => rate)));
    for (const at of [0, 3, 6]) {
      const resumed = await load(wasm as Uint8Array<ArrayBuffer>);
      resumed.restore(saved[at]!);
      await resumed.fit(train, { epochs, test: other, stepsPerTick: 1 });
      expect(bits(resumed)).toEqual(bits(whole));
    }
  },
);

test("without a test set the schedule watches the loss of training", async () => {
  const words = { optimizer: "sgd lr=0.001", schedule: "plateau factor=0.5 patience=0 threshold=0.5", epochs };
  const { wasm } = compileChain("conv 3x3x2 -> tanh -> fc 3", [4, 4, 1], 8, words);
  const net = await load(wasm as Uint8Array<ArrayBuffer>);
  const { history } = await net.fit(train, { epochs });
  // The first loss is below infinity; none after it is below half of it.
  expect(history.map(({ rate }) => Math.log2(0.001 / rate))).toEqual(
    Array.from({ length: epochs }, (_, epoch) => expect.closeTo(Math.max(0, epoch - 1), 5)),
  );
});
