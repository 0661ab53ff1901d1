/**
 * The report of an evaluation: one page and its pictures. Takes a run, its test set and what was measured; gives the files by
 * name, the page among them. Looks at the network (filters, one image through all layers) but changes nothing in it.
 */
import type { Dataset } from "../data/dataset.ts";
import { encodePng } from "../data/decode-image.ts";
import type { Image } from "../data/image.ts";
import { renderCurves } from "../report/curves.ts";
import { type EvaluationPage, type PagePicture, renderEvaluationPage } from "../report/evaluation-page.ts";
import { featureSheets } from "../report/feature-maps.ts";
import { firstFilters } from "../report/first-filters.ts";
import { enlargement, layOutSheet, pictureOf, rangeOf } from "../report/picture.ts";
import type { EvaluationResult } from "../report/render-evaluation.ts";
import type { Images, Mistake } from "../runtime/index.ts";
import type { Context } from "./context.ts";
import { lookInside } from "./look-inside.ts";
import { decimal, percent } from "./numbers.ts";
import type { OpenedRun } from "./open-run.ts";
import { RUN_FILES } from "./run-folder.ts";
import { readMetrics } from "./run-metrics.ts";
import { guessesOf, tellGuess } from "./shown-outputs.ts";

export const PAGE = "index.html";

/** As many as a person looks at, and a grid of them. */
export const WORST_SHOWN = 36;
const SHEET_COLUMNS = 6;
const SHEET_PIXELS = 2 ** 24;
const WANTED_SIDE = 64;

export interface ReportInput {
  readonly folder: string;
  readonly run: OpenedRun;
  readonly test: Dataset;
  readonly result: EvaluationResult;
  readonly worst: readonly Mistake[];
  /** Number of the test image to follow through the network; the worst mistake when absent. */
  readonly image: number | undefined;
}

type Files = Map<string, Uint8Array | string>;

export async function composeReport(input: ReportInput, context: Context): Promise<Files> {
  const { folder, run, test, result, worst } = input;
  const { net, record } = run;
  const files: Files = new Map();
  const notes: string[] = [];

  context.enter("drawing the report");
  const results = await readMetrics(folder, Number.MAX_SAFE_INTEGER);
  const curves = results.length === 0 ? undefined : renderCurves(results, { title: record.model });
  if (curves === undefined) notes.push("curves: the run has no finished epoch");
  else files.set(RUN_FILES.curves, curves);

  const pictures = worst.map(({ image }) => pictureOfImage(test, image));
  const [first] = pictures;
  if (first !== undefined) {
    const scale = enlargement(first.width, WANTED_SIDE);
    const most = Math.max(1, Math.floor(SHEET_PIXELS / (first.width * first.height * scale * scale)));
    files.set("mistakes.png", encodePng(layOutSheet(pictures.slice(0, most), { columns: SHEET_COLUMNS, scale })));
  } else notes.push("worst mistakes: there are none");
  const nameOf = (index: number): string => (index < 0 ? "nothing" : (result.classes[index]?.name ?? String(index)));
  const mistakes = worst.map(({ image, truth, prediction, loss }, i): PagePicture => ({
    png: encodePng(pictures[i]!),
    caption: `${nameOf(truth)} → ${nameOf(prediction)}, loss ${decimal(loss)}, image ${image}`,
  }));

  const filters = drawFilters(run, files);
  if (filters === undefined)
    notes.push("first filters: the first kernel is not one over an image of at most four channels");

  const chosen = input.image ?? worst[0]?.image ?? 0;
  const features = test.count === 0 ? undefined : await drawFeatures(chosen, input, nameOf, files, notes, context);

  const trained = results.at(-1);
  const page: EvaluationPage = {
    result,
    facts: [
      ["data", record.data.spec],
      ["training images", String(record.trainImages)],
      ["epochs", trained === undefined ? "0" : `${trained.epoch} of ${record.epochs}`],
      ["batch", String(record.batch)],
      ["seed", String(record.seed)],
      ["parameters", String(sizeOf(net.parameters.values()))],
      ["trained by", `cnnc ${record.versions.cnnc}, ${record.started.slice(0, 10)}`],
    ],
    curves,
    mistakes,
    filters,
    features,
    notes,
  };
  files.set(PAGE, renderEvaluationPage(page));
  return files;
}

