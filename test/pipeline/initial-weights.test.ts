/** A module draws its weights whether it has a recipe or not: `predict` of one that was just loaded gives no silent zeros. */
import { expect, it } from "vitest";
import { compile } from "../../src/index.ts";
import { load, type Net } from "../../src/runtime/index.ts";

const model = "model M {\n  input 6x6x2\n  conv 3x3x4 -> bn -> relu\n  fc 5 init=he\n  fc 3\n}\n";
const recipe = (init: string): string => `train M {\n  data mnist\n  init ${init}\n}\n`;

async function loadText(source: string, training = false): Promise<Net> {
  const { wasm, diagnostics } = await compile(source, { training });
  if (wasm === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return load(wasm);
}

const weightsOf = (net: Net): unknown => [...net.weights()].map(([name, { data }]) => [name, [...data]]);

it("without a recipe, by the default of the language, each layer's own first", async () => {
  const [bare, torch, he] = [
    await loadText(model),
    await loadText(model + recipe("torch")),
    await loadText(model + recipe("he")),
  ];
  expect(weightsOf(bare)).toEqual(weightsOf(torch));
  expect(weightsOf(bare)).not.toEqual(weightsOf(he));
  const conv = bare.parameters.get("conv1.weight")!.data;
  const bound = 1 / Math.sqrt(3 * 3 * 2);
  expect(Math.max(...conv)).toBeGreaterThan(0.8 * bound);
  expect(Math.max(...conv)).toBeLessThanOrEqual(bound);
  expect(bare.predict(new Float32Array(72).fill(0.5)).every((value) => value !== 0)).toBe(true);
});

it("from the seed: `init` draws them anew", async () => {
  const net = await loadText(model);
  const first = weightsOf(net);
  net.init(42);
  const second = weightsOf(net);
  expect(second).not.toEqual(first);
  net.init(1);
  expect(weightsOf(net)).toEqual(first);
  net.init(42);
  expect(weightsOf(net)).toEqual(second);
});
