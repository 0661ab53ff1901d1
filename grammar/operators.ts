/**
 * How tightly the operators of expressions bind: one row a level, loosest first, all grouping from the left. The rules keep an
 * expression flat (a recursive rule a level would overflow the stack at a few dozen brackets); the tree is built from this
 * table, and the EBNF prints it. Takes nothing, is not for what the operators mean.
 */
export const binaryLevels: readonly (readonly string[])[] = [
  ["or"],
  ["and"],
  ["==", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];

const levelOf: ReadonlyMap<string, number> = new Map(
  binaryLevels.flatMap((operators, level) => operators.map((operator): [string, number] => [operator, level])),
);

/** The level of a binary operator, 0 the loosest. */
export function bindingLevel(operator: string): number {
  return levelOf.get(operator) ?? 0;
}

/** What `not` takes: everything that binds tighter than `and`. */
export const notLevel = 2;
