/**
 * Nothing in the JSON of a module or a checkpoint is believed: any field of a real manifest replaced by any value is refused by code when
 * the module is loaded, or harmless ever after, in the library and in `cnnc inspect`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inspect } from "../../src/cli/commands/inspect.ts";
import { seal } from "../../src/runtime/checksum.ts";
import { load, RuntimeError } from "../../src/runtime/index.ts";
import { encodeTensors } from "../../src/runtime/safetensors.ts";
import type { Manifest } from "../../src/wasm/abi.ts";
import { call } from "../cli/call.ts";
import { temporaryFolder } from "../cli/command.ts";
import { compileText } from "../wasm/compile-text.ts";
import { buildFakeModule } from "./fake-module.ts";

const VALUES: readonly unknown[] = [
  undefined, null, true, false, -1, 0.5, 5, 2 ** 33, 1e300, "x", "", [], [null], ["x"], [1, 2], [[1]], {}, { name: 5 },
  { name: "w", shape: [1], offset: 2 ** 31, bytes: 4 },
]; // prettier-ignore

/** Whether every answer that a host may ask for is one, or an error with a code. */
async function isHarmless(wasm: Uint8Array<ArrayBuffer>): Promise<string> {
  let found = "refused";
  try {
    const net = await load(wasm);
    found = "loaded";
    net.predict(new Uint8Array(net.manifest.input.reduce((a, b) => a * b, 1)));
    for (const { name } of net.manifest.activations) net.activation(name, net.manifest.batch - 1);
    net.save();
    net.init(3);
    return found;
  } catch (error) {
    return error instanceof RuntimeError ? found : `${error as Error}`;
  }
}

describe("a manifest", () => {
  // A real one, with a recipe that says all there is to say.
  const { manifest } = compileText(
    "model M {\n  input 2x2x1\n  fc 3 -> softmax\n}\ntrain M {\n  data mnist split=0.5\n  normalize mean=[0.5] std=[0.25]\n  stop patience=2 metric=loss\n  batch 4\n}\n",
    { classes: ["a", "b", "c"] },
  );
  const { recipe, outputs, classes, features } = manifest;
  const whole = { recipe: recipe!, outputs: outputs!, classes: classes!, features } satisfies Partial<Manifest>;

  it("as it is made is taken", async () => {
    expect(await isHarmless(buildFakeModule(whole))).toBe("loaded");
  });

  const own = [...new Set([...Object.keys(whole), "abi", "language", "compiler", "model", "source", "batch", "lanes", "training", "input", "output", "labels", "evaluateGivesOutputs", "schedulesBySteps", "preparation", "parameters", "states", "gradients", "activations", "control", "regions", "memory"])]; // prettier-ignore
  const places = [...own, ...Object.keys(recipe!).map((name) => `recipe.${name}`), "memory.bytes", "memory.map", ...["name", "shape", "offset", "lanes", "block", "strides"].map((name) => `activations.${name}`)]; // prettier-ignore
  it.each(places)("with anything as %s is refused or harmless", async (place) => {
    const folder = temporaryFolder();
    const [outer, inner] = place.split(".") as [string, string | undefined];
    for (const value of VALUES) {
      const base: Record<string, unknown> = { ...whole, memory: { bytes: 1024, map: [] } };
      const activation = { name: "fc1", shape: [3], offset: 576, lanes: 1, block: 12, strides: [4] };
      const change = inner === undefined ? value : outer === "activations" ? [{ ...activation, [inner]: value }] : { ...(base[outer] as object), [inner]: value }; // prettier-ignore
      const wasm = buildFakeModule({ ...base, [outer]: change } as never);
      expect({ value, found: await isHarmless(wasm) }).toEqual({ value, found: expect.stringMatching(/^(refused|loaded)$/) }); // prettier-ignore
      const file = join(folder, "m.wasm");
      writeFileSync(file, wasm);
      for (const format of ["human", "json"] as const) {
        const { code } = await call(inspect, [file], { format } as never);
        expect({ value, format, code }).toEqual({ value, format, code: expect.toSatisfy((n: number) => n === 0 || n === 3) }); // prettier-ignore
      }
    }
  });

  it.each([
    ["features", undefined],
    ["features", "simd128"],
    ["classes", 5],
    ["recipe", null],
    ["outputs", "vibes"],
  ])("M6: %s as %j is named", async (name, value) => {
    await expect(load(buildFakeModule({ [name]: value } as never))).rejects.toThrow(new RegExp(`damaged: ${name}`));
  });

  it.each(["x", 1e300, [1], 0.5, null])("M6: recipe.seed as %j is named", async (seed) => {
    const changed = { ...recipe!, seed: seed as never };
    await expect(load(buildFakeModule({ recipe: changed }))).rejects.toThrow("damaged: recipe.seed");
  });
});

describe("the metadata of a checkpoint", () => {
  it.each([null, 5, "text", [], { "cnnc.checkpoint": 1 }, { "cnnc.checkpoint": null }])(
    "M6: as %j is refused",
    async (metadata) => {
      const net = await load(buildFakeModule());
      const { data, shape } = net.weights().get("fc1.weight")!;
      const file = encodeTensors({ tensors: new Map([["fc1.weight", { shape, data }]]), metadata: new Map() });
      const length = Number(new DataView(file.buffer).getBigUint64(0, true));
      const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
      const text = new TextEncoder().encode(JSON.stringify({ ...header, __metadata__: metadata }));
      const bytes = new Uint8Array(8 + text.length + data.byteLength);
      new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
      bytes.set(text, 8);
      bytes.set(file.subarray(8 + length), 8 + text.length);
      expect(() => net.restore(bytes)).toThrow(expect.objectContaining({ code: "runtime/bad-checkpoint" }));
    },
  );

  it("of a set that is none is refused", async () => {
    const net = await load(buildFakeModule());
    const images = new Uint8Array(32);
    const controller = new AbortController();
    const onProgress = (): void => controller.abort();
    await net.fit({ images, labels: Array(8).fill(0), shape: [2, 2, 1] }, { stepsPerTick: 1, signal: controller.signal, onProgress }); // prettier-ignore
    const bytes = Buffer.from(net.save());
    const at = bytes.indexOf('"cnnc.set":"8"');
    expect(at).toBeGreaterThan(0);
    bytes.write('"cnnc.set":"x"', at, "latin1");
    const damaged = Uint8Array.from(bytes);
    seal(damaged);
    expect(() => net.restore(damaged)).toThrow("the set of its epoch");
  });
});
