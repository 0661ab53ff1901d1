/**
 * Which model of a snapshot is meant: by its name, or by an offset (the model written there, the one that a recipe there trains, one
 * that uses the block there), or else the first that the file has. Nothing where no model of the file could be understood.
 */
import type { CheckedModel } from "../check/model.ts";
import { declarationAt } from "./nodes-at.ts";
import type { Snapshot } from "./snapshot.ts";

export interface WantedModel {
  readonly model?: string;
  readonly offset?: number;
}

export function modelAt({ file, checked }: Snapshot, { model, offset }: WantedModel): CheckedModel | undefined {
  const { models } = checked;
  const named = (name: string): CheckedModel | undefined => models.find((each) => each.name === name);
  if (model !== undefined) return named(model);
  const declaration = offset === undefined ? undefined : declarationAt(file, offset);
  if (declaration?.kind === "model") return named(declaration.name.text);
  if (declaration?.kind === "train") return named(declaration.model.text);
  if (declaration?.kind === "block") {
    const uses = ({ layers }: CheckedModel): boolean =>
      layers.some(({ trail }) => trail.some(({ use }) => use?.block === declaration));
    return models.find(uses) ?? models[0];
  }
  return models[0];
}
