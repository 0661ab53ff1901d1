/**
 * What outputs mean is what the loss and the last layer say, in the manifest, and whoever shows outputs goes by that: `predict` and
 * `eval` as text and as JSON, the page of a report, the types of a module. The library gives the module's own numbers.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluateRun } from "../../src/cli/commands/eval.ts";
import { predict } from "../../src/cli/commands/predict.ts";
import { train } from "../../src/cli/commands/train.ts";
import { renderModuleTypes } from "../../src/cli/module-types.ts";
import { encodePng } from "../../src/data/decode-image.ts";
import { restoreNetWeights } from "../../src/cli/weights.ts";
import { loadDataset } from "../../src/data/load.ts";
import { outputMeaning } from "../../src/ops/output-meaning.ts";
import { layers, losses } from "../../src/ops/registry.ts";
import { load, type Net, type OutputMeaning, showOutputs } from "../../src/runtime/index.ts";
import { OUTPUT_MEANINGS } from "../../src/wasm/abi.ts";
import { buildFakeModule } from "../runtime/fake-module.ts";
import { compileText } from "../wasm/compile-text.ts";
import { call } from "./call.ts";
import { temporaryFolder } from "./command.ts";
import { smallProgram, writeSmallData } from "./small-data.ts";

/** End of the model, loss, what the outputs then mean. */
const PAIRS: readonly (readonly [string, string, OutputMeaning])[] = [
  ["fc 4", "crossentropy", "scores-to-softmax"],
  ["fc 4 -> softmax", "crossentropy", "probabilities"],
  ["fc 4", "bce", "each-score"],
  ["fc 4 -> sigmoid", "bce", "each-probability"],
  ["fc 4 -> logsoftmax", "nll", "log-probabilities"],
  ["fc 4", "mse", "values"],
  ["fc 4 -> tanh", "mae", "values"],
  ["fc 4 -> sigmoid", "mse", "each-probability"],
  ["fc 4 -> softmax", "mae", "probabilities"],
  ["fc 4", "hinge", "scores"],
  // Without a layer that makes logarithms of probabilities there are none.
  ["fc 4", "nll", "scores"],
];

let folder = "";
const runOf = (i: number): string => join(folder, `run${i}`);

beforeAll(async () => {
  folder = temporaryFolder();
  const data = writeSmallData(join(folder, "data"), { train: 60, test: 20 });
  const { test } = await loadDataset(data);
  mkdirSync(join(folder, "images"));
  for (let i = 0; i < 4; i++) {
    const pixels = Uint8Array.from(test.images.subarray(64 * i, 64 * (i + 1)));
    writeFileSync(join(folder, "images", `${i}.png`), encodePng({ width: 8, height: 8, channels: 1, data: pixels }));
  }
  for (const [i, [end, loss]] of PAIRS.entries()) {
    const program = smallProgram().replace("  fc 4\n", `  ${end}\n`).replace("crossentropy", loss).replace("lr=0.1", "lr=0.05"); // prettier-ignore
    writeFileSync(join(folder, `p${i}.cnn`), program);
    const { code } = await call(train, [join(folder, `p${i}.cnn`)], { epochs: 2, out: runOf(i), set: [] });
    expect({ end, loss, code }).toEqual({ end, loss, code: 0 });
  }
}, 120_000);

describe.each(PAIRS.map((pair, i) => [...pair, i] as const))("%s with %s: %s", (_, loss, meaning, i) => {
  const open = (): Promise<Net> => load(readFileSync(join(runOf(i), "model.wasm")));
  const images = [0, 1, 2, 3].map((k) => join("images", `${k}.png`));

  it("is in the manifest and in the types of the module", async () => {
    const { manifest } = await open();
    expect(manifest.outputs).toBe(meaning);
    expect(renderModuleTypes(manifest)).toContain(`export type OutputMeaning = "${meaning}";`);
  });

  it("is how predict shows an image, as text and as JSON", async () => {
    const paths = images.map((each) => join(folder, each));
    const { stdout } = await call(predict, [runOf(i), ...paths], { format: "json", top: 4 });
    const { outputs, predictions } = JSON.parse(stdout);
    expect(outputs).toBe(meaning);
    const kind = meaning === "values" ? "value" : meaning === "scores" ? "score" : "probability";
    const text = (await call(predict, [runOf(i), ...paths], { top: 4 })).stdout.trimEnd().split("\n");
    for (const [k, { file, guesses }] of predictions.entries()) {
      expect(guesses.map((each: object) => Object.keys(each).join())).toEqual(Array(4).fill(`class,index,${kind}`));
      const figures: number[] = guesses.map((each: Record<string, number>) => each[kind]!);
      expect(figures).toEqual([...figures].sort((a, b) => b - a));
      if (kind === "probability") for (const p of figures) expect(p >= 0 && p <= 1).toBe(true);
      const sum = figures.reduce((a, b) => a + b, 0);
      if (["probabilities", "scores-to-softmax", "log-probabilities"].includes(meaning)) expect(sum).toBeCloseTo(1, 5);
      const shown = guesses.map((each: { class: string }, rank: number) => {
        const figure = figures[rank]!;
        const number = Math.abs(figure) < 1e-4 ? figure.toExponential(3) : figure.toPrecision(4);
        return `${each.class} ${kind === "probability" ? `${(100 * figure).toFixed(2)}%` : number}`;
      });
      expect(text[k]).toBe(`${file}: ${shown.join(", ")}`);
    }
  });

  it("is what eval says, whose figures are those of the library's unchanged outputs", async () => {
    const { stdout } = await call(evaluateRun, [runOf(i)], { format: "json" });
    const result = JSON.parse(stdout);
    expect(result.outputs).toBe(meaning);
    const net = await open();
    const path = join(runOf(i), "weights.safetensors");
    restoreNetWeights(net, readFileSync(path), path);
    const { test } = await loadDataset(join(folder, "data"));
    const outputs = net.predict(test.images, test.count);
    const right = Array.from({ length: test.count }, (_, k) => {
      const row = [...outputs.subarray(4 * k, 4 * k + 4)];
      return row.indexOf(Math.max(...row)) === test.labels[k];
    }).filter(Boolean).length;
    expect(result.accuracy).toBe(right / test.count);
    expect(result.loss).toBe((await net.evaluate(test)).loss);
    expect(net.manifest.recipe!.loss).toBe(loss);
  });
});

