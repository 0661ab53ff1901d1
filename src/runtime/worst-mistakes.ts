/**
 * The images a network is most wrong about. Takes what was called wrongly in the set that stands as set 1, gives the most
 * costly with the module's own loss of each. A step of its own, since a module says what a batch costs, not an image: each
 * candidate is a batch of one. Lets the event loop turn between ticks.
 */
import { type Core, countApart, trainingExport } from "./core.ts";
import { createBreather, createPacer } from "./ticks.ts";

export interface Mistake {
  /** Number of the image in the set, from 0. */
  readonly image: number;
  /** Where each place has a label: what is taken for what in the most places of the image. */
  readonly truth: number;
  /** -1: none, since the outputs are NaN. */
  readonly prediction: number;
  readonly loss: number;
}

/** Before its loss is known. */
export interface Candidate extends Omit<Mistake, "loss"> {
  /** By how much the output that won is larger than that of the truth, summed over the places that are wrong. */
  readonly margin: number;
}

/** So that an untrained network is not evaluated image by image: of more mistakes, those with the largest margin. */
const MOST_CANDIDATES = 1024;

/** The `count` most costly, the worst first; of equal ones the earlier image. */
export async function worstMistakes(
  core: Core,
  candidates: readonly Candidate[],
  count: number,
): Promise<readonly Mistake[]> {
  const evaluate = trainingExport(core, "evaluate");
  const chosen = [...candidates].sort((a, b) => (a.margin === b.margin ? a.image - b.image : b.margin - a.margin));
  const mistakes: Mistake[] = [];
  const pacer = createPacer();
  const breather = createBreather();
  const most = Math.min(chosen.length, Math.max(count, MOST_CANDIDATES));
  try {
    for (let at = 0; at < most;) {
      const piece = chosen.slice(at, Math.min(most, at + pacer.amount));
      const started = performance.now();
      for (const { image, truth, prediction } of piece) {
        const { lossSum } = countApart(core.control, () => evaluate(1, image, 1));
        mistakes.push({ image, truth, prediction, loss: lossSum });
      }
      pacer.took(piece.length, performance.now() - started);
      at += piece.length;
      await breather.breathe();
    }
  } finally {
    breather.close();
  }
  return worstOf(mistakes, count);
}

/** Of the mistakes in any order; a loss that is no number comes first. */
export function worstOf(mistakes: readonly Mistake[], count: number): readonly Mistake[] {
  const rank = ({ loss }: Mistake): number => (Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss);
  const order = (a: Mistake, b: Mistake): number => (rank(a) === rank(b) ? a.image - b.image : rank(b) - rank(a));
  return [...mistakes].sort(order).slice(0, count);
}