function drawFilters({ net }: OpenedRun, files: Files): PagePicture | undefined {
  const tensors = [...net.parameters].map(([name, { shape, data }]) => ({ name, shape, data }));
  const found = firstFilters(tensors, net.manifest.input.at(-1)!);
  if (found === undefined) return undefined;
  const { name, pictures, perFilter, most, filters } = found;
  const { width, height } = pictures[0]!;
  const columns = perFilter * Math.max(1, Math.floor(16 / perFilter));
  const png = encodePng(layOutSheet(pictures, { columns, scale: enlargement(width, 40) }));
  files.set("filters.png", png);
  const shown = pictures.length / perFilter;
  const count = shown === filters ? `${filters} filters` : `${shown} of ${filters} filters`;
  return {
    png,
    caption: `${name}: ${count} of ${height}x${width}; gray is 0, white ${decimal(most)}, black ${decimal(-most)}`,
  };
}

async function drawFeatures(
  chosen: number,
  { folder, run, test }: ReportInput,
  nameOf: (index: number) => string,
  files: Files,
  notes: string[],
  context: Context,
): Promise<EvaluationPage["features"]> {
  const image = imageOf(test, chosen);
  const view = await lookInside(folder, run, image, context);
  if (view.kind === "none") {
    notes.push(`feature maps: ${view.reason}`);
    return undefined;
  }
  const picture = encodePng(pictureOfImage(test, chosen));
  files.set("image.png", picture);
  const layers = featureSheets(view.outputs).map(({ layer, shape, range, shown, sheet }, i): PagePicture => {
    const png = encodePng(sheet);
    files.set(`features-${String(i + 1).padStart(2, "0")}-${layer}.png`, png);
    const channels = shape.at(-1)!;
    const part = shown === channels ? "" : `, the first ${shown} of ${channels} channels`;
    const scale = `black ${decimal(range.low)}, white ${decimal(range.high)}`;
    return { png, caption: `${layer}: ${shape.join("x")}${part}; ${scale}` };
  });
  const told = run.net.manifest.labels === undefined ? tellClass(chosen, image, run, test, nameOf) : tellMap(chosen, image, run, test, files); // prettier-ignore
  return {
    caption: `${told.caption} What each layer makes of it, map by map:`,
    image: { png: picture, caption: told.name },
    layers: [...told.pictures, ...layers],
  };
}

interface Told {
  readonly caption: string;
  readonly name: string;
  readonly pictures: readonly PagePicture[];
}

function tellClass(
  chosen: number,
  image: Images,
  { net }: OpenedRun,
  test: Dataset,
  nameOf: (index: number) => string,
): Told {
  const outputs = net.predict(image);
  const names = Array.from(outputs, (_, i) => nameOf(i));
  const [called] = guessesOf(outputs, net.manifest, names, { top: 1 });
  const truth = nameOf(test.labels[chosen]!);
  return {
    caption: `Test image ${chosen} is ${truth}, and is called ${called!.class} with ${tellGuess(called!)}.`,
    name: `image ${chosen}: ${truth}`,
    pictures: [],
  };
}

/** Of a network with a class for each place: what is asked for and what is answered, as pictures. */
function tellMap(chosen: number, image: Images, { net }: OpenedRun, test: Dataset, files: Files): Told {
  const { labels = [], output } = net.manifest;
  const called = net.classify(image, 1);
  const truth = test.labels.slice(chosen * called.length, (chosen + 1) * called.length);
  const right = called.filter((value, i) => value === truth[i]).length;
  const range = { low: 0, high: output.at(-1)! - 1 };
  const draw = (name: string, values: ArrayLike<number>, caption: string): PagePicture => {
    const png = encodePng(pictureOf([...labels, 1], values, range));
    files.set(name, png);
    return { png, caption };
  };
  return {
    caption: `Of test image ${chosen}, ${percent(right / called.length)} of the places are called right.`,
    name: `image ${chosen}`,
    pictures: [
      draw("truth.png", truth, `what its places are: black is class 0, white class ${range.high}`),
      draw("called.png", called, "what they are called"),
    ],
  };
}

function imageOf({ images, shape }: Dataset, number: number): Images {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return images.subarray(number * size, (number + 1) * size);
}

function pictureOfImage(test: Dataset, number: number): Image {
  const values = imageOf(test, number);
  return pictureOf(test.shape, values, rangeOf(values));
}

function sizeOf(tensors: Iterable<{ readonly data: Float32Array }>): number {
  let sum = 0;
  for (const { data } of tensors) sum += data.length;
  return sum;
}
