/**
 * What the front end may know of operators (`syntax/vocabulary.ts`), read from the registry's tables: names of layers, words that
 * some layer takes as flags, and the joins that other frameworks call otherwise. Takes the tables, so that the registry can
 * export the result.
 */
import type { Vocabulary } from "../syntax/vocabulary.ts";
import { plainWord } from "./elsewhere.ts";
import type { Join, Layer } from "./operator.ts";

interface Tables {
  readonly layers: ReadonlyMap<string, Layer>;
  readonly joins: ReadonlyMap<string, Join>;
  findLayer(name: string): Layer | undefined;
}

export function createVocabulary({ layers, joins, findLayer }: Tables): Vocabulary {
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
    joinFor: (word) => joinNames.get(plainWord(word)),
  };
}
