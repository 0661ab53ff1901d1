/**
 * Every method with every bad value there is: refused with a code, never a TypeError, and the network is as it was, to the bit. What
 * is allowed is allowed by name here; a method or an argument that is new has to be put into the table, or the last test fails.
 */
import { describe, expect, it } from "vitest";
import { load, type Net, RuntimeError, showOutputs } from "../../src/runtime/index.ts";
import { compileText } from "../wasm/compile-text.ts";
import { buildFakeModule } from "./fake-module.ts";

const detached = (): Uint8Array => {
  const array = new Uint8Array(4);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
};

/** By name, so that a failure says which. */
const BAD: readonly (readonly [string, unknown])[] = [
  ["undefined", undefined],
  ["null", null],
  ["true", true],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-1", -1],
  ["0.5", 0.5],
  ["1e300", 1e300],
  ["2^64", 2n ** 64n],
  ["text", "abc"],
  ["digits", "5"],
  ["symbol", Symbol("s")],
  ["function", () => 5],
  ["object", {}],
  ["no prototype", Object.create(null)],
  ["list", [1, 2, 3, 4]],
  ["list of texts", ["a", "b"]],
  ["map", new Map()],
  ["map of nothing", new Map([["fc1.weight", undefined]])],
  ["map of texts", new Map([["fc1.weight", { data: Array<string>(12).fill("x") }]])],
  ["date", new Date(0)],
  ["clamped bytes", new Uint8ClampedArray(16)],
  ["float64", new Float64Array(4)],
  ["bigints", new BigInt64Array(4)],
  ["view", new DataView(new ArrayBuffer(4))],
  ["buffer", new ArrayBuffer(4)],
  ["detached", detached()],
  ["NaN pixels", Float32Array.of(0, Number.NaN, 0, 0)],
  ["infinite pixels", Float32Array.of(0, Number.POSITIVE_INFINITY, 0, 0)],
  ["too short", new Uint8Array(3)],
  ["set without shape", { images: new Uint8Array(4), labels: [0] }],
  ["set without labels", { images: new Uint8Array(4), shape: [2, 2, 1] }],
  ["set of null", { images: null, labels: null, shape: null }],
  ["empty set", { images: new Uint8Array(), labels: [], shape: [2, 2, 1] }],
  ["labels as text", { images: new Uint8Array(4), labels: "0", shape: [2, 2, 1] }],
  ["labels as numbers in texts", { images: new Uint8Array(4), labels: ["0"], shape: [2, 2, 1] }],
  ["labels as bigints", { images: new Uint8Array(4), labels: [0n], shape: [2, 2, 1] }],
  ["NaN image in a set", { images: Float32Array.of(0, 0, 0, Number.NaN), labels: [0], shape: [2, 2, 1] }],
  ["batches of nothing", [null]],
  ["batches of texts", ["batch"]],
  ["batches without labels", [{ images: new Uint8Array(4) }]],
  ["a throwing source", () => { throw new RuntimeError("runtime/bad-dataset", "its own"); }],
  ["a source of nothing", () => undefined],
]; // prettier-ignore

const image = (): Uint8Array => Uint8Array.of(1, 2, 3, 4);
const set = () => ({ images: image(), labels: [1], shape: [2, 2, 1] });

