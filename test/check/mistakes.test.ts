/** Mistakes: one message each, all of a file in one run, at the right place, with the fix that fixes them. */
import { describe, expect, it } from "vitest";
import { applyFix, checkText, network } from "./check-text.ts";

/** The text under the first diagnostic. */
function under(text: string): string {
  const { span } = checkText(text).diagnostics[0]!;
  return text.slice(span!.start, span!.end);
}

describe("layers", () => {
  it("knows which layer was meant and fixes it", () => {
    const text = network("input 28x28x1", "conw 5x5x6 -> relu", "fc 10");
    const { diagnostics, codes } = checkText(text);
    expect(codes).toEqual(["check/unknown-layer"]);
    expect(diagnostics[0]!.message).toBe("unknown layer `conw`");
    expect(diagnostics[0]!.help).toBe("did you mean `conv`?");
    expect(checkText(applyFix(text, diagnostics[0]!)).codes).toEqual([]);
  });

  it("tells the way of the shapes to a kernel that does not fit", () => {
    const text = network(
      "input 28x28x1",
      "conv 5x5x6 s2 p2 -> relu -> maxpool 4 s4",
      "conv 5x5x16 -> relu -> conv 9x9x3",
      "fc 10",
    );
    const { diagnostics, codes } = checkText(text);
    expect(codes).toContain("shape/kernel-exceeds-input");
    const found = diagnostics.find(({ code }) => code === "shape/kernel-exceeds-input")!;
    expect(found.notes).toContain("shapes so far: 28x28x1 → conv 14x14x6 → maxpool 3x3x6");
    expect(found.labels.map(({ message }) => message)).toEqual(["(3 - 5 + 2·0)/1 + 1 = -1"]);
    expect(codes.filter((code) => code.startsWith("shape/"))).toHaveLength(1);
  });

  it.each([
    ["conv 5x5x6 g2x2", "g2x2"],
    ["conv 5x5x7 nobais", "nobais"],
    ["conv 5x5x6 s1 s1", "s1"],
    ["conv 5x5x{0 - 1}", "5x5x{0 - 1}"],
    ["dropout 1.5", "1.5"],
    ["fc 10 init=hee", "hee"],
    ["fc 10 intt=he", "intt=he"],
    ["relu 2", "2"],
    ["fc 10 p2", "p2"],
    ["conv 5x5x6 s1:2", "1:2"],
    ['fc 10 "x"', '"x"'],
  ])("points at the argument at fault: %s", (layer, place) => {
    expect(under(network("input 28x28x1", layer))).toBe(place);
  });

  it.each([
    ["fc hidden", "fc {hidden}"],
    ["conv 5x5x6 stride=2 p2", "conv 5x5x6 s2 p2"],
    ["conv 5x5x6 nobias=true", "conv 5x5x6 nobias"],
    ["conv 5x5x6 nobais", "conv 5x5x6 nobias"],
    ["fc outputs=10", "fc 10"],
    ["leakyrelu -> rellu", "leakyrelu -> relu"],
    ["fc {flor(10/3)}", "fc {floor(10/3)}"],
    ["conv 5x5x6 p2 : 24x24x6", "conv 5x5x6 p2 : 28x28x6"],
  ])("fixes %s to %s", (wrong, right) => {
    const program = (line: string): string => `const hidden = 30\n${network("input 28x28x1", line)}`;
    const [diagnostic, ...others] = checkText(program(wrong)).diagnostics;
    expect(others).toEqual([]);
    expect(applyFix(program(wrong), diagnostic!)).toBe(program(right));
    expect(checkText(program(right)).diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("reports every mistake of a file once, and none for what follows from another", () => {
    const text = `${network(
      "input 28x28x1",
      "conw 5x5x6 -> relu",
      "[conv 5x5x16 nobais -> relu] * 20",
      "fc 10 dd=2",
      "fc {c} : 10",
      "expect params 5",
    )}train Net {\n  batch 0\n  optimizer sgdd lr=0.1\n}\n`;
    const { codes, models } = checkText(text);
    expect(codes).toEqual([
      "check/unknown-layer",
      "check/unknown-argument",
      "check/unknown-argument",
      "check/unknown-name",
      "check/out-of-range",
      "check/unknown-choice",
    ]);
    expect(models).toEqual([]);
  });

  it("goes on from a written shape after a mistake", () => {
    const { codes, diagnostics } = checkText(
      network("input 28x28x1", "conw 5x5x6 : 4x4x6", "conv 3x3x16 p1", "conv 5x5x16", "fc 10"),
    );
    expect(codes).toEqual(["check/unknown-layer", "shape/kernel-exceeds-input"]);
    expect(diagnostics[1]!.notes).toContain("shapes so far: … → 4x4x6 → conv 4x4x16");
  });

  it("takes the alias of a layer for the layer", () => {
    expect(checkText(network("input 28x28x1", "linear 10")).models[0]!.layers[0]!.name).toBe("fc1");
  });

  it("takes a per-layer initialization, and only where there is something to initialize", () => {
    const [conv] = checkText(network("input 28x28x1", "conv 5x5x6 init=he")).models[0]!.layers;
    expect(conv!.parameters.map(({ init }) => init?.operator.name)).toEqual(["he", "he"]);
    expect(checkText(network("input 28x28x1", "fc 10 -> relu init=he")).codes).toEqual(["check/unknown-argument"]);
    expect(checkText(network("input 28x28x1", "fc 10 init=he init=he")).codes).toEqual(["check/duplicate-argument"]);
  });
});

describe("models", () => {
  it.each([
    ["no input", "fc 10", ["check/no-input"]],
    ["the input too late", "fc 10\n input 28x28x1", ["check/misplaced-input"]],
    ["a repeated input", "input 28x28x1 * 2\n fc 10", ["check/misplaced-input"]],
    ["an input in a group", "[input 28x28x1]\n fc 10", ["check/misplaced-input"]],
    ["an input of nothing", "input 0x28x1\n fc 10", ["check/out-of-range"]],
    ["an input that is no image", "input 99_999_999x99_999_999x9\n fc 10", ["shape/too-large"]],
    ["nothing but an input", "input 28x28x1", ["check/empty-model"]],
    ["all layers left out", "input 28x28x1\n [fc 10] * 0", ["check/empty-model"]],
    ["an input with a label of its own", "input 28x28x1 as image : 28x28x1\n fc 10", []],
    ["an input that is not what is written", "input 28x28x1 : 28x28x3\n fc 10", ["check/shape-differs"]],
    ["a label twice", "input 3\n fc 3 as a -> relu -> fc 3 as a", ["check/duplicate-name"]],
    ["a negative repetition", "input 3\n [fc 3] * (0 - 2)", ["check/out-of-range"]],
    ["half a repetition", "input 3\n [fc 3] * (3/2)", ["check/not-an-integer"]],
    ["names of JavaScript", "input 3\n fc 3 as constructor -> relu -> fc 3 as __proto__", []],
    ["layers named as JavaScript names things", "input 3\n constructor 3", ["check/unknown-layer"]],
    ["arguments named as JavaScript names things", "input 3\n fc 3 constructor", ["check/unknown-argument"]],
    ["named arguments named so", "input 3\n fc 3 __proto__=3", ["check/unknown-argument"]],
  ])("%s", (_, body, codes) => {
    expect(checkText(`model Net {\n ${body}\n}\n`).codes).toEqual(codes);
  });

  it("names declared twice", () => {
    expect(checkText("const Net = 1\nmodel Net {\n input 3\n fc 3\n}\n").codes).toEqual(["check/duplicate-name"]);
    expect(checkText("model __proto__ {\n input 3\n fc 3\n}\n").models[0]!.name).toBe("__proto__");
  });

  it("leaves declarations alone that a syntax error damaged", () => {
    const { codes } = checkText(
      "const a = \nmodel Net {\n  input 28x28x1\n  fc {a}\n  conv 5x5x \n}\ntrain Net {\n  batch 64\n}\n",
    );
    expect(codes.length).toBeGreaterThan(0);
    for (const code of codes) expect(code).toMatch(/^syntax\//);
  });
});

describe("labels", () => {
  it("replace names, number turns of a repetition, and are never taken by numbering", () => {
    const { models } = checkText(
      network("input 3", "fc 3 as first -> relu", "[fc 3 as inner -> relu] * 2", "fc 3 as fc5", "fc 3 -> fc 3"),
    );
    expect(models[0]!.layers.map(({ name }) => name)).toEqual([
      ...["first", "relu1", "inner.1", "relu2", "inner.2", "relu3", "fc5", "fc6", "fc7"],
    ]);
    expect(models[0]!.layers[2]!.parameters.map(({ fullName }) => fullName)).toEqual([
      "inner.1.weight",
      "inner.1.bias",
    ]);
  });
});

describe("repetitions", () => {
  it("of a bomb are counted, not laid out", () => {
    const start = performance.now();
    const bomb = `${"[".repeat(30)}relu${"] * 10_000".repeat(30)}`;
    for (const body of ["[[relu] * 10_000] * 10_000", "relu * 2_147_483_647", bomb])
      expect(checkText(network("input 3", body)).codes).toEqual(["check/too-many-layers"]);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it("of nothing are nothing", () => {
    const { models, codes } = checkText(network("input 3", "[[relu] * 0] * 2_000_000_000", "fc 3"));
    expect(codes).toEqual([]);
    expect(models[0]!.layers).toHaveLength(1);
  });

  it("may reach the limit and not pass it", () => {
    expect(checkText(network("input 3", "[relu] * 9_999 -> fc 3")).models[0]!.layers).toHaveLength(10_000);
    expect(checkText(network("input 3", "[relu] * 10_000 -> fc 3 -> fc 3")).codes).toEqual(["check/too-many-layers"]);
  });
});

describe("warnings", () => {
  it.each([
    ["on the line", "conv 3x3x1 s3 // cnnc-ignore lint/stride-does-not-tile"],
    ["on the line above", "// cnnc-ignore lint/stride-does-not-tile\n  conv 3x3x1 s3"],
    ["among others", "conv 3x3x1 s3 /* cnnc-ignore lint/huge-fc, lint/stride-does-not-tile: it is meant */"],
  ])("are silenced %s", (_, line) => {
    expect(checkText(network("input 7x7x1", line)).codes).toEqual([]);
  });

  it.each([
    ["another code", "conv 3x3x1 s3 // cnnc-ignore lint/huge-fc"],
    ["two lines above", "// cnnc-ignore lint/stride-does-not-tile\n\n  conv 3x3x1 s3"],
  ])("are not silenced by %s", (_, line) => {
    expect(checkText(network("input 7x7x1", line)).codes).toEqual(["lint/stride-does-not-tile"]);
  });

  it("errors cannot be silenced", () => {
    const { codes } = checkText(network("input 7x7x1", "conw 3x3x1 // cnnc-ignore check/unknown-layer"));
    expect(codes).toEqual(["check/unknown-layer", "lint/unknown-ignore"]);
  });
});
