/**
 * A trained network as one page: result, curves, classes, confusions, worst mistakes, filters, feature maps. Takes all of it
 * ready made (pictures as PNG bytes); returns HTML that needs nothing else: no scripts, no other files, no network, as its
 * own policy says to the browser. Follows the reader's light or dark. Every name is escaped.
 */
import { averagesOf, mixupsOf, type Average, type ClassFigures } from "./confusion.ts";
import { escapeMarkup, pngAddress } from "./markup.ts";
import { pageStyle } from "./page-style.ts";
import { type EvaluationResult, mostMatrixClasses, printLoss, printPercent } from "./render-evaluation.ts";

export interface PagePicture {
  readonly png: Uint8Array;
  /** Stands under it, and says what it is to who does not see it. */
  readonly caption: string;
}

export interface EvaluationPage {
  readonly result: EvaluationResult;
  /** Facts of the run, in order: `["data", "mnist"]`. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** SVG of ours, as `renderCurves` gives it. */
  readonly curves: string | undefined;
  readonly mistakes: readonly PagePicture[];
  readonly filters: PagePicture | undefined;
  readonly features:
    { readonly caption: string; readonly image: PagePicture; readonly layers: readonly PagePicture[] } | undefined;
  /** What is left out of the page, and why. */
  readonly notes: readonly string[];
}

const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
const mostMixups = 12;

export function renderEvaluationPage(page: EvaluationPage): string {
  const { result, curves, mistakes, filters, features, notes } = page;
  const counted = result.places === undefined ? "images" : "places";
  const size =
    result.places === undefined ? `${result.count} images` : `the ${result.places} places of ${result.count} images`;
  const title = `${result.model}: ${printPercent(result.accuracy)} of ${size} right`;
  const body = [
    `<h1>${escapeMarkup(result.model)}</h1>`,
    ...headline(page),
    ...(curves === undefined ? [] : section("Training", [curves.trim()])),
    ...section("Classes", classTable(result.classes, counted)),
    ...section("What is taken for what", confusionTable(result)),
    ...(mistakes.length === 0
      ? []
      : section("Worst mistakes", [
          result.places === undefined
            ? "<p>Of the images that are called wrongly, those with the highest loss: what they are → what they are called.</p>"
            : "<p>Of the images with places that are called wrongly, those with the highest loss, and their most frequent mistake: what the places are → what they are called.</p>",
          `<div class="pictures">${mistakes.map(figure).join("")}</div>`,
        ])),
    ...(filters === undefined ? [] : section("First filters", [figure(filters)])),
    ...(features === undefined
      ? []
      : section("One image through the network", [
          `<p>${escapeMarkup(features.caption)}</p>`,
          `<div class="pictures">${figure(features.image)}</div>`,
          ...features.layers.map(figure),
        ])),
    ...(notes.length === 0 ? [] : section("Left out", [list(notes)])),
  ];
  return `${[
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(title)}</title>`,
    `<style>\n${pageStyle}</style>`,
    "</head>",
    "<body>",
    "<main>",
    ...body,
    "</main>",
    "</body>",
    "</html>",
  ].join("\n")}\n`;
}

function headline({ result, facts }: EvaluationPage): readonly string[] {
  const all: EvaluationPage["facts"] = [
    ["test accuracy", printPercent(result.accuracy)],
    ["test loss", printLoss(result.loss)],
    ["test images", String(result.count)],
    ...facts,
  ];
  const entry = ([name, value]: readonly [string, string]): string =>
    `<div><dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(value)}</dd></div>`;
  return ["<dl>", ...all.map(entry), "</dl>"];
}

function section(title: string, content: readonly string[]): readonly string[] {
  return ["<section>", `<h2>${escapeMarkup(title)}</h2>`, ...content, "</section>"];
}

function classTable(classes: readonly ClassFigures[], counted: "images" | "places"): readonly string[] {
  const isMap = counted === "places";
  const cells = ({ precision, recall, f1, iou = null }: Average): string =>
    [precision, recall, f1, ...(isMap ? [iou] : [])].map((share) => `<td>${printPercent(share)}</td>`).join("");
  const row = (name: string, count: number, each: Average): string =>
    `<tr><th scope="row">${escapeMarkup(name)}</th><td>${count}</td>${cells(each)}</tr>`;
  const { macro, weighted } = averagesOf(classes);
  const images = classes.reduce((sum, { count }) => sum + count, 0);
  return [
    '<div class="wide"><table>',
    `<thead><tr><th>class</th><th>${counted} (support)</th><th>precision</th><th>recall</th><th>F1</th>${isMap ? "<th>IoU</th>" : ""}</tr></thead>`,
    "<tbody>",
    ...classes.map((each) => row(each.name, each.count, each)),
    "</tbody>",
    "<tfoot>",
    row("mean of classes", images, macro),
    row(`mean of ${counted}`, images, weighted),
    "</tfoot>",
    "</table></div>",
  ];
}

/** The matrix where a person can read it, and in any case the most frequent confusions. */
function confusionTable({ classes, confusion }: EvaluationResult): readonly string[] {
  const name = (i: number): string => escapeMarkup(classes[i]!.name);
  const mixups = mixupsOf(confusion, mostMixups).map(
    ({ truth, called, count }) => `<li>${name(truth)} → ${name(called)}: ${count}</li>`,
  );
  const listed = mixups.length === 0 ? ["<p>No image is called wrongly.</p>"] : ["<ol>", ...mixups, "</ol>"];
  if (classes.length > mostMatrixClasses) return listed;
  const cell = (count: number, truth: number, called: number): string => {
    const share = count / Math.max(1, classes[truth]!.count);
    const kind = truth === called ? "right" : "wrong";
    const shade = count === 0 ? "" : ` style="--share:${Math.round(100 * Math.max(share, 0.08)) / 100}"`;
    return `<td class="${kind}"${shade}>${count}</td>`;
  };
  return [
    '<div class="wide"><table class="matrix">',
    "<caption>rows: what an image is; columns: what it is called</caption>",
    `<thead><tr><td></td>${classes.map((_, i) => `<th scope="col">${name(i)}</th>`).join("")}</tr></thead>`,
    "<tbody>",
    ...confusion.map(
      (row, truth) =>
        `<tr><th scope="row">${name(truth)}</th>${row.map((count, called) => cell(count, truth, called)).join("")}</tr>`,
    ),
    "</tbody>",
    "</table></div>",
    ...listed,
  ];
}

function figure({ png, caption }: PagePicture): string {
  const text = escapeMarkup(caption);
  return `<figure><img src="${pngAddress(png)}" alt="${text}"><figcaption>${text}</figcaption></figure>`;
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escapeMarkup(item)}</li>`).join("")}</ul>`;
}
