/** What may be written at a place: the kinds of words that can be expected, with what is written around them. Only types. */
import type { Span } from "../../../source/source.ts";

export type Expected =
  | { readonly kind: "declaration" }
  | { readonly kind: "imported-name"; readonly given: readonly string[]; readonly path: string | undefined }
  /** One of these words of the language, and nothing else. */
  | { readonly kind: "keyword"; readonly words: readonly string[] }
  /** `quoted`: between quotes that are there. */
  | { readonly kind: "import-path"; readonly quoted: boolean }
  /** `statement`: a statement may begin here; `first`: nothing stands before it in its body. */
  | { readonly kind: "stage"; readonly statement: boolean; readonly first: boolean }
  | { readonly kind: "input"; readonly given: readonly Given[] }
  | { readonly kind: "layer-argument"; readonly layer: string; readonly given: readonly Given[] }
  /** Behind a stage that takes no arguments. */
  | { readonly kind: "stage-end"; readonly condition: boolean }
  | { readonly kind: "shape" }
  | { readonly kind: "label" }
  | { readonly kind: "metric" }
  /** `metric`: the value that is expected of it. `count`: behind `*`, where a name or a number stands alone. */
  | { readonly kind: "expression"; readonly blocks: boolean; readonly metric?: string; readonly count?: true }
  | {
      readonly kind: "call-argument";
      readonly callee: string;
      readonly given: readonly string[];
      readonly first: boolean;
    }
  | { readonly kind: "call-value"; readonly callee: string; readonly argument: string }
  | { readonly kind: "field" }
  | {
      readonly kind: "argument-value";
      readonly owner: string;
      readonly argument: string;
      readonly setting?: string;
      readonly model?: string;
    }
  | { readonly kind: "setting"; readonly model: string }
  /** `step`: the word of the operator or data set, where it is there; `given` is behind that. */
  | {
      readonly kind: "setting-argument";
      readonly setting: string;
      readonly step: string | undefined;
      readonly given: readonly Given[];
      readonly model: string;
    }
  | { readonly kind: "trained-model" }
  | { readonly kind: "nothing" };

/** An argument that is there: its name, its letter, or its word; a size or value has neither. */
export interface Given {
  readonly kind: "value" | "letter" | "named" | "word" | "text";
  readonly text: string;
}

export interface Expectation {
  readonly expected: Expected;
  /** The word at the offset, empty where none is. */
  readonly word: Span;
  /** Regions around, outermost first: what opens each, and where what may reach the offset begins in it. */
  readonly regions: readonly Region[];
  /** What follows the word directly: `=`, `(`, or nothing of meaning. */
  readonly follows: "=" | "(" | "argument" | "";
}

export interface Region {
  readonly kind: "body" | "group" | "branch" | "train" | "other";
  /** Behind the bracket, or behind the sign of the arm. */
  readonly start: number;
  /** Where the stage begins that the bracket belongs to. */
  readonly stage: number;
}
