/**
 * The networks of the lectures that are chains of the layers there are: parameters, multiply-adds and receptive fields against
 * published numbers (facts/networks.md; torchvision, the papers).
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { CheckedModel } from "../../src/check/model.ts";
import { modelOf, network } from "./check-text.ts";

const learning = (model: CheckedModel): readonly number[] =>
  model.layers.filter(({ params }) => params > 0).map(({ params }) => params);
const example = (name: string): CheckedModel =>
  modelOf(readFileSync(new URL(`../../examples/${name}.cnn`, import.meta.url), "utf8"));

/** Convolutions 3x3 with ReLU by numbers of filters, a pooling between the stages: VGG. */
function vgg(...stages: readonly string[]): string {
  return network("input 224x224x3", ...stages, "[fc 4096 -> relu -> dropout 0.5] * 2", "fc 1000");
}
const stage = (filters: number, times: number): string => `[conv 3x3x${filters} p1 -> relu] * ${times} -> maxpool 2`;

describe("LeNet-5", () => {
  const model = example("lenet5");

  it("counts rows and totals", () => {
    expect(learning(model)).toEqual([156, 2416, 48_120, 10_164, 850]);
    expect(model.totals).toEqual({ params: 61_706, weights: 61_470, macs: 416_520, rf: 32 });
  });

  it("counts weights as the complexity table of the lecture does, up to its last full connection", () => {
    const weights = model.layers.filter((layer) => layer.weights > 0).map((layer) => layer.weights);
    expect(weights).toEqual([150, 2400, 48_000, 10_080, 840]);
  });

  it("names layers per operator and knows their shapes", () => {
    const rows = model.layers.map(({ name, output }) => `${name} ${output.join("x")}`);
    expect(rows).toEqual([
      ...["conv1 28x28x6", "relu1 28x28x6", "maxpool1 14x14x6"],
      ...["conv2 10x10x16", "relu2 10x10x16", "maxpool2 5x5x16"],
      ...["fc1 120", "relu3 120", "fc2 84", "relu4 84", "fc3 10"],
    ]);
    expect(model.layers.map(({ inputs }) => inputs.join())).toEqual([
      "input",
      ...model.layers.slice(0, -1).map(({ name }) => name),
    ]);
  });

  it("sees 16 pixels after the second pooling", () => {
    const pool = model.layers.find(({ name }) => name === "maxpool2")!;
    expect(pool.receptiveField).toEqual([16, 16]);
    expect(pool.jump).toEqual([4, 4]);
  });

  it("sees as much when flattened by a layer of its own", () => {
    const { totals } = modelOf(
      network("input 28x28x1", "conv 5x5x6 p2 -> maxpool 2 -> conv 5x5x16 -> maxpool 2", "flatten -> fc 10"),
    );
    expect(totals.rf).toBe(32);
  });

  it("has the committed recipe", () => {
    const { recipe } = model;
    expect(recipe).toMatchObject({ name: "LeNet5", data: { spec: "mnist" }, batch: 64, epochs: 3, seed: 1 });
    expect(recipe!.optimizer.operator.name).toBe("sgd");
    expect(recipe!.optimizer.values).toMatchObject({ lr: 0.05, momentum: 0.9, nesterov: false });
    expect(recipe!.schedule.operator.name).toBe("cosine");
    expect(recipe!.loss.operator.name).toBe("crossentropy");
  });

  it("without padding has 44,426 parameters", () => {
    const { totals } = modelOf(
      network(
        "input 28x28x1",
        "conv 5x5x6 -> relu -> maxpool 2",
        "conv 5x5x16 -> relu -> maxpool 2",
        "fc 120 -> relu",
        "fc 84 -> relu",
        "fc 10",
      ),
    );
    expect(totals).toMatchObject({ params: 44_426, macs: 281_640 });
  });
});

describe("examples", () => {
  it("LeNet-5 for fashion is the same network", () => {
    const model = example("lenet5-fashion");
    expect(model.totals.params).toBe(61_706);
    expect(model.recipe).toMatchObject({ data: { spec: "fashion" }, epochs: 10 });
  });

  it("the CIFAR-10 tutorial's network", () => {
    expect(example("cifar10-tutorial").totals).toMatchObject({ params: 62_006, macs: 651_720 });
  });
});

const paperTail = ["fc 4096 -> relu -> dropout", "fc 4096 -> relu -> dropout", "fc 1000"];

