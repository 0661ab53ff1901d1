/** Early stop in the runtime: what it watches, when it ends, which weights are left, and that a checkpoint carries it. */
import { describe, expect, it } from "vitest";
import { seal } from "../../src/runtime/checksum.ts";
import {
  type Dataset,
  type EpochResult,
  load,
  type Net,
  type RuntimeError,
  type StoredTensor,
} from "../../src/runtime/index.ts";
import { compileText } from "../wasm/compile-text.ts";
import { buildFakeModule } from "./fake-module.ts";

/** A net that learns a small set by heart, so that the loss on another set falls and then rises. */
const program = (stop: string): string =>
  `model Net {\n  input 4x4x1\n  fc 12 -> relu\n  fc 3\n}\ntrain Net {\n  optimizer sgd lr=0.5 momentum=0.9\n  batch 4\n  epochs 60\n  seed 2\n${stop}}\n`;
const watching = compileText(program("  stop patience=3 metric=val_loss\n"));
const plain = compileText(program(""));

/** Labels that are mostly the place of the brightest pixel, and sometimes not. */
function draw(count: number, start: number): Dataset {
  let state = start;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const images = Uint8Array.from({ length: count * 16 }, () => Math.floor(256 * random()));
  const labels = Uint8Array.from({ length: count }, (_, i) => {
    const [a, b, c] = images.subarray(16 * i) as unknown as [number, number, number];
    const truth = a > b ? (a > c ? 0 : 2) : b > c ? 1 : 2;
    return random() < 0.3 ? Math.floor(3 * random()) : truth;
  });
  return { images, labels, shape: [4, 4, 1], classes: 3 };
}
const train = draw(30, 5);
const test = draw(60, 6);

const flat = (weights: ReadonlyMap<string, StoredTensor>): readonly number[] =>
  [...weights.values()].flatMap(({ data }) => [...new Uint32Array(data.slice().buffer)]);
const bits = (net: Net): readonly number[] => flat(net.weights());
const same = (weights: ReadonlyMap<string, StoredTensor>, wanted: readonly number[]): boolean =>
  flat(weights).join() === wanted.join();

const figures = { val_loss: "testLoss", val_accuracy: "testAccuracy", loss: "loss", accuracy: "accuracy" } as const;

/** The training without a rule: results and weights of each epoch. */
async function everyEpoch(epochs: number) {
  const net = await load(plain.wasm);
  const weights: (readonly number[])[] = [];
  const { history } = await net.fit(train, { test, epochs, onEpoch: () => void weights.push(bits(net)) });
  return { history, weights };
}

/** The definition, by hand: the best epoch, and the one after which the training ends. */
function expected(values: readonly number[], smaller: boolean, patience: number) {
  let best = 0;
  for (const [i, value] of values.entries()) {
    if (smaller ? value < values[best]! : value > values[best]!) best = i;
    if (i - best >= patience) return { best, end: i };
  }
  return { best, end: values.length - 1 };
}

