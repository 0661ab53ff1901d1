/**
 * Work that is asked for more often than it is worth doing: takes what to do and how long to wait, gives a function that asks for it.
 * It is done once after the last call, never twice at a time; what is asked for meanwhile is done once afterwards.
 */
export interface Coalesced {
  /** Asks for the work. */
  (): void;
  /** Nothing more is begun. */
  dispose(): void;
}

export function coalesce(work: () => Promise<void>, delay: () => number): Coalesced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let again = false;
  let disposed = false;
  const start = (): void => {
    timer = undefined;
    if (disposed) return;
    if (running) {
      again = true;
      return;
    }
    running = true;
    void work()
      .catch(() => undefined)
      .finally(() => {
        running = false;
        if (again) ask();
        again = false;
      });
  };
  const ask = (): void => {
    if (disposed) return;
    if (timer !== undefined) clearTimeout(timer);
    timer = setTimeout(start, delay());
  };
  return Object.assign(ask, {
    dispose: () => {
      disposed = true;
      if (timer !== undefined) clearTimeout(timer);
    },
  });
}
