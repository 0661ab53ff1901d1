/**
 * The lint on a loss and the outputs it reads: the whole table of verdicts over the registry as a golden, each kind with its words
 * and fixes, the ways on which outputs reach a loss, and what layers say of their range against their formulas in float64.
 */
import { describe, expect, it } from "vitest";
import { traceFlow } from "../../../src/check/lints/flow.ts";
import { judgeOutputs } from "../../../src/check/lints/loss-should-fit-outputs.ts";
import { layers, losses } from "../../../src/ops/registry.ts";
import { readStage } from "../../ops/read-stage.ts";
import { lowerChain, run } from "../../ops/run-chain.ts";
import { applyFix, checkText } from "../check-text.ts";
import { fires } from "./fires.ts";

const code = "lint/loss-does-not-fit";

const program = (end: string, loss: string, input = "4x4x1"): string =>
  `model N {\n  input ${input}\n  ${end}\n}\ntrain N {\n  data "own"\n  loss ${loss}\n}\n`;

const verdictOf = (text: string): string => {
  const model = checkText(text).models[0];
  if (!model)
    throw new Error(
      checkText(text)
        .diagnostics.map(({ message }) => message)
        .join("\n"),
    );
  return judgeOutputs(model, traceFlow(model)).map(({ verdict }) => verdict)[0]!;
};

/** How a layer is written as the last one, behind `conv 1x1x10`; the bare name where it is not listed. */
const written: Readonly<Record<string, string>> = {
  adaptiveavgpool: "adaptiveavgpool 2",
  avgpool: "avgpool 2",
  channels: "channels 0 6",
  conv: "conv 1x1x10",
  crop: "crop 1x1",
  deconv: "deconv 2x2x10 s2",
  dropout: "dropout 0.5",
  dwconv: "dwconv 1x1",
  fc: "fc 10",
  groupnorm: "groupnorm 2",
  lrn: "lrn 5",
  maxpool: "maxpool 2",
  pad: "pad 1x1",
  reshape: "reshape 2x8x10",
  shuffle: "shuffle 2",
  subsample: "subsample 2",
  upsample: "upsample 2",
};

describe("every loss behind every layer", () => {
  it("has a verdict", () => {
    const table = [...layers.keys()].map((name) => {
      const ends =
        name === "gconv"
          ? program("gconv 10", "LOSS", '4x1 graph="e.csv"')
          : program(`conv 1x1x10 -> ${written[name] ?? name}`, "LOSS");
      return `${name}: ${[...losses.keys()].map((loss) => `${loss} ${verdictOf(ends.replace("LOSS", loss))}`).join(", ")}`;
    });
    expect(`${table.join("\n")}\n`).toMatchSnapshot();
  });
});