/** Calls with one place for a bad value; those named at the end may come through. */
const CALLS: Readonly<Record<string, readonly [(net: Net, bad: never) => unknown, ...string[]]>> = {
  init: [(net, bad) => net.init(bad), "-1"],
  "predict images": [(net, bad) => net.predict(bad)],
  "predict n": [(net, bad) => net.predict(image(), bad), "undefined"],
  "classify images": [(net, bad) => net.classify(bad)],
  "classify n": [(net, bad) => net.classify(image(), bad), "undefined"],
  "trainStep images": [(net, bad) => net.trainStep(bad, [0], 1)],
  "trainStep labels": [
    (net, bad) => net.trainStep(image(), bad, 1),
    "list",
    "clamped bytes",
    "float64",
    "NaN pixels",
    "infinite pixels",
    "too short",
  ],
  "trainStep n": [(net, bad) => net.trainStep(image(), [0], bad)],
  "trainStep options": [(net, bad) => net.trainStep(image(), [0], 1, bad), "undefined", "object", "no prototype", "date", "map", "map of nothing", "map of texts", "detached", "buffer", "view"], // prettier-ignore
  "trainStep lr": [(net, bad) => net.trainStep(image(), [0], 1, { lr: bad }), "undefined", "0.5"],
  "trainStep update": [(net, bad) => net.trainStep(image(), [0], 1, { update: bad }), "undefined", "true"],
  "fit set": [(net, bad) => net.fit(bad)],
  "fit options": [(net, bad) => net.fit(set(), bad), "undefined", "object", "no prototype", "date", "map", "map of nothing", "map of texts", "detached", "buffer", "view"], // prettier-ignore
  "fit epochs": [(net, bad) => net.fit(set(), { epochs: bad }), "undefined"],
  "fit batch": [(net, bad) => net.fit(set(), { batch: bad }), "undefined"],
  "fit seed": [(net, bad) => net.fit(set(), { seed: bad }), "undefined", "-1"],
  "fit test": [(net, bad) => net.fit(set(), { test: bad }), "undefined", "empty set"],
  "fit stop": [(net, bad) => net.fit(set(), { stop: bad }), "undefined"],
  "fit keepBest": [(net, bad) => net.fit(set(), { keepBest: bad }), "undefined"],
  "fit stepsPerTick": [(net, bad) => net.fit(set(), { stepsPerTick: bad }), "undefined"],
  "fit signal": [(net, bad) => net.fit(set(), { signal: bad }), "undefined"],
  "fit onProgress": [(net, bad) => net.fit(set(), { onProgress: bad }), "undefined", "function", "a throwing source", "a source of nothing"], // prettier-ignore
  "fit onEpoch": [(net, bad) => net.fit(set(), { onEpoch: bad }), "undefined", "function", "a throwing source", "a source of nothing"], // prettier-ignore
  "evaluate set": [(net, bad) => net.evaluate(bad)],
  "evaluate options": [(net, bad) => net.evaluate(set(), bad), "undefined", "object", "no prototype", "date", "map", "map of nothing", "map of texts", "detached", "buffer", "view"], // prettier-ignore
  "evaluate worst": [(net, bad) => net.evaluate(set(), { worst: bad }), "undefined"],
  "activation layer": [(net, bad) => net.activation(bad)],
  "activation image": [(net, bad) => net.activation("fc1", bad), "undefined"],
  normalize: [(net, bad) => net.normalize(bad)],
  "normalize mean": [(net, bad) => net.normalize({ mean: bad, std: [1] })],
  "normalize std": [(net, bad) => net.normalize({ mean: [0], std: bad })],
  "normalize a mean": [(net, bad) => net.normalize({ mean: [bad], std: [1] }), "-1", "0.5", "1e300"],
  "normalize a std": [(net, bad) => net.normalize({ mean: [1], std: [bad] }), "0.5", "1e300"],
  restore: [(net, bad) => net.restore(bad)],
  weights: [(net, bad) => net.weights(bad), "undefined"],
  setWeights: [(net, bad) => net.setWeights(bad)],
  "setWeights data": [(net, bad) => net.setWeights(new Map([["fc1.weight", { data: bad }]]))],
};

async function outcome(work: () => unknown): Promise<unknown> {
  try {
    await work();
    return "taken";
  } catch (error) {
    return error;
  }
}

describe.each(Object.keys(CALLS))("%s", (name) => {
  const [callIt, ...allowed] = CALLS[name]!;
  it("refuses by code whatever it cannot use, and leaves the network as it was", async () => {
    const net = await load(buildFakeModule());
    const before = net.save();
    for (const [what, bad] of BAD) {
      const found = await outcome(() => callIt(net, bad as never));
      if (allowed.includes(what)) {
        // What is taken may fail in the caller's own functions, never in ours.
        expect({ what, found: found instanceof TypeError }).toEqual({ what, found: false });
        net.restore(before);
        continue;
      }
      expect({ what, found: found instanceof RuntimeError ? found.code : String(found) }).toEqual({
        what,
        found: expect.stringMatching(/^runtime\/(bad-argument|bad-dataset|bad-checkpoint|activation-not-kept)$/),
      });
      expect({ what, same: Buffer.compare(net.save(), before) }).toEqual({ what, same: 0 });
    }
  });
});

