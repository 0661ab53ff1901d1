/** What completion offers: one thing that may be written, before it is text for one client. Only types, and a shorthand. */
import type { TextEdit } from "../../diagnostics/diagnostic.ts";
import type { Parts } from "../snippets.ts";

export type OfferKind =
  | "layer"
  | "join"
  | "block"
  | "model"
  | "keyword"
  | "parameter"
  | "constant"
  | "label"
  | "setting"
  | "argument"
  | "choice"
  | "data"
  | "function"
  | "size"
  | "metric"
  | "file"
  | "value";

export interface Offer {
  /** As it is listed. */
  readonly label: string;
  readonly kind: OfferKind;
  /** Beside the label: what it gives here, its signature, its value. */
  readonly detail?: string;
  /** What is inserted. */
  readonly text: Parts;
  /** What is inserted where arguments follow already; absent: the same. */
  readonly bare?: string;
  /** Those of lower rank are listed first. */
  readonly rank: number;
  /** What the typed word is held against, where it is not the label. */
  readonly filter?: string;
  readonly additional?: readonly TextEdit[];
  readonly about?: About;
}

/** Where the documentation of an offer is found: a word of the language, or a text that a program holds. */
export type About =
  | { readonly kind: "word"; readonly word: string }
  /** Of our own, Markdown. */
  | { readonly kind: "ours"; readonly markdown: string }
  /** Of a program: the comment before what it declares, with a line of code above. */
  | { readonly kind: "comment"; readonly text: string; readonly code?: string };

export const aboutWord = (word: string): About => ({ kind: "word", word });
