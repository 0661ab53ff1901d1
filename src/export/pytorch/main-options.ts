/** What the end of an exported file must know of its class. Only types. */

import type { CheckedHead } from "../../check/model.ts";

/** Where the names of the weight file and those of Python differ. */
export type KeyOf = (fullName: string) => string;

export interface MainOptions {
  readonly className: string;
  readonly keyOf: KeyOf;
  /** What the class gives in training behind its first output. */
  readonly heads: readonly CheckedHead[];
  /** The model gives scores in training, where the loss wants them. */
  readonly scoresInTraining: boolean;
}
