/** Arithmetic of sizes: exact or an error at its place, never rounded in silence; what compares with what; where logic stops. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyFix } from "../check-text.ts";
import { errorsIn, layersIn, modelIn, net, understand } from "./understood.ts";

const consts =
  'const c = 64\nconst n = [3, 4, 6, 3]\nconst p = 0.25\nconst s = "text"\nconst yes = true\nblock b() {\n relu\n}\n';
const quiet = 'b() -> if yes and s == "text" { dropout {p} } -> fc {c + n[0]}';
const size = (expression: string): number | undefined =>
  understand(consts + net("input 8x6x3", `fc {${expression}}`, quiet)).models[0]?.layers[0]?.output[0];
const errors = (expression: string): readonly string[] =>
  understand(consts + net("input 8x6x3", `fc {${expression}}`, quiet)).errors.map(
    ({ code, message }) => `${code}: ${message}`,
  );

describe("values", () => {
  it.each([
    ["floor(c/3)", 21],
    ["ceil(c/3)", 22],
    ["round(c/3)", 21],
    ["floor(c/3 * 3)", 64],
    ["floor(c/3) + c - 3*floor(c/3)", 22],
    ["c/4/4", 4],
    ["c/(4*4)", 4],
    ["3*c/6", 32],
    ["floor((c/3 + c/6) * 2)", 64],
    ["round(7/2)", 4],
    ["round(0 - 7/2) + 10", 6],
    ["ceil(0 - 7/2) + 10", 7],
    ["floor(0 - 7/2) + 10", 6],
    ["-7 % 3", 2],
    ["7 % -3 + 10", 8],
    ["floor(7/2 % 2) + 1", 2],
    ["2 - -3", 5],
    ["- (c - 70)", 6],
    ["min(n[0], c, 2*n[1])", 3],
    ["max(min(c, 10), 5)", 10],
    ["abs(3 - c)", 61],
    ["floor(p * c)", 16],
    ["floor(1e1)", 10],
    ["round(2.5)", 3],
    ["n[n[0]] + n[in.c - 1]", 9],
    ["[[1, 2], [3]][1][0]", 3],
    ["in.h * in.w * in.c - in.size + 1", 1],
    ["1_000 - 9_9_0", 10],
    ["9007199254740991 - 9007199254740990", 1],
    ["floor(9007199254740991 / 9007199254740991)", 1],
  ])("%s = %i", (expression, value) => {
    expect(size(expression)).toBe(value);
  });

  it.each([
    ["c/3", "check/not-an-integer: 64/3 is not an integer"],
    ["c/3*3", "check/not-an-integer: 64/3 is not an integer"],
    ["min(c/3, 5)", "check/not-an-integer: 64/3 is not an integer"],
    ["n[c/3]", "check/not-an-integer: 64/3 is not an integer"],
    ["floor(n[3/2])", "check/not-an-integer: 3/2 is not an integer"],
    ["floor(c) + c/5", "check/not-an-integer: 64/5 is not an integer"],
    ["p", "check/not-an-integer: the number of `fc` is an integer, not 0.25"],
    ["4 * p", "check/not-an-integer: the number of `fc` is an integer, not 1.0"],
    ["9007199254740991 + 1", "check/number-too-large: the number is too large to be exact"],
    ["0 - 9007199254740991 - 1", "check/number-too-large: the number is too large to be exact"],
    ["3037000500 * 3037000500", "check/number-too-large: the number is too large to be exact"],
    ["floor(1/94906267/94906267)", "check/number-too-large: the number is too large to be exact"],
    ["c / (c - 64)", "check/division-by-zero: the right side is zero"],
    ["c % (c - 64)", "check/division-by-zero: the right side is zero"],
    ["n[4]", "check/out-of-range: index 4 of a list of 4"],
    ["n[0 - 1]", "check/out-of-range: index -1 of a list of 4"],
    ["n[p]", "check/wrong-kind: an index is an integer, not 0.25"],
    ["[][0]", "check/out-of-range: index 0 of a list of 0"],
    ["c[0]", "check/wrong-kind: an integer has no elements"],
    ["s[0]", "check/wrong-kind: a string has no elements"],
    ["in.c[0]", "check/wrong-kind: an integer has no elements"],
    ["c.h", "check/wrong-kind: only `in` has fields such as `.h`"],
    ["in.c.h", "check/wrong-kind: only `in` has fields such as `.h`"],
    ["in", "check/wrong-kind: `in` is a shape, not a number"],
    ["in + 1", "check/wrong-kind: `in` is a shape, not a number"],
    ["in.d", "check/unknown-name: a shape of 8x6x3 has no `d`"],
    ["in.x", "check/unknown-name: a shape of 8x6x3 has no `x`"],
    ['s + "a"', 'check/wrong-kind: `+` wants numbers, not "text"'],
    ["n + n", "check/wrong-kind: `+` wants numbers, not [3, 4, 6, 3]"],
    ["yes * 2", "check/wrong-kind: `*` wants numbers, not true"],
    ["b * 2", "check/wrong-kind: `*` wants numbers, not b"],
    ["-s", "check/wrong-kind: `-` wants numbers"],
    ["floor(s)", 'check/wrong-kind: `floor` wants numbers, not "text"'],
    ["floor(1, 2)", "check/wrong-kind: `floor` wants one number, not 2"],
    ["min()", "check/wrong-kind: `min` wants at least one number"],
    ["min(a=1)", "check/wrong-kind: `min` has no named arguments"],
    ["sqrt(4)", "check/unknown-name: unknown function `sqrt`"],
    ["c(4)", "check/unknown-name: unknown function `c`"],
    ["floor", "check/unknown-name: `floor` is a function"],
    ["b()", "check/unknown-name: unknown function `b`"],
    ["relu", "check/unknown-name: unknown name `relu`"],
  ])("%s: one mistake", (expression, error) => {
    expect(errors(expression)).toEqual([error]);
  });

  it.each([
    ["in a size list", "conv 3x3x{c/3}", "«{c/3}»"],
    ["in an attribute", "conv 3x3x64 p1 s{c/3}", "«{c/3}»"],
    ["in a padding of two sides", "conv 3x3x64 p1:{c/3}", "«{c/3}»"],
    ["under a sum", "fc {1 + c/3}", "«c/3»"],
    ["in an argument", "u(2*c, c/3)", "«c/3»"],
    ["in a repetition", "relu * (c/3)", "«(c/3)»"],
    ["in a shape", "fc 3 : {c/3}", "«{c/3}»"],
    ["in an index", "fc {n[c/3]}", "«c/3»"],
    ["in a test", "if c/3 == 21 { relu }", "«c/3»"],
    ["in a let", "let a = c/3", "«c/3»"],
    ["in an expectation", "expect params (c/3)", "«(c/3)»"],
  ])("a division that is not even is told at its place: %s", (_, line, place) => {
    const text = `const c = 64\nconst n = [1]\nblock u(a, b) {\n fc {a + b}\n}\n${net("input 8x8x3", line, "fc {n[0]} -> relu -> u(c, 1)")}`;
    expect(errorsIn(text)).toEqual([`check/not-an-integer ${place}`]);
    expect(understand(text).errors[0]!.help).toBe("round it with `floor( )`, `ceil( )` or `round( )`");
  });

  it("a decimal that is whole is written as a whole number", () => {
    for (const line of ["fc 64.0", "fc {64.0}", "conv 3x3x{6.4e1}"]) {
      const text = net("input 8x8x3", line);
      expect(understand(text).errors.map(({ code }) => code)).toEqual(["check/not-an-integer"]);
      expect(layersIn(applyFix(text, understand(text).errors[0]!))[0]).toMatch(/ (6x6x)?64$/);
    }
  });

  it("where a decimal is wanted a fraction is one", () => {
    const { layers } = modelIn(net("input 8", "fc 4 -> dropout {1/3} -> leakyrelu {1/8}"));
    expect(layers.slice(1).map(({ values }) => Object.values(values)[0])).toEqual([1 / 3, 1 / 8]);
  });
});

describe("comparisons", () => {
  const holds = (test: string): boolean =>
    layersIn(consts + net("input 8x6x3", `if ${test} { relu as found }`, quiet)).some((layer) =>
      layer.startsWith("found"),
    );

  it.each([
    ["1 == 1.0", true],
    ["0.1 + 0.2 == 0.3", false],
    ["c >= 64 and c <= 64 and not (c != 64)", true],
    ["9007199254740991 > 9007199254740990", true],
    ["9007199254740990 < 9007199254740991.0", true],
    ['s == "text"', true],
    ['s != "text"', false],
    ["yes == true", true],
    ["yes != (c > 3)", false],
    ["floor(c/3) < c", true],
    ["n[1] == n[0] + 1", true],
    ["1 < 2 and 2 < 3 or false", true],
    ["true or false and false", true],
    ["not false and true", true],
    ["not (true and false)", true],
  ])("%s: %s", (test, expected) => {
    expect(holds(test)).toBe(expected);
  });

  it.each([
    ["n == n", "`==` cannot compare a list with a list"],
    ["b == b", "`==` cannot compare a block with a block"],
    ['s < "z"', "`<` cannot compare a string with a string"],
    ["yes > false", "`>` cannot compare a truth value with a truth value"],
    ['1 == "1"', "`==` cannot compare an integer with a string"],
    ["1 != true", "`!=` cannot compare an integer with a truth value"],
    ["c/3 == 21", "64/3 is not an integer"],
    ["n[0] == n", "`==` cannot compare an integer with a list"],
  ])("%s", (test, message) => {
    const { errors } = understand(consts + net("input 8x6x3", `if ${test} { relu }`, quiet));
    expect(errors.map((error) => error.message)).toEqual([message]);
  });

  it.each([
    ["true or 1/0 == 1", true],
    ["false and 1/0 == 1", false],
    ["in.c == 3 or in.d == 4", true],
    ["in.c == 4 and n[9] == 4", false],
    ["true or missing", true],
  ])("the right side is not asked where the left decides: %s", (test, expected) => {
    expect(holds(test)).toBe(expected);
  });

  it("a left side that is wrong leaves the right one to be looked at", () => {
    expect(errorsIn(net("input 3", "if missing and other { relu }", "fc 3"))).toEqual([
      "check/unknown-name «missing»",
      "check/unknown-name «other»",
    ]);
  });
});

describe("random arithmetic", () => {
  const { expression } = fc.letrec<{
    readonly expression: { readonly text: string; readonly value: readonly [bigint, bigint] | undefined };
  }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 4 },
      fc.integer({ min: 0, max: 1_000 }).map((n) => ({ text: String(n), value: [BigInt(n), 1n] as const })),
      fc.tuple(tie("expression"), fc.constantFrom("+", "-", "*", "/"), tie("expression")).map(([a, operator, b]) => ({
        text: `(${a.text} ${operator} ${b.text})`,
        value: a.value && b.value && combine(operator, a.value, b.value),
      })),
    ),
  }));

  it("under `floor` is exact, or an error", () => {
    fc.assert(
      fc.property(expression, ({ text, value }) => {
        const { models, errors } = understand(net("input 3", `fc {floor(${text})}`));
        const floor = value && (value[0] >= 0n ? value[0] / value[1] : -((-value[0] + value[1] - 1n) / value[1]));
        if (errors.length === 0) expect(BigInt(models[0]!.output[0]!)).toBe(floor);
        else {
          expect(errors).toHaveLength(1);
          const { code } = errors[0]!;
          if (value === undefined) expect(code).toBe("check/division-by-zero");
          else if (floor! >= 1n && floor! < 2n ** 31n) expect(code).toBe("check/number-too-large");
        }
      }),
      { numRuns: 100 },
    );
  });

  function combine(
    operator: string,
    [a, b]: readonly [bigint, bigint],
    [c, d]: readonly [bigint, bigint],
  ): readonly [bigint, bigint] | undefined {
    if (operator === "+") return lowest(a * d + c * b, b * d);
    if (operator === "-") return lowest(a * d - c * b, b * d);
    if (operator === "*") return lowest(a * c, b * d);
    return c === 0n ? undefined : lowest(a * d, b * c);
  }

  function lowest(n: bigint, d: bigint): readonly [bigint, bigint] {
    return d < 0n ? [-n, -d] : [n, d];
  }
});
