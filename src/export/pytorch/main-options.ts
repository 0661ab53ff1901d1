/** What the end of an exported file must know of its class. Only types. */

import type { CheckedHead } from "../../check/model.ts";
import type { DataKind } from "./data/data-kind.ts";

/** What a run recorded of its images, as `wasm/abi.ts` has it. */
export interface ExportedPreparation {
  readonly inverted: boolean;
  readonly ofByte?: { readonly scale: number; readonly offset: number };
  readonly normalization?: { readonly mean: readonly number[]; readonly std: readonly number[] };
}

/** Where the names of the weight file and those of Python differ. */
export type KeyOf = (fullName: string) => string;

export interface MainOptions {
  readonly className: string;
  readonly keyOf: KeyOf;
  /** What the class gives in training behind its first output. */
  readonly heads: readonly CheckedHead[];
  /** The model gives scores in training, where the loss wants them. */
  readonly scoresInTraining: boolean;
  /** Of which kind the data is that stands where the recipe says; absent: as its name says. */
  readonly data?: DataKind | undefined;
  /** Of the run whose weights go along. */
  readonly preparation?: ExportedPreparation | undefined;
}
