/** Lints that look at layers next to each other: where they fire, what they leave alone, and that their fixes end them. */
import { describe, expect, it } from "vitest";
import { applyFix, checkText, network } from "../check-text.ts";
import { fires, fixes } from "./fires.ts";

const quiet = (...lines: readonly string[]): void => {
  expect(checkText(network("input 28x28x1", ...lines)).codes).toEqual([]);
};

describe("lint/linear-after-linear", () => {
  const code = "lint/linear-after-linear";

  it.each([
    ["full connections", "fc 300", "fc 10"],
    ["a convolution and a full connection", "conv 5x5x6", "fc 10"],
    ["convolutions", "conv 3x3x8", "conv 3x3x8 p1"],
    ["1x1 behind a full convolution", "conv 3x3x8", "conv 1x1x16"],
    ["a full convolution behind 1x1", "conv 1x1x8", "conv 3x3x8"],
    ["dropout between", "fc 300 -> dropout 0.5", "fc 10"],
    ["flatten between", "conv 5x5x6 -> flatten", "fc 10"],
    ["a middle that is narrower than one side only", "fc 100", "fc 30"],
  ])("%s", (_, first, second) => {
    fires(network("input 28x28x1", first, second), code, second);
  });

  it("tells what one layer would take", () => {
    const { notes, labels } = fires(network("input 400", "fc 120", "fc 84"), code, "fc 84");
    expect(notes).toEqual(["400 → 120 → 84 takes 58,080 weights, 400 → 84 takes 33,600"]);
    expect(labels.map(({ message }) => message)).toEqual(["this is linear"]);
    const kernels = fires(network("input 29x29x1", "conv 5x5x8 s2", "conv 3x3x8"), code, "conv 3x3x8");
    expect(kernels.notes).toEqual(["a window of 5x5 and then one of 3x3 are one of 9x9"]);
  });

  it.each([
    ["an activation between", ["conv 3x3x8 -> relu", "conv 3x3x8"]],
    ["an activation before a pooling", ["conv 5x5x6 -> relu -> avgpool 2", "fc 10"]],
    ["a maximum between", ["conv 5x5x6 -> maxpool 2", "fc 10"]],
    ["a low rank", ["fc 32", "fc 784"]],
    ["a narrow convolution between wide ones", ["conv 3x3x64 -> relu", "conv 3x3x16 p1 -> conv 3x3x64 p1 -> relu"]],
    ["depthwise, then 1x1", ["conv 3x3x8 -> relu", "dwconv 3x3 p1 -> conv 1x1x16 -> relu"]],
    ["grouped, then 1x1", ["conv 3x3x8 -> relu", "conv 3x3x8 g4 p1 -> conv 1x1x16 -> relu"]],
    ["7x1, then 1x7", ["conv 7x1x8 p3x0 -> conv 1x7x8 p0x3 -> relu"]],
    ["scores, enlarged", ["conv 3x3x8 s2 p1 -> relu", "conv 1x1x4 -> deconv 4x4x4 s2 p1"]],
    ["a value that a branch reads too", ["conv 3x3x8 p1 as stem", "add { conv 1x1x8 | relu -> conv 3x3x8 p1 }"]],
    ["an arm before a sum", ["conv 3x3x8 p1 -> relu", "add { conv 1x1x8 | } -> conv 3x3x8 p1"]],
  ])("is silent about %s", (_, lines) => {
    quiet(...lines);
  });

  it.each([
    ["avgpool 2", "avgpool1"],
    ["gavgpool", "gavgpool1"],
    ["adaptiveavgpool 2", "adaptiveavgpool1"],
    ["upsample 2", "upsample1"],
    ["pad 1x1", "pad1"],
    ["crop 1x1 -> dropout", "crop1"],
    ["channels 0 6", "channels1"],
    ["shuffle 2", "shuffle1"],
  ])("fires through %s, which is linear too", (between, name) => {
    const text = network("input 28x28x1", `conv 5x5x6 -> ${between}`, "fc 8 -> relu", "fc 10");
    const found = checkText(text).diagnostics.find((each) => each.code === code)!;
    expect(found.message).toBe(
      `\`conv1\` and \`fc1\` are linear, and \`${name}\` between them is too, so one layer could do what both do`,
    );
    const fixed = applyFix(text, found);
    expect(fixed).toBe(network("input 28x28x1", `conv 5x5x6 -> relu -> ${between}`, "fc 8 -> relu", "fc 10"));
    expect(checkText(fixed).codes).not.toContain(code);
  });

  it("puts the activation there that the model uses", () => {
    const text = network("input 28x28x1", "conv 5x5x6 as stem : 24x24x6", "conv 5x5x6 -> tanh", "fc 10");
    const [found] = checkText(text).diagnostics;
    expect(found!.code).toBe(code);
    expect(applyFix(text, found!)).toContain("conv 5x5x6 as stem : 24x24x6 -> tanh\n");
  });

  it("fires inside a block at its place there, with the use", () => {
    const text = `block pair(n) {\n  fc {n}\n  fc {n}\n}\n${network("input 3", "pair(30) -> relu", "fc 10")}`;
    const { diagnostics, codes } = checkText(text);
    expect(codes).toEqual([code]);
    expect(diagnostics[0]!.labels.map(({ message }) => message)).toContain("in `pair(30)`");
  });
});

