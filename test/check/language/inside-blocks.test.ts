/** Mistakes and warnings inside blocks: the place in the block, the way of uses that led there, one message for many uses. */
import { describe, expect, it } from "vitest";
import { positionAt } from "../../../src/source/source.ts";
import { errorsIn, labelsOf, net, placeOf, understand } from "./understood.ts";

/** Labels that tell the way, without the arithmetic. */
const wayOf = (text: string, files: Readonly<Record<string, string>> = {}): readonly string[] =>
  labelsOf(understand(text, files).errors[0]!).filter((label) => label.startsWith("in "));

describe("a mistake in a block", () => {
  const blocks = "block inner(c) {\n  conv 3x3x{c} s2 -> relu\n}\nblock outer(c, s = 1) {\n  relu\n  inner(c)\n}\n";

  it("is at its place in the block, and the labels tell the way from the inside out", () => {
    const text = `${blocks}${net("input 8x8x3", "conv 1x1x3 -> relu", "outer(512, s=1) * 3", "fc 3")}`;
    expect(errorsIn(text)).toEqual(["shape/kernel-exceeds-input «conv 3x3x{c} s2»"]);
    expect(wayOf(text)).toEqual(["in `inner(512)` «inner(c)»", "in `outer(512, s=1)`, third of 3 «outer(512, s=1)»"]);
    const { labels, source } = understand(text).errors[0]!;
    expect(labels.slice(-2).map(({ span }) => positionAt(source!, span.start).line)).toEqual([6, 11]);
  });

  it.each([
    [1, "u(1) * 2", ", first of 2"],
    [2, "u(2) * 3", ", second of 3"],
    [3, "[u(3) * 2] * 2", ", first of 2"],
    [3, "[u(3) -> relu] * 4", ", third of 4"],
    [11, "u(11) * 12", ", 11th of 12"],
    [12, "u(12) * 12", ", 12th of 12"],
    [21, "u(21) * 30", ", 21st of 30"],
    [22, "u(22) * 30", ", 22nd of 30"],
    [23, "u(23) * 30", ", 23rd of 30"],
    [112, "u(112) * 120", ", 112th of 120"],
    [1, "u(1)", ""],
  ])("tells the turn of a repetition: %i in %s", (k, use, turn) => {
    // The list grows by one with each turn, from 1.
    const block = "block u(k) {\n  fc {in.size + 1 + 0*floor(1/(k - in.size))}\n}\n";
    const { errors } = understand(block + net("input 1", use));
    expect(errors.map(({ code }) => code)).toEqual(["check/division-by-zero"]);
    expect(labelsOf(errors[0]!)).toEqual([`in \`u(${k})\`${turn} «u(${k})»`]);
  });

  it("that every use meets is told once, with the way of the first", () => {
    const text = `${blocks}${net("input 8x8x3", "outer(4) * 8", "[outer(4) -> outer(5)] * 4", "fc 3")}`;
    expect(errorsIn(text)).toHaveLength(1);
    expect(wayOf(text)[1]).toBe("in `outer(4)`, third of 8 «outer(4)»");
  });

  it("that no use is needed to see has no way", () => {
    const text = `block u(c) {\n  conw 3x3x{c}\n  conv 3x3x{d}\n}\n${net("input 8x8x3", "u(3) * 8", "fc 3")}`;
    expect(understand(text).errors.map((error) => [error.code, labelsOf(error)])).toEqual([
      ["check/unknown-layer", []],
      ["check/unknown-name", []],
    ]);
  });

  it("in an imported file is there, and the way leads back to the program", () => {
    const files = { "lib.cnn": blocks };
    const text = `import outer from "./lib.cnn"\n${net("input 2x2x3", "outer(512)", "fc 3")}`;
    expect(errorsIn(text, files)).toEqual(["shape/kernel-exceeds-input lib.cnn «conv 3x3x{c} s2»"]);
    expect(wayOf(text, files)).toEqual(["in `inner(512)` lib.cnn «inner(c)»", "in `outer(512)` «outer(512)»"]);
  });

  it("in a repetition of a group tells the turn as a note", () => {
    const { errors } = understand(net("input 8x8x3", "[conv 3x3x3 -> relu] * 5", "fc 3"));
    expect(errors.map(({ code }) => code)).toEqual(["shape/kernel-exceeds-input"]);
    expect(errors[0]!.notes).toContain("in turn 4 of 5");
  });

  it("whose arms differ has labels on the arms and on the way", () => {
    const text = `block res(c) {\n  add { conv 3x3x{c} p1 | }\n}\n${net("input 8x8x3", "res(3) -> res(4)", "fc 3")}`;
    const { errors } = understand(text);
    expect(errors.map(placeOf)).toEqual(["«add»"]);
    expect(labelsOf(errors[0]!)).toEqual([
      "this gives 8x8x4 «conv 3x3x{c} p1»",
      "this gives 8x8x3 «add { conv 3x3x{c} p1 | }»",
      "the empty arm passes 8x8x3 on «|»",
      "in `res(4)` «res(4)»",
    ]);
  });
});

