/** The meaning of expressions: exactness, limits, kinds. Each is the size of an `fc` or the value of a setting. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkText } from "./check-text.ts";

function size(expression: string, consts = ""): number | string {
  const { models, diagnostics } = checkText(`${consts}\nmodel Net {\n  input 6x4x3\n  fc {${expression}}\n}\n`);
  const codes = diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
  return codes.length > 0 ? codes.join(" ") : models[0]!.output[0]!;
}

describe("expressions", () => {
  it.each([
    ["2 + 3 * 4", 14],
    ["(2 + 3) * 4", 20],
    ["10 - 3 - 2", 5],
    ["64 / 4 / 2", 8],
    ["17 % 5", 2],
    ["-17 % 5", 3],
    ["- -7", 7],
    ["floor(64/3)", 21],
    ["ceil(64/3)", 22],
    ["round(64/3)", 21],
    ["round(5/2)", 3],
    ["0 - round(-5/2)", 3],
    ["0 - floor(-5/2)", 3],
    ["0 - ceil(-5/2)", 2],
    ["floor(64/3 * 3)", 64],
    ["floor(1.5 * 4.7)", 7],
    ["min(9, 4, 7)", 4],
    ["max(9, 4, 7)", 9],
    ["abs(3 - 10)", 7],
    ["max(floor(7/2), ceil(7/2))", 4],
    ["[3, 4, 6, 3][2]", 6],
    ["in.h", 6],
    ["in.w", 4],
    ["in.c", 3],
    ["in.size", 72],
    ["61_706", 61_706],
    ["c", 64],
    ["twice / 2", 64],
    ["n[0] + n[1]", 7],
  ])("%s = %s", (expression, value) => {
    expect(size(expression, "const c = 64\nconst twice = 2*c\nconst n = [3, 4]")).toBe(value);
  });

  it.each([
    ["64 / 3", "check/not-an-integer"],
    ["64 / 3 * 3", "check/not-an-integer"],
    ["min(64/3, 5)", "check/not-an-integer"],
    ["2.5", "check/not-an-integer"],
    ["1 / 0", "check/division-by-zero"],
    ["1 % 0", "check/division-by-zero"],
    ["1.5 / 0", "check/division-by-zero"],
    ["2_000_000_000 * 2_000_000_000 * 3", "check/number-too-large"],
    ["2_000_000_000 * 2_000_000_000 * 3 - 1", "check/number-too-large"],
    ["true", "check/wrong-kind"],
    ["1 < 2", "check/wrong-kind"],
    ["not 3", "check/wrong-kind"],
    ["1 and true", "check/wrong-kind"],
    ['"five"', "check/wrong-kind"],
    ['1 < "two"', "check/wrong-kind"],
    ["[1, 2]", "check/wrong-kind"],
    ["[1, 2] + 1", "check/wrong-kind"],
    ["5[0]", "check/wrong-kind"],
    ["[1, 2][2]", "check/out-of-range"],
    ["[1, 2][0 - 1]", "check/out-of-range"],
    ["in", "check/wrong-kind"],
    ["in.d", "check/unknown-name"],
    ["c", "check/unknown-name"],
    ["floor", "check/unknown-name"],
    ["flor(1)", "check/unknown-name"],
    ["floor(1, 2)", "check/wrong-kind"],
    ["min()", "check/wrong-kind"],
    ["0", "check/out-of-range"],
    ["3 - 5", "check/out-of-range"],
    ["constructor", "check/unknown-name"],
    ["__proto__", "check/unknown-name"],
  ])("%s is %s", (expression, code) => {
    expect(size(expression)).toBe(code);
  });

  it("stops where logic is decided", () => {
    const { codes } = checkText("const _a = true or 1\nconst _b = false and 1\nmodel N {\n input 3\n fc 1\n}\n");
    expect(codes).toEqual([]);
  });

  it("gives consts their values in the order of the text, a wrong one quietly once", () => {
    expect(size("b", "const b = a\nconst a = 1")).toBe("check/unknown-name");
    expect(size("a + a", "const a = 1 / 0")).toBe("check/division-by-zero");
  });

  it("agrees with exact integers", () => {
    const number = fc.integer({ min: 0, max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(number, number, fc.constantFrom("+", "-", "*", "%"), (a, b, operator) => {
        const exact = {
          "+": (x: bigint, y: bigint) => x + y,
          "-": (x: bigint, y: bigint) => x - y,
          "*": (x: bigint, y: bigint) => x * y,
          "%": (x: bigint, y: bigint) => (y === 0n ? -1n : x % y),
        };
        const value = exact[operator as keyof typeof exact](BigInt(a), BigInt(b));
        const found = size(`${a} ${operator} ${b}`);
        if (value >= 1n && value <= 2n ** 31n - 1n) expect(found).toBe(Number(value));
        else expect(typeof found).toBe("string");
      }),
      { numRuns: 300 },
    );
  });

  it("rounds fractions exactly", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.integer({ min: 1, max: 1_000 }), (a, b) => {
        const [n, d] = [BigInt(a), BigInt(b)];
        const floor = Number(n / d);
        const expected = floor === 0 ? "check/out-of-range" : floor;
        expect(size(`floor(${a} / ${b})`)).toBe(expected);
        expect(size(`ceil(${a} / ${b})`)).toBe(Number((n + d - 1n) / d));
      }),
      { numRuns: 200 },
    );
  });
});