describe("lint/bias-before-bn", () => {
  const code = "lint/bias-before-bn";

  it("adds the flag that leaves the bias out", () => {
    const text = network("input 28x28x1", "conv 5x5x6 p2 -> bn -> relu", "fc 10");
    expect(fixes(text, code, "conv 5x5x6 p2")).toBe(text.replace("p2", "p2 nobias"));
    expect(fires(text, code, "conv 5x5x6 p2").notes[0]).toContain("6 parameters are learned for nothing");
  });

  it("fixes a block where both stand together in it, wherever it is used", () => {
    const uses = network("input 28x28x1", "unit(8) * 2 -> maxpool 2", "unit(16)", "fc 10");
    const text = `block unit(c) {\n  conv 3x3x{c} p1   // three by three\n  bn -> relu\n}\n${uses}`;
    expect(fixes(text, code, "conv 3x3x{c} p1")).toBe(text.replace("{c} p1", "{c} p1 nobias"));
  });

  it("offers no fix where the number of parameters is expected", () => {
    const text = network("input 28x28x1", "conv 5x5x6 -> bn -> relu", "fc 10", "expect params 34_738");
    expect(fires(text, code, "conv 5x5x6").fixes).toEqual([]);
  });

  it("offers no fix where the same text may stand before something else", () => {
    const block = "block unit(c, norm) {\n  conv 3x3x{c} p1\n  if norm { bn }\n  relu\n}\n";
    const { fixes: none } = fires(
      `${block}${network("input 28x28x1", "unit(8, true)", "fc 10")}`,
      code,
      "conv 3x3x{c} p1",
    );
    expect(none).toEqual([]);
    const inner = "block unit(c) { conv 3x3x{c} p1 }\n";
    expect(
      fires(`${inner}${network("input 28x28x1", "unit(8) -> bn -> relu", "fc 10")}`, code, "conv 3x3x{c} p1").fixes,
    ).toEqual([]);
  });

  it.each([
    ["nobias", ["conv 5x5x6 nobias -> bn -> relu", "fc 10"]],
    ["something between", ["conv 5x5x6 -> relu -> bn", "fc 10"]],
    ["another reader", ["conv 5x5x6 as x", "add { bn | @x } -> relu", "fc 10"]],
    ["groups normalized together", ["conv 5x5x6 -> groupnorm 2 -> relu", "fc 10"]],
    ["a mean over all channels", ["conv 5x5x6 -> layernorm -> relu", "fc 10"]],
    ["channels made of a longer list", ["conv 5x5x6 -> flatten -> bn -> relu", "fc 10"]],
  ])("is silent about %s", (_, lines) => {
    quiet(...lines);
  });
});

describe("lint/softmax-twice and lint/softmax-before-hidden", () => {
  it("removes the second", () => {
    const text = network("input 28x28x1", "fc 10 -> softmax -> softmax");
    expect(fixes(text, "lint/softmax-twice", "softmax")).toBe(network("input 28x28x1", "fc 10 -> softmax"));
  });

  it("sees through what only renumbers", () => {
    fires(network("input 28x28x1", "fc 10 -> softmax -> flatten", "softmax"), "lint/softmax-twice", "softmax");
  });

  it("is about the activation of a hidden layer, through layers that learn nothing", () => {
    const { labels } = fires(
      network("input 28x28x1", "conv 5x5x6 -> softmax -> maxpool 2", "fc 10"),
      "lint/softmax-before-hidden",
      "softmax",
    );
    expect(labels.map(({ message }) => message)).toEqual(["this learns from them"]);
    fires(network("input 28x28x1", "fc 30 -> softmax", "bn -> fc 10"), "lint/softmax-before-hidden", "softmax");
  });

  it.each([
    ["the output", ["fc 30 -> relu", "fc 10 -> softmax"]],
    ["weights of other values", ["conv 3x3x8 -> relu", "mul { conv 1x1x8 -> softmax | } -> conv 3x3x8"]],
    ["both arms of a sum", ["add { fc 10 -> softmax | fc 10 -> softmax }"]],
  ])("is silent about %s", (_, lines) => {
    quiet(...lines);
  });
});

