/**
 * The body of a class before its numbers are looked at: what `__init__` makes and what `forward` computes. Takes a closed
 * region and the constructors of the regions in it; gives entries and lines whose trees hold the numbers of this one use.
 */
import type { CheckedLayer } from "../../check/model.ts";
import { type Leaf, type Python, type TorchForm, call, input, text } from "../../ops/pytorch.ts";
import { quote } from "./names.ts";
import { leavesIn, mapTree, mentions, skeletonOf } from "./print-python.ts";
import { type Child, fitsSequence, type Region, type Unit, unitsOf } from "./regions.ts";

/** `self.conv1 = nn.Conv2d(…)` */
export interface Entry {
  readonly name: string;
  readonly tree: Python;
  /** There in some uses, an identity in the others. */
  readonly optional?: { readonly here: boolean };
}

/** `x = self.conv1(x)` */
export interface Line {
  readonly unit: Unit;
  readonly tree: Python;
  /** Numbers of the lines whose values are its inputs; -1 is what comes in. */
  readonly reads: readonly number[];
  /** Channels first, without the batch. */
  readonly shape: readonly number[];
}

export interface Body {
  readonly region: Region;
  readonly entries: readonly Entry[];
  readonly lines: readonly Line[];
  readonly exit: number;
}

export type ConstructorOf = (region: Region) => Python;

export function bodyOf(region: Region, constructorOf: ConstructorOf): Body {
  const units = unitsOf(region);
  const number = new Map(units.map(({ gives }, i) => [gives, i]));
  const lines = units.map((unit): Line => {
    const layer = layerOf(unit);
    return {
      unit,
      tree: callOf(unit),
      reads: unit.inputs.map((name) => number.get(name) ?? -1),
      shape: [layer.output[layer.output.length - 1]!, ...layer.output.slice(0, -1)],
    };
  });
  const entries = region.children.flatMap((child) => entryOf(child, constructorOf) ?? []);
  return { region, entries, lines, exit: number.get(region.exit) ?? -1 };
}

/** The layer whose value a unit gives. */
function layerOf({ child, gives }: Unit): CheckedLayer {
  return child.kind === "layer" ? child.layer : child.region.layers.find(({ name }) => name === gives)!;
}

function callOf({ child, access }: Unit): Python {
  const [attribute, ...keys] = access;
  const self = text(`self.${attribute}${keys.map((key) => `[${quote(key)}]`).join("")}`);
  if (child.kind === "region") return call(self, input());
  const { forward = call(self, input()), before } = child.form;
  return mapTree(forward, (tree) => {
    if (tree.kind === "module") return self;
    return tree.kind === "input" && before ? before.forward : tree;
  });
}

function entryOf(child: Child, constructorOf: ConstructorOf): Entry | undefined {
  const tree = moduleOf(child, constructorOf);
  return tree && { name: child.name, tree };
}

function moduleOf(child: Child, constructorOf: ConstructorOf): Python | undefined {
  if (child.kind === "layer") return isMade(child.form) ? child.form.module : undefined;
  const { region } = child;
  if (region.closed) return constructorOf(region);
  const entries = region.children.flatMap((inner) => {
    const module = moduleOf(inner, constructorOf);
    return module ? [[inner.name, module] as const] : [];
  });
  return entries.length === 0 ? undefined : { kind: "modules", form: "dict", entries };
}

const isMade = ({ module, forward }: TorchForm): boolean =>
  module !== undefined && (forward === undefined || mentions(forward, "module"));

/** A chain as an `nn.Sequential`, for regions of which `isChain` says so. */
export function sequenceOf(region: Region, constructorOf: ConstructorOf): Python {
  const taken = new Set(region.children.map(({ name }) => name));
  const entries = region.children.flatMap((child): (readonly [string, Python])[] => {
    if (child.kind === "region") return [[child.name, constructorOf(child.region)]];
    const { module, before } = child.form;
    if (!before) return [[child.name, module!]];
    let name = before.name;
    for (let again = 2; taken.has(name); again++) name = `${before.name}${again}`;
    taken.add(name);
    return [[name, before.module], [child.name, module!]]; // prettier-ignore
  });
  return { kind: "modules", form: "sequential", entries };
}

export interface BodyLeaf {
  /** Absent: the entry is not there in this use. */
  readonly value: Leaf | undefined;
  readonly hint: string;
  /** The entry or line it stands in, for a name of its own. */
  readonly owner: string;
}

/** In the order in which they print: entries, the flags behind them, lines. */
export function leavesOf({ entries, lines }: Body): readonly BodyLeaf[] {
  const leaves: BodyLeaf[] = [];
  for (const { name, tree, optional } of entries) {
    for (const { value, hint } of leavesIn(tree))
      leaves.push({ value: optional?.here === false ? undefined : value, hint, owner: name });
    if (optional) leaves.push({ value: optional.here, hint: `has_${name}`, owner: name });
  }
  for (const { unit, tree } of lines)
    for (const leaf of leavesIn(tree)) leaves.push({ ...leaf, owner: unit.access.join("_") });
  return leaves;
}

/** Equal for bodies that differ in numbers alone. */
export function keyOf({ entries, lines, exit }: Body): string {
  const made = entries.map(({ name, tree, optional }) => [name, skeletonOf(tree), optional !== undefined]);
  const done = lines.map(({ unit, tree, reads }) => [unit.access, skeletonOf(tree), reads]);
  return JSON.stringify([made, done, exit]);
}

export const isSequence = (region: Region): boolean =>
  region.children.every((child) => (child.kind === "layer" ? fitsSequence(child.form) : child.region.closed));
