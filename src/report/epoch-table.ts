/**
 * The epochs of a training as a table that grows: aligned lines, one as each epoch ends, so that widths are fixed before the
 * numbers are known. Takes how many epochs there will be, which part is scored and how wide a line may be; returns the head and a
 * line for each result, without line ends. Where a line would be too long, columns are left out: pace, rate, time and loss.
 */
import type { EpochResult } from "../runtime/index.ts";
import { printCount } from "./numbers.ts";

/** The part of the data that is scored after each epoch. */
export type WatchedPart = "validation" | "test";

export interface EpochTableOptions {
  readonly part?: WatchedPart;
  /** Which epoch is the best so far, the one that was just given included; by the accuracy of the part when absent. */
  readonly best?: () => number | undefined;
  readonly width?: number;
}

export interface EpochTable {
  readonly head: readonly string[];
  row(result: EpochResult): string;
}

interface Column {
  readonly title: string;
  readonly width: number;
  /** The highest goes first where lines are short. */
  readonly leave?: number;
  print(result: EpochResult): string;
}

const MARK = "  best";

/** A mark is beside each epoch that was the best when it ended. */
export function createEpochTable(epochs: number, options: EpochTableOptions = {}): EpochTable {
  const { part = "test", width = Number.POSITIVE_INFINITY } = options;
  const short = part === "test" ? "test" : "val";
  let most = Number.NEGATIVE_INFINITY;
  let columns: readonly Column[] = [
    { title: "epoch", width: Math.max(5, 2 * String(epochs).length + 1), print: ({ epoch }) => `${epoch}/${epochs}` },
    { title: "loss", width: 9, leave: 1, print: ({ loss }) => printLoss(loss) },
    { title: "accuracy", width: 8, print: ({ accuracy }) => printAccuracy(accuracy) },
    { title: `${short} loss`, width: 9, print: ({ testLoss }) => printLoss(testLoss) },
    { title: `${short} accuracy`, width: 13, print: ({ testAccuracy }) => printAccuracy(testAccuracy) },
    { title: "rate", width: 9, leave: 3, print: ({ rate }) => printRate(rate) },
    { title: "time", width: 9, leave: 2, print: ({ seconds }) => `${seconds.toFixed(1)} s` },
    { title: "images/s", width: 9, leave: 4, print: ({ imagesPerSecond }) => printCount(Math.round(imagesPerSecond)) },
  ];
  const lineWidth = (): number =>
    columns.reduce((sum, column) => sum + column.width, 2 * (columns.length - 1)) + MARK.length;
  while (lineWidth() > width) {
    const next = Math.max(...columns.map(({ leave = 0 }) => leave));
    if (next === 0) break;
    columns = columns.filter(({ leave = 0 }) => leave !== next);
  }
  const align = (cells: readonly string[]): string =>
    cells.map((cell, i) => cell.padStart(columns[i]!.width)).join("  ");
  const head = align(columns.map(({ title }) => title));
  return {
    head: [head, "─".repeat(head.length)],
    row(result) {
      const higher = (result.testAccuracy ?? Number.NEGATIVE_INFINITY) > most;
      if (higher) most = result.testAccuracy!;
      const improved = options.best === undefined ? higher : options.best() === result.epoch;
      return `${align(columns.map(({ print }) => print(result)))}${improved ? MARK : ""}`;
    },
  };
}

/** Four significant digits, at most nine characters. */
function printLoss(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "-";
  const plain = value === 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e4);
  return plain ? value.toPrecision(4) : value.toExponential(2);
}

/** As short as it is written: `0.1`, `0.0025`, `4.39e-5`. */
function printRate(rate: number): string {
  const plain = rate === 0 || (rate >= 1e-3 && rate < 1e4);
  return plain ? String(Number(rate.toPrecision(4))) : rate.toExponential(2);
}

function printAccuracy(share: number | undefined): string {
  return share === undefined || !Number.isFinite(share) ? "-" : `${(100 * share).toFixed(2)}%`;
}
