import { describe, expect, it } from "vitest";
import { seal } from "../../src/runtime/checksum.ts";
import { type Dataset, load, type Net, type RuntimeError } from "../../src/runtime/index.ts";
import { buildFakeModule } from "./fake-module.ts";

const wasm = buildFakeModule();
const fresh = (): Promise<Net> => load(wasm);

/** `count` images of 2x2x1 in three classes that a linear classifier can tell apart, and labels. */
function blobs(count: number, offset = 0): Dataset {
  const images = new Uint8Array(count * 4);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = (i + offset) % 3;
    for (let p = 0; p < 4; p++) images[4 * i + p] = (p === labels[i] ? 200 : 20) + ((i * 7 + p * 13 + offset) % 40);
  }
  return { images, labels, shape: [2, 2, 1], classes: 3 };
}

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return (error as RuntimeError).code;
  }
  return "no error";
}

const bits = (net: Net): readonly number[] => [
  ...new Uint32Array(net.weights().get("fc1.weight")!.data.slice().buffer),
];

describe("load", () => {
  it("takes bytes, a module and a response", async () => {
    for (const source of [wasm, wasm.buffer, await WebAssembly.compile(wasm), new Response(wasm)]) {
      expect((await load(source)).manifest.model).toBe("Fake");
    }
  });

  it("refuses what is no module of ours, with a code", async () => {
    expect(await codeOf(() => load(new Uint8Array([1, 2, 3])))).toBe("runtime/not-a-module");
    expect(await codeOf(() => load(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])))).toBe("runtime/not-a-module");
    expect(await codeOf(() => load(buildFakeModule({ abi: 99 })))).toBe("runtime/other-abi");
    expect(await codeOf(() => load(new Response("", { status: 404 })))).toBe("runtime/fetch-failed");
  });

  it("believes no offset of a manifest", async () => {
    const outside = { offset: 1020, bytes: 48 };
    const damaged = [
      { parameters: [{ name: "w", shape: [3, 4], ...outside }] },
      { parameters: [{ name: "w", shape: [-3, -4], offset: 704, bytes: 48 }] },
      { control: { offset: 1000, bytes: 128 } },
      { memory: { bytes: 2 ** 31, map: [] } },
      { input: [2 ** 20, 2 ** 20, 1] },
      { batch: 5 },
      // The fake answers with a list: it has no places.
      { labels: [2, 2] },
      { labels: [] },
    ];
    for (const change of damaged)
      expect(await codeOf(() => load(buildFakeModule(change)))).toBe("runtime/not-a-module");
  });
});

describe("predict", () => {
  it("takes any number of images, as bytes or floats", async () => {
    const net = await fresh();
    const { images } = blobs(11);
    const floats = Float32Array.from(images, (value) => value / 255);
    const all = net.predict(images, 11);
    expect(all.length).toBe(33);
    expect(net.predict(floats, 11)).toEqual(all);
    expect(net.predict(images.subarray(8, 12))).toEqual(all.subarray(6, 9));
    expect(net.predict(images, 5)).toEqual(all.subarray(0, 15));
    expect(net.predict(images.subarray(9 * 4), 2)).toEqual(all.subarray(27));
    expect(net.predict(images, 0).length).toBe(0);
  });

  it("refuses half an image", async () => {
    const net = await fresh();
    expect(await codeOf(() => net.predict(new Uint8Array(6)))).toBe("runtime/bad-dataset");
    expect(await codeOf(() => net.predict(new Uint8Array(8), 3))).toBe("runtime/bad-dataset");
  });

  it("shows activations channels last, and says what is not kept", async () => {
    const net = await fresh();
    net.predict(Uint8Array.of(0, 51, 102, 153, 255, 204, 51, 0), 2);
    const { shape, data } = net.activation("pairs", 1);
    expect(shape).toEqual([1, 2, 2]);
    // Channel c, pixel x is value 2c + x of the image; channels last gives c fastest.
    expect([...data]).toEqual([255, 51, 204, 0].map((v) => Math.fround(v / 255)));
    expect(await codeOf(() => net.activation("conv1"))).toBe("runtime/activation-not-kept");
    expect(await codeOf(() => net.activation("fc1", 4))).toBe("runtime/bad-argument");
  });
});

