/**
 * What an operator is called elsewhere, and what the arguments it takes there become here: data that stand in the operator's
 * own record, for messages to people who write another framework's lines. Types, and the words that make records short. Not for
 * reading such lines: see `check/foreign/`.
 */

/** What an argument of another framework is of ours. */
export type Meaning =
  /** The sizes of a window, one for all axes or one for each: the front of our size list. */
  | { readonly as: "window" }
  /** The last of our size list, or our one number: filters, units. */
  | { readonly as: "size" }
  /** A bare number, as it is: a rate, a slope. */
  | { readonly as: "number" }
  /** `s2`, `d2`, `g4`. */
  | { readonly as: "attribute"; readonly letter: "s" | "d" | "g" }
  /** `p1`; the words `same` and `valid`. */
  | { readonly as: "padding" }
  /** `eps=1e-5`; `complement`: there it is one minus what it is here. */
  | { readonly as: "named"; readonly name: string; readonly complement?: true }
  /** A flag of ours that is there when the argument has this value. */
  | { readonly as: "flag"; readonly name: string; readonly when: boolean }
  /** A word that stands bare behind our layer, by its word there. */
  | { readonly as: "word"; readonly words: Readonly<Record<string, string>> }
  /** The layer that follows ours. */
  | { readonly as: "activation" }
  /** The shape of one image, channels last, for an input before the layer. */
  | { readonly as: "input" }
  /** Padding by half the window where it is 1. */
  | { readonly as: "half" }
  /** A batch normalization behind the layer, which then has no bias. */
  | { readonly as: "normalized" }
  /** What comes in, which is known here. */
  | { readonly as: "known" }
  /** Says nothing that is said here. */
  | { readonly as: "nothing" };

export interface Elsewhere {
  /** Compared without regard to case and `_`. */
  readonly names: readonly string[];
  readonly where: "Keras" | "PyTorch" | "Darknet" | "papers";
  /** In the order in which they may stand without a name. */
  readonly parameters?: Readonly<Record<string, Meaning>>;
  /** How many axes of places the name implies: a window of one number is that many. */
  readonly axes?: 1 | 2 | 3;
  /** Our arguments where nothing is written there: `2` of a pooling, `0.3` of a leaky activation. */
  readonly otherwise?: string;
}

/** Other words for the same, without arguments that mean anything else. */
export function words(...names: string[]): Elsewhere {
  return { names, where: "papers" };
}

/** A word as it is compared: `Batch_Norm` is `batchnorm`. */
export function plainWord(word: string): string {
  return word.replaceAll("_", "").toLowerCase();
}

/** `0.1` of 0.9, without the noise of binary fractions. */
export function complementText(value: number): string {
  return String(Number((1 - value).toPrecision(12)));
}
