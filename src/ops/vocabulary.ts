/**
 * What the front end may know of operators (`syntax/vocabulary.ts`), read from the registry's tables: names of layers, words that
 * some layer takes as flags, and the joins that other frameworks call otherwise. Takes the tables, so that the registry can
 * export the result.
 */
import type { Vocabulary } from "../syntax/vocabulary.ts";
import { plainWord } from "./elsewhere.ts";
import { findForeignChoice, findForeignLayer } from "./foreign/find.ts";
import { translate } from "./foreign/translate.ts";
import { missingLayers } from "./foreign-names.ts";
import type { Join, Layer, Operator } from "./operator.ts";

interface Tables {
  readonly layers: ReadonlyMap<string, Layer>;
  readonly joins: ReadonlyMap<string, Join>;
  readonly choices: ReadonlyMap<string, ReadonlyMap<string, Operator>>;
  findLayer(name: string): Layer | undefined;
}

export function createVocabulary(tables: Tables): Vocabulary {
  const { layers, joins, findLayer } = tables;
  const flags = new Set(
    [...layers.values()].flatMap(({ schema }) =>
      Object.entries(schema).flatMap(([name, spec]) =>
        spec.kind === "flag" ? [name] : spec.kind === "named-word" && spec.bare === true ? spec.words : [],
      ),
    ),
  );
  const joinNames = new Map(
    [...joins.values()].flatMap(({ name, elsewhere = [] }) =>
      elsewhere.flatMap(({ names }) => names.map((word) => [plainWord(word), name] as const)),
    ),
  );
  return {
    isLayer: (word) => findLayer(word) !== undefined,
    isFlag: (word) => flags.has(word),
    translate: (text) => translate(text, tables),
    layerCalled(word) {
      const found = findForeignLayer(word);
      if (found) return { name: found.name };
      const nearest = missingLayers.get(plainWord(word));
      return nearest === undefined ? undefined : { help: `there is no \`${word}\` yet; \`${nearest}\` is nearest` };
    },
    choiceCalled: (setting, word) => findForeignChoice(word, setting)?.name,
    joinFor: (word) => joinNames.get(plainWord(word)),
  };
}