it("the table has every method that takes an argument", async () => {
  const net = await load(buildFakeModule());
  const withArguments = Object.entries(Object.getOwnPropertyDescriptors(net))
    .filter(([, { value }]) => typeof value === "function")
    .map(([name]) => name)
    .filter((name) => !["save", "rewind", "dispose"].includes(name));
  const tested = new Set(Object.keys(CALLS).map((name) => name.split(" ")[0]));
  expect(withArguments.filter((name) => !tested.has(name))).toEqual([]);
});

it("an option that there is not is refused with those that there are", async () => {
  const net = await load(buildFakeModule());
  await expect(net.fit(set(), { epoch: 5 } as never)).rejects.toThrow(/fit has no option epoch; it has epochs, /);
  await expect(net.evaluate(set(), { worse: 5 } as never)).rejects.toThrow(/no option worse/);
  expect(() => net.trainStep(image(), [0], 1, { rate: 5 } as never)).toThrow(/no option rate/);
});

describe("images", () => {
  const rgba = (side: number): Uint8ClampedArray => new Uint8ClampedArray(4 * side * side).fill(9);
  const program = (channels: number): string => `model M {\n  input 8x8x${channels}\n  fc 3\n}\n`;
  const open = (channels: number): Promise<Net> => load(new Uint8Array(compileText(program(channels), { training: false }).wasm)); // prettier-ignore
  const messageOf = async (work: () => unknown): Promise<string> => ((await outcome(work)) as Error).message;

  it("without n are exactly one; of more the message says how many", async () => {
    const net = await open(1);
    expect(net.predict(new Uint8Array(64)).length).toBe(3);
    expect(await messageOf(() => net.predict(new Uint8Array(128)))).toContain("for 2 images write predict(images, 2)");
    expect(await messageOf(() => net.classify(new Uint8Array(192)))).toContain("classify(images, 3)");
    expect(net.predict(new Uint8Array(128), 2).length).toBe(6);
    expect(await messageOf(() => net.predict(new Uint8Array(128), 3))).toContain("3 images of 8x8x1 = 64 are 192");
  });

  it("of a canvas are refused with the arithmetic, and the conversion that is named works", async () => {
    for (const channels of [1, 3, 4]) {
      const net = await open(channels);
      const data = rgba(8);
      for (const given of [data, { data, width: 8, height: 8, colorSpace: "srgb" }]) {
        const message = await messageOf(() => net.predict(given as never));
        expect(message).toContain(`64 pixels x 4 (RGBA) = 256 values; the network takes 8x8x${channels} = ${64 * channels}`); // prettier-ignore
        const conversion = /convert it with (.*)$/.exec(message)![1]!;
        const converted = new Function("data", `return ${conversion}`)(data) as Uint8Array | Float32Array;
        expect(net.predict(converted).length).toBe(3);
        const first = converted instanceof Float32Array ? converted[0]! * 255 : converted[0]!;
        expect(first).toBeCloseTo(9, 4);
      }
      expect(await messageOf(() => net.predict(rgba(16) as never))).toContain("scale the image to 64 pixels first");
    }
    // As plain bytes they were four images.
    const net = await open(1);
    const message = await messageOf(() => net.predict(new Uint8Array(256)));
    expect(message).toContain("if it is one image of a canvas: 64 pixels x 4 (RGBA)");
  });

  it("that hold no number are named", async () => {
    const net = await load(buildFakeModule());
    const images = new Float32Array(5 * 4);
    images[13] = Number.NaN;
    const said = "value 1 of image 3 is NaN";
    expect(await messageOf(() => net.predict(images, 5))).toContain(said);
    const dataset = { images, labels: [0, 1, 2, 0, 1], shape: [2, 2, 1] };
    expect(await messageOf(() => net.fit(dataset))).toContain(said);
    expect(await messageOf(() => net.fit(set(), { test: dataset }))).toContain(said);
    expect(await messageOf(() => net.evaluate(dataset))).toContain(said);
    expect(await messageOf(() => net.trainStep(images.subarray(4), [0, 1, 2], 3))).toContain("value 1 of image 2");
  });

  it("of another frame or worker are taken", async () => {
    const { runInNewContext } = await import("node:vm");
    const net = await load(buildFakeModule());
    const foreign = runInNewContext("({ f: Float32Array.of(1, 0, 0, 1), u: Uint8Array.of(255, 0, 0, 255), l: [1] })");
    expect(net.predict(foreign.f)).toEqual(net.predict(foreign.u));
    const dataset = { images: foreign.f, labels: foreign.l, shape: [2, 2, 1] };
    expect((await net.evaluate(dataset)).count).toBe(1);
    expect((await net.fit(dataset, { epochs: 1 })).history.length).toBe(1);
  });
});

