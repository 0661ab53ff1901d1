/**
 * Whether a network has learned anything: a result is compared with that of who always answers the most frequent class. Takes the share
 * of right answers, the labels they were compared with, and the recipe as the module knows it; returns a warning that names the
 * usual causes, or nothing. Pure.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { optimizers } from "../ops/registry.ts";
import type { ManifestRecipe } from "../wasm/abi.ts";
import { noBetterThanGuessing } from "./diagnostics.ts";

export interface Outcome {
  /** Share of right answers. */
  readonly accuracy: number;
  /** What they were compared with: class numbers. */
  readonly labels: ArrayLike<number>;
}

/** So many standard errors are within chance. */
const chance = 2;

export interface Guessing {
  /** Of the most frequent class: what always answering it would get. */
  readonly share: number;
  /** Of that share in as many answers. */
  readonly error: number;
  readonly count: number;
}

/** Nothing where the result is better, or where there is one class and nothing to guess. */
export function judgeOutcome({ accuracy, labels }: Outcome): Guessing | undefined {
  const counts = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) counts.set(labels[i]!, (counts.get(labels[i]!) ?? 0) + 1);
  if (counts.size < 2 || !Number.isFinite(accuracy)) return undefined;
  const count = labels.length;
  const share = Math.max(...counts.values()) / count;
  const error = Math.sqrt((share * (1 - share)) / count);
  return accuracy <= share + chance * error ? { share, error, count } : undefined;
}

export function warnOfGuessing(outcome: Outcome, recipe: ManifestRecipe | undefined): readonly Diagnostic[] {
  const guessing = judgeOutcome(outcome);
  if (!guessing) return [];
  const { share, error, count } = guessing;
  return [
    noBetterThanGuessing({
      message: `${percent(outcome.accuracy)} right is no better than guessing`,
      notes: [
        `always answering the most frequent class gets ${percent(share)} of ${count}, give or take ${percent(chance * error)}`,
        ...causesOf(recipe).map((cause) => `usual cause: ${cause}`),
      ],
      help: "`cnnc check` names what it can know; then change the learning rate, and look at some images with their labels",
    }),
  ];
}

function causesOf(recipe: ManifestRecipe | undefined): readonly string[] {
  const others = [
    "labels that do not belong to their images: shuffled, or the wrong column",
    ...(recipe?.normalize === undefined ? ["images that are not normalized: `normalize auto`"] : []),
    "an activation behind the last layer that learns, where the loss wants scores",
  ];
  if (!recipe) return others;
  const { rate, optimizer, epochs } = recipe;
  const [low, high] = optimizers.get(optimizer)?.usualRates ?? [rate, rate];
  const range = `${low} to ${high} are usual for \`${optimizer}\``;
  const ofRate =
    rate > high
      ? `the learning rate ${rate} is too high: ${range}`
      : rate < low
        ? `the learning rate ${rate} is too low: ${range}`
        : `the learning rate ${rate} is too high or too low for this network: ${range}`;
  const ofTime = epochs < 3 ? [`${epochs} ${epochs === 1 ? "epoch is" : "epochs are"} few`] : [];
  return [ofRate, ...ofTime, ...others];
}

const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
