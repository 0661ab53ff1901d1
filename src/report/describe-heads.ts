/**
 * What becomes of the side outputs of a model, as one sentence under its table: which the recipe trains and with what weight,
 * and that predictions leave them out. Takes the heads of a summary; nothing where there are none.
 */
import type { SummaryHead } from "./summary.ts";

type Head = Pick<SummaryHead, "name" | "weight">;

const leftOut = "predictions leave heads out: their MACs are not in the total";

export function describeHeads(heads: readonly Head[]): readonly string[] {
  if (heads.length === 0) return [];
  const trained = heads.flatMap(({ name, weight }) => (weight === undefined ? [] : [`${name} (weight ${weight})`]));
  const others = heads.flatMap(({ name, weight }) => (weight === undefined ? [name] : []));
  if (trained.length === 0) return [`no recipe trains the heads (\`aux NAME weight=…\` does); ${leftOut}`];
  const rest = others.length === 0 ? "" : ` and not ${listed(others)}`;
  return [`the recipe trains the ${trained.length === 1 ? "head" : "heads"} ${listed(trained)}${rest}; ${leftOut}`];
}

/** A network may have many. */
const mostNamed = 6;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed);
  return [...shown, ...(names.length > mostNamed ? [`${names.length - mostNamed} more`] : [])].join(", ");
}