it("R3: one sigmoid that is sure is shown as sure, whatever the others say", () => {
  const outputs = Float32Array.of(0.0001, 0, 0, 0.9996, 0, 0, 0.0002, 0.0002);
  expect(showOutputs(outputs, "each-probability")).toEqual({ kind: "probability", values: [...outputs] });
  expect(showOutputs(outputs, "values")).toEqual({ kind: "value", values: [...outputs] });
  // What is said does not depend on the numbers: these add up to one, and are scores.
  expect(showOutputs([0.25, 0.75], "scores")).toEqual({ kind: "score", values: [0.25, 0.75] });
  expect(showOutputs([0, Math.log(3)], "scores-to-softmax").values[1]).toBeCloseTo(0.75, 12);
  expect(showOutputs([1000, 0], "scores-to-softmax").values).toEqual([1, 0]);
  expect(showOutputs([Math.log(3), -1000], "each-score").values[0]).toBeCloseTo(0.75, 12);
  expect(showOutputs([Math.log(0.25), -Infinity], "log-probabilities").values).toEqual([0.25, 0]);
});

it("every loss with every last layer has a meaning, and one loss of two that add up to one is either", () => {
  for (const loss of [undefined, ...losses.values()]) {
    for (const { name, facts } of layers.values()) {
      const meaning = outputMeaning(loss, facts);
      expect(OUTPUT_MEANINGS).toContain(meaning);
      // R3: a sum of one is promised for softmax, and for the loss that makes it by itself; nowhere else.
      if (["probabilities", "scores-to-softmax"].includes(meaning))
        expect([name, facts.probabilities === true || loss?.fusedWith === "probabilities"]).toEqual([name, true]);
    }
  }
});

it("a model without a recipe goes by its last layer, an old module gives scores", async () => {
  const meaningOf = (end: string) =>
    compileText(`model M {\n  input 2x2x1\n  fc 3${end}\n}\n`, { training: false }).manifest.outputs;
  expect(["", " -> softmax", " -> sigmoid", " -> logsoftmax", " -> relu"].map(meaningOf)).toEqual([
    "scores",
    "probabilities",
    "each-probability",
    "log-probabilities",
    "scores",
  ]);
  const old = await load(buildFakeModule());
  expect(old.manifest.outputs).toBeUndefined();
  expect(showOutputs(old.predict(new Uint8Array(4)), old.manifest.outputs).kind).toBe("score");
  expect(renderModuleTypes(old.manifest)).toContain('OutputMeaning = "scores"');
  await expect(load(buildFakeModule({ outputs: "vibes" as never }))).rejects.toMatchObject({ code: "runtime/not-a-module" }); // prettier-ignore
});

it("the page of a report says probabilities as shares and scores as numbers", async () => {
  const told = async (i: number): Promise<string> => {
    const report = join(folder, `report${i}`);
    expect((await call(evaluateRun, [runOf(i)], { report, image: 0 })).code).toBe(0);
    return /is called .*? with (.*?)\. What each/.exec(readFileSync(join(report, "index.html"), "utf8"))![1]!;
  };
  expect(await told(PAIRS.findIndex(([, loss]) => loss === "bce"))).toMatch(/^\d+\.\d\d%$/);
  expect(await told(PAIRS.findIndex(([, , meaning]) => meaning === "values"))).toMatch(/^the value -?[\d.e-]+$/);
  expect(await told(PAIRS.findIndex(([, loss]) => loss === "hinge"))).toMatch(/^the score -?[\d.e-]+$/);
});

it("predict refuses outputs that are no numbers", async () => {
  const path = join(runOf(0), "weights.safetensors");
  const kept = readFileSync(path);
  const length = 8 + Number(kept.readBigUInt64LE(0));
  const broken = Buffer.from(kept);
  for (let at = length; at + 4 <= broken.length; at += 4) broken.writeFloatLE(Number.NaN, at);
  writeFileSync(path, broken);
  const { code, codes } = await call(predict, [runOf(0), join(folder, "images/0.png")]);
  writeFileSync(path, kept);
  expect([code, codes]).toEqual([3, ["runtime/not-finite"]]);
});
