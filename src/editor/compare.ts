/**
 * An earlier version of a program against the one that is open: the models of both, layer by layer, as text. Takes two snapshots and
 * which model is meant; its name is looked for in the earlier version, and where that has one model only, this is taken.
 */
import type { CheckedModel } from "../check/model.ts";
import { safeText } from "../diagnostics/safe-text.ts";
import { diffModels, type MeaningOf } from "../report/diff.ts";
import { renderDiff } from "../report/render-diff.ts";
import { modelAt, type WantedModel } from "./model-at.ts";
import type { Snapshot } from "./snapshot.ts";

export function compareWith(before: Snapshot, snapshot: Snapshot, wanted: WantedModel): string | undefined {
  const model = modelAt(snapshot, wanted);
  if (model === undefined) return undefined;
  const earlier = sameModel(before, model);
  if (typeof earlier === "string") return `${safeText(earlier)}\n`;
  return renderDiff(diffModels(earlier, model, argumentsOf), "human");
}

/**
 * By its arguments as they are given: a default that is written out (`s1`) is told as a difference, with no number behind it. The
 * command compares what layers compute, for which a server of an editor carries too little.
 */
const argumentsOf: MeaningOf = ({ operator, values, parameters, inputShapes }, recipe, inputs = inputShapes) =>
  inputs.length === inputShapes.length
    ? JSON.stringify([operator.name, values, parameters.map(({ init }) => init ?? recipe?.init)])
    : undefined;

/** Or why there is none. */
function sameModel({ checked: { models }, diagnostics }: Snapshot, { name }: CheckedModel): CheckedModel | string {
  const found = models.find((each) => each.name === name) ?? (models.length === 1 ? models[0] : undefined);
  if (found) return found;
  const error = diagnostics.find(({ severity }) => severity === "error");
  if (error) return `The earlier version has errors: ${error.message}`;
  return `The earlier version has no model ${name}.`;
}
