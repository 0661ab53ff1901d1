/** The plain arithmetic of the kernel room: places of buffers, tiles, lanes, layout. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Tensor } from "../../src/ir/tensor.ts";
import { lanesFor, layoutOf } from "../../src/kernels/layout.ts";
import { type Buffer, placeBuffers } from "../../src/kernels/place-buffers.ts";
import { fits, rowsFor, tileFor, tilesOf } from "../../src/kernels/tiles.ts";

describe("places of buffers", () => {
  const interval = fc.tuple(fc.nat(20), fc.nat(8)).map(([from, length]) => ({ from, to: from + length }));
  const buffer = fc.record({
    bytes: fc.integer({ min: 4, max: 5000 }),
    intervals: fc.array(interval, { minLength: 1, maxLength: 3 }),
  });
  const alive = (b: Buffer, time: number): boolean => b.intervals.some(({ from, to }) => from <= time && time <= to);

  test("buffers alive at the same time never share a byte, and the whole is no smaller than what lives at once", () => {
    fc.assert(
      fc.property(fc.array(buffer, { maxLength: 25 }), (buffers) => {
        const { offsets, bytes } = placeBuffers(buffers);
        let least = 0;
        for (let time = 0; time <= 30; time++) {
          const now = buffers.map((b, i) => ({ ...b, at: offsets[i]! })).filter((b) => alive(b, time));
          now.sort((a, b) => a.at - b.at);
          for (let i = 1; i < now.length; i++)
            expect(now[i]!.at).toBeGreaterThanOrEqual(now[i - 1]!.at + now[i - 1]!.bytes);
          least = Math.max(
            least,
            now.reduce((sum, b) => sum + b.bytes, 0),
          );
        }
        expect(bytes).toBeGreaterThanOrEqual(least);
        offsets.forEach((at, i) => {
          expect(at % 64).toBe(0);
          expect(at + buffers[i]!.bytes).toBeLessThanOrEqual(bytes);
        });
      }),
      { numRuns: 300 },
    );
  });

  test("a chain of layers needs room for two neighbours", () => {
    const chain = Array.from({ length: 10 }, (_, i) => ({ bytes: 640, intervals: [{ from: i, to: i + 1 }] }));
    expect(placeBuffers(chain).bytes).toBe(1280);
    expect(placeBuffers([]).bytes).toBe(0);
  });
});

describe("tiles", () => {
  test("cover an extent once, in order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 9 }), (extent, size) => {
        const runs = tilesOf(extent, size);
        const covered = runs.flatMap((run) => Array.from({ length: run.count * run.size }, (_, i) => run.start + i));
        expect(covered).toEqual(Array.from({ length: extent }, (_, i) => i));
        expect(runs.length).toBeLessThanOrEqual(2);
        expect(runs.every((run) => run.size <= size && run.count >= 1)).toBe(true);
      }),
    );
  });

  test("stay in registers and inside the result", () => {
    for (let rows = 1; rows <= 40; rows++) {
      for (let columns = 1; columns <= 40; columns++) {
        const tile = tileFor(rows, columns, rows % 2 === 0);
        expect(fits(tile.rows, tile.columns), `${rows}x${columns}`).toBe(true);
        expect(tile.rows <= rows && tile.columns <= columns && tile.rows >= 1 && tile.columns >= 1).toBe(true);
      }
    }
    for (const vectors of [1, 2, 3, 4]) {
      for (let extent = 1; extent < 20; extent++) {
        const rows = rowsFor(vectors, extent);
        expect(rows >= 1 && rows <= extent).toBe(true);
        if (rows > 1) expect(fits(rows, vectors)).toBe(true);
      }
    }
  });

  test("have the eight accumulators of the measured best: two rows by four vectors", () => {
    expect(rowsFor(4, 16)).toBe(2);
    expect(fits(2, 4)).toBe(true);
    expect(fits(3, 4)).toBe(false);
  });
});

describe("layout", () => {
  const tensor = (shape: readonly number[], batched = true): Tensor => ({
    name: "t",
    role: "activation",
    batched,
    shape,
  });

  test("lanes: a multiple of four, at most sixteen, and never more idle than a block", () => {
    for (let batch = 1; batch <= 200; batch++) {
      const lanes = lanesFor(batch);
      expect([4, 8, 12, 16]).toContain(lanes);
      if (batch % 16 === 0) expect(lanes).toBe(16);
      expect(Math.ceil(batch / lanes) * lanes - batch).toBeLessThan(lanes);
    }
    expect(lanesFor(1)).toBe(4);
  });

  test("planes of a batched tensor take an odd number of cache lines; pixels stand side by side", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 1, max: 32 }),
        fc.integer({ min: 1, max: 32 }),
        (c, h, w) => {
          for (const lanes of [4, 8, 12, 16]) {
            const { strides, bytes } = layoutOf(tensor([c, h, w]), lanes);
            expect(strides[2]).toBe(4 * lanes);
            expect(strides[1]).toBe(4 * lanes * w);
            expect(strides[0]!).toBeGreaterThanOrEqual(4 * lanes * w * h);
            if (strides[0]! >= 256) expect((strides[0]! / 64) % 2).toBe(1);
            expect(bytes % 64).toBe(0);
            expect(bytes).toBeGreaterThanOrEqual(c * strides[0]!);
          }
        },
      ),
    );
  });

  test("other tensors are dense and row-major, as PyTorch has them", () => {
    expect(layoutOf(tensor([6, 3, 5, 5], false), 16)).toEqual({ strides: [300, 100, 20, 4], bytes: 1800 });
    expect(layoutOf(tensor([], false), 16)).toEqual({ strides: [], bytes: 4 });
  });
});
