/** Blocks: how arguments find parameters, what defaults see, blocks as values, and what cannot be a block. */
import { describe, expect, it } from "vitest";
import { errorsIn, labelsOf, layersIn, net, understand } from "./understood.ts";

const unit = "block unit(c, s = 1, d = 2*c) {\n  conv 3x3x{c} s{s} p1 -> relu\n  conv 1x1x{d} -> relu\n}\n";
const convs = (text: string): readonly string[] => layersIn(text).filter((layer) => layer.includes("conv"));

describe("arguments", () => {
  it.each([
    ["unit(4)", "8x8x4", "8x8x8", "by position, the rest by default"],
    ["unit(4, 2)", "4x4x4", "4x4x8", "by position"],
    ["unit(4, 2, 5)", "4x4x4", "4x4x5", "all by position"],
    ["unit(4, s=2)", "4x4x4", "4x4x8", "by name behind positions"],
    ["unit(c=4)", "8x8x4", "8x8x8", "by name"],
    ["unit(d=5, s=2, c=4)", "4x4x4", "4x4x5", "by name in any order"],
    ["unit(c=4, 2)", "4x4x4", "4x4x8", "a position counts named arguments before it"],
    ["unit(in.c)", "8x8x3", "8x8x6", "`in` is the shape at the use"],
  ])("%s", (use, first, second) => {
    expect(convs(unit + net("input 8x8x3", use))).toEqual([`conv1 ${first}`, `conv2 ${second}`]);
  });

  it.each([
    ["unit()", "check/missing-argument «unit()»", "`unit` lacks `c`"],
    ["unit(s=2)", "check/missing-argument «unit(s=2)»", "`unit` lacks `c`"],
    ["unit(1, 2, 3, 4)", "check/too-many-arguments «4»", "`unit` takes at most 3"],
    ["unit(4, stride=2)", "check/unknown-argument «stride»", "`unit` takes no `stride=`"],
    ["unit(4, c=4)", "check/duplicate-argument «c=4»", "`c` of `unit` is given twice"],
    ["unit(c=4, c=4)", "check/duplicate-argument «c=4»", "`c` of `unit` is given twice"],
    ["unit(s=4, 2)", "check/duplicate-argument «2»", "`s` of `unit` is given twice"],
    ["unit(4, 1/0)", "check/division-by-zero «1/0»", "the right side is zero"],
    ["unit(4, k)", "check/unknown-name «k»", "unknown name `k`"],
    ['unit("4")', 'check/wrong-kind «"4"»', '`*` wants numbers, not "4"'],
    ["unit(4, 0)", "shape/size-not-positive «0»", "stride is 0, and must be 1 or more"],
    ["unit([4], d=1)", "check/wrong-kind «[4]»", "a size is an integer, not [4]"],
    ["unit(4.0, d=1)", "check/not-an-integer «4.0»", "a size is an integer, not 4.0"],
  ])("%s is %s", (use, error, message) => {
    const text = unit + net("input 8x8x3", use, "fc 3");
    expect(errorsIn(text)).toEqual([error]);
    expect(understand(text).errors[0]!.message).toBe(message);
  });

  it("several that are missing are told together, and mistakes in the others as well", () => {
    const { errors } = understand(`block u(a, b, c, d) {\n  fc {a + b + c + d}\n}\n${net("input 3", "u(k)")}`);
    expect(errors.map(({ message }) => message)).toEqual(["`u` lacks `b`, `c` and `d`", "unknown name `k`"]);
  });

  it("the declaration is shown", () => {
    expect(understand(unit + net("input 8x8x3", "unit()")).errors[0]!.notes).toEqual(["it is `unit(c, s = …, d = …)`"]);
  });

  it("a parameter declared twice is one mistake, however the block is used", () => {
    const block = "block u(c, c) {\n  fc {c}\n}\n";
    for (const use of ["u(3, 4)", "u(3)", "u(c=3)"])
      expect(errorsIn(block + net("input 3", use))).toEqual(["check/duplicate-name «c»"]);
  });
});

describe("defaults", () => {
  const block = "block u(c = in.c, d = c + in.h) {\n  conv 1x1x{d} -> relu\n}\n";

  it.each([
    ["u()", "8x8x11"],
    ["u(2)", "8x8x10"],
    ["u(d=1)", "8x8x1"],
    ["conv 1x1x5 -> u()", "8x8x13"],
  ])("see the parameters before them and `in` at the use: %s", (use, shape) => {
    expect(layersIn(block + net("input 8x8x3", use)).at(-1)).toMatch(new RegExp(` ${shape}$`));
  });

  it("do not see the parameters behind them", () => {
    expect(errorsIn(`block u(d = c, c = 3) {\n  fc {c + d}\n}\n${net("input 3", "u()")}`)).toEqual([
      "check/unknown-name «c»",
    ]);
  });

  it("see the names of the block's file, not those of the use", () => {
    const files = { "lib.cnn": "const k = 5\nblock u(c = k) {\n  fc {c}\n}\n" };
    expect(
      layersIn(`import u from "./lib.cnn"\nconst k = 7\n${net("input 3", "u() -> relu -> fc {k}")}`, files),
    ).toEqual(["u1.fc1 5", "relu1 5", "fc1 7"]);
  });

  it("a wrong one is reported where it stands, used or not", () => {
    const wrong = "block u(c = 1/0) {\n  fc {c}\n}\n";
    for (const use of ["u()", "u(3)"])
      expect(errorsIn(wrong + net("input 3", use))).toEqual(["check/division-by-zero «1/0»"]);
  });
});