describe("fit", () => {
  it("learns, reports, and gives the history", async () => {
    const net = await fresh();
    const ticks: number[] = [];
    const { history, stopped } = await net.fit(blobs(30), {
      epochs: 40,
      test: blobs(9, 1),
      onProgress: (p) => void ticks.push(p.position),
    });
    expect(stopped).toBe("done");
    expect(history.length).toBe(40);
    expect(history[0]!.loss).toBeGreaterThan(4 * history[39]!.loss);
    expect(history[39]!.testAccuracy).toBe(1);
    expect(history[39]!.step).toBe(40 * 8);
    expect(ticks.at(-1)).toBe(30);
    const { accuracy, count, confusion, loss } = await net.evaluate(blobs(9, 1));
    expect({ accuracy, count }).toEqual({ accuracy: 1, count: 9 });
    expect(confusion).toEqual([
      [3, 0, 0],
      [0, 3, 0],
      [0, 0, 3],
    ]);
    expect(loss).toBeCloseTo(history[39]!.testLoss!, 12);
  });

  it("gives the same bits however it is cut into ticks, and other bits for another seed", async () => {
    const run = async (stepsPerTick: number | undefined, seed: number): Promise<readonly number[]> => {
      const net = await fresh();
      net.init(seed);
      await net.fit(blobs(30), { epochs: 3, ...(stepsPerTick === undefined ? {} : { stepsPerTick }) });
      return bits(net);
    };
    const reference = await run(undefined, 7);
    for (const steps of [1, 3, 1000]) expect(await run(steps, 7)).toEqual(reference);
    expect(await run(undefined, 8)).not.toEqual(reference);
  });

  it("copies the data once and leaves the memory as it is from the first step on", async () => {
    const net = await fresh();
    const memory = () => net.parameters.get("fc1.weight")!.data.buffer.byteLength;
    const before = memory();
    const sizes = new Set<number>();
    await net.fit(blobs(20_000), { epochs: 2, test: blobs(5_000), onProgress: () => void sizes.add(memory()) });
    expect([...sizes]).toEqual([memory()]);
    expect(memory()).toBeGreaterThan(before);
    await net.fit(blobs(20_000), { epochs: 3, test: blobs(5_000) });
    expect(sizes).toEqual(new Set([memory()]));
  });

  it("goes on from a checkpoint to the same bits and figures, also from the middle of an epoch", async () => {
    const data = blobs(37);
    const whole = await fresh();
    whole.init(3);
    const reference = await whole.fit(data, { epochs: 4, test: blobs(9, 2) });

    const first = await fresh();
    first.init(3);
    const controller = new AbortController();
    let ticks = 0;
    const half = await first.fit(data, {
      epochs: 4,
      stepsPerTick: 3,
      test: blobs(9, 2),
      signal: controller.signal,
      onProgress: () => {
        if (++ticks === 6) controller.abort();
      },
    });
    expect(half.stopped).toBe("aborted");
    expect(first.position.position).toBeGreaterThan(0);
    const second = await fresh();
    second.init(99);
    second.restore(first.save());
    expect(second.position).toEqual(first.position);
    const rest = await second.fit(data, { test: blobs(9, 2) });
    expect(bits(second)).toEqual(bits(whole));
    expect(second.save()).toEqual(whole.save());
    const figures = (history: typeof reference.history) =>
      history.map(({ epoch, step, loss, accuracy, testLoss, testAccuracy }) => [
        epoch,
        step,
        loss,
        accuracy,
        testLoss,
        testAccuracy,
      ]);
    expect(figures([...half.history, ...rest.history])).toEqual(figures(reference.history));
  });

  it("stops before the update of a loss that is not finite, and says where", async () => {
    const net = await fresh();
    const before = bits(net);
    const images = new Float32Array(16).fill(1e30);
    try {
      await net.fit({ images, labels: [0, 1, 2, 0], shape: [2, 2, 1] }, { epochs: 1 });
      expect.unreachable();
    } catch (error) {
      const { code, facts, message } = error as RuntimeError;
      expect(code).toBe("runtime/diverged");
      expect(facts.step).toBe(1);
      expect(message).toContain("step 1");
    }
    expect(bits(net)).toEqual(before);
  });

  it("takes batches made on the way, a new pass for each epoch", async () => {
    const net = await fresh();
    const all = blobs(24);
    async function* batches() {
      for (let i = 0; i < 24; i += 4) {
        yield { images: all.images.subarray(4 * i, 4 * i + 16), labels: (all.labels as Uint8Array).subarray(i, i + 4) };
      }
    }
    const { history } = await net.fit(batches, { epochs: 30 });
    expect(history.length).toBe(30);
    expect(history[29]!.loss).toBeLessThan(history[0]!.loss / 3);
    expect((await net.evaluate(batches())).count).toBe(24);
    expect(await codeOf(() => net.fit(batches(), { epochs: 32 }))).toBe("runtime/bad-dataset");
  });

  it("refuses data and settings that do not fit", async () => {
    const net = await fresh();
    const good = blobs(6);
    expect(await codeOf(() => net.fit({ ...good, shape: [4, 1, 1] }))).toBe("runtime/bad-dataset");
    expect(await codeOf(() => net.fit({ ...good, labels: [0, 1, 2, 0, 1, 3] }))).toBe("runtime/bad-dataset");
    expect(await codeOf(() => net.fit({ ...good, labels: [0, 1] }))).toBe("runtime/bad-dataset");
    expect(await codeOf(() => net.fit({ ...good, images: new Uint8Array(0), labels: [] }))).toBe("runtime/bad-dataset");
    expect(await codeOf(() => net.fit(good, { batch: 5 }))).toBe("runtime/bad-argument");
    expect(await codeOf(() => net.fit(good, { epochs: 0 }))).toBe("runtime/bad-argument");
    expect(await codeOf(() => net.fit(good, { seed: 0.5 }))).toBe("runtime/bad-argument");
    const size = 70_000_000;
    const large = { images: new Uint8Array(size), labels: new Uint8Array(size / 4), shape: [2, 2, 1] };
    expect(await codeOf(() => net.fit(large))).toBe("runtime/out-of-memory");
  });

  it("does one thing at a time", async () => {
    const net = await fresh();
    const codes: string[] = [];
    await net.fit(blobs(6), {
      epochs: 1,
      stepsPerTick: 100,
      onProgress: async () => {
        codes.push(
          await codeOf(() => net.fit(blobs(6))),
          await codeOf(() => net.init(1)),
          await codeOf(() => net.save()),
        );
      },
    });
    expect(codes).toEqual(["runtime/busy", "runtime/busy", "no error"]);
  });
});

