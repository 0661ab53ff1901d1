/**
 * The tree of modules that the names of layers tell: `conv2.basic1.bn2` is `bn2` in `basic1` in `conv2`. Takes a checked
 * model; gives regions, each a block's use, a labeled group, a head, or the turns of a label, with Python's names for what is
 * in them. A region is closed when it is a function: one value comes in, one goes out. What is in an open one is called from
 * the closed region around it.
 */
import type { CheckedLayer, CheckedModel, Step } from "../../check/model.ts";
import { positionAt, type Source } from "../../source/source.ts";
import type { TorchForm } from "../../ops/pytorch.ts";
import { claimName, isIdentifier } from "./names.ts";
import { mentions } from "./print-python.ts";

export interface Region {
  /** Of the language: `conv2.basic1`; empty for the model. */
  readonly path: string;
  /** In Python, inside the region around it. */
  readonly name: string;
  /** The innermost block that is all of this region. */
  readonly use?: NonNullable<Step["use"]>;
  readonly children: readonly Child[];
  /** Every layer inside, in the order of the model. */
  readonly layers: readonly CheckedLayer[];
  readonly closed: boolean;
  /** Names of the layer (or the model's input) that comes in and the one that goes out, where closed. */
  readonly entry: string;
  readonly exit: string;
}

export type Child =
  | { readonly kind: "region"; readonly name: string; readonly region: Region }
  | { readonly kind: "layer"; readonly name: string; readonly layer: CheckedLayer; readonly form: TorchForm };

/** What one closed region calls: a layer, or a closed region in it. */
export interface Unit {
  readonly child: Child;
  /** Names in Python from the closed region on: `["a", "1"]`; the first is an attribute, others are keys. */
  readonly access: readonly string[];
  /** Names of layers, or of the model's input. */
  readonly inputs: readonly string[];
  /** The layer whose value it gives. */
  readonly gives: string;
  /** The lines of the program it begins and ends on, with the turns of repetitions. */
  readonly line: string;
  readonly end: string;
  readonly head?: string;
  /** Given by the user, not counted. */
  readonly label?: string;
}

export type FormOf = (layer: CheckedLayer) => TorchForm;

export function buildRegions(model: CheckedModel, formOf: FormOf): Region {
  const readers = readersOf(model);
  return buildRegion("", "", model.layers, model, readers, formOf);
}

/** For each value who reads it; "" stands for the outside of the model. */
function readersOf({ layers, last, heads }: CheckedModel): ReadonlyMap<string, readonly string[]> {
  const readers = new Map<string, string[]>();
  const add = (value: string, reader: string): void => void readers.set(value, [...(readers.get(value) ?? []), reader]);
  for (const { name, inputs } of layers) for (const input of inputs) add(input, name);
  add(last, "");
  for (const head of heads) add(head.last, "");
  return readers;
}

function buildRegion(
  path: string,
  name: string,
  layers: readonly CheckedLayer[],
  model: CheckedModel,
  readers: ReadonlyMap<string, readonly string[]>,
  formOf: FormOf,
): Region {
  const start = path === "" ? 0 : path.length + 1;
  const parts = new Map<string, CheckedLayer[]>();
  const own = new Map<string, CheckedLayer>();
  for (const layer of layers) {
    const [first, ...rest] = layer.name.slice(start).split(".") as [string, ...string[]];
    if (rest.length === 0) own.set(first, layer);
    else parts.set(first, [...(parts.get(first) ?? []), layer]);
  }
  // Layers first: what they are called is in weight files more often.
  const taken = new Set<string>();
  const names = new Map([...own.keys()].map((each) => [each, claimName(each, taken, "module")]));
  const made = new Map<CheckedLayer, Child>();
  for (const [local, layer] of own)
    made.set(layer, { kind: "layer", name: names.get(local)!, layer, form: formOf(layer) });
  for (const [local, inside] of parts) {
    const child = claimName(local, taken, "module");
    const region = buildRegion(path === "" ? local : `${path}.${local}`, child, inside, model, readers, formOf);
    made.set(inside[0]!, { kind: "region", name: child, region });
  }
  // In the order of the program. A region begins with a layer of its own, so no two begin with the same.
  const children = layers.flatMap((layer) => made.get(layer) ?? []);
  const inside = new Set(layers.map((layer) => layer.name));
  const entries = new Set(layers.flatMap(({ inputs }) => inputs.filter((input) => !inside.has(input))));
  const exits = layers.filter((layer) => readers.get(layer.name)?.some((reader) => !inside.has(reader)));
  const heads = new Set(layers.map(({ head }) => head));
  const keys = children.some((child) => !isIdentifier(child.name));
  const [entry = "input"] = entries;
  const use = path === "" ? undefined : useOf(path, layers);
  const closed =
    path === "" ||
    (entries.size === 1 &&
      exits.length === 1 &&
      heads.size === 1 &&
      (!keys || children.every((child) => child.kind === "layer" || child.region.closed)));
  const exit = path === "" ? model.last : (exits[0]?.name ?? "");
  const asked = closed && (path === "" || !keys || isChain(children, entry, exit));
  return { path, name, ...(use ? { use } : {}), children, layers, closed: asked, entry, exit };
}

