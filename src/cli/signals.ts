/**
 * Ctrl-C, termination and a closed terminal during long work. Takes nothing; gives an abort signal that the first of them raises, so
 * that the work can end cleanly. The second one ends the process at once.
 */

export type StopSignal = "SIGHUP" | "SIGINT" | "SIGTERM";

/** Exit codes by convention: 128 + number of the signal. */
export const SIGNAL_EXIT: Readonly<Record<StopSignal, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

export interface SignalWatch {
  readonly signal: AbortSignal;
  readonly received: StopSignal | undefined;
  close(): void;
}

export function watchSignals(onFirst: (signal: StopSignal) => void): SignalWatch {
  const controller = new AbortController();
  let received: StopSignal | undefined;
  const handle = (signal: StopSignal): void => {
    if (received !== undefined) process.exit(SIGNAL_EXIT[signal]);
    received = signal;
    onFirst(signal);
    controller.abort();
  };
  const handlers = (["SIGHUP", "SIGINT", "SIGTERM"] as const).map((name) => ({ name, listener: () => handle(name) }));
  for (const { name, listener } of handlers) process.on(name, listener);
  return {
    signal: controller.signal,
    get received() {
      return received;
    },
    close() {
      for (const { name, listener } of handlers) process.off(name, listener);
    },
  };
}
