/**
 * What a network answers, for people and programs: the classes with what it says of each, the largest first. Takes outputs, what the
 * manifest says they mean, and the names; probabilities are shown as percentages, values and scores as the numbers they are. Throws
 * `CnncError` (`runtime/not-finite`) for outputs that are no numbers.
 */
import { CnncError } from "../diagnostics/diagnostic.ts";
import { type Manifest, type ShownOutputs, showOutputs } from "../runtime/index.ts";
import { runtimeProblem } from "./diagnostics.ts";
import { decimal, percent } from "./numbers.ts";

export interface Guess {
  readonly class: string;
  readonly index: number;
  /** One of the three: see `ShownOutputs`. */
  readonly probability?: number;
  readonly value?: number;
  readonly score?: number;
}

/** The `top` largest of one label; of equal ones the earlier class. `file`: what the network was asked about. */
export function guessesOf(
  outputs: Float32Array,
  { outputs: meaning }: Pick<Manifest, "outputs">,
  names: readonly string[],
  { top, file }: { readonly top: number; readonly file?: string },
): readonly Guess[] {
  const nan = outputs.findIndex(Number.isNaN);
  if (nan >= 0) {
    const message = `output ${nan} of the network is not a number: a weight or a value of the image is none`;
    throw new CnncError(runtimeProblem["runtime/not-finite"]({ message, ...(file === undefined ? {} : { file }) }), 3);
  }
  const { kind, values } = showOutputs(outputs, meaning);
  // By the outputs themselves: what is shown may round to the same.
  return Array.from(values, (_, index) => index)
    .sort((a, b) => outputs[b]! - outputs[a]! || a - b)
    .slice(0, top)
    .map((index) => ({ class: names[index]!, index, [kind]: values[index]! }));
}

/** `99.96%`, `0.9712`. */
export function printGuess({ probability, value, score }: Guess): string {
  return probability === undefined ? decimal((value ?? score)!) : percent(probability);
}

/** How the page of a report puts what was said of the class that was chosen. */
export function tellGuess(guess: Guess): string {
  const kinds: readonly ShownOutputs["kind"][] = ["value", "score"];
  const kind = kinds.find((each) => guess[each] !== undefined);
  return kind === undefined ? printGuess(guess) : `the ${kind} ${printGuess(guess)}`;
}