/** Each child reads the one before it: what has keys for names can then be an `nn.Sequential`. */
export function isChain(children: readonly Child[], entry: string, exit: string): boolean {
  let at = entry;
  for (const child of children) {
    const reads = child.kind === "layer" ? child.layer.inputs : [child.region.entry];
    if (reads.length !== 1 || reads[0] !== at) return false;
    if (child.kind === "layer" && !fitsSequence(child.form)) return false;
    at = child.kind === "layer" ? child.layer.name : child.region.exit;
  }
  return at === exit;
}

/** Its module alone, put behind others, is the layer. */
export function fitsSequence({ module, forward }: TorchForm): boolean {
  return module !== undefined && (forward === undefined || !mentions(forward, "module"));
}

/** A block that is only another block has its names: the innermost counts. */
function useOf(path: string, layers: readonly CheckedLayer[]): NonNullable<Step["use"]> | undefined {
  const uses = layers.map(({ trail }) => trail.findLast(({ use }) => use?.prefix === path)?.use);
  return uses.every((use) => use?.block === uses[0]?.block) ? uses[0] : undefined;
}

/** What a closed region calls, in order; children of open regions in it included. */
export function unitsOf(region: Region): readonly Unit[] {
  const collect = (children: readonly Child[], access: readonly string[]): readonly (readonly [number, Unit])[] =>
    children.flatMap((child) => {
      const reached = [...access, child.name];
      if (child.kind === "region" && !child.region.closed) return collect(child.region.children, reached);
      const first = child.kind === "layer" ? child.layer : child.region.layers[0]!;
      return [[order.get(first.name)!, unitOf(child, reached, first, region)] as const];
    });
  const order = new Map(region.layers.map(({ name }, i) => [name, i]));
  return [...collect(region.children, [])].sort(([a], [b]) => a - b).map(([, unit]) => unit);
}

function unitOf(child: Child, access: readonly string[], first: CheckedLayer, around: Region): Unit {
  const { head } = first;
  const depth = around.path === "" ? -1 : first.trail.findLastIndex(({ use }) => use?.prefix === around.path);
  const steps = first.trail.slice(depth + 1).filter(({ use }) => use?.prefix !== around.path);
  const turns = steps.map(({ iteration }) => iteration);
  const outer = steps.find(({ use }) => use);
  const place = child.kind === "region" && outer ? outer : first;
  const label = child.kind === "layer" ? labelOf(first.name, first.operator.name) : labelOf(child.region.path, child.region.use?.block.name.text); // prettier-ignore
  return {
    child,
    access,
    inputs: child.kind === "layer" ? child.layer.inputs : [child.region.entry],
    gives: child.kind === "layer" ? child.layer.name : child.region.exit,
    line: [lineOf(place.source, place.span.start), ...turns].join(" "),
    end: [lineOf(place.source, place.span.end), ...turns].join(" "),
    ...(head === undefined ? {} : { head }),
    ...(label === undefined ? {} : { label }),
  };
}

const lineOf = (source: Source, offset: number): string => `${source.path}:${positionAt(source, offset).line}`;

function labelOf(path: string, counted: string | undefined): string | undefined {
  const name = path.slice(path.lastIndexOf(".") + 1);
  if (counted !== undefined && name.startsWith(counted) && /^\d+$/.test(name.slice(counted.length))) return undefined;
  return isIdentifier(name) ? name : undefined;
}