describe("a wrong argument", () => {
  it("is told once for all places that read it: at the argument, or where it is first computed with", () => {
    const block =
      "block u(c, k) {\n  conv 1x1x{c/4} -> relu\n  conv {k}x{k}x{c/4} p{floor(k/2)} -> relu\n  conv 1x1x{c}\n}\n";
    expect(errorsIn(block + net("input 8x8x3", "u(30, 3)", "fc 3"))).toEqual(["check/not-an-integer «{c/4}»"]);
    expect(errorsIn(block + net("input 8x8x3", 'u(32, "3")', "fc 3"))).toEqual(['check/wrong-kind «"3"»']);
    expect(errorsIn(block + net("input 8x8x3", "u(32, [3])", "fc 3"))).toEqual(["check/wrong-kind «[3]»"]);
  });

  it("of two uses is told of the first only, where both are wrong at one place", () => {
    const block = "block u(c) {\n  conv 1x1x{c/4}\n}\n";
    expect(errorsIn(block + net("input 8x8x3", "u(30) -> relu -> u(32) -> relu -> u(31)", "fc 3"))).toHaveLength(1);
  });

  it("two of them are two mistakes", () => {
    const block = "block u(c, s) {\n  conv 1x1x{c/4} s{s/2}\n}\n";
    expect(errorsIn(block + net("input 8x8x3", "u(30, 3)", "fc 3"))).toEqual([
      "check/not-an-integer «{c/4}»",
      "check/not-an-integer «{s/2}»",
    ]);
  });
});

describe("a mistake in the library", () => {
  const program = (...lines: readonly string[]): string =>
    `import basic, bottleneck from "std/resnet"\n${net(...lines, "fc 3")}`;

  it("is at the use, with the place inside as a label, and nothing to edit", () => {
    const { errors } = understand(program("input 8x8x3", 'basic(16) -> basic("x")'));
    expect(errors.map(placeOf)).toEqual(['«"x"»']);
    expect(labelsOf(errors[0]!)).toEqual(["read here in `basic` std/resnet «{c}»"]);
    expect(errors[0]!.fixes).toEqual([]);
    const [shape] = understand(program("input 10", "basic(16)")).errors;
    expect(placeOf(shape!)).toBe("«basic(16)»");
    expect(labelsOf(shape!)[0]).toBe("here in `basic` std/resnet «conv 3x3x{c} s{s} p1 nobias»");
    expect(shape!.notes).toContain("in `basic(16)`");
    expect(shape!.fixes).toEqual([]);
  });

  it.each([
    ["behind a list", ["input 10", "bottleneck(64)"], "«bottleneck(64)»"],
    ["by a wrong argument, that both arms read", ["input 8x8x3", "basic(16, 0)"], "«0»"],
    ["behind it, by what it gives", ["input 2x2x3", "bottleneck(64) -> maxpool 3"], "«maxpool 3»"],
  ])("is one message: %s", (_, lines, place) => {
    expect(understand(program(...lines)).errors.map(placeOf)).toEqual([place]);
  });

  it("two wrong arguments are two", () => {
    expect(understand(program("input 8x8x3", 'basic("a", "b")')).errors.map(placeOf)).toEqual(['«"a"»', '«"b"»']);
  });

  it("names the outermost use of the user's own file", () => {
    const text = `import basic from "std/resnet"\nblock mine(c) {\n  basic(c)\n}\n${net("input 8x8x3", 'mine("x")', "fc 3")}`;
    expect(understand(text).errors.map(placeOf)).toEqual(['«"x"»']);
    expect(labelsOf(understand(text).errors[0]!)).toEqual([
      "read here in `mine` «c»",
      "read here in `basic` std/resnet «{c}»",
    ]);
    const behind = text.replace("input 8x8x3", "input 10").replace('"x"', "16");
    expect(understand(behind).errors.map(placeOf)).toEqual(["«basic(c)»"]);
    expect(wayOf(behind)).toEqual(["in `mine(16)` «mine(16)»"]);
  });

  it("arguments of the use are judged as of any block", () => {
    expect(errorsIn(program("input 8x8x3", "basic()", "basic(16, stride=2)"))).toEqual([
      "check/missing-argument «basic()»",
      "check/unknown-argument «stride»",
    ]);
  });
});