describe("what is said of each", () => {
  it.each([
    ["fc 10", "nll", "`nll` reads logarithms of probabilities, and the model gives any numbers"],
    ["fc 10 -> softmax", "nll", "`nll` reads logarithms of probabilities, and the model gives probabilities"],
    ["fc 10 -> sigmoid", "nll", "`nll` reads logarithms of probabilities, and the model gives numbers from 0 to 1"],
    [
      "fc 2 -> sigmoid",
      "crossentropy",
      "`crossentropy` reads scores, which may be any numbers, and the model gives numbers from 0 to 1",
    ],
    [
      "fc 10 -> relu",
      "crossentropy",
      "`crossentropy` reads scores, which may be any numbers, and the model gives no numbers below 0",
    ],
    [
      "fc 10 -> tanh",
      "crossentropy",
      "`crossentropy` reads scores, which may be any numbers, and the model gives numbers from -1 to 1",
    ],
    [
      "fc 10 -> elu alpha=0.5",
      "crossentropy",
      "`crossentropy` reads scores, which may be any numbers, and the model gives no numbers below -0.5",
    ],
    [
      "fc 10 -> logsoftmax",
      "crossentropy",
      "`crossentropy` takes the logarithm of a softmax, and `logsoftmax` has taken it already",
    ],
    [
      "fc 10 -> softmax -> identity",
      "crossentropy",
      "`crossentropy` makes probabilities of the probabilities of `softmax`",
    ],
    [
      "fc 10 -> softmax",
      "bce",
      "`bce` compares each output with its own yes or no, and the outputs of `softmax` add up to one",
    ],
    ["fc 10 -> relu", "bce", "`bce` reads scores, which may be any numbers, and the model gives no numbers below 0"],
    ["fc 10 -> logsoftmax", "mse", "`mse` compares with 0 and 1, and the model gives logarithms of probabilities"],
    ["fc 10 -> softmax", "hinge", "`hinge` wants scores that are 1 apart, and the model gives probabilities"],
    ["fc 1", "crossentropy", "`crossentropy` compares the scores of classes, and the model gives one"],
  ])("%s, %s", (end, loss, message) => {
    expect(fires(program(end, loss), code, `loss ${loss}`).message).toBe(message);
  });

  it("holds the least loss there can be", () => {
    // ln(1 + e^-1) of two classes, ln(1 + 9·e^-1) of ten; of bce (ln(1 + e^-1) + 9·ln 2)/10.
    const noteOf = (end: string, loss: string) => fires(program(end, loss), code, `loss ${loss}`).notes[0];
    expect(noteOf("fc 2 -> sigmoid", "crossentropy")).toBe("with 2 outputs the loss cannot be less than 0.3133");
    expect(noteOf("fc 10 -> hardsigmoid", "crossentropy")).toBe("with 10 outputs the loss cannot be less than 1.461");
    expect(noteOf("fc 10 -> softmax", "bce")).toBe("with 10 outputs the loss cannot be less than 0.6552");
    expect(
      fires(program("fc 10 -> tanh", "crossentropy smoothing=0.1"), code, "loss crossentropy smoothing=0.1").notes,
    ).toEqual([]);
  });

  it.each([
    ["fc 10", "nll", "fc 10", "crossentropy", true],
    ["fc 10 -> softmax", "nll", "fc 10 -> softmax", "crossentropy", true],
    ["fc 10 -> logsoftmax", "crossentropy", "fc 10 -> logsoftmax", "nll", true],
    ["fc 10 -> softmax", "bce", "fc 10 -> softmax", "crossentropy", undefined],
    ["fc 10 -> sigmoid", "crossentropy", "fc 10", "crossentropy", undefined],
    ["fc 10 -> relu", "crossentropy", "fc 10", "crossentropy", undefined],
    ["fc 10 -> tanh", "bce", "fc 10", "bce", undefined],
    ["fc 10 -> logsoftmax", "mae", "fc 10", "mae", undefined],
    ["fc 10 -> sigmoid", "hinge", "fc 10", "hinge", undefined],
  ])("%s, %s has a fix that ends it", (end, loss, fixedEnd, fixedLoss, safe) => {
    const text = program(end, loss);
    const diagnostic = fires(text, code, `loss ${loss}`);
    const fixed = applyFix(text, diagnostic);
    expect(fixed).toBe(program(fixedEnd, fixedLoss));
    expect(checkText(fixed).codes).toEqual([]);
    expect(diagnostic.fixes[0]!.safe).toBe(safe);
  });
});

