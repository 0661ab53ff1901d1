/**
 * The schema of a setting of a recipe, as far as it can be known before the program is checked: for `--set`, whose values have
 * lost their quotes in the shell. Takes the setting's name and what the recipe writes there, returns its schema, or nothing
 * where it has none.
 */
import { stopSchema } from "../check/recipe/read-augmentation.ts";
import { dataSchema } from "../check/recipe/read-setting.ts";
import * as operators from "../ops/registry.ts";
import type { Schema } from "../ops/schema.ts";
import type { Setting } from "../syntax/ast.ts";

type Table = ReadonlyMap<string, { readonly schema: Schema }>;

/** Settings that are an operator by its word, and the word of a recipe that does not say. */
const operatorSettings: ReadonlyMap<string, { readonly table: Table; readonly word?: string }> = new Map([
  ["loss", { table: operators.losses, word: operators.defaults.loss.name }],
  ["optimizer", { table: operators.optimizers, word: operators.defaults.optimizer.name }],
  ["schedule", { table: operators.schedules, word: operators.defaults.schedule.name }],
  ["init", { table: operators.inits, word: operators.defaults.init.name }],
  ["clip", { table: operators.clips }],
  ["augment", { table: operators.augmentations }],
]);

const plainSettings: ReadonlyMap<string, Schema> = new Map<string, Schema>([
  ["data", dataSchema],
  ["stop", stopSchema],
]);

export function schemaOfSetting(name: string, written: Setting | undefined): Schema | undefined {
  const plain = plainSettings.get(name);
  if (plain !== undefined) return plain;
  const found = operatorSettings.get(name);
  const head = written?.arguments[0];
  const word = head?.kind === "flag" ? head.name.text : found?.word;
  return word === undefined ? undefined : found?.table.get(word)?.schema;
}
