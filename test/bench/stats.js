/**
 * Numbers from repeated measurements: takes functions that measure one window and returns their windows, interleaved so that
 * a disturbance of the machine falls on every candidate alike; and the median and best of a list. Reads
 * the clock, changes nothing. Not for spawning or printing.
 */

/** Middle value; the mean of the two middle ones for an even count. NaN for none. */
export function median(values) {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** `{ median, best, windows }` of rates, for which more is better. */
export const summarize = (windows) => ({ median: median(windows), best: Math.max(...windows), windows: [...windows] });

/**
 * Repetitions of `run(repetitions)` that last about `milliseconds`. Doubles until a trial takes a third of that, so
 * the result has also warmed the code up.
 */
export function calibrate(run, milliseconds) {
  for (let repetitions = 1; ; repetitions *= 2) {
    const start = performance.now();
    run(repetitions);
    const taken = performance.now() - start;
    if (taken >= milliseconds / 3) return Math.max(1, Math.round((repetitions * milliseconds) / taken));
  }
}

/** A window: how often per second `run` repeats, over about `milliseconds`. Calibrated at the first call. */
export function windowOf(run, milliseconds) {
  let repetitions = 0;
  return () => {
    repetitions ||= calibrate(run, milliseconds);
    const start = performance.now();
    run(repetitions);
    return (repetitions * 1000) / (performance.now() - start);
  };
}

/**
 * Runs `measure` and gives its result with the share of the wall clock in which this process had a processor: well below 1, other
 * work disturbed the window. (Helper threads of V8 may lift it above 1.)
 */
export function withShare(measure) {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  const result = measure();
  const wall = (performance.now() - start) * 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { result, share: (user + system) / wall };
}

/**
 * Measures A B C, A B C, … `rounds` times. Each entry is `{ name, measure }`, `measure` a function (or an async one) giving one
 * window. Returns a Map of name to windows.
 */
export async function interleave(entries, rounds) {
  const windows = new Map(entries.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const { name, measure } of entries) windows.get(name).push(await measure());
  return windows;
}
