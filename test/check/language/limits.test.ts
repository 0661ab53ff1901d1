/** Limits on what a program is laid out to, met at once and told once. Those of imports are in `imports.test.ts`. */
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/limits.ts";
import { layersIn, net, placeOf, understand } from "./understood.ts";

const most = LIMITS.layers.value;

/** Blocks `b0` to `b{depth}`, each of which uses the one before it `times` times. */
function tower(depth: number, times: number, ground: string): string {
  const blocks = [`block b0() {\n ${ground}\n}\n`];
  for (let i = 1; i <= depth; i++)
    blocks.push(`block b${i}() {\n ${Array.from({ length: times }, () => `b${i - 1}()`).join(" -> ")}\n}\n`);
  return blocks.join("");
}

describe("layers", () => {
  it("as many as there may be", () => {
    expect(layersIn(net("input 3", `[fc 3 -> relu] * ${most / 2}`))).toHaveLength(most);
  });

  it.each([
    ["one more", `relu * ${most} -> relu`],
    ["repetitions", "[[relu] * 9_999] * 9_999"],
    ["repetitions of nothing but repetitions", `${"[".repeat(40)}relu${"] * 2".repeat(40)}`],
    ["as many as a number can say", "relu * 9_007_199_254_740_991"],
    ["branches in repetitions", "[add { relu | relu }] * 5_000"],
    ["repeated uses of blocks", "b3() * 9_999"],
    ["blocks of blocks", "b40()"],
    ["conditions", "[if true { relu -> relu } else { relu }] * 9_999"],
  ])("%s: told once, in no time", (_, body) => {
    const blocks = /b\d/.test(body) ? tower(Number(/b(\d+)/.exec(body)![1]), 2, "relu") : "";
    const start = performance.now();
    const { errors, models } = understand(blocks + net("input 3", body, "fc 3"));
    expect(errors.map(({ code }) => code)).toEqual(["check/too-many-layers"]);
    expect(models).toEqual([]);
    expect(performance.now() - start).toBeLessThan(1_500);
  });

  it("a repetition is told at its count, with what stands before it", () => {
    const { errors } = understand(net("input 3", "relu * 10", "[relu -> relu] * 6_000"));
    expect(errors.map((error) => [placeOf(error), error.message])).toEqual([["«6_000»", "12,010 layers in one model"]]);
    expect(errors[0]!.notes).toEqual(["a model may have 10,000; 10 stand before this place"]);
  });

  it("mistakes before and behind are told as well", () => {
    const { errors } = understand(net("input 3", "fc 3 nobais", "relu * 20_000", "fcc 3"));
    expect(errors.map(({ code }) => code)).toEqual([
      "check/unknown-argument",
      "check/too-many-layers",
      "check/unknown-layer",
    ]);
  });
});

describe("stages", () => {
  it.each([
    ["blocks of blocks without a layer", 30, 2, "", "b30()"],
    ["groups that are left out", 0, 0, "", `${"[".repeat(20)}[relu] * 0${"] * 9_999".repeat(20)}`],
  ])("%s end", (_, depth, times, ground, body) => {
    const start = performance.now();
    const { errors } = understand(tower(depth, times, ground) + net("input 3", body, "fc 3"));
    expect(errors.every(({ code }) => code === "check/too-many-layers")).toBe(true);
    expect(errors.length).toBeLessThanOrEqual(1);
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  it("a branch not taken ends, however often it is repeated", () => {
    const start = performance.now();
    const { errors, models } = understand(net("input 3", "if false { relu } * 2_147_483_647", "fc 3"));
    expect(errors).toEqual([]);
    expect(models).toHaveLength(1);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe("sizes", () => {
  it.each([
    ["an input", "input 65536x65536x3", "fc 3", "shape/too-large «65536x65536x3»"],
    ["a layer", "input 1000x1000x3", "conv 1x1x10_000", "shape/too-large «conv 1x1x10_000»"],
    ["a branch", "input 1000x1000x1_000", "concat { | | | }", "shape/too-large «concat»"],
    ["a size that is no 32-bit number", "input 3", "fc 2_147_483_648", undefined],
    ["a size in a list", "input 8x8x3", "conv 99999999x99999999x9", undefined],
  ])("of %s", (_, input, layer, error) => {
    const { errors } = understand(net(input, layer));
    expect(errors).toHaveLength(1);
    if (error) expect(`${errors[0]!.code} ${placeOf(errors[0]!)}`).toBe(error);
  });

  it("what is large and fits is counted exactly", () => {
    const { models } = understand(net("input 4000x3000x3", "fc 100"));
    expect(models[0]!.totals).toMatchObject({ params: 3_600_000_100, weights: 3_600_000_000, macs: 3_600_000_000 });
  });
});
