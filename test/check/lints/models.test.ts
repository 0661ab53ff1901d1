/** Lints that look at a model or a recipe as a whole: where they fire, and the near cases they leave alone. */
import { describe, expect, it } from "vitest";
import { checkText, network } from "../check-text.ts";
import { fires } from "./fires.ts";

const codes = (...lines: readonly string[]): readonly string[] => checkText(network(...lines)).codes;

describe("lint/dominant-fc", () => {
  it("counts", () => {
    const text = network("input 64x64x3", "conv 3x3x32 p1 -> relu -> maxpool 2", "fc 128 -> relu", "fc 10");
    const { message, notes } = fires(text, "lint/dominant-fc", "fc 128");
    // 32·32·32·128 + 128 = 4,194,432; with 896 and 1,290: 4,196,618.
    expect(message).toBe("`fc1` holds 99.9% of the parameters of the model");
    expect(notes).toEqual(["32x32x32 is 32,768 values, each connected to 128 outputs: 4,194,432 of 4,196,618"]);
  });

  it.each([
    ["a smaller map", ["input 64x64x3", "conv 3x3x32 p1 -> relu -> maxpool 8", "fc 128 -> relu", "fc 10"]],
    ["a small model", ["input 28x28x1", "conv 5x5x6 -> relu", "fc 100 -> relu", "fc 10"]],
    ["a network of full connections", ["input 64x64x3", "fc 1000 -> relu", "fc 10"]],
    [
      "62%, as AlexNet has",
      ["input 6x6x256", "conv 3x3x256 p1 -> relu", "fc 4096 -> relu", "fc 4096 -> relu", "fc 1000"],
    ],
  ])("is silent about %s", (_, lines) => {
    expect(codes(...lines)).toEqual([]);
  });

  it("says nothing about a connection that is huge, which is said already", () => {
    expect(codes("input 4000x3000x3", "conv 3x3x3 p1 -> relu", "fc 100")).toEqual(["lint/huge-fc"]);
  });
});

describe("lint/small-receptive-field", () => {
  const three = "conv 3x3x16 p1 -> relu -> maxpool 2 -> conv 3x3x32 p1 -> relu";

  it("tells the field of what is averaged", () => {
    // 3, pooling 4 at a distance of 2, 4 + 2·2 = 8.
    const { message } = fires(
      network("input 64x64x3", three, "gavgpool -> fc 10"),
      "lint/small-receptive-field",
      "gavgpool",
    );
    expect(message).toBe("`gavgpool1` averages features that see 8x8 of the 64x64 places of the input");
    fires(
      network("input 64x64x3", three, "avgpool 32 -> dropout", "fc 10"),
      "lint/small-receptive-field",
      "avgpool 32",
    );
    fires(network("input 64x8x3", three, "gavgpool -> flatten -> fc 10"), "lint/small-receptive-field", "gavgpool");
  });

  it.each([
    ["half of the image", ["input 16x16x3", three, "gavgpool -> fc 10"]],
    ["a full connection, which sees every place", ["input 64x64x3", three, "fc 10"]],
    ["a map as output", ["input 64x64x3", three]],
    ["a maximum over the map", ["input 64x64x3", three, "gmaxpool -> fc 10"]],
    ["a sequence", ["input 100x12", "conv 5x16 p2 -> relu", "gavgpool -> fc 10"]],
    [
      "an excitation beside the way to the output",
      ["input 64x64x3", three, "mul { gavgpool -> conv 1x1x32 -> sigmoid | }"],
    ],
    ["a convolution as the last window", ["input 16x16x3", "conv 3x3x8 p1 -> relu -> conv 16x16x10"]],
  ])("is silent about %s", (_, lines) => {
    expect(codes(...lines)).toEqual([]);
  });
});

describe("recipes", () => {
  const trained = (settings: string, layers = "conv 3x3x6 nobias -> bn -> relu"): string =>
    `${network("input 28x28x1", layers, "fc 10")}train Net {\n  data mnist\n  ${settings}\n}\n`;

  it("lint/batch-of-one", () => {
    const { labels } = fires(trained("batch 1"), "lint/batch-of-one", "batch 1");
    expect(labels.map(({ message }) => message)).toEqual(["this normalizes by the batch"]);
    expect(checkText(trained("batch 2")).codes).toEqual([]);
    expect(checkText(trained("batch 1", "conv 3x3x6 -> groupnorm 2 -> relu")).codes).toEqual([]);
  });

  it.each([
    ["sgd lr=5", "lr=5", "a learning rate of 5 is above the usual for `sgd`"],
    ["sgd momentum=0.9 lr=1e-6", "lr=1e-6", "a learning rate of 0.000001 is below the usual for `sgd`"],
    ["adam lr=0.1", "lr=0.1", "a learning rate of 0.1 is above the usual for `adam`"],
  ])("lint/unusual-learning-rate: %s", (optimizer, under, message) => {
    const found = fires(trained(`optimizer ${optimizer}`), "lint/unusual-learning-rate", under);
    expect(found.message).toBe(message);
  });

  it.each(["sgd", "sgd lr=1", "sgd lr=1e-4", "sgd lr=0.1 momentum=0.9", "adam", "adam lr=0.001", "adam lr=0.01"])(
    "%s is usual",
    (optimizer) => {
      expect(checkText(trained(`optimizer ${optimizer}`)).codes).toEqual([]);
    },
  );

  it("are judged in the file that holds them, when the model is imported", () => {
    const text = `import ResNet20 from "std/cifar-resnet"\n\ntrain ResNet20 {\n  data cifar10\n  batch 1\n}\n`;
    const { diagnostics } = checkText(text);
    const found = diagnostics.filter(({ code }) => code === "lint/batch-of-one");
    expect(found.map(({ source, span }) => source!.text.slice(span!.start, span!.end))).toEqual(["batch 1"]);
  });
});
