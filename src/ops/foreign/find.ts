/**
 * Which of our operators another framework's name is: by the exact name first (`Conv2D` and `Conv2d` are two), then without regard to
 * case and `_`; of several the first. Takes a name, gives our name and the row of the table.
 */
import { type Elsewhere, plainWord } from "../elsewhere.ts";
import { foreignLayers, foreignSettings } from "../foreign-names.ts";

export interface Found {
  /** Ours. */
  readonly name: string;
  readonly row: Elsewhere;
  /** `optimizer`; absent for a layer. */
  readonly setting?: string;
}

interface Index {
  readonly exact: ReadonlyMap<string, Found>;
  readonly plain: ReadonlyMap<string, Found>;
}

function indexOf(rows: readonly Found[]): Index {
  const exact = new Map<string, Found>();
  const plain = new Map<string, Found>();
  for (const found of rows)
    for (const name of found.row.names) {
      if (!exact.has(name)) exact.set(name, found);
      if (!plain.has(plainWord(name))) plain.set(plainWord(name), found);
    }
  return { exact, plain };
}

const layers = indexOf(Object.entries(foreignLayers).flatMap(([name, rows]) => rows.map((row) => ({ name, row }))));
const ofDarknet = indexOf(
  Object.entries(foreignLayers).flatMap(([name, rows]) =>
    rows.filter(({ where }) => where === "Darknet").map((row) => ({ name, row })),
  ),
);
const settings: ReadonlyMap<string, Index> = new Map(
  Object.entries(foreignSettings).map(([setting, table]) => [
    setting,
    indexOf(Object.entries(table).flatMap(([name, rows]) => rows.map((row) => ({ name, row, setting })))),
  ]),
);

const look = ({ exact, plain }: Index, word: string): Found | undefined =>
  exact.get(word) ?? plain.get(plainWord(word));

export const findForeignLayer = (word: string): Found | undefined => look(layers, word);
export const findDarknetLayer = (word: string): Found | undefined => look(ofDarknet, word);

/** Of one setting, or of any. */
export function findForeignChoice(word: string, setting?: string): Found | undefined {
  if (setting !== undefined) {
    const index = settings.get(setting);
    return index && look(index, word);
  }
  for (const index of settings.values()) {
    const found = index.exact.get(word);
    if (found) return found;
  }
  return undefined;
}
