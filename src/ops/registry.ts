/**
 * Every operator the language knows, by kind: the one list. A new record is one file and one line here. Tables are maps,
 * so that no name a user writes can be mistaken for something of JavaScript's own. For names as written, which may be
 * aliases, there is `findLayer`.
 */
import { he } from "./inits/he.ts";
import { torch } from "./inits/torch.ts";
import { xavier } from "./inits/xavier.ts";
import { avgpool } from "./layers/avgpool.ts";
import { conv } from "./layers/conv.ts";
import { dropout } from "./layers/dropout.ts";
import { fc } from "./layers/fc.ts";
import { flatten } from "./layers/flatten.ts";
import { leakyrelu } from "./layers/leakyrelu.ts";
import { maxpool } from "./layers/maxpool.ts";
import { relu } from "./layers/relu.ts";
import { sigmoid } from "./layers/sigmoid.ts";
import { softmax } from "./layers/softmax.ts";
import { tanh } from "./layers/tanh.ts";
import { crossentropy } from "./losses/crossentropy.ts";
import type { Initialization, Layer, Loss, Optimizer, Schedule } from "./operator.ts";
import { adam } from "./optimizers/adam.ts";
import { sgd } from "./optimizers/sgd.ts";
import { constant } from "./schedules/constant.ts";
import { cosine } from "./schedules/cosine.ts";
import { step } from "./schedules/step.ts";

/** In the order of the reference. */
export const layers: ReadonlyMap<string, Layer> = byName<Layer>([
  conv,
  fc,
  maxpool,
  avgpool,
  relu,
  leakyrelu,
  sigmoid,
  tanh,
  softmax,
  dropout,
  flatten,
]);

export const losses: ReadonlyMap<string, Loss> = byName<Loss>([crossentropy]);

export const optimizers: ReadonlyMap<string, Optimizer> = byName<Optimizer>([sgd, adam]);

export const schedules: ReadonlyMap<string, Schedule> = byName<Schedule>([constant, step, cosine]);

export const inits: ReadonlyMap<string, Initialization> = byName<Initialization>([torch, he, xavier]);

/** What a recipe that does not say gets. */
export const defaults = { loss: crossentropy, optimizer: sgd, schedule: constant, init: torch } as const;

const layersByAlias: ReadonlyMap<string, Layer> = new Map(
  [...layers.values()].flatMap((layer) => (layer.aliases ?? []).map((alias) => [alias, layer] as const)),
);

/** The layer of that name or alias. */
export function findLayer(name: string): Layer | undefined {
  return layers.get(name) ?? layersByAlias.get(name);
}

/** Every word that names a layer, aliases too: for completion and "did you mean". */
export const layerNames: readonly string[] = [...layers.keys(), ...layersByAlias.keys()];

function byName<O extends { readonly name: string }>(operators: readonly O[]): ReadonlyMap<string, O> {
  const table = new Map(operators.map((operator) => [operator.name, operator]));
  if (table.size !== operators.length) throw new Error("two operators of one kind have the same name");
  return table;
}