describe("reference networks", () => {
  it.each([
    [
      "two-layer MNIST CNN",
      network("input 28x28x1", "conv 5x5x10 -> relu -> maxpool 2", "conv 5x5x20 -> relu -> maxpool 2", "fc 10"),
      8_490,
      467_200,
    ],
    [
      "Ciresan",
      network(
        "input 29x29x1",
        "conv 4x4x20 -> tanh -> maxpool 2",
        "conv 5x5x40 -> tanh -> maxpool 3",
        "fc 150 -> tanh",
        "fc 10",
      ),
      76_040,
      1_891_820,
    ],
    [
      "AlexNet, paper",
      network(
        "input 227x227x3",
        "conv 11x11x96 s4 -> relu -> maxpool 3 s2",
        "conv 5x5x256 p2 g2 -> relu -> maxpool 3 s2",
        "conv 3x3x384 p1 -> relu",
        "conv 3x3x384 p1 g2 -> relu",
        "conv 3x3x256 p1 g2 -> relu -> maxpool 3 s2",
        ...paperTail,
      ),
      60_965_224,
      724_406_816,
    ],
    [
      "AlexNet, ungrouped",
      network(
        "input 227x227x3",
        "conv 11x11x96 s4 -> relu -> maxpool 3 s2",
        "conv 5x5x256 p2 -> relu -> maxpool 3 s2",
        "[conv 3x3x384 p1 -> relu] * 2 -> conv 3x3x256 p1 -> relu -> maxpool 3 s2",
        ...paperTail,
      ),
      62_378_344,
      1_135_256_096,
    ],
    [
      "AlexNet, torchvision",
      network(
        "input 224x224x3",
        "conv 11x11x64 s4 p2 -> relu -> maxpool 3 s2",
        "conv 5x5x192 p2 -> relu -> maxpool 3 s2",
        "conv 3x3x384 p1 -> relu -> conv 3x3x256 p1 -> relu -> conv 3x3x256 p1 -> relu -> maxpool 3 s2",
        "dropout -> fc 4096 -> relu -> dropout -> fc 4096 -> relu -> fc 1000",
      ),
      61_100_840,
      714_188_480,
    ],
    ["VGG-A", vgg(stage(64, 1), stage(128, 1), stage(256, 2), `[${stage(512, 2)}] * 2`), 132_863_336, 7_609_090_048],
    ["VGG-B", vgg(stage(64, 2), stage(128, 2), stage(256, 2), `[${stage(512, 2)}] * 2`), 133_047_848, 11_308_466_176],
    [
      "VGG-C",
      vgg(
        stage(64, 2),
        stage(128, 2),
        "[conv 3x3x256 p1 -> relu] * 2 -> conv 1x1x256 -> relu -> maxpool 2",
        "[[conv 3x3x512 p1 -> relu] * 2 -> conv 1x1x512 -> relu -> maxpool 2] * 2",
      ),
      133_638_952,
      11_770_888_192,
    ],
    ["VGG-D", vgg(stage(64, 2), stage(128, 2), stage(256, 3), `[${stage(512, 3)}] * 2`), 138_357_544, 15_470_264_320],
    ["VGG-E", vgg(stage(64, 2), stage(128, 2), stage(256, 4), `[${stage(512, 4)}] * 2`), 143_667_240, 19_632_062_464],
  ] as const)("%s", (_, text, params, macs) => {
    expect(modelOf(text).totals).toMatchObject({ params, macs });
  });

  it("AlexNet of the lecture, ungrouped, on one channel, has maps of 54, 26, 12 and 5", () => {
    const model = modelOf(
      network(
        "input 224x224x1",
        "conv 11x11x96 s4 p1 -> relu -> maxpool 3 s2 : 26x26x96",
        "conv 5x5x256 p2 -> relu -> maxpool 3 s2 : 12x12x256",
        "conv 3x3x384 p1 -> relu -> conv 3x3x384 p1 -> relu -> conv 3x3x256 p1 -> relu -> maxpool 3 s2 : 5x5x256",
        "fc 4096 -> relu -> fc 4096 -> relu -> fc 10",
      ),
    );
    expect(model.layers[0]!.output).toEqual([54, 54, 96]);
    expect(model.totals).toMatchObject({ params: 46_764_746, macs: 938_146_176 });
  });

  it.each([
    [
      "AlexNet",
      "conv 11x11x96 s4 -> maxpool 3 s2 -> conv 5x5x256 p2 -> maxpool 3 s2 -> [conv 3x3x384 p1] * 3 -> maxpool 3 s2",
      195,
    ],
    ["VGG-11", `${stage(64, 1)} -> ${stage(128, 1)} -> ${stage(256, 2)} -> [${stage(512, 2)}] * 2`, 150],
    ["VGG-16", `${stage(64, 2)} -> ${stage(128, 2)} -> ${stage(256, 3)} -> [${stage(512, 3)}] * 2`, 212],
    ["VGG-19", `${stage(64, 2)} -> ${stage(128, 2)} -> ${stage(256, 4)} -> [${stage(512, 4)}] * 2`, 268],
  ])("the features of %s see %i pixels", (_, features, rf) => {
    expect(modelOf(network("input 227x227x3", features)).totals.rf).toBe(rf);
  });
});
