import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check, compile } from "../../src/index.ts";
import { load } from "../../src/runtime/index.ts";
import { smallProgram } from "./small-data.ts";

const lenet5 = readFileSync(new URL("../../examples/lenet5.cnn", import.meta.url), "utf8");

/** Images of 8x8x1 without a pattern, the same every time. */
function noise(count: number): Uint8Array {
  let state = 7;
  return new Uint8Array(count * 64).map(() => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24);
}

describe("the library", () => {
  it("checks text", () => {
    const good = check(lenet5);
    expect(good.diagnostics).toEqual([]);
    expect(good.models[0]!.totals.params).toBe(61_706);
    const bad = check(lenet5.replace("conv 5x5x6", "conw 5x5x6"), { path: "here.cnn" });
    expect(bad.diagnostics[0]!.severity).toBe("error");
    expect(bad.diagnostics[0]!.source?.path).toBe("here.cnn");
  });

  it("compiles text to a module that the runtime trains: eight digits by heart, the memory as it was", async () => {
    const { wasm, summary, manifest } = await compile(smallProgram(), { model: "Small" });
    expect(summary?.totals.params).toBe(3 * 3 * 4 + 4 + 4 * 4 * 4 * 4 + 4);
    expect(manifest?.source).toMatch(/^[0-9a-f]{64}$/);
    const net = await load(wasm!);
    const images = noise(8);
    const dataset = { images, labels: [0, 1, 2, 3, 3, 2, 1, 0], shape: [8, 8, 1] };
    const sizes = new Set<number>();
    const size = () => net.parameters.get("conv1.weight")!.data.buffer.byteLength;
    const { history } = await net.fit(dataset, { epochs: 300, onProgress: () => void sizes.add(size()) });
    expect(history.at(-1)!.accuracy).toBe(1);
    expect(history.at(-1)!.loss).toBeLessThan(0.05);
    expect(sizes.size).toBe(1);
    expect((await net.evaluate(dataset)).accuracy).toBe(1);
  });

  it("the same seed gives the same bits; a checkpoint from the middle of an epoch goes on to them", async () => {
    const program = smallProgram()
      .replace("-> relu", "-> relu -> dropout 0.3")
      .replace("sgd lr=0.1 momentum=0.9", "adam lr=0.01");
    const { wasm } = await compile(program);
    const images = noise(101);
    const dataset = { images, labels: Array.from({ length: 101 }, (_, i) => i % 4), shape: [8, 8, 1] };
    const whole = await load(wasm!);
    await whole.fit(dataset, { epochs: 3 });
    for (const stopAfter of [1, 7, 8, 20]) {
      const first = await load(wasm!);
      const controller = new AbortController();
      let ticks = 0;
      const onProgress = () => {
        if (++ticks === stopAfter) controller.abort();
      };
      await first.fit(dataset, { epochs: 3, stepsPerTick: 1, signal: controller.signal, onProgress });
      expect(first.position.step).toBe(stopAfter);
      const second = await load(wasm!);
      second.init(1234);
      second.restore(first.save());
      await second.fit(dataset);
      expect(Buffer.compare(second.save(), whole.save())).toBe(0);
    }
  });

  it("short batches, single images and whole sets are one thing to predict", async () => {
    const { wasm } = await compile(smallProgram(), { batch: 16, training: false });
    const net = await load(wasm!);
    const images = noise(37);
    const all = net.predict(images, 37);
    for (const [from, n] of [
      [0, 1],
      [3, 2],
      [5, 17],
      [20, 16],
    ] as const) {
      const some = net.predict(images.subarray(from * 64), n);
      expect(some).toEqual(all.subarray(from * 4, (from + n) * 4));
    }
  });

  it("shows every layer when activations are kept, and says so when not", async () => {
    const kept = await load((await compile(smallProgram(), { keepActivations: true })).wasm!);
    const fused = await load((await compile(smallProgram())).wasm!);
    const image = new Uint8Array(64).map((_, i) => i * 4);
    const outputs = kept.predict(image);
    expect(outputs).toEqual(fused.predict(image));
    const { shape, data } = kept.activation("conv1");
    expect(shape).toEqual([8, 8, 4]);
    // The first filter at the image's inside, by hand.
    const { data: filter } = kept.parameters.get("conv1.weight")!;
    let sum = kept.parameters.get("conv1.bias")!.data[0]!;
    for (let y = 0; y < 3; y++)
      for (let x = 0; x < 3; x++) sum += (filter[3 * y + x]! * image[(2 + y) * 8 + 3 + x]!) / 255;
    expect(data[(3 * 8 + 4) * 4]).toBeCloseTo(sum, 5);
    expect([...kept.activation("fc1").data]).toEqual([...outputs]);
    expect(() => fused.activation("conv1")).toThrow(/build with activations kept/);
  });

  it("a program with errors gives diagnostics and no module; a wrong name is the caller's mistake", async () => {
    const { wasm, diagnostics } = await compile("model M {");
    expect(wasm).toBeUndefined();
    expect(diagnostics.length).toBeGreaterThan(0);
    await expect(compile(lenet5, { model: "Lenet" })).rejects.toThrow(RangeError);
  });
});
