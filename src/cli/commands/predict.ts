/**
 * `cnnc predict RUN IMAGE…`: names what is in PNG or JPEG files, or folders of them. Takes a run folder and paths; writes a
 * line per image with the most probable classes, or JSON (`cnnc.predictions/1`). Images are prepared as those of the training
 * were, which the module's manifest tells. What answers for each place is for `predict-maps.ts`.
 */
import { imageFiles } from "../../data/image-files.ts";
import type { Unlike } from "../../data/unlike-training.ts";
import type { Command } from "../context.ts";
import { badValue, fail } from "../diagnostics.ts";
import { percent } from "../numbers.ts";
import { openRun } from "../open-run.ts";
import { createImageReader } from "../read-images.ts";
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
    const { maps, invert, format } = options;
    return predictMaps(run, await imageFiles(files), { maps, invert, json: format === "json" }, context);
  }
  if (options.maps !== undefined) {
    const message = `\`--maps\`: ${record.model} answers once for an image, and has no maps`;
    return fail(badValue({ message }), 2);
  }
  const { output } = net.manifest;
  const names = classNamesOf(
    record,
    output.reduce((product, size) => product * size, 1),
  );
  const images = createImageReader(net.manifest, options.invert);
  const predictions: { file: string; guesses: readonly Guess[]; unlike?: readonly Unlike[] }[] = [];
  for (const file of await imageFiles(files)) {
    context.enter("reading images");
    const { values, unlike } = await images.read(file);
    context.enter("predicting");
    const guesses = probabilities(net.predict(values))
      .map((probability, index) => ({ class: names[index]!, index, probability }))
      .sort((a, b) => b.probability - a.probability || a.index - b.index)
      .slice(0, options.top ?? 1);
    predictions.push({ file, guesses, ...(unlike.length === 0 ? {} : { unlike }) });
  }
  await context.report(images.notes());
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