describe("trainStep", () => {
  it("gives gradients that finite differences confirm", async () => {
    const net = await fresh();
    const { images, labels } = blobs(3);
    const floats = Float32Array.from(images, (value) => value / 255);
    const loss = () => net.trainStep(floats, labels, 3, { update: false }).loss;
    loss();
    const gradient = net.gradients.get("fc1.weight")!.data.slice();
    const { data } = net.parameters.get("fc1.weight")!;
    for (let i = 0; i < data.length; i++) {
      const kept = data[i]!;
      data[i] = kept + 0.01;
      const up = loss();
      data[i] = kept - 0.01;
      const down = loss();
      data[i] = kept;
      expect((up - down) / 0.02).toBeCloseTo(gradient[i]!, 3);
    }
    expect(net.position.step).toBe(0);
  });

  it("uses the given rate for one step only", async () => {
    const net = await fresh();
    const { images, labels } = blobs(4);
    const before = bits(net);
    net.trainStep(images, labels, 4, { lr: 0 });
    expect(bits(net)).toEqual(before);
    net.trainStep(images, labels, 4);
    expect(bits(net)).not.toEqual(before);
    expect(net.position.step).toBe(2);
    expect(await codeOf(() => net.trainStep(images, labels, 5))).toBe("runtime/bad-argument");
    expect(await codeOf(() => net.trainStep(images, [0, 1], 4))).toBe("runtime/bad-dataset");
  });
});

