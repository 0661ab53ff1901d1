/**
 * A training as curves: loss and accuracy, train and test, over the epochs, as one SVG. Takes the results of the epochs,
 * returns text: the same results give the same bytes. Every path carries its exact numbers (`data-epochs`, `data-values`), the
 * description says them in words. Colors and grays that stand out on light and on dark alike; lines differ in their dashes too.
 */
import { max, min } from "d3-array";
import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import type { EpochResult } from "../runtime/index.ts";
import type { WatchedPart } from "./epoch-table.ts";
import { coordinate, escapeMarkup } from "./markup.ts";

export interface CurvesOptions {
  /** Stands over the curves. */
  readonly title: string;
  /** What was scored after each epoch; the test part when absent. */
  readonly part?: WatchedPart;
}

interface Point {
  readonly epoch: number;
  readonly value: number;
}

interface Series {
  /** `test loss` */
  readonly name: string;
  readonly style: Style;
  readonly points: readonly Point[];
}

interface Style {
  readonly color: string;
  readonly dash: string | undefined;
}

/** A panel's place within the drawing. */
interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const width = 760;
const height = 320;
const frames: readonly [Frame, Frame] = [
  { left: 56, right: 364, top: 64, bottom: 268 },
  { left: 440, right: 748, top: 64, bottom: 268 },
];
/** 4.5:1 on white and on black. */
const ink = "#767676";
const train: Style = { color: "#2f7fd0", dash: undefined };
const test: Style = { color: "#d1661c", dash: "6 3" };
/** More points than this are lines without marks. */
const mostMarks = 60;

export function renderCurves(results: readonly EpochResult[], { title, part = "test" }: CurvesOptions): string {
  const series = (name: string, style: Style, read: (result: EpochResult) => number | undefined): Series => ({
    name,
    style,
    points: results.flatMap((result) => {
      const value = read(result);
      return typeof value === "number" && Number.isFinite(value) ? [{ epoch: result.epoch, value }] : [];
    }),
  });
  const loss = [
    series("train loss", train, (result) => result.loss),
    series(`${part} loss`, test, (result) => result.testLoss),
  ];
  const accuracy = [
    series("train accuracy", train, (result) => result.accuracy),
    series(`${part} accuracy`, test, (result) => result.testAccuracy),
  ];
  const last = max(results, ({ epoch }) => epoch) ?? 1;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="curves-title curves-desc" font-family="system-ui, sans-serif" font-size="12">`,
    `<title id="curves-title">${escapeMarkup(title)}</title>`,
    `<desc id="curves-desc">${escapeMarkup(describe([...loss, ...accuracy]))}</desc>`,
    `<text x="${frames[0].left}" y="22" font-size="15" font-weight="600" fill="${ink}">${escapeMarkup(title)}</text>`,
    ...panel("loss", loss, frames[0], last),
    ...panel("accuracy", accuracy, frames[1], last),
    "</svg>",
  ];
  return `${lines.join("\n")}\n`;
}

/** What a reader who does not see the curves is told. */
function describe(all: readonly Series[]): string {
  const told = all.filter(({ points }) => points.length > 0);
  if (told.length === 0) return "No epoch is finished yet.";
  const sentences = told.map(({ name, points }) => {
    const [first, last] = [points[0]!, points.at(-1)!];
    const best = points.reduce((a, b) => (name.endsWith("loss") === b.value < a.value && b.value !== a.value ? b : a));
    return `${name}: ${figure(first.value)} after epoch ${first.epoch}, ${figure(last.value)} after epoch ${last.epoch}, best ${figure(best.value)} after epoch ${best.epoch}.`;
  });
  return sentences.join(" ");
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function panel(name: "loss" | "accuracy", all: readonly Series[], frame: Frame, last: number): readonly string[] {
  const values = all.flatMap(({ points }) => points.map(({ value }) => value));
  const x = scaleLinear([1, Math.max(2, last)], [frame.left, frame.right]);
  const domain: [number, number] =
    name === "loss" ? [Math.min(0, min(values) ?? 0), max(values) ?? 1] : [min(values) ?? 0, 1];
  if (domain[0] === domain[1]) domain[name === "loss" ? 1 : 0] += name === "loss" ? 1 : -0.01;
  const y = scaleLinear(domain, [frame.bottom, frame.top]).nice(5);
  const print = y.tickFormat(5, name === "accuracy" ? "~%" : "~g");
  const rows = y.ticks(5).flatMap((tick) => {
    const at = coordinate(y(tick));
    return [
      `<line x1="${frame.left}" y1="${at}" x2="${frame.right}" y2="${at}" stroke="${ink}" stroke-opacity="0.3"/>`,
      `<text x="${frame.left - 8}" y="${at}" dy="0.32em" text-anchor="end">${escapeMarkup(print(tick))}</text>`,
    ];
  });
  const epochs = x
    .ticks(Math.min(6, Math.max(2, last)))
    .filter(Number.isInteger)
    .map((tick) => `<text x="${coordinate(x(tick))}" y="${frame.bottom + 18}" text-anchor="middle">${tick}</text>`);
  const shown = all.filter(({ points }) => points.length > 0);
  return [
    `<g fill="${ink}">`,
    `<text x="${frame.left}" y="${frame.top - 14}" font-weight="600">${name}</text>`,
    ...shown.flatMap(({ name: of, style }, i) =>
      legend(LEGEND[of.split(" ")[0]!]!, style, frame.right - 110 + 60 * i, frame.top - 18),
    ),
    ...rows,
    ...epochs,
    `<text x="${(frame.left + frame.right) / 2}" y="${frame.bottom + 38}" text-anchor="middle">epoch</text>`,
    ...(shown.length === 0
      ? [
          `<text x="${(frame.left + frame.right) / 2}" y="${(frame.top + frame.bottom) / 2}" text-anchor="middle">no epoch yet</text>`,
        ]
      : []),
    "</g>",
    ...shown.flatMap((series) => curve(series, x, y)),
  ];
}

/** Short: two must fit beside the name of the panel. */
const LEGEND: Readonly<Record<string, string>> = { train: "train", test: "test", validation: "val" };

function legend(name: string, style: Style, x: number, y: number): readonly string[] {
  return [
    `<line x1="${x}" y1="${y}" x2="${x + 22}" y2="${y}" ${stroke(style)}/>`,
    `<text x="${x + 27}" y="${y}" dy="0.32em">${name}</text>`,
  ];
}

function curve({ name, style, points }: Series, x: Scale, y: Scale): readonly string[] {
  const path = line<Point>(
    ({ epoch }) => x(epoch),
    ({ value }) => y(value),
  ).digits(2)(points);
  const marks =
    points.length > mostMarks
      ? []
      : points.map(
          ({ epoch, value }) =>
            `<circle cx="${coordinate(x(epoch))}" cy="${coordinate(y(value))}" r="2.5" fill="${style.color}"><title>epoch ${epoch}: ${name} ${figure(value)}</title></circle>`,
        );
  const epochs = points.map(({ epoch }) => epoch).join(" ");
  const values = points.map(({ value }) => value).join(" ");
  return [
    `<path data-series="${name}" data-epochs="${epochs}" data-values="${values}" d="${path ?? ""}" fill="none" ${stroke(style)}/>`,
    ...marks,
  ];
}

type Scale = (value: number) => number;

function stroke({ color, dash }: Style): string {
  return `stroke="${color}" stroke-width="2" stroke-linejoin="round"${dash === undefined ? "" : ` stroke-dasharray="${dash}"`}`;
}
