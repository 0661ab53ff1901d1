/**
 * Every operator the language knows, by kind. A new record is one file and one line in the `list.ts` beside it. Tables are
 * maps, so that no name a user writes can be mistaken for something of JavaScript's own. For names as written, which may
 * be aliases, there is `findLayer`.
 */
import * as augmentationRecords from "./augmentations/list.ts";
import * as clipRecords from "./clips/list.ts";
import * as initRecords from "./inits/list.ts";
import * as joinRecords from "./joins/list.ts";
import * as layerRecords from "./layers/list.ts";
import * as lossRecords from "./losses/list.ts";
import type {
  Augmentation,
  Clip,
  Initialization,
  Join,
  Layer,
  Loss,
  Operator,
  Optimizer,
  Schedule,
} from "./operator.ts";
import * as optimizerRecords from "./optimizers/list.ts";
import * as scheduleRecords from "./schedules/list.ts";
import { createVocabulary } from "./vocabulary.ts";

export const layers = byName<Layer>(layerRecords);
export const joins = byName<Join>(joinRecords);
export const losses = byName<Loss>(lossRecords);
export const optimizers = byName<Optimizer>(optimizerRecords);
export const schedules = byName<Schedule>(scheduleRecords);
export const clips = byName<Clip>(clipRecords);
export const augmentations = byName<Augmentation>(augmentationRecords);
export const inits = byName<Initialization>(initRecords);

/** Those that settings of a recipe choose from. */
export const choices = { losses, optimizers, schedules, clips, augmentations, inits } as const;

/** What a recipe that does not say gets, and the layers to put where one is missing. */
export const defaults = {
  activation: layerRecords.relu,
  margin: layerRecords.pad,
  loss: lossRecords.crossentropy,
  optimizer: optimizerRecords.sgd,
  schedule: scheduleRecords.constant,
  init: initRecords.torch,
} as const;

const layersByAlias: ReadonlyMap<string, Layer> = new Map(
  [...layers.values()].flatMap((layer) => (layer.aliases ?? []).map((alias) => [alias, layer] as const)),
);

/** The layer of that name or alias. */
export function findLayer(name: string): Layer | undefined {
  return layers.get(name) ?? layersByAlias.get(name);
}

/** Every word that names a layer, aliases too: for completion and "did you mean". */
export const layerNames: readonly string[] = [...layers.keys(), ...layersByAlias.keys()];

/** For the front end, which knows no operator. */
export const vocabulary = createVocabulary({
  layers,
  joins,
  findLayer,
  choices: new Map<string, ReadonlyMap<string, Operator>>([
    ["optimizer", optimizers],
    ["loss", losses],
    ["schedule", schedules],
    ["augment", augmentations],
    ["clip", clips],
  ]),
});

/** The exports of a list by the names of the records, which need not be those of the exports. */
function byName<O extends { readonly name: string }>(records: Readonly<Record<string, O>>): ReadonlyMap<string, O> {
  const operators = Object.values(records);
  const table = new Map(operators.map((operator) => [operator.name, operator]));
  if (table.size !== operators.length) throw new Error("two operators of one kind have the same name");
  return table;
}
