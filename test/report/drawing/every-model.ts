/** Every model of the project, checked once for all tests of drawings. */
import { everyModel, type NamedModel } from "../../export/models.ts";

let models: Promise<readonly NamedModel[]> | undefined;

export function everyModelOnce(): Promise<readonly NamedModel[]> {
  models ??= everyModel();
  return models;
}
