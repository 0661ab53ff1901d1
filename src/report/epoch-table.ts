/**
 * The epochs of a training as a table that grows: aligned lines, one as each epoch ends, so that widths are fixed before the
 * numbers are known. Takes how many epochs there will be; returns the head and a line for each result, without line ends.
 */
import type { EpochResult } from "../runtime/index.ts";

export interface EpochTable {
  readonly head: readonly string[];
  row(result: EpochResult): string;
}

interface Column {
  readonly title: string;
  readonly width: number;
  print(result: EpochResult): string;
}

/** A mark stands beside the best test accuracy so far. */
export function createEpochTable(epochs: number): EpochTable {
  let best = Number.NEGATIVE_INFINITY;
  const columns: readonly Column[] = [
    { title: "epoch", width: Math.max(5, 2 * String(epochs).length + 1), print: ({ epoch }) => `${epoch}/${epochs}` },
    { title: "loss", width: 9, print: ({ loss }) => printLoss(loss) },
    { title: "accuracy", width: 8, print: ({ accuracy }) => printAccuracy(accuracy) },
    { title: "test loss", width: 9, print: ({ testLoss }) => printLoss(testLoss) },
    { title: "test accuracy", width: 13, print: ({ testAccuracy }) => printAccuracy(testAccuracy) },
    { title: "rate", width: 9, print: ({ rate }) => printRate(rate) },
    { title: "time", width: 9, print: ({ seconds }) => `${seconds.toFixed(1)} s` },
    { title: "images/s", width: 9, print: ({ imagesPerSecond }) => imagesPerSecond.toFixed(0) },
  ];
  const align = (cells: readonly string[]): string =>
    cells.map((cell, i) => cell.padStart(columns[i]!.width)).join("  ");
  const head = align(columns.map(({ title }) => title));
  return {
    head: [head, "─".repeat(head.length)],
    row(result) {
      const improved = (result.testAccuracy ?? Number.NEGATIVE_INFINITY) > best;
      if (improved) best = result.testAccuracy!;
      return `${align(columns.map(({ print }) => print(result)))}${improved ? "  best" : ""}`;
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
