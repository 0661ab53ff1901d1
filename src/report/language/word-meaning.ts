/**
 * One meaning of a word, and the page of all of them. Only types, for whoever shows them: the terminal, an editor's hover, the
 * reference.
 */
import type { WordKind } from "../../check/language/chapters.ts";
import type { Operator } from "../../ops/operator.ts";

export type MeaningKind = WordKind | Operator["kind"] | "argument" | "library block" | "library model";

export interface WordMeaning {
  readonly kind: MeaningKind;
  /** As the language writes it, whatever was asked for: `fc` for `Dense`. */
  readonly name: string;
  /** `let (statement)` */
  readonly title: string;
  /** One line, with a capital and a full stop. */
  readonly summary: string;
  /** Markdown without a heading, and without the summary. Made when it is asked for. */
  body(): string;
}

export interface WordPage {
  readonly word: string;
  readonly title: string;
  readonly summary: string;
  readonly meanings: readonly WordMeaning[];
  /** The whole page, with its heading. */
  readonly markdown: string;
}
