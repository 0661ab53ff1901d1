/** Calls at the same time, options and positions: what one call does stays with it, and what belongs to a set is used on no other. */
import { describe, expect, it } from "vitest";
import { type Batch, type BatchSource, type Dataset, load, type Net, RuntimeError } from "../../src/runtime/index.ts";
import { createRandom } from "../fuzz/random.ts";
import { compileText } from "../wasm/compile-text.ts";
import { buildFakeModule } from "./fake-module.ts";

const fake = buildFakeModule();
const fresh = (): Promise<Net> => load(fake);

function draw(
  count: number,
  seed = 1,
  shape: readonly number[] = [2, 2, 1],
): Dataset & { readonly labels: Uint8Array } {
  const random = createRandom(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  const images = Uint8Array.from({ length: count * size }, () => random.below(256));
  return { images, labels: Uint8Array.from({ length: count }, () => random.below(3)), shape };
}

/** A set in batches of `size`, in its order. */
function inBatches({ images, labels, shape }: ReturnType<typeof draw>, size: number): readonly Batch[] {
  const pixels = shape.reduce((a, b) => a * b, 1);
  const count = Math.ceil(labels.length / size);
  return Array.from({ length: count }, (_, i) => ({
    images: images.subarray(i * size * pixels, (i + 1) * size * pixels),
    labels: labels.subarray(i * size, (i + 1) * size),
  }));
}

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return error instanceof RuntimeError ? error.code : `${error as Error}`;
  }
  return "no error";
}

const bits = (net: Net): string => [...net.weights().values()].map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("hex")).join(); // prettier-ignore

/** Trains until `images` of an epoch are seen. */
async function breakOff(net: Net, source: Dataset | BatchSource, images: number, options = {}): Promise<void> {
  const controller = new AbortController();
  const { stopped } = await net.fit(source, {
    stepsPerTick: 1,
    ...options,
    signal: controller.signal,
    onProgress: ({ position }) => void (position === images && controller.abort()),
  });
  expect([stopped, net.position.position]).toEqual(["aborted", images]);
}

describe("calls at the same time", () => {
  it("during fit: what would disturb it is busy, predictions are answered, and the figures are those of a fit alone", async () => {
    const [train, test] = [draw(12), draw(9, 2)];
    const alone = await fresh();
    const expected = await alone.fit(train, { test });
    const net = await fresh();
    const saved = net.save();
    const calls: Readonly<Record<string, () => unknown>> = {
      fit: () => net.fit(train),
      evaluate: () => net.evaluate(draw(30, 3)),
      init: () => net.init(4),
      rewind: () => net.rewind(),
      restore: () => net.restore(saved),
      setWeights: () => net.setWeights(alone.weights()),
      normalize: () => net.normalize({ mean: [9], std: [9] }),
      trainStep: () => net.trainStep(train.images, train.labels, 4),
      gradients: () => net.trainStep(train.images, train.labels, 4, { update: false }),
    };
    const codes = new Map(Object.keys(calls).map((name) => [name, new Set<string>()]));
    const { history } = await net.fit(train, {
      test,
      stepsPerTick: 1,
      async onProgress() {
        for (const [name, work] of Object.entries(calls)) codes.get(name)!.add(await codeOf(work));
        expect(net.predict(test.images, 9).length).toBe(27);
        expect(net.classify(test.images, 9).length).toBe(9);
        net.save();
      },
      // From outside, while fit is between two ticks.
      onEpoch: async () => void codes.get("evaluate")!.add(await codeOf(calls.evaluate!)),
    });
    expect([...codes].map(([name, found]) => [name, ...found])).toEqual(Object.keys(calls).map((name) => [name, "runtime/busy"])); // prettier-ignore
    const figures = (list: typeof history) => list.map(({ loss, testLoss, testAccuracy }) => [loss, testLoss, testAccuracy]); // prettier-ignore
    expect(figures(history)).toEqual(figures(expected.history));
    expect(bits(net)).toBe(bits(alone));
    // It is free again, also after a training that failed.
    await expect(net.fit(train, { epochs: 9, onProgress: () => { throw new Error("mine"); } })).rejects.toThrow("mine"); // prettier-ignore
    expect(await codeOf(() => net.init(3))).toBe("no error");
  });

  it("evaluations wait for one another, on sets and batches, and give what they give alone", async () => {
    const net = await fresh();
    const sets = [draw(40, 1), draw(7, 2), draw(23, 3)];
    const alone = [];
    for (const each of sets) alone.push(await net.evaluate(each, { worst: 2 }));
    const together = sets.map((each) => net.evaluate(each, { worst: 2 }));
    const batches = net.evaluate(inBatches(sets[0]!, 4));
    expect(await codeOf(() => net.init(2))).toBe("runtime/busy");
    expect(await codeOf(() => net.fit(sets[0]!))).toBe("runtime/busy");
    expect(await codeOf(() => net.trainStep(sets[0]!.images, [0], 1))).toBe("runtime/busy");
    expect(net.predict(sets[0]!.images.subarray(0, 4)).length).toBe(3);
    expect(await Promise.all(together)).toEqual(alone);
    expect((await batches).loss).toBeCloseTo(alone[0]!.loss!, 12);
    // One that fails lets the next one in.
    const failing = net.evaluate(() => {
      throw new Error("mine");
    });
    const next = net.evaluate(sets[1]!, { worst: 2 });
    await expect(failing).rejects.toThrow("mine");
    expect(await next).toEqual(alone[1]);
    expect(await codeOf(() => net.init(2))).toBe("no error");
  });

  it("a network that is disposed of while an evaluation waits says so", async () => {
    const net = await fresh();
    const [first, second] = [net.evaluate(draw(8)), net.evaluate(draw(8))];
    net.dispose();
    expect([await codeOf(() => first), await codeOf(() => second)]).toEqual(["runtime/disposed", "runtime/disposed"]);
  });
});

