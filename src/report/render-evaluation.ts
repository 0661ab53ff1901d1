/**
 * How good a network is, as text for people: accuracy, the figures of each class, and the confusion matrix, or, where that
 * would be too wide to read, the classes most often taken for another. Takes what was measured; returns text that ends with a
 * newline. Names come from data sets and are made safe for a terminal here.
 */
import { safeText } from "../diagnostics/safe-text.ts";
import { printCount } from "../ops/size-arithmetic.ts";
import { type Average, averagesOf, type ClassFigures, type Confusion, mixupsOf } from "./confusion.ts";
import { type Column, renderTable, type Row } from "./table.ts";

/** A test set's result. */
export interface EvaluationResult {
  readonly model: string;
  /** What the network's outputs are, as its manifest says. */
  readonly outputs: string;
  readonly count: number;
  /** Where each place of an image has a label: places of an image. All figures but `count` are then of places. */
  readonly places?: number;
  readonly accuracy: number;
  readonly loss: number | undefined;
  /** Images, or places, whose outputs are NaN: wrong, and called nothing. */
  readonly undecided?: number;
  readonly classes: readonly ClassFigures[];
  readonly confusion: Confusion;
}

/** With more classes, only the most frequent mix-ups are shown. */
export const mostMatrixClasses = 40;
const mostMixups = 20;

const figureColumns = (counted: string, withIou: boolean): readonly Column[] => [
  { title: "class", align: "left" },
  { title: counted, align: "right" },
  { title: "precision", align: "right" },
  { title: "recall", align: "right" },
  { title: "F1", align: "right" },
  ...(withIou ? [{ title: "IoU", align: "right" } as const] : []),
];

export function renderEvaluation(result: EvaluationResult): string {
  const { model, count, places, accuracy, loss, undecided = 0, classes } = result;
  const { macro, weighted } = averagesOf(classes);
  const isMap = places !== undefined;
  const iou = isMap ? `, mean IoU ${printPercent(macro.iou ?? null)}` : "";
  const size = `${printCount(count)} images${isMap ? ` of ${printCount(places)} places` : ""}`;
  const none = undecided === 0 ? "" : `, ${printCount(undecided)} without an answer: their outputs are not numbers`;
  const head = `${model}: accuracy ${printPercent(accuracy)}${iou}, loss ${printLoss(loss)}, ${size}${none}`;
  const row = (name: string, images: number, each: Average): Row => [
    name,
    printCount(images),
    printPercent(each.precision),
    printPercent(each.recall),
    printPercent(each.f1),
    ...(isMap ? [printPercent(each.iou ?? null)] : []),
  ];
  const counted = isMap ? "places" : "images";
  const all = count * (places ?? 1);
  const figures = renderTable(figureColumns(counted, isMap), [
    classes.map((each) => row(safeText(each.name), each.count, each)),
    [row("mean of classes", all, macro), row(`mean of ${counted}`, all, weighted)],
  ]);
  return `${[head, "", ...figures.lines, "", ...confusionLines(result)].join("\n")}\n`;
}

function confusionLines({ classes, confusion, places }: EvaluationResult): readonly string[] {
  const names = classes.map(({ name }) => safeText(name));
  if (classes.length <= mostMatrixClasses) {
    const columns: readonly Column[] = [
      { title: "truth \\ called", align: "left" },
      ...names.map((title): Column => ({ title, align: "right" })),
    ];
    return renderTable(columns, [confusion.map((counts, i) => [names[i]!, ...counts.map(String)])]).lines;
  }
  const mixups = mixupsOf(confusion, mostMixups);
  const columns: readonly Column[] = [
    { title: "truth", align: "left" },
    { title: "called", align: "left" },
    { title: places === undefined ? "images" : "places", align: "right" },
  ];
  const rows = mixups.map(({ truth, called, count }): Row => [names[truth]!, names[called]!, printCount(count)]);
  return ["most often mixed up", ...renderTable(columns, [rows]).lines];
}

/** `99.06%`; what is not known is `-`. */
export function printPercent(share: number | null): string {
  return share === null || !Number.isFinite(share) ? "-" : `${(100 * share).toFixed(2)}%`;
}

/** Four significant digits. */
export function printLoss(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "-";
  return value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e6)
    ? value.toExponential(3)
    : value.toPrecision(4);
}
