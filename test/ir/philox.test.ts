import { expect, test } from "vitest";
import { type Words4, keyOfSeed, philox, randomAt, uniform } from "../../src/ir/philox.ts";

const hex = (words: Words4): string => words.map((word) => word.toString(16).padStart(8, "0")).join(" ");

test("the known answers of Random123", () => {
  expect(hex(philox([0, 0, 0, 0], [0, 0]))).toBe("6627e8d5 e169c58d bc57ac4c 9b00dbd8");
  const ones = 0xffffffff;
  expect(hex(philox([ones, ones, ones, ones], [ones, ones]))).toBe("408f276d 41c83b0e a20bc7c6 6d5451fd");
  expect(hex(philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]))).toBe(
    "d16cfe09 94fdcceb 5001e420 24126ea1",
  );
});

test("uniform numbers are multiples of 2^-24 in [0, 1)", () => {
  expect(uniform(0)).toBe(0);
  expect(uniform(0xff)).toBe(0);
  expect(uniform(0xffffffff)).toBe(1 - 2 ** -24);
  const many = Array.from({ length: 4000 }, (_, i) => randomAt(5, 0, 3, 1, i));
  expect(many.every((u) => u >= 0 && u < 1 && Number.isInteger(u * 2 ** 24))).toBe(true);
  expect(many.reduce((a, b) => a + b) / many.length).toBeCloseTo(0.5, 1);
  expect(new Set(many).size).toBeGreaterThan(3990);
});

test("the place of each word: major, minor, stream, step, seed", () => {
  const seed = 2 ** 40 + 17;
  expect(keyOfSeed(seed)).toEqual([17, 256]);
  const words = philox([11, 6, 3, 9], keyOfSeed(seed));
  expect([0, 1, 2, 3].map((word) => randomAt(seed, 9, 3, 11, 4 * 6 + word))).toEqual(words.map(uniform));
});
