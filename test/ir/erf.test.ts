/** erf in float64, against values of tables (DLMF 7.23, Abramowitz and Stegun 7.1) and its own derivative. */
import { expect, test } from "vitest";
import { erf } from "../../src/ir/erf.ts";
import { unaryInstructions } from "../../src/ir/instructions.ts";

test("tabulated values, to the last digits of float64", () => {
  const table: readonly (readonly [number, number])[] = [
    [1e-8, 1.1283791670955126e-8],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [1.5, 0.9661051464753108],
    [2, 0.9953222650189527],
    [2.5, 0.999593047982555],
    [3, 0.9999779095030014],
    [4, 0.9999999845827421],
    [5.5, 0.9999999999999927],
  ];
  for (const [x, wanted] of table) {
    expect(Math.abs(erf(x) / wanted - 1)).toBeLessThan(1e-15);
    expect(erf(-x)).toBe(-erf(x));
  }
});

test("at the ends", () => {
  expect(erf(0)).toBe(0);
  expect(erf(Number.POSITIVE_INFINITY)).toBe(1);
  expect(erf(Number.NEGATIVE_INFINITY)).toBe(-1);
  expect(erf(40)).toBe(1);
  expect(erf(Number.NaN)).toBeNaN();
});

test("series and continued fraction meet, and the function rises", () => {
  expect(Math.abs(erf(2 - 1e-9) - erf(2 + 1e-9))).toBeLessThan(1e-10);
  for (let x = -5; x < 5; x += 0.01) expect(erf(x + 0.01)).toBeGreaterThan(erf(x));
});

test("its row is the instruction's meaning", () => {
  expect(unaryInstructions.erf.value).toBe(erf);
});