describe("checkpoints", () => {
  it("are refused whole when they are damaged, at any byte of the header and any length", async () => {
    const net = await fresh();
    const bytes = net.save();
    const before = bits(net);
    const header = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
    for (let length = 0; length < bytes.length; length += length < header ? 7 : 3) {
      expect(await codeOf(() => net.restore(bytes.subarray(0, length)))).toBe("runtime/bad-checkpoint");
    }
    for (const huge of [2n ** 64n - 1n, 2n ** 53n + 1n, BigInt(bytes.length - 7)]) {
      const changed = bytes.slice();
      new DataView(changed.buffer).setBigUint64(0, huge, true);
      expect(await codeOf(() => net.restore(changed))).toBe("runtime/bad-checkpoint");
    }
    const text = new TextDecoder().decode(bytes.subarray(8, header));
    for (const [from, to] of [
      ["fc1.weight", "fc2.weight"],
      ["[3,4]", "[4,3]"],
      ["F32", "F31"],
      ['"cnnc.step":"0"', '"cnnc.step":"x"'],
    ]) {
      expect(text).toContain(from);
      const changed = bytes.slice();
      changed.set(new TextEncoder().encode(text.replace(from!, to!)), 8);
      // With a checksum that is right, so that what is wrong is heard of and not only the damage.
      seal(changed);
      expect(await codeOf(() => net.restore(changed))).toBe("runtime/bad-checkpoint");
    }
    expect(bits(net)).toEqual(before);
  });

  it("are refused when a single bit is another, wherever it is", async () => {
    const net = await fresh();
    net.init(5);
    const bytes = net.save();
    const before = bits(net);
    for (let bit = 0; bit < 8 * bytes.length; bit += 37) {
      const changed = bytes.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect({ bit, code: await codeOf(() => net.restore(changed)) }).toEqual({ bit, code: "runtime/bad-checkpoint" });
    }
    expect(bits(net)).toEqual(before);
    net.restore(bytes);
  });

  it("are read out of any view of memory, such as a Buffer of Node's pool", async () => {
    const net = await fresh();
    net.init(21);
    const bytes = net.save();
    const pool = Buffer.alloc(bytes.length + 16, 0xff);
    pool.set(bytes, 3);
    const other = await fresh();
    other.restore(pool.subarray(3, 3 + bytes.length));
    expect(bits(other)).toEqual(bits(net));
  });

  it("keep normalization to the bit", async () => {
    const net = await fresh();
    net.normalize({ mean: [0.1307], std: [0.3081] });
    const other = await fresh();
    other.normalize(net.normalization);
    expect(other.save()).toEqual(net.save());
    expect(other.normalization.mean[0]).toBe(Math.fround(0.1307));
  });

  it("weights go out and in by name, all or none", async () => {
    const net = await fresh();
    const other = await fresh();
    other.init(5);
    other.setWeights(net.weights());
    expect(bits(other)).toEqual(bits(net));
    expect(await codeOf(() => net.setWeights(new Map()))).toBe("runtime/bad-argument");
    expect(await codeOf(() => net.setWeights(new Map([["__proto__", { data: [1] }]])))).toBe("runtime/bad-argument");
    expect(await codeOf(() => net.setWeights(new Map([["fc1.weight", { data: [1] }]])))).toBe("runtime/bad-argument");
  });
});

it("a module built for inference says so", async () => {
  const net = await load(buildFakeModule({ training: false, states: [], gradients: [] }));
  expect(await codeOf(() => net.fit(blobs(3)))).toBe("runtime/built-for-inference");
  expect(await codeOf(() => net.trainStep(new Uint8Array(4), [0], 1))).toBe("runtime/built-for-inference");
  const { loss, count } = await net.evaluate(blobs(3));
  expect({ loss, count }).toEqual({ loss: undefined, count: 3 });
  const trained = await fresh();
  trained.init(11);
  net.restore(trained.save());
  expect(bits(net)).toEqual(bits(trained));
});

it("a net that was disposed of says so", async () => {
  const net = await fresh();
  net.dispose();
  expect(await codeOf(() => net.predict(new Uint8Array(4)))).toBe("runtime/disposed");
  expect(await codeOf(() => net.parameters.get("fc1.weight")!.data)).toBe("runtime/disposed");
});