describe("blocks as values", () => {
  it("are handed on through two levels", () => {
    const text = `block leaf(c) {\n  conv 1x1x{c} -> relu\n}\nblock mid(u, c) {\n  u(c) -> u(2*c)\n}\nblock top(m, u, c) {\n  m(u, c) as first\n}\n`;
    expect(layersIn(text + net("input 8x8x3", "top(mid, leaf, 4)"))).toEqual([
      "first.leaf1.conv1 8x8x4",
      "first.leaf1.relu1 8x8x4",
      "first.leaf2.conv1 8x8x8",
      "first.leaf2.relu1 8x8x8",
    ]);
  });

  it("see the names of their own file", () => {
    const files = {
      "a.cnn": "const width = 5\nblock leaf() {\n  fc {width}\n}\n",
      "b.cnn": "const width = 6\nblock twice(u) {\n  u() -> fc {width}\n}\n",
    };
    const text = `import leaf from "./a.cnn"\nimport twice from "./b.cnn"\n${net("input 3", "twice(leaf)")}`;
    expect(layersIn(text, files)).toEqual(["leaf1.fc1 5", "fc1 6"]);
  });

  it("may be an element of a list and the value of a let or a default", () => {
    const text =
      "block a() {\n  fc 4\n}\nblock b() {\n  fc 5\n}\n" +
      "block pick(n, i, f = n[i]) {\n  let g = n[0]\n  f() -> relu -> g()\n}\n";
    expect(layersIn(text + net("input 3", "pick([a, b], 1)"))).toEqual(["b1.fc1 5", "relu1 5", "a1.fc1 4"]);
  });

  it("lists of lists are indexed", () => {
    const text = "block top(n) {\n  fc {n[0]} -> relu -> fc {n[1][0]} -> relu -> [fc {n[1][1]} -> relu] * (n[2])\n}\n";
    expect(layersIn(text + net("input 3", "top([4, [5, 6], 2])"))).toEqual([
      ...["fc1 4", "relu1 4", "fc2 5", "relu2 5", "fc3 6", "relu3 6", "fc4 6", "relu4 6"],
    ]);
  });

  it.each([
    ["3", "`u` is an integer, not a block"],
    ["0.5", "`u` is a decimal, not a block"],
    ['"leaf"', "`u` is a string, not a block"],
    ["[leaf]", "`u` is a list, not a block"],
    ["true", "`u` is a truth value, not a block"],
  ])("%s cannot be used as one", (value, message) => {
    const text = `block leaf() {\n  relu\n}\nblock top(u) {\n  u()\n}\n${net("input 3", `top(${value})`, "leaf()")}`;
    expect(errorsIn(text)).toEqual([`check/wrong-kind «${value}»`]);
    expect(understand(text).errors[0]!.message).toBe(message);
    expect(labelsOf(understand(text).errors[0]!)).toContain("read here in `top` «u»");
  });

  it("the name of a layer is no value", () => {
    const text = `block top(u) {\n  u()\n}\n${net("input 3", "top(relu)")}`;
    expect(errorsIn(text)).toEqual(["check/unknown-name «relu»"]);
    expect(understand(text).errors[0]!.help).toBe("`relu` is a layer; what can be handed on is a block");
  });

  it.each([["let"], ["size"]])("are no numbers: %s", (place) => {
    const line = place === "let" ? "let a = leaf + 1" : "fc {leaf}";
    expect(errorsIn(`block leaf() {\n  relu\n}\n${net("input 3", line, "leaf() -> fc 3")}`)).toEqual([
      `check/wrong-kind «${place === "let" ? "leaf + 1" : "{leaf}"}»`,
    ]);
  });
});

