/**
 * Which numbers of a class are arguments of its constructor. Takes the bodies of all uses, which differ in numbers alone, and
 * the block's own parameters; gives for each number what stands in its place: itself where all uses agree, else a parameter of
 * the block, a multiple or a part of one, or an argument of its own. What comes in (`in_channels`) is no multiple or part of a
 * parameter because the uses at hand happen to fit: it is what an earlier number of the class is, or an argument.
 */
import type { Leaf } from "../../ops/pytorch.ts";
import { type Body, leavesOf } from "./bodies.ts";
import { claimName } from "./names.ts";
import { printLeaf } from "./print-python.ts";

export interface Parameter {
  readonly name: string;
  readonly type: "int" | "float" | "bool" | "str";
  /** One for each use. */
  readonly values: readonly Leaf[];
}

/** A literal, or an expression of a parameter: `4 * c`, where the parameter may be called otherwise. */
export type Stand = { readonly literal: string } | Found;

export const standText = (stand: Stand, rename: (name: string) => string = (name) => name): string =>
  "literal" in stand ? stand.literal : `${stand.before}${rename(stand.base.name)}${stand.after}`;

export interface Arguments {
  readonly parameters: readonly Parameter[];
  /** What stands for every leaf, in the order of `leavesOf`. */
  readonly texts: readonly Stand[];
  /** What a number per use is in terms of the parameters, where it is that. */
  describe(column: readonly number[]): string | undefined;
}

type Column = readonly (Leaf | undefined)[];

interface Base {
  readonly name: string;
  readonly values: readonly Leaf[];
}

/** Absent: a number of a part that is missing in some uses cannot be told. */
export function findArguments(bodies: readonly Body[]): Arguments | undefined {
  const leaves = bodies.map(leavesOf);
  const taken = new Set<string>();
  const own: readonly Base[] = blockParameters(bodies);
  for (const { name } of own) taken.add(name);
  const bases: Base[] = [...own];
  const used = new Map<string, Base>();
  const use = (found: Found): Found => {
    used.set(found.base.name, found.base);
    return found;
  };
  const texts: Stand[] = [];
  const earlier: { readonly column: Column; readonly found: Found }[] = [];
  for (const [i, { hint, owner }] of leaves[0]!.entries()) {
    const column = leaves.map((list) => list[i]!.value);
    const known = column.filter((value) => value !== undefined);
    if (known.every((value) => value === known[0])) {
      const base = sameInAll(column, own, hint);
      texts.push(base ? use({ base, before: "", after: "" }) : { literal: printLeaf(known[0]!) });
      continue;
    }
    const found = INCOMING.has(hint)
      ? (expressed(column, earlier) ?? express(column, bases, hint, false))
      : express(column, bases, hint, true);
    if (found) earlier.push({ column, found });
    if (found) texts.push(use(found));
    else {
      if (known.length < column.length) return undefined;
      const plain = taken.has(hint) ? `${owner}_${hint}` : hint;
      const base = { name: claimName(plain, taken, "file"), values: column as readonly Leaf[] };
      bases.push(base);
      texts.push(use({ base, before: "", after: "" }));
    }
  }
  const parameters = [...used.values()].map(({ name, values }): Parameter => ({ name, values, type: typeOf(values) }));
  return {
    parameters,
    texts,
    describe(column) {
      if (column.every((value) => value === column[0])) return String(column[0]);
      const found = express(column, [...used.values()], undefined, true);
      return found && standText(found);
    },
  };
}

/** Numbers that the block is given in every use. */
function blockParameters(bodies: readonly Body[]): readonly Base[] {
  const uses = bodies.map(({ region }) => region.use);
  const taken = new Set<string>();
  return (uses[0]?.block.parameters ?? []).flatMap(({ name }) => {
    const values = uses.map((use) => use?.values.get(name.text));
    if (!values.every((value) => value !== undefined)) return [];
    return [{ name: claimName(name.text, taken, "file"), values }];
  });
}

interface Found {
  readonly base: Base;
  readonly before: string;
  readonly after: string;
}

const INCOMING: ReadonlySet<string> = new Set(["in_channels", "in_features"]);

/** What the field calls a parameter that an argument of PyTorch is given. */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  stride: ["s", "stride"],
  dilation: ["d", "dilation"],
  groups: ["g", "groups"],
};

/**
 * A parameter of the block that is meant although all uses at hand give it one value: the projection of a residual unit strides
 * as the unit does. 1 is what is left out.
 */
function sameInAll(column: Column, own: readonly Base[], hint: string): Base | undefined {
  const value = column.find((each) => each !== undefined);
  if (value === 1) return undefined;
  const names = [hint, ...(CALLED[hint] ?? [])];
  return own.find(
    ({ name, values }) => names.includes(name) && column.every((each, i) => each === undefined || each === values[i]),
  );
}

/** As an earlier number of the class. */
function expressed(
  column: Column,
  earlier: readonly { readonly column: Column; readonly found: Found }[],
): Found | undefined {
  return earlier.find((each) => column.every((value, i) => value === undefined || value === each.column[i]))?.found;
}

/** `derived`: also as a multiple or a part of a parameter. */
function express(
  column: Column,
  bases: readonly Base[],
  hint: string | undefined,
  derived: boolean,
): Found | undefined {
  const fits = (values: readonly (Leaf | undefined)[]): boolean =>
    column.every((value, i) => value === undefined || value === values[i]);
  const same = bases.find(({ values }) => fits(values));
  if (same) return { base: same, before: "", after: "" };
  // The padding that keeps a size.
  const half = (value: Leaf): number => Math.floor((value as number) / 2);
  const kept = hint === "padding" ? bases.find(({ values }) => fits(values.map(half))) : undefined;
  if (kept) return { base: kept, before: "", after: " // 2" };
  if (!derived) return undefined;
  for (const base of bases) {
    const { values } = base;
    if (!values.every((value) => Number.isSafeInteger(value) && (value as number) > 0)) continue;
    const at = column.findIndex((value) => value !== undefined);
    const [value, whole] = [column[at], values[at] as number];
    if (!Number.isSafeInteger(value) || (value as number) <= 0) continue;
    const factor = (value as number) / whole;
    if (Number.isInteger(factor) && fits(values.map((each) => factor * (each as number))))
      return { base, before: `${factor} * `, after: "" };
    const divisor = whole / (value as number);
    if (Number.isInteger(divisor) && fits(values.map((each) => (each as number) / divisor)))
      return { base, before: "", after: ` // ${divisor}` };
  }
  return undefined;
}

function typeOf(values: readonly Leaf[]): Parameter["type"] {
  if (values.every((value) => typeof value === "boolean")) return "bool";
  if (values.every((value) => typeof value === "string")) return "str";
  return values.every((value) => Number.isInteger(value)) ? "int" : "float";
}