describe("a warning in a block", () => {
  const tiles = "lint/stride-does-not-tile";
  const block = (comment = ""): string => `block u(c) {\n${comment}  conv 3x3x{c} s3 -> relu\n}\n`;
  const ignore = `  // cnnc-ignore ${tiles}\n`;
  const warned = (text: string, files: Readonly<Record<string, string>> = {}): readonly string[] =>
    understand(text, files)
      .warnings.filter(({ code }) => code === tiles)
      .map(placeOf);

  it("is in the block, with the way", () => {
    const text = block() + net("input 7x7x3", "u(4)", "fc 3");
    expect(warned(text)).toEqual(["«s3»"]);
    expect(understand(text).warnings.flatMap(labelsOf)).toContain("in `u(4)` «u(4)»");
  });

  it("is silenced in the block, whatever file that is in", () => {
    expect(warned(block(ignore) + net("input 7x7x3", "u(4)", "fc 3"))).toEqual([]);
    expect(
      warned(`import u from "./lib.cnn"\n${net("input 7x7x3", "u(4)", "fc 3")}`, { "lib.cnn": block(ignore) }),
    ).toEqual([]);
  });

  it("is silenced at the use, for that use", () => {
    const use = (first: string, second: string): string =>
      `import u from "./lib.cnn"\n${net("input 7x7x3", "conv 1x1x3 as a -> relu", `u(4)${first}`, "@a", `u(4)${second}`, "fc 3")}`;
    const silent = ` // cnnc-ignore ${tiles}`;
    const files = { "lib.cnn": block() };
    expect(warned(use("", ""), files)).toEqual(["lib.cnn «s3»"]);
    expect(warned(use(silent, ""), files)).toEqual(["lib.cnn «s3»"]);
    expect(warned(use("", silent), files)).toEqual(["lib.cnn «s3»"]);
    expect(warned(use(silent, silent), files)).toEqual([]);
  });

  it("of a lint on the finished model is silenced so too", () => {
    const twice = "block u(c) {\n  fc {c} -> relu -> relu\n}\n";
    const codes = (text: string): readonly string[] => understand(text).warnings.map(({ code }) => code);
    expect(codes(twice + net("input 3", "u(4) -> u(4)"))).toEqual(["lint/activation-twice"]);
    expect(codes(twice + net("input 3", "u(4) // cnnc-ignore lint/activation-twice", "", "u(4)"))).toEqual([
      "lint/activation-twice",
    ]);
    expect(codes(twice + net("input 3", "u(4) -> u(4) // cnnc-ignore lint/activation-twice"))).toEqual([]);
  });

  it("of the library is at the use and silenced there", () => {
    const use = (comment: string): string =>
      `import basic from "std/resnet"\n${net("input 9x9x3", `basic(4, 4)${comment}`, "fc 3")}`;
    const found = (text: string): readonly string[] =>
      understand(text).warnings.map((each) => `${each.code} ${placeOf(each)}`);
    expect(found(use(""))).toEqual(["lint/stride-exceeds-kernel «basic(4, 4)»"]);
    expect(found(use(" // cnnc-ignore lint/stride-exceeds-kernel"))).toEqual([]);
  });

  it("does not silence errors", () => {
    const text = `${block().replace("conv", "conw")}${net("input 7x7x3", "u(4) // cnnc-ignore check/unknown-layer", "fc 3")}`;
    expect(errorsIn(text)).toEqual(["check/unknown-layer «conw»"]);
  });
});