describe("early stop", () => {
  it.each([
    ["val_loss", 1],
    ["val_loss", 3],
    ["val_accuracy", 2],
    ["loss", 1],
    ["loss", 60],
    ["accuracy", 4],
  ] as const)("by %s with patience %d leaves the weights of the best epoch", async (metric, patience) => {
    const { history, weights } = await everyEpoch(60);
    const values = history.map((result) => result[figures[metric]]!);
    const { best, end } = expected(values, metric.endsWith("loss"), patience);
    const net = await load(watching.wasm);
    const found = await net.fit(train, { test, stop: { metric, patience } });
    expect(found.history.map(({ loss, testLoss }) => [loss, testLoss])).toEqual(
      history.slice(0, end + 1).map(({ loss, testLoss }) => [loss, testLoss]),
    );
    expect(found.stopped).toBe(end < 59 ? "early" : "done");
    expect(found.best).toEqual({ epoch: best + 1, metric, value: values[best] });
    expect(bits(net)).toEqual(weights[best]);
  });

  it("is what the recipe says, and ends this training before its last epoch", async () => {
    const net = await load(watching.wasm);
    expect(net.manifest.recipe!.stop).toEqual({ metric: "val_loss", patience: 3 });
    const { stopped, best, history } = await net.fit(train, { test });
    expect(stopped).toBe("early");
    expect(history.length).toBe(best!.epoch + 3);
    expect(history.length).toBeLessThan(60);
    expect(history.length).toBeGreaterThan(4);
  });

  it("can be left out of a call, and is not in other modules", async () => {
    const net = await load(watching.wasm);
    const { stopped, best, history } = await net.fit(train, { test, stop: false });
    expect([stopped, best, history.length]).toEqual(["done", undefined, 60]);
    expect("stop" in plain.manifest.recipe!).toBe(false);
  });

  it("wants a test set for the figures of one, and says so before anything is trained", async () => {
    const net = await load(watching.wasm);
    const before = bits(net);
    const nothing: Dataset = { ...test, images: new Uint8Array(), labels: new Uint8Array() };
    for (const options of [{}, { test: nothing }]) {
      const error = await net.fit(train, options).then(
        () => undefined,
        (cause: RuntimeError) => cause,
      );
      expect(error?.code).toBe("runtime/no-test-set");
      expect(error?.message).toContain("val_loss");
    }
    expect(bits(net)).toEqual(before);
    expect((await net.fit(train, { epochs: 2, stop: { metric: "loss", patience: 1 } })).history.length).toBe(2);
  });

  it("refuses rules that are none, of callers and of manifests", async () => {
    const net = await load(watching.wasm);
    for (const stop of [
      { metric: "loss", patience: 0 },
      { metric: "mood", patience: 1 },
      { metric: "loss", patience: 1.5 },
    ]) {
      const code = await net.fit(train, { test, stop: stop as never }).then(() => "none", (cause: RuntimeError) => cause.code); // prettier-ignore
      expect(code).toBe("runtime/bad-argument");
      const recipe = { ...plain.manifest.recipe!, stop: stop as never };
      const loaded = load(buildFakeModule({ recipe })).then(() => "none", (cause: RuntimeError) => cause.code); // prettier-ignore
      expect(await loaded).toBe("runtime/not-a-module");
    }
  });

  it("goes on after any checkpoint to the same bits, the same epochs and the same choice", async () => {
    const whole = await load(watching.wasm);
    const saved: Uint8Array[] = [];
    const result = await whole.fit(train, {
      test,
      stepsPerTick: 3,
      // The end of an epoch is saved with its test, as `cnnc train` does.
      onProgress: ({ position, count }) => void (position < count && saved.push(whole.save())),
      onEpoch: () => void saved.push(whole.save()),
    });
    saved.push(whole.save());
    for (const [i, checkpoint] of saved.entries()) {
      // The first few, those around the best epoch, and the end.
      if (i % 4 !== 0 && i < saved.length - 6) continue;
      const other = await load(watching.wasm);
      other.restore(checkpoint);
      const { stopped, best } = await other.fit(train, { test });
      expect([stopped, best]).toEqual([result.stopped, result.best]);
      expect(bits(other)).toEqual(bits(whole));
      expect(other.position).toEqual(whole.position);
    }
  });

  it("lets a training that has ended go on from its last weights, also through a checkpoint", async () => {
    const { history, weights } = await everyEpoch(12);
    const values = history.map(({ testLoss }) => testLoss!);
    const { best } = expected(values.slice(0, 6), true, 99);
    expect(best).toBeLessThan(5);
    const stop = { metric: "val_loss", patience: 99 } as const;
    const first = await load(plain.wasm);
    await first.fit(train, { test, epochs: 6, stop });
    expect(bits(first)).toEqual(weights[best]);
    const second = await load(plain.wasm);
    second.restore(first.save());
    // What a restored network predicts with is what the saved one did.
    expect(bits(second)).toEqual(bits(first));
    for (const net of [first, second]) {
      const { history: later, best: found } = await net.fit(train, { test, epochs: 12, stop });
      expect(later.map(({ loss }) => loss)).toEqual(history.slice(6).map(({ loss }) => loss));
      const wanted = expected(values, true, 99).best;
      expect(found!.epoch).toBe(wanted + 1);
      expect(bits(net)).toEqual(weights[wanted]);
    }
  });

  it("forgets when the weights are given or drawn anew, or trained by hand", async () => {
    const net = await load(watching.wasm);
    await net.fit(train, { test });
    const best = net.weights();
    net.setWeights(best);
    expect(Buffer.from(net.save()).includes("last:")).toBe(false);
    await net.fit(train, { test, epochs: net.position.epoch + 1, stop: { metric: "loss", patience: 9 } });
    net.trainStep(train.images, train.labels, 4);
    const after = bits(net);
    await net.fit(train, { test, epochs: net.position.epoch, stop: false });
    expect(bits(net)).toEqual(after);
  });

  it("is refused by name where a checkpoint is damaged, and left out by a module that only predicts", async () => {
    const net = await load(watching.wasm);
    await net.fit(train, { test });
    const bytes = net.save();
    const text = Buffer.from(bytes).toString("latin1");
    const broken = Buffer.from(text.replace(/cnnc\.stop\.waited":"3"/, 'cnnc.stop.waited":"x"'), "latin1");
    expect(broken.equals(Buffer.from(bytes))).toBe(false);
    const other = await load(watching.wasm);
    // With checksums that are right.
    const sealed = (file: Buffer): Uint8Array => {
      const copy = Uint8Array.from(file);
      seal(copy);
      return copy;
    };
    expect(() => other.restore(sealed(broken))).toThrow("early stop");
    const missing = Buffer.from(text.replace("last:fc1.weight", "last:fc9.weight"), "latin1");
    expect(() => other.restore(sealed(missing))).toThrow("last:fc1.weight");
    const inference = await load(compileText(program(""), { training: false }).wasm);
    inference.restore(bytes);
    expect(bits(inference)).toEqual(bits(net));
  });
});

describe("keeping the best without a rule", () => {
  /** Among equally accurate epochs that of the least loss beside it. */
  const bestOf = (history: readonly EpochResult[], metric: keyof typeof figures): number => {
    const loss = metric.startsWith("val_") ? "testLoss" : "loss";
    const sign = metric.endsWith("loss") ? 1 : -1;
    const key = (i: number): readonly [number, number] => [sign * history[i]![figures[metric]]!, history[i]![loss]!];
    return history.reduce((best, _, i) => {
      const [[a, c], [b, d]] = [key(i), key(best)];
      return a < b || (a === b && c < d) ? i : best;
    }, 0);
  };

  it.each(["val_loss", "val_accuracy", "loss", "accuracy"] as const)("by %s", async (metric) => {
    const { history, weights } = await everyEpoch(60);
    const best = bestOf(history, metric);
    const net = await load(plain.wasm);
    const seen: boolean[] = [];
    const found = await net.fit(train, {
      test,
      keepBest: metric,
      // While the training goes on the network has the last, and the best so far can be had.
      onEpoch: ({ epoch }) => {
        const so = bestOf(history.slice(0, epoch), metric);
        seen.push(net.best!.epoch === so + 1 && same(net.weights("best"), weights[so]!));
        seen.push(same(net.weights("last"), weights[epoch - 1]!) && same(net.weights(), weights[epoch - 1]!));
      },
    });
    expect(found.stopped).toBe("done");
    expect(found.history.map(({ loss }) => loss)).toEqual(history.map(({ loss }) => loss));
    expect(found.best).toEqual({ epoch: best + 1, metric, value: history[best]![figures[metric]] });
    expect(seen).toEqual(new Array(120).fill(true));
    expect([net.weights(), net.weights("best")].every((each) => same(each, weights[best]!))).toBe(true);
    expect(same(net.weights("last"), weights[59]!)).toBe(true);
  });

  it("goes on after a checkpoint of any epoch, and after the end, to the same bits", async () => {
    const whole = await load(plain.wasm);
    const saved: Uint8Array[] = [];
    await whole.fit(train, {
      test,
      keepBest: "val_accuracy",
      epochs: 30,
      onEpoch: () => void saved.push(whole.save()),
    });
    saved.push(whole.save());
    const longer = await load(plain.wasm);
    await longer.fit(train, { test, keepBest: "val_accuracy", epochs: 40 });
    for (const [at, epochs, to] of [
      [3, 30, whole],
      [29, 30, whole],
      [30, 30, whole],
      [30, 40, longer],
    ] as const) {
      const net = await load(plain.wasm);
      net.restore(saved[at]!);
      await net.fit(train, { test, keepBest: "val_accuracy", epochs });
      expect(bits(net)).toEqual(bits(to));
      expect(net.best).toEqual(to.best);
      expect(same(net.weights("last"), flat(to.weights("last")))).toBe(true);
    }
  });

  it("is refused without a test set, or by what is no metric; without it the last weights stay", async () => {
    const net = await load(plain.wasm);
    for (const keepBest of ["val_loss", "speed"] as const)
      await expect(net.fit(train, { keepBest: keepBest as "val_loss", epochs: 1 })).rejects.toMatchObject({
        code: "runtime/bad-argument",
      });
    const { best } = await net.fit(train, { test, epochs: 3 });
    expect([best, net.best]).toEqual([undefined, undefined]);
    expect(bits(net)).toEqual((await everyEpoch(3)).weights[2]);
  });
});
