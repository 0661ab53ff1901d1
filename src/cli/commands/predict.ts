/**
 * `cnnc predict RUN IMAGE…`: names what is in PNG or JPEG files, or folders of them. Takes a run folder and paths; writes a
 * line per image with the most probable classes, or JSON (`cnnc.predictions/1`). Images are scaled to the input and, where the
 * run's own images are light on dark and the file is dark on light, inverted. What answers for each place is for `predict-maps.ts`.
 */
import { decodeImage } from "../../data/decode-image.ts";
import { readBytes } from "../../data/files.ts";
import { imageFiles } from "../../data/image-files.ts";
import { dataLimits } from "../../data/limits.ts";
import { toInput } from "../../data/to-input.ts";
import type { Command } from "../context.ts";
import { badValue, fail } from "../diagnostics.ts";
import { percent } from "../numbers.ts";
import { openRun } from "../open-run.ts";
import { readWeights } from "../read-weights.ts";
import { classNamesOf, leftOutOf } from "../run-folder.ts";
import { takeWeights } from "../weights.ts";

interface Guess {
  readonly class: string;
  readonly index: number;
  readonly probability: number;
}

export const predict: Command = async ([folder = "", ...files], options, context) => {
  const run = await openRun(folder, context);
  const { net, record } = run;
  if (options.weights !== undefined)
    takeWeights(net, await readWeights(options.weights), { allowed: leftOutOf(record) });
  if (net.manifest.labels !== undefined) {
    const { predictMaps } = await import("../predict-maps.ts");
    return predictMaps(run, await imageFiles(files), { maps: options.maps, json: options.format === "json" }, context);
  }
  if (options.maps !== undefined) {
    const message = `\`--maps\`: ${record.model} answers once for an image, and has no maps`;
    return fail(badValue({ message }), 2);
  }
  const { input, output } = net.manifest;
  const names = classNamesOf(
    record,
    output.reduce((product, size) => product * size, 1),
  );
  const predictions: { file: string; guesses: readonly Guess[] }[] = [];
  for (const file of await imageFiles(files)) {
    context.enter("reading images");
    const image = decodeImage(await readBytes(file, dataLimits.imageFileBytes), file);
    const pixels = toInput(image, input, { invert: "auto", datasetMean: record.pixelMean });
    context.enter("predicting");
    const guesses = probabilities(net.predict(pixels))
      .map((probability, index) => ({ class: names[index]!, index, probability }))
      .sort((a, b) => b.probability - a.probability || a.index - b.index)
      .slice(0, options.top ?? 1);
    predictions.push({ file, guesses });
  }
  if (options.format === "json") {
    context.terminal.out(
      `${JSON.stringify({ schema: "cnnc.predictions/1", model: record.model, predictions }, null, 2)}\n`,
    );
    return 0;
  }
  for (const { file, guesses } of predictions) {
    context.terminal.out(`${file}: ${guesses.map((g) => `${g.class} ${percent(g.probability)}`).join(", ")}\n`);
  }
  return 0;
};

/** Outputs that are a distribution stay as they are; scores become one (softmax, in float64). */
export function probabilities(outputs: Float32Array): readonly number[] {
  const values = Array.from(outputs);
  const total = values.reduce((sum, value) => sum + value, 0);
  if (values.every((value) => value >= 0) && Math.abs(total - 1) < 1e-4) return values;
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((all, power) => all + power, 0);
  return powers.map((power) => power / sum);
}