describe("options", () => {
  it("M5: epochs and batch end with their training", async () => {
    const data = draw(12);
    const steps = async (net: Net): Promise<readonly number[]> => (await net.fit(data)).history.map(({ step }) => step);
    const reference = await fresh();
    reference.init(1);
    const expected = await steps(reference);
    expect(expected).toEqual([3, 6, 9]);
    const net = await fresh();
    await net.fit(data, { epochs: 1, batch: 2 });
    net.init(1);
    expect(await steps(net)).toEqual(expected);
    expect(bits(net)).toBe(bits(reference));
    await net.fit(data, { epochs: 5, batch: 1 });
    net.rewind();
    expect(net.position.totalEpochs).toBe(3);
    expect(await steps(net)).toEqual(expected);
    // Without a new beginning, too: the recipe's three epochs are done.
    await net.fit(data, { epochs: 4 });
    expect(await steps(net)).toEqual([]);
  });

  it("stay with a training that was broken off, in the network and in its checkpoint, so that it ends as if it never was", async () => {
    const data = draw(12);
    const whole = await fresh();
    await whole.fit(data, { epochs: 4, batch: 2 });
    for (const seen of [4, 10]) {
      const net = await fresh();
      await breakOff(net, data, seen, { epochs: 4, batch: 2 });
      const other = await fresh();
      other.restore(net.save());
      for (const each of [net, other]) {
        await each.fit(data);
        expect(bits(each)).toBe(bits(whole));
        expect(each.position).toEqual(whole.position);
      }
    }
  });

  it("of a step last for the step", async () => {
    const [net, other] = [await fresh(), await fresh()];
    const { images, labels } = draw(4);
    net.trainStep(images, labels, 4, { lr: 0 });
    other.trainStep(images, labels, 4, { lr: 0 });
    net.trainStep(images, labels, 4);
    other.trainStep(images, labels, 4);
    expect(bits(net)).toBe(bits(other));
    expect(net.position.step).toBe(2);
  });
});

