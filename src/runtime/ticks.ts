/**
 * Long work in short pieces. Gives a pacer, which finds how much work fills a tick, and a breather, which lets the event
 * loop turn between ticks. Uses `performance` and `MessageChannel`, which Node and pages share. How work is cut never
 * changes its result: the module's own contract.
 */

/** Long enough to cost nothing, short enough for a progress line and Ctrl-C. */
const TICK_MILLISECONDS = 100;

export interface Pacer {
  /** Units of work for the next tick. */
  readonly amount: number;
  /** Reports what the last tick took. */
  took(units: number, milliseconds: number): void;
}

/** Starts small: the first tick may be far slower than those that follow (code that is not yet optimized). */
export function createPacer(fixed?: number): Pacer {
  let amount = fixed ?? 1;
  return {
    get amount() {
      return amount;
    },
    took(units, milliseconds) {
      if (fixed !== undefined) return;
      const wanted = (units * TICK_MILLISECONDS) / Math.max(milliseconds, 0.01);
      amount = Math.max(1, Math.floor(Math.min(wanted, 4 * Math.max(units, amount))));
    },
  };
}

export interface Breather {
  /** Lets input, timers and drawing happen. */
  breathe(): Promise<void>;
  close(): void;
}

/** A message to ourselves: a timer of 0 waits for 1 ms in Node and 4 ms in a page. */
export function createBreather(): Breather {
  const { port1, port2 } = new MessageChannel();
  let wake: (() => void) | undefined;
  port1.onmessage = () => wake?.();
  return {
    breathe: () =>
      new Promise((resolve) => {
        wake = resolve;
        port2.postMessage(null);
      }),
    close() {
      port1.close();
      port2.close();
    },
  };
}
