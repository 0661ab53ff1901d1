/** Graph convolution in modules: the karate club by hand, and how the library is given its edges. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type CompileResult, compile } from "../../src/index.ts";
import { load } from "../../src/runtime/index.ts";
import { createRandom } from "./compile-chain.ts";

const karate = readFileSync(new URL("../../examples/karate.csv", import.meta.url), "utf8");
const program = (lines: string, nodes = 34, features = 3): string =>
  `model Net {\n  input ${nodes}x${features} graph="karate.csv"\n  ${lines}\n}\n`;

async function wasmOf(result: Promise<CompileResult>): Promise<Uint8Array<ArrayBuffer>> {
  const { wasm, diagnostics } = await result;
  expect(diagnostics).toEqual([]);
  return wasm!;
}

test("a club of 34: every node takes from its neighbors and itself, by degrees", async () => {
  const net = await load(await wasmOf(compile(program("gconv 2"), { edges: karate })));
  const random = createRandom(5);
  const fill = (count: number): Float32Array => Float32Array.from({ length: count }, random);
  const [x, weight, bias] = [fill(34 * 3), fill(3 * 2), fill(2)];
  net.setWeights(
    new Map([
      ["gconv1.weight", { shape: [3, 2], data: weight }],
      ["gconv1.bias", { shape: [2], data: bias }],
    ]),
  );
  const neighbors = Array.from({ length: 34 }, (_, i) => new Set([i]));
  for (const line of karate.trim().split("\n")) {
    const [a, b] = line.split(",").map(Number) as [number, number];
    neighbors[a]!.add(b);
    neighbors[b]!.add(a);
  }
  const y = net.predict(x, 1);
  expect(y).toHaveLength(68);
  for (let v = 0; v < 34; v++)
    for (let f = 0; f < 2; f++) {
      let sum = bias[f]!;
      for (const w of neighbors[v]!) {
        const share = 1 / Math.sqrt(neighbors[v]!.size * neighbors[w]!.size);
        for (let c = 0; c < 3; c++) sum += share * x[w * 3 + c]! * weight[c * 2 + f]!;
      }
      expect(Math.abs(y[v * 2 + f]! - sum)).toBeLessThan(1e-5);
    }
});

describe("the library", () => {
  test("takes edges as text, or among the files of the program", async () => {
    const text = program("gconv 2 -> relu\n  fc 3");
    const given = await wasmOf(compile(text, { edges: karate }));
    const found = await wasmOf(compile(text, { path: "clubs/net.cnn", files: { "karate.csv": karate } }));
    expect([...given]).toEqual([...found]);
  });

  test.each([
    ["gconv 2", {}, "build/no-edges"],
    ["gconv 2", { files: { "other.csv": karate } }, "build/no-edges"],
    ["gconv 2", { edges: "0,1\n34,1" }, "build/bad-edge"],
  ])("%s with %j: %s", async (lines, options, code) => {
    const { wasm, diagnostics } = await compile(program(lines), options);
    expect(wasm).toBe(undefined);
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
  });

  test("compiles no table beyond the limit, and asks nothing of models without a graph layer", async () => {
    const { diagnostics } = await compile(program("gconv 2", 1025, 1), { edges: "" });
    expect(diagnostics.map(({ code }) => code)).toEqual(["build/graph-too-large"]);
    const { wasm } = await compile(program("fc 2", 1025, 1));
    expect(wasm).toBeDefined();
  });
});