describe("a position belongs to its set", () => {
  it.each([8, 20, 30, 41])("H1: the middle of an epoch on 40 images is not one on %d", async (count) => {
    const net = await fresh();
    const data = draw(40);
    await breakOff(net, data, 20);
    const before = net.save();
    const restored = await fresh();
    restored.restore(before);
    for (const each of [net, restored]) {
      const error = await each.fit(draw(count, 5)).catch((cause: RuntimeError) => cause);
      expect(error).toMatchObject({ code: "runtime/other-set", facts: { position: 20 } });
      expect((error as Error).message).toContain(`a set of 40 images, and is to go on with a set of ${count} images`);
      expect((error as Error).message).toMatch(/rewind\(\).*init\(\)/);
      expect(Buffer.compare(each.save(), before)).toBe(0);
      expect(await codeOf(() => each.fit(inBatches(data, 4)))).toBe("runtime/other-set");
      // On its own set it goes on; a new beginning takes any.
      expect((await each.fit(data)).history.length).toBe(3);
      each.rewind();
      expect((await each.fit(draw(count, 5))).history.length).toBe(3);
    }
  });

  it("a checkpoint of an earlier version, which does not name the set, is taken where the set is larger than its position", async () => {
    const net = await fresh();
    await breakOff(net, draw(40), 20);
    const { seal } = await import("../../src/runtime/checksum.ts");
    const bytes = Buffer.from(net.save());
    const at = bytes.indexOf('"cnnc.set"');
    expect(at).toBeGreaterThan(0);
    bytes.write('"cnnc.old"', at, "latin1");
    const old = Uint8Array.from(bytes);
    seal(old);
    const restored = await fresh();
    restored.restore(old);
    expect(await codeOf(() => restored.fit(draw(20)))).toBe("runtime/other-set");
    expect((await restored.fit(draw(40))).history.length).toBe(3);
  });

  it("L8: a pass over batches goes on where it was, to the same bits and as many steps", async () => {
    const batches = inBatches(draw(40), 4);
    const whole = await fresh();
    const reference = await whole.fit(batches);
    const net = await fresh();
    await breakOff(net, batches, 20);
    const other = await fresh();
    other.restore(net.save());
    for (const each of [net, other]) {
      const { history } = await each.fit(batches);
      expect(history.map(({ step }) => step)).toEqual([10, 20, 30]);
      expect(history.map(({ loss, accuracy }) => [loss, accuracy])).toEqual(reference.history.map(({ loss, accuracy }) => [loss, accuracy])); // prettier-ignore
      expect(bits(each)).toBe(bits(whole));
    }
  });

  it("batches that do not meet the position are refused", async () => {
    for (const other of [inBatches(draw(40), 3), inBatches(draw(12), 4)]) {
      const net = await fresh();
      await breakOff(net, inBatches(draw(40), 4), 20);
      expect(await codeOf(() => net.fit(other))).toBe("runtime/other-set");
      expect(await codeOf(() => net.fit(draw(40)))).toBe("runtime/other-set");
    }
  });
});

