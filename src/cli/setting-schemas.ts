/**
 * The schema of a setting of a recipe, as far as it can be known before the program is checked: for `--set`, whose values have
 * lost their quotes in the shell. Takes the setting's name and what the recipe writes there, returns its schema, or nothing
 * where it has none.
 */
import { settingTable } from "../check/recipe/setting-records.ts";
import { choices, defaults } from "../ops/registry.ts";
import type { Schema } from "../ops/schema.ts";
import type { Setting } from "../syntax/ast.ts";

export function schemaOfSetting(name: string, written: Setting | undefined): Schema | undefined {
  const takes = settingTable.get(name)?.takes;
  switch (takes?.kind) {
    case undefined:
    case "count":
    case "names":
      return undefined;
    case "arguments":
      return takes.schema;
    case "choice":
    case "chain": {
      const head = written?.arguments[0];
      const initial = takes.kind === "choice" && takes.default ? defaults[takes.default].name : undefined;
      const word = head?.kind === "flag" ? head.name.text : initial;
      return word === undefined ? undefined : choices[takes.table].get(word)?.schema;
    }
    default:
      return takes satisfies never;
  }
}