describe("the ways to a loss", () => {
  const codes = (text: string): readonly string[] => checkText(text).codes;

  it.each([
    ["a block", "block end() { relu }\n", "fc 10 -> end()"],
    ["a label", "", "fc 10 -> relu as out"],
    ["identity", "", "fc 10 -> relu -> identity"],
    ["flatten", "", "conv 4x4x10 -> relu -> flatten"],
    ["a group", "", "[fc 10 -> relu]"],
    ["a maximum over places, of numbers with two ends", "", "conv 1x1x10 -> tanh -> gmaxpool"],
    ["a mean over places, of numbers with two ends", "", "conv 1x1x10 -> sigmoid -> gavgpool"],
    ["a reference", "", "fc 10 -> relu as out -> dropout\n  @out"],
  ])("is found through %s", (_, blocks, end) => {
    expect(codes(blocks + program(end, "crossentropy"))).toContain(code);
  });

  it("is found behind dropout, which has a lint of its own", () => {
    expect(codes(program("fc 10 -> sigmoid -> dropout", "bce"))).toContain(code);
  });

  it("is found in a head that is trained, and in no other", () => {
    const text = (aux: string): string =>
      `model N {\n  input 4x4x1\n  fc 12 -> relu\n  head side {\n    fc 10 -> tanh\n  }\n  fc 10\n}\ntrain N {\n  data "own"\n  loss crossentropy\n${aux}}\n`;
    const found = fires(text("  aux side\n"), code, "loss crossentropy");
    expect(found.message).toContain("and head `side` gives numbers from -1 to 1");
    expect(codes(text(""))).toEqual([]);
  });

  it("has a place where no loss is written", () => {
    const text = 'model N {\n  input 4x4x1\n  fc 10 -> relu\n}\ntrain N {\n  data "own"\n}\n';
    expect(fires(text, code, "train").labels[0]!.message).toBe("this gives no numbers below 0");
  });

  it.each([
    ["scores", "fc 10", "crossentropy"],
    ["softmax before crossentropy", "fc 10 -> softmax", "crossentropy"],
    ["sigmoid before bce", "fc 10 -> sigmoid", "bce"],
    ["logsoftmax before nll", "fc 10 -> logsoftmax", "nll"],
    ["one output that is a yes or no", "fc 1 -> sigmoid", "bce"],
    [
      "a mean over places of what an activation cut, as networks of 2014 end",
      "conv 3x3x10 p1 -> relu -> gavgpool",
      "crossentropy",
    ],
    ["a slope below zero", "fc 10 -> leakyrelu 0.1", "crossentropy"],
    ["a normalization behind", "fc 10 -> relu -> bn", "crossentropy"],
    ["a join", "fc 10 -> add { relu | }", "crossentropy"],
    ["values", "fc 10 -> sigmoid", "mse"],
    ["a margin within reach", "fc 10 -> tanh", "hinge"],
    ["a smaller margin", "fc 10 -> sigmoid", "hinge margin=0.5"],
  ])("is silent about %s", (_, end, loss) => {
    expect(codes(program(end, loss))).toEqual([]);
  });
});

describe("ranges that layers declare", () => {
  const inputs = [-1e4, -100, -20, -5, -3, -1.28, -0.75, -0.5, 0, 0.5, 1, 3, 20, 100, 1e4];
  const stages = [...layers.values()].filter(({ facts }) => facts.elementwise && !facts.passes).map(({ name }) => name);
  const outputsOf = (text: string): readonly number[] => {
    const { input, output, nests, parameters } = lowerChain([readStage(text)], [inputs.length]);
    const given = new Map([[input, Float64Array.from(inputs)]]);
    for (const tensor of parameters.values())
      given.set(
        tensor,
        Float64Array.from({ length: 64 }, () => 0.25),
      );
    return [...run(nests, given, 1).get(output)!];
  };

  it.each([...stages, "elu alpha=0.25", "leakyrelu 0", "softmax", "logsoftmax"])("%s", (text) => {
    const { layer, values } = readStage(text);
    const [low, high] = layer.range?.(values) ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    const outputs = outputsOf(text);
    const [least, most] = [Math.min(...outputs), Math.max(...outputs)];
    // Within, and as narrow as it is.
    expect(least).toBeGreaterThanOrEqual(low);
    expect(most).toBeLessThanOrEqual(high);
    expect(least).toBeLessThan(Number.isFinite(low) ? low + 0.01 : -20);
    expect(most).toBeGreaterThan(Number.isFinite(high) ? high - 0.01 : 20);
  });
});
