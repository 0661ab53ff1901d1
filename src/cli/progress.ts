/**
 * How a training shows where it is: where a person watches, a moving line and above it a table that grows by a line with each
 * epoch; else plain lines, every few seconds and after each epoch. Takes what the runtime reports; writes to standard error only.
 */
import { createEpochTable, type EpochTable, type EpochTableOptions, type WatchedPart } from "../report/epoch-table.ts";
import type { EpochResult, Progress } from "../runtime/index.ts";
import { decimal, duration, percent, thousands } from "./numbers.ts";
import { progressLine } from "./progress-line.ts";
import type { Terminal } from "./terminal.ts";

export interface ProgressView {
  tick(progress: Progress): void;
  epoch(result: EpochResult, epochs: number): void;
  /** Takes the moving line away; call before anything else is written. */
  close(): void;
}

const PLAIN_LINE_MILLISECONDS = 5_000;

/** `earlier`: epochs of a training that goes on, which the table begins with. */
export async function createProgressView(
  terminal: Terminal,
  earlier: readonly EpochResult[] = [],
  options: EpochTableOptions = {},
): Promise<ProgressView> {
  return terminal.interactive ? movingLine(terminal, earlier, options) : plainLines(terminal, options.part ?? "test");
}

function figures(p: Progress): string {
  const pace = `${thousands(p.imagesPerSecond)} images/s, ${duration(p.secondsLeft)} left`;
  return `loss ${decimal(p.loss)}, accuracy ${percent(p.accuracy)}, ${pace}`;
}

function describeEpoch(r: EpochResult, epochs: number, part: WatchedPart): string {
  const test =
    r.testAccuracy === undefined || r.testLoss === undefined
      ? ""
      : `; ${part} loss ${decimal(r.testLoss)}, ${part} accuracy ${percent(r.testAccuracy)}`;
  const training = `loss ${decimal(r.loss)}, accuracy ${percent(r.accuracy)}`;
  return `epoch ${r.epoch}/${epochs}: ${training}${test} (${r.seconds.toFixed(1)} s, ${thousands(r.imagesPerSecond)} images/s)\n`;
}

function plainLines(terminal: Terminal, part: WatchedPart): ProgressView {
  let last = performance.now();
  return {
    tick(p) {
      const now = performance.now();
      if (now - last < PLAIN_LINE_MILLISECONDS) return;
      last = now;
      terminal.talk(`epoch ${p.epoch}/${p.epochs} ${Math.floor((100 * p.position) / p.count)}%: ${figures(p)}\n`);
    },
    epoch(result, epochs) {
      last = performance.now();
      terminal.talk(describeEpoch(result, epochs, part));
    },
    close() {},
  };
}

async function movingLine(
  terminal: Terminal,
  earlier: readonly EpochResult[],
  options: EpochTableOptions,
): Promise<ProgressView> {
  const { default: progress } = await import("cli-progress");
  const width = (): number => terminal.talkStyle.columns ?? 80;
  const open = () =>
    new progress.SingleBar({
      format: (_options, _params, payload: { readonly progress: Progress }) => progressLine(payload.progress, width()),
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      // The loop that trains gives the event loop air ten times a second: drawn when told, not by a timer.
      noTTYOutput: false,
      stream: process.stderr,
    });
  let bar: InstanceType<typeof progress.SingleBar> | undefined;
  const close = (): void => {
    bar?.stop();
    bar = undefined;
  };
  let table: EpochTable | undefined;
  const begin = (epochs: number): EpochTable => {
    const begun = createEpochTable(epochs, { ...options, width: width() });
    for (const line of [...begun.head, ...earlier.map(begun.row)]) terminal.talk(`${line}\n`);
    return begun;
  };
  return {
    tick(p) {
      const payload = { progress: p };
      if (bar === undefined) {
        bar = open();
        bar.start(p.count, p.position, payload);
      } else bar.update(p.position, payload);
    },
    epoch(result, epochs) {
      close();
      table ??= begin(epochs);
      terminal.talk(`${table.row(result)}\n`);
    },
    close,
  };
}
