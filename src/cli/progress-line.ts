/**
 * The one line that shows where a training is. Takes the progress and how wide the line may be; returns text that is never wider:
 * first the bar becomes shorter, then figures are left out. Epoch, share of it done and time left stay longest.
 */
import type { Progress } from "../runtime/index.ts";
import { decimal, duration, percent, thousands } from "./numbers.ts";

const BARS = [20, 10, 0] as const;

export function progressLine(p: Progress, width: number): string {
  const done = p.count > 0 ? Math.min(1, p.position / p.count) : 0;
  const loss = `loss ${decimal(p.loss)}`;
  const accuracy = `accuracy ${percent(p.accuracy)}`;
  const pace = `${thousands(p.imagesPerSecond)} images/s`;
  const left = `${duration(p.secondsLeft)} left`;
  const begin = (bar: number): string =>
    `epoch ${p.epoch}/${p.epochs} ${bar === 0 ? "" : `${drawBar(done, bar)} `}${Math.floor(100 * done)}%`;
  const figures = [[left, loss, accuracy, pace], [left, loss, accuracy], [left, loss], [left], []];
  for (const shown of figures) {
    for (const bar of BARS) {
      const line = [begin(bar), ...shown].join(", ").replace("%,", "%");
      if (line.length <= width) return line;
    }
  }
  return begin(0).slice(0, Math.max(0, width));
}

function drawBar(done: number, width: number): string {
  const full = Math.round(done * width);
  return "█".repeat(full) + "░".repeat(width - full);
}