describe("lint/activation-twice", () => {
  const code = "lint/activation-twice";

  it.each([
    ["fc 30 -> relu -> relu\n  fc 10", "fc 30 -> relu\n  fc 10"],
    ["fc 30 -> relu\n  relu -> fc 10", "fc 30 -> relu -> fc 10"],
    ["fc 30 -> relu\n  relu\n  fc 10", "fc 30 -> relu\n  fc 10"],
    ["fc 30 -> relu6 -> relu6\n  fc 10", "fc 30 -> relu6\n  fc 10"],
    ["fc 30 -> relu // one\n  relu // two\n  fc 10", undefined],
    ["fc 30 -> relu // one\n  relu -> fc 10", "fc 30 -> relu // one\n  fc 10"],
    ["conv 5x5x6 -> relu -> maxpool 2 -> relu\n  fc 10", "conv 5x5x6 -> relu -> maxpool 2\n  fc 10"],
    ["fc 10 -> logsoftmax -> logsoftmax", "fc 10 -> logsoftmax"],
    ["[fc 30 -> relu -> relu] * 2\n  fc 10", "[fc 30 -> relu] * 2\n  fc 10"],
    ["fc 30 -> relu -> relu : 30\n  fc 10", undefined],
    ["fc 30 -> relu -> relu as x\n  add { fc 30 | @x }", undefined],
    ["[relu -> fc 30 -> relu] * 2\n  fc 10", undefined],
    ["fc 30 -> relu * 2\n  fc 10", undefined],
    ["conv 5x5x6 -> relu -> concat { relu | conv 1x1x8 }\n  fc 10", undefined],
  ])("%s", (wrong, right) => {
    const text = network("input 28x28x1", wrong);
    const under = /relu6|logsoftmax/.exec(wrong)?.[0] ?? "relu";
    if (right === undefined) expect(fires(text, code, under).fixes).toEqual([]);
    else expect(fixes(text, code, under)).toBe(network("input 28x28x1", right));
  });

  it.each([
    ["a layer between", ["fc 30 -> relu", "fc 10 -> relu"]],
    ["another activation", ["fc 30 -> tanh -> relu", "fc 10"]],
    ["one that is not idempotent", ["fc 30 -> sigmoid -> sigmoid", "fc 10"]],
    ["a mean between, which could be of other signs", ["conv 5x5x6 -> relu -> avgpool 2 -> relu", "fc 10"]],
    ["a sum between", ["fc 30 -> relu", "add { fc 30 | } -> relu", "fc 10"]],
  ])("is silent about %s", (_, lines) => {
    quiet(...lines);
  });

  it("takes time in proportion to the warnings", () => {
    const time = (count: number): number => {
      const text = network("input 30", ...Array<string>(count).fill("relu"));
      const start = performance.now();
      expect(checkText(text).codes.length).toBeGreaterThan(90);
      return performance.now() - start;
    };
    time(500);
    // Eight times the layers; a fix that parsed anew each time would take 64 times as long.
    expect(time(8000)).toBeLessThan(32 * Math.max(time(1000), 20));
  });
});

describe("lint/dropout-at-end", () => {
  const code = "lint/dropout-at-end";

  it("removes it, also before probabilities and at the end of a head", () => {
    const text = network("input 28x28x1", "fc 10 -> dropout 0.5");
    expect(fixes(text, code, "dropout 0.5")).toBe(network("input 28x28x1", "fc 10"));
    const scores = network("input 28x28x1", "fc 10", "dropout -> softmax");
    expect(fixes(scores, code, "dropout")).toBe(network("input 28x28x1", "fc 10 -> softmax"));
    const head = network("input 28x28x1", "conv 5x5x6 -> relu", "head aux { fc 10 -> dropout 0.2 }", "fc 10");
    expect(fixes(head, code, "dropout 0.2")).toBe(head.replace(" -> dropout 0.2", ""));
  });

  it("leaves a block as it is, which may stand elsewhere too", () => {
    const text = `block unit(n) { fc {n} -> dropout }\n${network("input 30", "unit(10)")}`;
    expect(fires(text, code, "dropout").fixes).toEqual([]);
  });

  it("is silent before the last layer that learns", () => {
    quiet("fc 30 -> relu -> dropout", "fc 10 -> softmax");
    quiet("conv 3x3x8 -> relu -> dropout", "conv 3x3x10");
  });
});

describe("lint/unused-value", () => {
  it("is about the end of what nothing reads", () => {
    const text = network("input 28x28x1", "conv 5x5x6 as x -> relu -> maxpool 2", "@x -> relu -> fc 10");
    const { notes } = fires(text, "lint/unused-value", "maxpool 2");
    expect(notes).toEqual(["the output of the model is that of `fc1`"]);
  });

  it("is silent where all is read", () => {
    quiet("conv 5x5x6 p2 as x -> relu", "add { conv 3x3x6 p1 | @x }", "head aux { gavgpool -> fc 10 }", "fc 10");
  });
});