describe("M7: batches made on the way, and what the recipe knows of them", () => {
  const program = (settings: string): string => `model M {\n  input 2x2x1\n  fc 3\n}\ntrain M {\n  optimizer sgd lr=0.05\n  batch 4\n  epochs 3\n${settings}}\n`; // prettier-ignore
  const schedules = ["cosine", "onecycle", "cosine warmup=1", "constant warmup=2", "step every=1 gamma=0.5", "exponential gamma=0.5", "milestones [1, 2] gamma=0.1", "plateau patience=0", "constant"]; // prettier-ignore
  const ratesOf = async (net: Net, source: Dataset | BatchSource): Promise<readonly number[]> => {
    const rates: number[] = [];
    await net.fit(source, { stepsPerTick: 1, onProgress: ({ rate }) => void rates.push(rate) });
    return rates;
  };
  const data = draw(11);
  const open = (settings: string): Promise<Net> => load(new Uint8Array(compileText(program(settings)).wasm));

  it.each(schedules)("schedule %s: the rates of a set in memory, with a count and without", async (schedule) => {
    const settings = `  schedule ${schedule}\n`;
    const expected = await ratesOf(await open(settings), data);
    expect(expected.length).toBe(9);
    const again = (): Iterable<Batch> => inBatches(data, 4);
    async function* streamed() {
      yield* inBatches(data, 4);
    }
    const sources: readonly BatchSource[] = [
      inBatches(data, 4),
      again,
      () => streamed(),
      Object.assign(() => streamed(), { count: 11 }),
    ];
    for (const source of sources) {
      const rates = await ratesOf(await open(settings), source);
      // Plateau looks at losses, which the order of images moves.
      if (schedule.startsWith("plateau")) expect(rates[0]).toBe(expected[0]);
      else expect(rates).toEqual(expected);
    }
    if (schedule === "cosine") expect(expected.at(-1)!).toBeLessThan(expected[0]! / 10);
  });

  it("a source that can be gone through once says its count, or is refused before anything is learned", async () => {
    const once = (): Generator<Batch> => (function* () { yield* inBatches(data, 4); })(); // prettier-ignore
    const net = await open("  schedule cosine\n");
    const before = bits(net);
    const error = await net.fit(once(), { epochs: 1 }).catch((cause: RuntimeError) => cause);
    expect(error).toMatchObject({ code: "runtime/unknown-count", message: expect.stringContaining("`count`") });
    expect(bits(net)).toBe(before);
    net.init(1);
    const counted = Object.assign(once(), { count: 11 });
    const rates: number[] = [];
    await net.fit(counted, { epochs: 1, onProgress: ({ rate, count }) => void rates.push(rate, count) });
    expect(rates[1]).toBe(11);
    expect(rates.filter((_, i) => i % 2 === 0).at(-1)!).toBeLessThan(0.05);
    // A schedule by epochs needs no count.
    expect(await codeOf(async () => (await open("  schedule step every=1\n")).fit(once(), { epochs: 1 }))).toBe("no error"); // prettier-ignore
  });

  it("a count that is not that of the pass is refused", async () => {
    for (const count of [10, 12]) {
      const net = await open("  schedule cosine\n");
      const source = Object.assign(() => inBatches(data, 4), { count });
      expect(await codeOf(() => net.fit(source))).toBe("runtime/bad-dataset");
    }
    expect(await codeOf(async () => (await fresh()).fit(Object.assign(() => [], { count: 0.5 })))).toBe("runtime/bad-argument"); // prettier-ignore
    expect(await codeOf(async () => (await fresh()).fit(inBatches(data, 4), { batch: 2 }))).toBe(
      "runtime/bad-argument",
    );
  });

  it("normalize auto measures them as it measures a set", async () => {
    const whole = await open("  normalize auto\n");
    await whole.fit(data, { epochs: 1 });
    const { mean, std } = whole.normalization;
    expect(mean[0]).not.toBe(0);
    for (const settings of ["  normalize auto\n", "  normalize auto\n  schedule cosine\n"]) {
      const net = await open(settings);
      await net.fit(() => inBatches(data, 4), { epochs: 1 });
      expect(net.normalization.mean[0]).toBeCloseTo(mean[0]!, 6);
      expect(net.normalization.std[0]).toBeCloseTo(std[0]!, 6);
    }
    const once = (): Generator<Batch> => (function* () { yield* inBatches(data, 4); })(); // prettier-ignore
    const net = await open("  normalize auto\n");
    expect(await codeOf(() => net.fit(once(), { epochs: 1 }))).toBe("runtime/unknown-count");
    net.normalize({ mean: [0.5], std: [0.25] });
    expect(await codeOf(() => net.fit(once(), { epochs: 1 }))).toBe("no error");
    expect(net.normalization).toEqual({ mean: [0.5], std: [0.25] });
  });

  it("single steps by hand see a training without end, as before", async () => {
    const net = await open("  schedule cosine\n");
    await net.fit(inBatches(data, 4), { epochs: 1 });
    net.rewind();
    const other = await open("  schedule constant\n");
    other.setWeights(net.weights());
    net.trainStep(data.images, data.labels, 4);
    other.trainStep(data.images, data.labels, 4);
    expect(bits(net)).toBe(bits(other));
  });
});

it("L4: a loss that is not finite at the first step names the rate it would have had", async () => {
  const text =
    "model M {\n  input 2x2x1\n  fc 3\n}\ntrain M {\n  optimizer sgd lr=0.05\n  schedule cosine\n  batch 4\n}\n";
  const images = new Uint8Array(16).fill(255);
  for (const source of [{ images, labels: [0, 1, 2, 0], shape: [2, 2, 1] }, [{ images, labels: [0, 1, 2, 0] }]]) {
    const net = await load(new Uint8Array(compileText(text).wasm));
    const overflow = (): unknown => net.parameters.get("fc1.weight")!.data.fill(3e38);
    overflow();
    const error = await net.fit(source).catch((cause: RuntimeError) => cause);
    expect(error).toMatchObject({ code: "runtime/diverged", facts: { step: 1, epoch: 1, rate: Math.fround(0.05) } });
    expect((error as Error).message).toContain("before anything was learned");
    // Later it is that of the step that led there.
    net.init(1);
    net.trainStep(new Uint8Array(4), [0], 1, { lr: 0.5 });
    overflow();
    expect(await net.fit(source).catch((cause: RuntimeError) => cause)).toMatchObject({
      facts: { step: 2, rate: 0.5 },
    });
  }
});

it("L9: nothing is not evaluated", async () => {
  const net = await fresh();
  const nothing = { images: new Uint8Array(), labels: [], shape: [2, 2, 1] };
  for (const source of [nothing, [], () => [], [{ images: new Uint8Array(), labels: [] }]])
    expect(await codeOf(() => net.evaluate(source))).toBe("runtime/bad-dataset");
  const inference = await load(buildFakeModule({ training: false, states: [], gradients: [] }));
  expect(await codeOf(() => inference.evaluate(nothing))).toBe("runtime/bad-dataset");
});
