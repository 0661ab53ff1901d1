/**
 * Entry of a thread: texts of one kind, one after another, each read, checked and judged. Takes the kind, the seed and the numbers of
 * the texts; posts what came of it, or the first text that something is wrong with.
 */
import { parentPort, workerData } from "node:worker_threads";
import fc from "fast-check";
import { programs } from "../format/random-program.ts";
import { smallPrograms } from "./corpus.ts";
import { judge, mustBeQuick, mustBeSound } from "./judge.ts";
import { mutate, randomCharacters } from "./mutate.ts";
import { type Random, randomFor } from "./random.ts";
import { randomProgram } from "./random-program.ts";

export interface Task {
  readonly kind: "grammar" | "words" | "characters";
  readonly seed: number;
  readonly count: number;
}

export interface Tally {
  readonly seconds: number;
  /** Milliseconds. */
  readonly slowest: number;
  /** Of the heap, in bytes. */
  readonly growth: number;
  /** Texts that nothing is wrong with. */
  readonly clean: number;
  readonly models: number;
  readonly codes: readonly string[];
  /** Why the texts end early. */
  readonly failure?: { readonly index: number; readonly text: string; readonly why: string };
}

type Draw = (random: Random, index: number) => string;

function drawOf({ kind, seed, count }: Task): Draw {
  if (kind === "words")
    return (random) => {
      const text = random.chance(0.3) ? randomProgram(random) : random.pick(smallPrograms);
      return mutate(text, random, random.pick(smallPrograms));
    };
  if (kind === "characters") return (random) => randomCharacters(random, random.pick(smallPrograms));
  // One in four as the formatter is tested with: blanks, newlines and comments wherever they may stand.
  const spaced = fc.sample(programs(), { seed, numRuns: Math.ceil(count / 4) });
  return (random, index) => (index % 4 === 0 ? spaced[index / 4]! : randomProgram(random));
}

function survive(task: Task): Tally {
  const { kind, seed, count } = task;
  const draw = drawOf(task);
  // Code runs faster the second time; the texts that come first are no slower than others.
  for (const text of smallPrograms) judge(text);
  const start = performance.now();
  let [slowest, growth, clean, models] = [0, 0, 0, 0];
  const codes = new Set<string>();
  const tally = (): Tally => {
    const seconds = (performance.now() - start) / 1_000;
    return { seconds, slowest, growth, clean, models, codes: [...codes] };
  };
  for (let index = 0; index < count; index++) {
    const text = draw(randomFor(seed, index), index);
    try {
      const judged = judge(text);
      mustBeSound(judged);
      slowest = Math.max(slowest, mustBeQuick(text, judged));
      if (kind === "grammar" && judged.ofParser > 0)
        throw new Error(`the parser refuses it: ${judged.diagnostics[0]!.message}`);
      growth = Math.max(growth, judged.growth);
      models += judged.models.length;
      if (judged.diagnostics.length === 0) clean++;
      for (const { code } of judged.diagnostics) codes.add(code);
    } catch (error) {
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { ...tally(), failure: { index, text, why } };
    }
  }
  return tally();
}

parentPort?.postMessage(survive(workerData as Task));
