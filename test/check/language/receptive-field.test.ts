/** Receptive fields: the recurrence r ← r + (k - 1)·d·j, j ← j·s, through joins, enlargements and full connections. */
import { describe, expect, it } from "vitest";
import { modelIn, net } from "./understood.ts";

const rf = (...lines: readonly string[]): number => modelIn(net(...lines)).totals.rf;

describe("the receptive field", () => {
  it.each([
    ["of nothing that looks around", "relu -> conv 1x1x3", 1],
    ["of a convolution", "conv 5x5x3", 5],
    ["of two", "conv 3x3x3 -> relu -> conv 3x3x3", 5],
    ["behind a stride", "conv 3x3x3 s2 -> relu -> conv 3x3x3", 7],
    ["behind a pool", "maxpool 2 -> conv 3x3x3 -> relu -> conv 3x3x3", 10],
    ["of a dilated one", "conv 3x3x3 d4", 9],
    ["of dilations 1, 2, 4", "conv 3x3x3 p1 -> relu -> conv 3x3x3 d2 p2 -> relu -> conv 3x3x3 d4 p4", 15],
    ["of the longer axis", "conv 1x7x3 -> relu -> conv 3x1x3", 7],
    ["of a whole map", "gavgpool", 32],
    ["of a whole map behind a stride: the last window too", "conv 4x4x3 s4 -> relu -> gavgpool", 32],
    ["of a full connection: padding is seen too", "conv 3x3x3 p1 -> relu -> fc 3", 34],
    ["behind a full connection: no more", "fc 3 -> relu -> fc 3", 32],
    ["of a repetition", "[conv 3x3x3 p1 -> relu] * 5", 11],
    ["of a join: the largest of its arms", "add { conv 5x5x3 p2 | conv 3x3x3 p1 | }", 5],
    ["behind a join: the largest jump as well", "concat { conv 3x3x3 s2 p0:1 | conv 2x2x3 s2 } -> conv 3x3x3", 7],
    ["through joins of joins", "add { add { conv 3x3x3 p1 | } -> conv 3x3x3 p1 | } -> conv 3x3x3 p1", 7],
    ["through an enlargement: half a place to the next", "maxpool 2 -> upsample 2 -> conv 3x3x3", 4],
    ["through an enlargement of what was never made smaller", "upsample 2 -> conv 3x3x3", 2],
    ["through a transposed convolution", "conv 2x2x3 s2 -> relu -> deconv 2x2x3 s2 -> relu -> conv 3x3x3 p1", 4],
    [
      "of a U: down, across and up",
      "conv 3x3x3 p1 as a -> relu -> maxpool 2 -> conv 3x3x3 p1 -> relu -> upsample 2 -> concat { @a | } -> conv 3x3x3 p1",
      10,
    ],
    ["from a label: that of its value", "conv 5x5x3 p2 as a -> relu -> conv 3x3x3 p1 -> @a -> conv 3x3x3 p1", 7],
    [
      "through what leaves places where they are",
      "conv 3x3x3 p1 -> bn -> relu -> dropout 0.5 -> pad 2x2 -> crop 2x2 -> conv 3x3x3 p1",
      5,
    ],
  ])("%s", (_, body, extent) => {
    expect(rf("input 32x32x3", body)).toBe(extent);
  });

  it("in one and three dimensions", () => {
    expect(rf("input 1000x12", "conv 7x32 d2 p6 -> relu -> conv 3x4")).toBe(15);
    expect(rf("input 16x32x32x1", "conv 3x3x3x4 -> relu -> maxpool 2 -> conv 1x3x3x4")).toBe(8);
  });

  it("is per axis, with the jump", () => {
    const { layers } = modelIn(net("input 32x32x3", "conv 3x5x3 s2x1 -> relu", "maxpool 2"));
    expect(layers.map(({ receptiveField, jump }) => [receptiveField, jump])).toEqual([
      [
        [3, 5],
        [2, 1],
      ],
      [
        [3, 5],
        [2, 1],
      ],
      [
        [5, 6],
        [4, 2],
      ],
    ]);
  });
});
