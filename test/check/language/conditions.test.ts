/** `if`: which body is laid out, what the other one is looked through for, what a test may be. */
import { describe, expect, it } from "vitest";
import { errorsIn, layersIn, net, understand } from "./understood.ts";

describe("the body that the test chooses", () => {
  const chain = "if n == 1 {\n fc 4\n} else if n == 2 {\n fc 5\n} else {\n fc 6\n}";

  it.each([
    [1, "fc1 4"],
    [2, "fc1 5"],
    [3, "fc1 6"],
  ])("n = %i", (n, layer) => {
    expect(layersIn(`const n = ${n}\n${net("input 3", chain)}`)).toEqual([layer]);
  });

  it("without `else` the other one passes its input on", () => {
    const projection = "if in.c != 4 {\n conv 1x1x4\n}";
    expect(layersIn(net("input 8x8x3", projection, "relu"))).toEqual(["conv1 8x8x4", "relu1 8x8x4"]);
    expect(layersIn(net("input 8x8x4", projection, "relu"))).toEqual(["relu1 8x8x4"]);
  });

  it("`in` is the shape there, also behind `else if` and in the turns of a repetition", () => {
    const text = net(
      "input 8x8x3",
      "[if in.c == 3 {\n conv 1x1x5\n} else if in.c == 5 {\n conv 1x1x{in.c + 2}\n}] * 3",
    );
    expect(layersIn(text)).toEqual(["conv1 8x8x5", "conv2 8x8x7"]);
  });

  it("may be one line, a stage of a chain, repeated and nested", () => {
    const text = net("input 3", "fc 3 -> if in.size == 3 { if true { relu } } * 2 -> fc 4");
    expect(layersIn(text)).toEqual(["fc1 3", "relu1 3", "relu2 3", "fc2 4"]);
  });

  it.each([
    ["true and in.c == 3", 1],
    ["false or in.c == 4", 0],
    ["not (in.c == 4)", 1],
    ["in.h == in.w and in.h % 4 == 0", 1],
    ["floor(in.h / 3) == 2", 1],
    ['mode == "same"', 1],
    ["n[1] > n[0]", 1],
    ["flag", 1],
    ["flag == false", 0],
  ])("%s", (test, count) => {
    const text = `const mode = "same"\nconst n = [1, 2]\nconst flag = true\n${net("input 8x8x3", `if ${test} {\n relu\n}`, "fc {n[0]}", 'if flag and mode != "" { relu }')}`;
    expect(layersIn(text).filter((layer) => layer === "relu1 8x8x3")).toHaveLength(count);
  });
});

describe("the body that is not chosen", () => {
  it("is looked through for mistakes that need no shape", () => {
    const other = "conw 3x3x4 -> conv 3x3x4 nobais -> fc {zzz} -> unit() -> fc 3 2 -> @nowhere";
    expect(errorsIn(net("input 8x8x3", `if in.c == 3 {\n relu\n} else {\n ${other}\n}`, "fc 3"))).toEqual([
      "check/unknown-layer «conw»",
      "check/unknown-argument «nobais»",
      "check/unknown-name «{zzz}»",
      "check/unknown-block «unit»",
      "check/too-many-arguments «2»",
      "check/unknown-label «nowhere»",
    ]);
  });

  it("is not asked whether its shapes are right", () => {
    const other = "conv 99x99x4 -> fc {in.d} -> [relu] * (in.c - 99) -> reshape 5x5x5 : 1x2x3";
    expect(errorsIn(net("input 8x8x3", `if in.c == 4 {\n ${other}\n}`, "fc 3"))).toEqual([]);
  });

  it.each([
    ["a size that does not come out even", "if c % 4 == 0 {\n fc {c/4}\n} else {\n fc {c}\n}"],
    ["a division by zero", "if m > 0 {\n fc {c/m}\n} else {\n fc {c}\n}"],
    ["an index", "if m > 2 {\n fc {n[m]}\n} else if m == 1 {\n fc {n[m + 4]}\n} else {\n fc {c}\n}"],
    ["a repetition", "[fc {c/m} -> relu] * m -> fc {c}"],
    ["a side of `and`", "if m > 0 and c/m > 3 { relu }\n fc {c}"],
    ["the default of a block", "if c % 4 == 0 {\n quarter(c)\n} else {\n fc {c}\n}"],
    ["an argument", "if c % 4 == 0 {\n quarter(4, c/4)\n} else {\n fc {c}\n}"],
  ])("may hold what the test keeps from being computed: %s", (_, body) => {
    const block = "block quarter(c, d = c/4) {\n fc {d}\n}\n";
    const inModel = `${block}model Net(c = 30, m = 0, n = [1, 2]) {\n input 8\n ${body}\n relu -> fc {n[m]}\n}\n`;
    const inBlock = `${block}block u(c, m, n) {\n ${body}\n relu -> fc {n[m]}\n}\n${net("input 8", "u(30, 0, [1, 2])")}`;
    const ofConsts = `${block}const c = 30\nconst m = 0\nconst n = [1, 2]\nblock u() {\n ${body}\n relu -> fc {n[m]}\n}\n${net("input 8", "u()")}`;
    for (const text of [inModel, inBlock, ofConsts])
      if (body.includes("quarter")) expect(errorsIn(text)).toEqual([]);
      else expect(errorsIn(text.slice(block.length))).toEqual([]);
  });

  it("sees labels, parameters and lets around it", () => {
    const text = `block u(c) {\n conv 1x1x3 as a -> relu\n let d = c\n if c == 4 {\n add { @a | conv 1x1x{d} }\n }\n}\n`;
    expect(errorsIn(text + net("input 8x8x3", "u(3) -> fc 3"))).toEqual([]);
  });

  it("keeps what it expects from being compared, not from being understood", () => {
    const text = net("input 8x8x3", "if in.c == 4 {\n relu\n expect params 7\n expect parms 7\n}", "fc 3");
    expect(errorsIn(text)).toEqual(["check/unknown-metric «parms»"]);
  });

  it("has blocks and heads that count for nothing", () => {
    const text = `block u() {\n fc 3\n}\n${net("input 3", "if false { head h { u() } -> u() }", "u()")}`;
    expect(understand(text).models[0]?.heads ?? []).toEqual([]);
  });
});

describe("a test", () => {
  it.each([
    ["2", "`if` wants a truth value, not 2"],
    ["in.c", "`if` wants a truth value, not 3"],
    ['"yes"', '`if` wants a truth value, not "yes"'],
    ["[true]", "`if` wants a truth value, not [true]"],
    ["in.c and true", "`and` wants truth values, not 3"],
    ["not in.c", "`not` wants a truth value, not 3"],
  ])("is a truth value: not %s", (test, message) => {
    const { errors } = understand(net("input 8x8x3", `if ${test} {\n fc 5\n} else {\n fc 6\n}`, "fc 3"));
    expect(errors.map((error) => [error.code, error.message])).toEqual([["check/wrong-kind", message]]);
  });

  it("that is wrong is one mistake, and both bodies are looked through", () => {
    expect(errorsIn(net("input 8x8x3", "if m == 2 {\n conv 99x99x4\n} else {\n conw 1x1x4\n}", "fc {in.c}"))).toEqual([
      "check/unknown-name «m»",
      "check/unknown-layer «conw»",
    ]);
  });
});
