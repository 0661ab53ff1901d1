/** Recipes and expectations: what settings mean, what they may hold, and what memory is. */
import { describe, expect, it } from "vitest";
import { estimateMemory } from "../../src/check/estimate-memory.ts";
import { checkText, modelOf, network } from "./check-text.ts";

const net = network("input 28x28x1", "fc 10");
const recipe = (...settings: readonly string[]): string =>
  `const n = 32\n${net}train Net {\n${settings.map((line) => `  ${line}\n`).join("")}}\n`;

describe("recipes", () => {
  it("without settings have the defaults", () => {
    const model = modelOf(recipe());
    expect(model.recipe).toMatchObject({ name: "Net", batch: 64, epochs: 10, seed: 1 });
    expect(model.recipe!.data).toBeUndefined();
    expect(model.recipe!.optimizer.values).toMatchObject({ lr: 0.01 });
    expect(model.recipe!.init.operator.name).toBe("torch");
  });

  it("take every setting of this version", () => {
    const { recipe: found } = modelOf(
      recipe(
        'data "../images" split=0.9',
        "normalize mean=0.1307 std=[0.3081]",
        "loss crossentropy smoothing=0.1",
        "optimizer adam lr=1/1000",
        "schedule step every=3 gamma=0.5 warmup=2",
        "clip norm 1.0",
        "init he",
        "batch n",
        "epochs {n/4}",
        "seed 7",
      ).replace("lr=1/1000", "lr=(1/1000)"),
    );
    expect(found).toMatchObject({
      data: { spec: "../images", split: 0.9 },
      normalize: { mean: [0.1307], std: [0.3081] },
      batch: 32,
      epochs: 8,
      seed: 7,
    });
    expect(found!.optimizer.operator.name).toBe("adam");
    expect(found!.optimizer.values.lr).toBe(0.001);
    expect(found!.schedule.values).toMatchObject({ every: 3, gamma: 0.5, warmup: 2 });
    expect(found!.loss.values).toMatchObject({ smoothing: 0.1 });
    expect(found!.clip!.operator.name).toBe("norm");
    expect(found!.clip!.values).toMatchObject({ limit: 1 });
    expect(found!.init.operator.name).toBe("he");
    expect(modelOf(recipe("normalize auto")).recipe!.normalize).toBe("auto");
    expect(modelOf(recipe("optimizer sgd nesterov momentum=0.9")).recipe!.optimizer.values.nesterov).toBe(true);
  });

  it.each([
    ["augment", "check/missing-argument"],
    ["augment shft 2", "check/unknown-choice"],
    ["augment 2", "check/unknown-choice"],
    ["augment shift", "check/missing-argument"],
    ["augment shift 1.5", "check/not-an-integer"],
    ["augment shift (0-1)", "check/out-of-range"],
    ["augment shift 28", "shape/nothing-left"],
    ["augment shift 2 -> flip sideways", "check/unknown-argument"],
    ["augment shift 2 -> bend 3", "check/unknown-choice"],
    ["augment shift 2 -> shift 40", "shape/nothing-left"],
    ["augment rotate 181", "check/out-of-range"],
    ["augment crop 24", "check/augmented-size"],
    ["augment crop 37 pad=4", "shape/kernel-exceeds-input"],
    ["augment crop [28, 28, 1] pad=2", "shape/wrong-number-of-sizes"],
    ["augment erase 29", "shape/nothing-left"],
    ["augment noise (0-1)", "check/out-of-range"],
    ["freeze fc1", "check/nothing-to-train"],
    ["freeze fc11", "check/unknown-part"],
    ["freeze", "check/missing-argument"],
    ["freeze 3", "check/wrong-kind"],
    ["freeze fc1 fc1", "check/duplicate-argument"],
    ["freeze fc1 -> fc2", "check/too-many-arguments"],
    ['freeze "constructor"', "check/unknown-part"],
    ["aux side", "check/unknown-head"],
    ["aux", "check/missing-argument"],
    ["aux 0.3", "check/wrong-kind"],
    ["aux side 0.3", "check/too-many-arguments"],
    ["aux side weight=0", "check/out-of-range"],
    ["aux side wieght=1", "check/unknown-argument"],
    ["aux side -> other", "check/too-many-arguments"],
    ["stop patience=0", "check/out-of-range"],
    ["stop patience=2.5", "check/not-an-integer"],
    ["stop metric=val_los", "check/unknown-choice"],
    ["stop 3", "check/too-many-arguments"],
    ["stop patience=3 -> x", "check/too-many-arguments"],
    ["clip", "check/missing-argument"],
    ["clip norm", "check/missing-argument"],
    ["clip 1.0", "check/unknown-choice"],
    ["clip length 1.0", "check/unknown-choice"],
    ["clip norm 0", "check/out-of-range"],
    ["clip norm [1, 2]", "check/wrong-kind"],
    ["clip value 1 2", "check/too-many-arguments"],
    ["schedule cosine warmup=(0-1)", "check/out-of-range"],
    ["schedule milestones", "check/missing-argument"],
    ["schedule milestones gamma=0.1", "check/missing-argument"],
    ["schedule milestones [3, 5.5]", "check/not-an-integer"],
    ["schedule milestones [3, (0-5)]", "check/out-of-range"],
    ['schedule milestones [3, "5"]', "check/wrong-kind"],
    ["schedule milestones [[3]]", "check/wrong-kind"],
    ["schedule milestones [3] [5]", "check/too-many-arguments"],
    ["schedule milestones epochs=[3]", "check/wrong-kind"],
    ["loss crossentropy smoothing=1.5", "check/out-of-range"],
    ["init normal std=(0-1)", "check/out-of-range"],
    ["data mnits", "check/unknown-choice"],
    ["data", "check/missing-argument"],
    ["data 5", "check/wrong-kind"],
    ["data mnist split=1", "check/out-of-range"],
    ["data mnist splt=0.5", "check/unknown-argument"],
    ['data ""', "check/wrong-kind"],
    ["normalize", "check/missing-argument"],
    ["normalize mean=0.1", "check/missing-argument"],
    ["normalize mean=0.1 std=0", "check/out-of-range"],
    ["normalize mean=[1, 2] std=[1, 2, 3]", "check/wrong-kind"],
    ["normalize none", "check/unknown-argument"],
    ["loss crossentrpy", "check/unknown-choice"],
    ["loss", "check/missing-argument"],
    ["loss 5", "check/unknown-choice"],
    ["optimizer sgd lr=fast", "check/unknown-name"],
    ["optimizer sgd lr=(0-1)", "check/out-of-range"],
    ["optimizer sgd rate=0.1", "check/unknown-argument"],
    ["optimizer sgd nestrov", "check/unknown-argument"],
    ["optimizer __proto__", "check/unknown-choice"],
    ["schedule step every=0", "check/out-of-range"],
    ["schedule step every=0.5", "check/not-an-integer"],
    ["batch", "check/missing-argument"],
    ["batch 0", "check/out-of-range"],
    ["batch 1_000_000", "check/out-of-range"],
    ["batch 6.4", "check/not-an-integer"],
    ["batch big", "check/wrong-kind"],
    ["batch 64 32", "check/too-many-arguments"],
    ["batch 64 -> seed 3", "check/too-many-arguments"],
    ["seed -1", "check/out-of-range"],
    ["bach 64", "check/unknown-setting"],
    ["constructor 64", "check/unknown-setting"],
  ])("%s is %s", (setting, code) => {
    expect(checkText(recipe(setting)).codes).toEqual([code]);
  });

  it("take lists of numbers, also by name, and one number for a list of one", () => {
    const epochs = (schedule: string): unknown =>
      modelOf(`const late = [8, 4 * 3]\n${recipe(`schedule milestones ${schedule}`)}`).recipe!.schedule.values.epochs;
    expect(epochs("[3, n] gamma=0.5")).toEqual([3, 32]);
    expect(epochs("{late}")).toEqual([8, 12]);
    expect(epochs("7")).toEqual([7]);
    expect(epochs("[]")).toEqual([]);
  });

  it("begin weights as they say, and as a layer says for itself", () => {
    const text = `${network("input 4x4x1", "fc 8 init=normal std=0.5 nobias -> relu", "fc 3 init=zeros", "fc 2")}train Net {\n  init lecun\n}\n`;
    const starts = modelOf(text).layers.flatMap(({ parameters }) =>
      parameters.map(({ init }) => [init?.operator.name, init?.values.std]),
    );
    expect(starts).toEqual([
      ["normal", 0.5],
      ["zeros", undefined],
      ["zeros", undefined],
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(checkText(network("input 4x4x1", "fc 8 init=normal std=0 dev=3")).codes).toEqual(["check/unknown-argument"]);
    expect(checkText(network("input 4x4x1", "fc 8 init=he std=3")).codes).toEqual(["check/unknown-argument"]);
    expect(checkText(network("input 4x4x1", "fc 8 std=3")).codes).toEqual(["check/unknown-argument"]);
  });

  it("stand once for a model, and for a model that is there", () => {
    expect(checkText(`${recipe()}train Net {\n  batch 1\n}\n`).codes).toEqual(["check/duplicate-train"]);
    expect(checkText(`${net}train Nett {\n  batch 1\n}\n`).codes).toEqual(["check/unknown-model"]);
  });

  it("want one score per class", () => {
    const text = (data: string): string => `${network("input 28x28x1", "conv 5x5x10")}train Net {\n  data ${data}\n}\n`;
    expect(checkText(text("mnist")).codes).toEqual(["check/output-not-a-list"]);
    // Data of one's own may have a label for each place.
    expect(checkText(text('"cells"')).codes).toEqual([]);
    const single = text("mnist").replace("conv 5x5x10", "conv 28x28x10");
    expect(checkText(single).codes.filter((code) => !code.startsWith("lint/"))).toEqual([]);
  });

  it("want classes to choose from at each place", () => {
    const text = (channels: number): string =>
      `${network("input 28x28x1", `conv 5x5x${channels}`)}train Net {\n  data "cells"\n}\n`;
    expect([checkText(text(1)).codes, checkText(text(2)).codes]).toEqual([["check/one-class-per-place"], []]);
  });

  it("want labels that can be moved with their images", () => {
    const text = (conv: string, augment: string): string =>
      `${network("input 28x28x1", conv)}train Net {\n  data "cells"\n  augment ${augment}\n}\n`;
    const moving = ["shift 2", "flip", "rotate 5", "crop 28 pad=2", "noise 0.1 -> flip"];
    for (const augment of moving) {
      expect(checkText(text("conv 5x5x3", augment)).codes, augment).toEqual(["check/augmented-labels"]);
      expect(checkText(text("conv 5x5x3 p2", augment)).codes, augment).toEqual([]);
    }
    expect(checkText(text("conv 5x5x3", "noise 0.1 -> erase 4")).codes).toEqual([]);
  });
});

describe("memory", () => {
  it("is weights, gradients, states and activations with their gradients", () => {
    const model = modelOf(
      `${network("input 4x4x1", "conv 3x3x2 -> relu -> flatten -> fc 3")}train Net {\n  optimizer adam\n}\n`,
    );
    const params = 20 + (8 * 3 + 3);
    const outputs = 8 + 8 + 3;
    expect(estimateMemory(model, 5)).toEqual({
      batch: 5,
      weights: 4 * params,
      gradients: 4 * params,
      optimizer: 8 * params,
      activations: 5 * 4 * (16 + 2 * outputs),
      total: 16 * params + 20 * (16 + 2 * outputs),
    });
  });

  it("has no gradients and no states of what is frozen, and no gradient of what only that leads to", () => {
    const text = (settings: string): string =>
      `${network("input 4x4x1", "conv 3x3x2 -> relu -> flatten -> fc 5 -> relu -> fc 3")}train Net {\n  optimizer adam\n${settings}}\n`;
    const [conv, middle, last] = [20, 8 * 5 + 5, 5 * 3 + 3];
    const all = 4 * (conv + middle + last);
    expect(estimateMemory(modelOf(text("  freeze conv1 fc1\n")), 2)).toMatchObject({
      weights: all,
      gradients: 4 * last,
      optimizer: 8 * last,
      activations: 2 * 4 * (16 + 8 + 8 + 5 + 5 + 2 * 3),
    });
    expect(estimateMemory(modelOf(text("  freeze fc1\n")), 2)).toMatchObject({
      gradients: 4 * (conv + last),
      activations: 2 * 4 * (16 + 2 * (8 + 8 + 5 + 5 + 3)),
    });
  });

  it("holds the heads that are trained", () => {
    const text = (settings: string): string =>
      `${network("input 6", "fc 5 -> relu", "head side { fc 3 }", "fc 3")}train Net {\n${settings}}\n`;
    const without = estimateMemory(modelOf(text("")), 1);
    const trained = estimateMemory(modelOf(text("  aux side\n")), 1);
    expect(without.weights).toBe(4 * (35 + 18));
    expect(trained.weights).toBe(4 * (35 + 18 + 18));
    expect(trained.activations - without.activations).toBe(4 * 2 * 3);
  });

  it("of momentum is one state, of nothing none", () => {
    const states = (settings: string): number =>
      estimateMemory(modelOf(`${net}train Net {\n  optimizer sgd ${settings}\n}\n`), 1).optimizer / (4 * 7850);
    expect(states("")).toBe(0);
    expect(states("momentum=0.9")).toBe(1);
  });
});

describe("expectations", () => {
  it.each([
    ["params 7_850", []],
    ["params == 7_850", []],
    ["params <= 7_850", []],
    ["params < 7_851", []],
    ["params > 7_849", []],
    ["params >= 7_850", []],
    ["weights 7_840", []],
    ["macs {7840}".replace("{7840}", "(784 * 10)"), []],
    ["rf 28", []],
    ["memory 68_016".replace("68_016", String(2 * 4 * 7850 + 4 * (784 + 20))), []],
    [`memory ${2 * 4 * 7850 + 3 * 4 * (784 + 20)} @ batch 3`, []],
    ["memory < 1_000_000 @ batch 64", []],
    ["params 7_851", ["check/expectation-failed"]],
    ["params < 7_850", ["check/expectation-failed"]],
    ["params > 7_850", ["check/expectation-failed"]],
    ["rf 27", ["check/expectation-failed"]],
    ["memory < 1000", ["check/expectation-failed"]],
    ["parameters 5", ["check/unknown-metric"]],
    ["params 5 @ batch 3", ["check/unknown-metric"]],
    ["memory 5 @ batch 0", ["check/out-of-range"]],
    ["params 1.5", ["check/not-an-integer"]],
  ])("%s", (text, codes) => {
    expect(checkText(network("input 28x28x1", "fc 10", `expect ${text}`)).codes).toEqual(codes);
  });

  it("memory is at the batch of the recipe when there is one", () => {
    const bytes = 2 * 4 * 7850 + 32 * 4 * (784 + 20);
    const text = `${network("input 28x28x1", "fc 10", `expect memory ${bytes}`)}train Net {\n  batch 32\n}\n`;
    expect(checkText(text).codes).toEqual([]);
  });

  it("says written and computed, and still gives the model", () => {
    const { diagnostics, models } = checkText(
      network("input 28x28x1", "fc 10", "expect params < 61_706", "expect params 61_706"),
    );
    expect(diagnostics.map(({ message }) => message)).toEqual(["params is 7,850, expected 61,706"]);
    expect(models).toHaveLength(1);
  });
});
