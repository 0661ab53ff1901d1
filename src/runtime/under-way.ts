/**
 * What belongs to a training that is under way and is no number of the module's own: the set its position is in. Takes the state of the
 * core; changes it, or refuses with `runtime/other-set`. A position counts the images of one set in the order drawn for it, and says
 * nothing of any other.
 */
import type { Control } from "./control.ts";
import { RuntimeError } from "./errors.ts";
import type { Manifest } from "../wasm/abi.ts";

export interface UnderWay {
  /** Images of the set that the epoch was begun with; `batches`: made on the way. Absent where nobody noted it. */
  set?: number | "batches" | undefined;
  /** Somebody set the normalization, or a checkpoint did: batches need not be measured for it. */
  normalized?: boolean;
}

/** Before images are taken from a set: `count` images, or batches. */
export function enterSet(underWay: UnderWay, control: Control, set: number | "batches"): void {
  const position = control.get("position");
  const before = underWay.set;
  // Of a checkpoint of an earlier version only the position is known.
  const other = before === undefined ? set !== "batches" && position >= set : before !== set;
  if (position > 0 && other) {
    const [was, is] = [before, set].map((each) =>
      each === undefined ? "another set" : each === "batches" ? "batches made on the way" : `a set of ${each} images`,
    );
    throw otherSet(`the training has seen ${position} images of an epoch on ${was}, and is to go on with ${is}`, {
      position,
    });
  }
  underWay.set = set;
}

export function otherSet(message: string, facts: Readonly<Record<string, number>>): RuntimeError {
  const help =
    "finish the epoch on the set it was begun with, or begin anew with rewind() (keeps the weights) or init()";
  return new RuntimeError("runtime/other-set", `${message}: ${help}`, facts);
}

/** Epochs and batch as the recipe says, once a training has come to its end or another begins: options last for their training. */
export function forgetPlan(control: Control, { recipe, batch }: Manifest): void {
  if (recipe !== undefined) control.set("totalEpochs", recipe.epochs);
  control.set("batch", batch);
}