describe("outputs that are NaN", () => {
  it("are no class: classify refuses them, accuracy counts them as wrong", async () => {
    const net = await load(buildFakeModule());
    const { data } = net.parameters.get("fc1.weight")!;
    data.fill(0);
    // The first class of an image with light in its first pixel.
    data[0] = Number.NaN;
    const labels = [0, 0, 1];
    const images = Uint8Array.of(255, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0);
    expect(() => net.classify(images, 3)).toThrow(expect.objectContaining({ code: "runtime/not-finite" }));
    expect(net.predict(images.subarray(0, 4))[0]).toBeNaN();
    const { accuracy, undecided, confusion } = await net.evaluate({ images, labels, shape: [2, 2, 1] });
    expect({ accuracy, undecided }).toEqual({ accuracy: 0, undecided: 3 });
    expect(confusion.flat().every((count) => count === 0)).toBe(true);
    const { worst } = await net.evaluate({ images, labels, shape: [2, 2, 1] }, { worst: 2 });
    expect(worst!.map(({ prediction }) => prediction)).toEqual([-1, -1]);
  });

  it("are counted as wrong in the tests of a training too", async () => {
    const { wasm } = compileText(
      "model M {\n  input 2x2x1\n  fc 3\n}\ntrain M {\n  optimizer sgd lr=0.1\n  batch 4\n}\n",
    );
    const net = await load(new Uint8Array(wasm));
    net.parameters.get("fc1.weight")!.data.fill(3e38);
    net.parameters.get("fc1.bias")!.data.fill(0);
    // Black images learn; bright ones overflow to infinity minus infinity.
    const train = { images: new Uint8Array(4), labels: [0], shape: [2, 2, 1] };
    const test = { images: new Float32Array(4).fill(2), labels: [0], shape: [2, 2, 1] };
    net.parameters.get("fc1.weight")!.data.set([3e38, -3e38, 3e38, -3e38]);
    const { history } = await net.fit(train, { test, epochs: 1 });
    const { accuracy } = await net.evaluate(test);
    expect(history[0]!.testAccuracy).toBe(accuracy);
  });
});

it("load says what it is given and where it looked", async () => {
  for (const [what, bad] of BAD) {
    // A text is an address.
    if (typeof bad === "string") continue;
    const found = await outcome(() => load(bad as never));
    expect({ what, code: (found as RuntimeError).code }).toEqual({
      what,
      code: expect.stringMatching(/^runtime\/(bad-argument|not-a-module)$/),
    });
  }
  await expect(load("/missing.wasm")).rejects.toThrow(/from \/missing\.wasm: /);
  await expect(load("http://127.0.0.1:9/m.wasm")).rejects.toMatchObject({
    code: "runtime/fetch-failed",
    message: expect.stringContaining("from http://127.0.0.1:9/m.wasm"),
    facts: { address: "http://127.0.0.1:9/m.wasm" },
  });
  await expect(load(new Response("", { status: 404 }))).rejects.toThrow(/the server answers 404/);
});

it("showOutputs gives numbers as scores where nothing says more", () => {
  expect(showOutputs([1, 2], undefined)).toEqual({ kind: "score", values: [1, 2] });
});
