/** Behind `name=`: the words and examples of that argument. */
import { settingTable } from "../../check/recipe/setting-records.ts";
import * as operators from "../../ops/registry.ts";
import type { ArgumentSpec, Schema } from "../../ops/schema.ts";
import type { Expected } from "./expected/expectation.ts";
import { aboutWord, type Offer } from "./offer.ts";
import { offerValues } from "./offer-arguments.ts";
import { initName } from "./offer-layer-arguments.ts";
import { choiceTables } from "./offer-recipe.ts";

export function offerArgumentValue({
  owner,
  argument,
  setting,
}: Expected & { kind: "argument-value" }): readonly Offer[] {
  if (argument === initName && setting === undefined)
    return [...operators.inits.values()].map(({ name, documentation }, i) => ({
      label: name,
      kind: "choice",
      detail: documentation.summary,
      text: [name],
      rank: i,
      about: aboutWord(name),
    }));
  const spec = specOf(schemaOf(owner, setting), argument);
  return spec
    ? offerValues(argument, spec).map(({ label, text, detail = spec.doc }, rank) => ({
        label,
        kind: "choice",
        text,
        detail,
        rank,
      }))
    : [];
}

function schemaOf(owner: string, setting: string | undefined): Schema {
  if (setting === undefined) return operators.findLayer(owner)?.schema ?? {};
  const takes = settingTable.get(setting)?.takes;
  if (takes?.kind === "arguments") return takes.schema;
  if (takes?.kind !== "choice" && takes?.kind !== "chain") return {};
  return choiceTables[takes.table].get(owner)?.schema ?? {};
}

function specOf(schema: Schema, name: string): ArgumentSpec | undefined {
  return Object.hasOwn(schema, name) ? schema[name] : undefined;
}