describe("names", () => {
  it("a block is used above its declaration, and by blocks above it", () => {
    const text = `${net("input 3", "outer(4)")}block outer(c) {\n  inner(c)\n}\nblock inner(c) {\n  fc {c}\n}\n`;
    expect(layersIn(text)).toEqual(["inner1.fc1 4"].map((layer) => layer.replace("inner1.", "")));
  });

  it("a parameter and a let hide what is outside, and only inside", () => {
    const text =
      "const c = 3\nblock u(c) {\n  fc {c} -> relu\n  let c = c + 1\n  fc {c} -> relu\n  if true {\n    let c = 9\n    fc {c} -> relu\n  }\n  fc {c}\n}\n";
    expect(layersIn(text + net("input 8", "u(5) -> relu -> fc {c}")).filter((layer) => layer.includes("fc"))).toEqual([
      ...["u1.fc1 5", "u1.fc2 6", "u1.fc3 9", "u1.fc4 6", "fc1 3"],
    ]);
  });

  it("a parameter hides a block", () => {
    const text = "block u(c) {\n  fc {c}\n}\nblock top(u) {\n  fc {u} -> relu\n}\n";
    expect(layersIn(text + net("input 3", "top(4) -> u(5)"))).toEqual(["top1.fc1 4", "top1.relu1 4", "u1.fc1 5"]);
  });

  it("the names of the use are not visible in the block", () => {
    const text = "block u() {\n  fc {width}\n}\n";
    expect(errorsIn(text + net("input 3", "let width = 3", "u() -> fc {width}"))).toEqual([
      "check/unknown-name «{width}»",
    ]);
  });

  it("without parameters it has parentheses all the same", () => {
    const leaf = "block leaf() {\n  relu\n}\n";
    expect(layersIn(leaf + net("input 3", "fc 3 -> leaf()"))).toEqual(["fc1 3", "leaf1.relu1 3"]);
    expect(errorsIn(leaf + net("input 3", "fc 3 -> leaf"))).toEqual(["check/wrong-kind «leaf»"]);
    expect(errorsIn(leaf + net("input 3", "fc 3 -> leaf(3)"))).toEqual(["check/too-many-arguments «3»"]);
  });

  it.each([
    ["the block of the file", "block relu(c) {\n  fc {c}\n}\n", {}],
    ["an alias", "block linear(c) {\n  fc {c}\n}\n", {}],
    ["an imported one", 'import relu from "./lib.cnn"\n', { "lib.cnn": "block relu(c) {\n  fc {c}\n}\n" }],
  ])("none has the name of a layer: %s", (_, text, files) => {
    expect(errorsIn(text + net("input 3", "fc 3 -> relu -> linear 4"), files)).toEqual([
      `check/block-named-as-layer «${text.includes("linear") ? "linear" : "relu"}»`,
    ]);
  });

  it.each([
    ["conv(3)", "check/wrong-kind «conv(3)»", "`conv` is a layer, not a block"],
    ["unti(3)", "check/unknown-block «unti»", "unknown block `unti`"],
    ["unit 3", "check/wrong-kind «unit 3»", "`unit` is a block, and its use has parentheses"],
    ["width(3)", "check/wrong-kind «width»", "`width` is an integer, not a block"],
    ["width", "check/wrong-kind «width»", "`width` is an integer, not a layer"],
    ["Other()", "check/wrong-kind «Other»", "`Other` is a model, not a block"],
  ])("%s", (use, error, message) => {
    const text = `const width = 3\n${unit}model Other {\n  input 3\n  fc 3\n}\n${net("input 8x8x3", use, "unit(3) -> fc {width}")}`;
    expect(errorsIn(text)).toEqual([error]);
    expect(understand(text).errors[0]!.message).toBe(message);
  });
});

describe("recursion", () => {
  it.each([
    ["direct", "block a(c) {\n  fc {c} -> a(c)\n}\n", "a(3)", "a → a"],
    ["through another", "block a(c) {\n  b(c)\n}\nblock b(c) {\n  a(c)\n}\n", "a(3) -> b(3)", "a → b → a"],
    ["through a value", "block a(u) {\n  u(u)\n}\n", "a(a)", "a → a"],
    ["through a default", "block a(u = a) {\n  relu -> u()\n}\n", "a()", "a → a"],
    ["never used", "block a(c) {\n  fc {c} -> a(c)\n}\n", "fc 3", "a → a"],
    ["in a head", "block a(c) {\n  head h {\n    a(c)\n  }\n  fc {c}\n}\n", "a(3)", "a → a"],
    ["in a condition", "block a(c) {\n  if c > 0 {\n    fc {c} -> a(c - 1)\n  }\n}\n", "a(3)", "a → a"],
  ])("%s prints the circle, once", (_, blocks, use, circle) => {
    const { errors } = understand(blocks + net("input 3", use));
    expect(errors.map(({ code }) => code)).toEqual(["check/recursion"]);
    expect(errors[0]!.notes).toContain(circle);
  });

  it("a block that gets itself and does not use it is none", () => {
    expect(layersIn(`block a(_u) {\n  fc 3\n}\n${net("input 3", "a(a)")}`)).toEqual(["fc1 3"]);
  });
});
