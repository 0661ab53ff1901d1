/**
 * Predictions of a network that answers for each place of an image. Takes the run and the files; writes a line per image with the
 * share of each class, or JSON, and with `--maps FOLDER` a PNG for each whose gray value is the class, as large as the image:
 * a mask as `cnnc train` reads it.
 */
import { jsonText } from "../diagnostics/json-text.ts";
import { basename, join, resolve } from "node:path";
import { encodePng } from "../data/decode-image.ts";
import type { Image } from "../data/image.ts";
import { fitInside } from "../data/to-input.ts";
import type { Unlike } from "../data/unlike-training.ts";
import { makeFolder, writeAtomically } from "./atomic-write.ts";
import type { Context } from "./context.ts";
import { badValue, fail } from "./diagnostics.ts";
import { percent } from "./numbers.ts";
import type { OpenedRun } from "./open-run.ts";
import { createImageReader } from "./read-images.ts";
import { classNamesOf } from "./run-folder.ts";

export interface MapOptions {
  readonly maps: string | undefined;
  readonly invert: boolean | undefined;
  readonly json: boolean;
}

interface Share {
  readonly class: string;
  readonly index: number;
  readonly share: number;
}

interface Prediction {
  readonly file: string;
  readonly shares: readonly Share[];
  readonly map?: string;
  readonly unlike?: readonly Unlike[];
}

export async function predictMaps(
  { net, record }: OpenedRun,
  files: readonly string[],
  { maps, invert, json }: MapOptions,
  context: Context,
): Promise<number> {
  const { input, output, outputs = "scores" } = net.manifest;
  const labels = net.manifest.labels!;
  const names = classNamesOf(record, output.at(-1)!);
  if (maps !== undefined && labels.length !== 2) {
    const message = `\`--maps\`: the answers are ${labels.join("x")} places, a picture has height and width`;
    return fail(badValue({ message }), 2);
  }
  const targets = maps === undefined ? [] : targetsIn(maps, files);
  const images = createImageReader(net.manifest, invert);
  const predictions: Prediction[] = [];
  for (const [i, file] of files.entries()) {
    context.enter("reading images");
    const { image, values, unlike } = await images.read(file);
    context.enter("predicting");
    const map = mapOnImage(net.classify(values, 1), labels, input, image);
    const shares = sharesOf(map.data, names);
    const path = targets[i];
    if (path !== undefined) {
      context.enter("writing the maps");
      if (i === 0) await makeFolder(maps!);
      await writeAtomically(path, encodePng(map));
    }
    const more = { ...(path === undefined ? {} : { map: path }), ...(unlike.length === 0 ? {} : { unlike }) };
    predictions.push({ file, shares, ...more });
  }
  await context.report(images.notes());
  if (json) {
    const document = { schema: "cnnc.predictions/1", model: record.model, outputs, predictions };
    context.terminal.out(jsonText(document));
    return 0;
  }
  for (const { file, shares } of predictions)
    context.terminal.out(`${file}: ${shares.map((each) => `${each.class} ${percent(each.share)}`).join(", ")}\n`);
  return 0;
}

/** One for each file, all different, none of them a file that is read. */
function targetsIn(folder: string, files: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  const read = new Set(files.map((file) => resolve(file)));
  return files.map((file) => {
    const stem = basename(file).replace(/\.[^.]*$/, "");
    let path = join(folder, `${stem}.png`);
    for (let n = 2; taken.has(path); n++) path = join(folder, `${stem}-${n}.png`);
    if (read.has(resolve(path))) {
      const message = `\`--maps ${folder}\`: the map of ${file} would take the place of the image ${path}`;
      fail(badValue({ message, help: "choose another folder" }), 2);
    }
    taken.add(path);
    return path;
  });
}

/** As large as the image where the answers are as many as the input has places: the margins of the fitting are no part of it. */
function mapOnImage(
  classes: Uint32Array,
  labels: readonly number[],
  input: readonly number[],
  { width, height }: Image,
): Image {
  const [rows = 1, columns = classes.length] = labels.length === 2 ? labels : [];
  if (labels.join() !== input.slice(0, -1).join())
    return { width: columns, height: rows, channels: 1, data: Uint8Array.from(classes) };
  const { innerHeight, innerWidth, top, left } = fitInside({ width, height }, rows, columns);
  const data = new Uint8Array(width * height);
  const place = (i: number, from: number, to: number): number => Math.floor(((i + 0.5) * to) / from);
  for (let y = 0; y < height; y++) {
    const row = (top + place(y, height, innerHeight)) * columns + left;
    for (let x = 0; x < width; x++) data[y * width + x] = classes[row + place(x, width, innerWidth)]!;
  }
  return { width, height, channels: 1, data };
}

/** The classes that are there, the largest first. */
function sharesOf(map: Uint8Array, names: readonly string[]): readonly Share[] {
  const counts = new Array<number>(names.length).fill(0);
  for (const label of map) counts[label]!++;
  return counts
    .map((count, index): Share => ({ class: names[index]!, index, share: count / map.length }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share || a.index - b.index);
}
