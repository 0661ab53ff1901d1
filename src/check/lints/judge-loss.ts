/**
 * Whether a loss and the outputs it compares fit, from what both say of themselves. Takes what the loss asks for and what the last
 * layers of a model give; returns a verdict. Pure, so that a test can print it for every pair there is.
 */
import type { Loss, LossInput, Range } from "../../ops/operator.ts";
import type { Configured } from "../model.ts";

/** What reaches a loss. */
export interface Given {
  readonly means: "numbers" | "probabilities" | "logarithms";
  readonly range: Range;
  /** Nothing stands between the layer that gives them so and the loss but what leaves them as they are. */
  readonly direct: boolean;
  /** The loss does what the last layer does by itself, and reads what that layer reads. */
  readonly fused: boolean;
  /** How many for each label. */
  readonly outputs: number;
}

export type Verdict =
  | "fits"
  /** One output is always the right one. */
  | "one-output"
  /** Minus a number that is no logarithm. */
  | "no-logarithms"
  /** The loss takes the logarithm of a softmax again, which changes nothing. */
  | "logarithms-twice"
  /** A softmax of probabilities. */
  | "probabilities-twice"
  /** Probabilities that add up to one, each compared with its own yes or no. */
  | "compete"
  /** Outputs cannot be far enough apart for a small loss. */
  | "squeezed"
  /** Outputs end at one side. */
  | "cut"
  /** What the loss compares with lies outside. */
  | "out-of-reach";

export function judgeLoss({ operator, values }: Configured<Loss>, given: Given): Verdict {
  const asked = operator.asks(values);
  const alone = given.outputs === 1 && comparesClasses(asked);
  return alone ? "one-output" : given.fused ? "fits" : judge(asked, given);
}

function judge(asked: LossInput, { means, range: [low, high], direct }: Given): Verdict {
  const ends = Number.isFinite(low) || Number.isFinite(high);
  const squeezed = Number.isFinite(high - low);
  switch (asked.of) {
    case "logarithms":
      return means === "logarithms" && direct ? "fits" : "no-logarithms";
    case "scores":
      if (means === "probabilities") return "probabilities-twice";
      if (means === "logarithms" && direct) return "logarithms-twice";
      return squeezed ? "squeezed" : ends && direct ? "cut" : "fits";
    case "each-score":
      if (means === "probabilities") return "compete";
      return squeezed ? "squeezed" : ends && direct ? "cut" : "fits";
    case "values":
      return asked.targets.every((target) => low <= target && target <= high) ? "fits" : "out-of-reach";
    case "margin":
      return high - low <= asked.margin && asked.margin > 0 ? "out-of-reach" : "fits";
    default:
      return asked satisfies never;
  }
}

const comparesClasses = ({ of }: LossInput): boolean => of === "scores" || of === "logarithms" || of === "margin";
