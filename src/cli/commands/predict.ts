/**
 * `cnnc predict RUN IMAGE…`: names what is in image files, or folders of them. Takes a run folder and paths; writes a
 * line per image with the classes of the largest outputs, or JSON (`cnnc.predictions/1`). Images are prepared as those of the
 * training were, which the module's manifest tells. What answers for each place is for `predict-maps.ts`.
 */
import { jsonText } from "../../diagnostics/json-text.ts";
import { imageFiles } from "../../data/image-files.ts";
import type { Unlike } from "../../data/unlike-training.ts";
import type { Command } from "../context.ts";
import { badValue, fail } from "../diagnostics.ts";
import { openRun } from "../open-run.ts";
import { createImageReader } from "../read-images.ts";
import { classNamesOf } from "../run-folder.ts";
import { type Guess, guessesOf, printGuess } from "../shown-outputs.ts";

export const predict: Command = async ([folder = "", ...files], options, context) => {
  const run = await openRun(folder, options, context);
  const { net, record } = run;
  if (net.manifest.labels !== undefined) {
    const { predictMaps } = await import("../predict-maps.ts");
    const { maps, invert, format } = options;
    return predictMaps(run, await imageFiles(files), { maps, invert, json: format === "json" }, context);
  }
  if (options.maps !== undefined) {
    const message = `\`--maps\`: ${record.model} answers once for an image, and has no maps`;
    return fail(badValue({ message }), 2);
  }
  const { output, outputs = "scores" } = net.manifest;
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
    const guesses = guessesOf(net.predict(values), net.manifest, names, { top: options.top ?? 1, file });
    predictions.push({ file, guesses, ...(unlike.length === 0 ? {} : { unlike }) });
  }
  await context.report(images.notes());
  if (options.format === "json") {
    context.terminal.out(jsonText({ schema: "cnnc.predictions/1", model: record.model, outputs, predictions }));
    return 0;
  }
  for (const { file, guesses } of predictions) {
    context.terminal.out(`${file}: ${guesses.map((g) => `${g.class} ${printGuess(g)}`).join(", ")}\n`);
  }
  return 0;
};
