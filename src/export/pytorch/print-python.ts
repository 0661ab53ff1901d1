/**
 * Python trees as text. Takes a tree and how its leaves print, which is in the order of `leavesIn`; gives text on one line,
 * or broken at the arguments of calls as `black` does where it is longer than its room.
 */
import type { Leaf, Python, PythonArgument } from "../../ops/pytorch.ts";
import { quote } from "./names.ts";

export interface PrintContext {
  /** The next leaf's text; called once per leaf, in order. */
  leaf(value: Leaf): string;
  input(index: number, insideRow: boolean): string;
  readonly module: string;
  readonly graph: string;
}

/** Longest line, as `black` has it. */
export const lineLength = 88;

export function printLeaf(value: Leaf): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? quote(value) : String(value);
}

/** A tree whose leaves and inputs are text. */
export type Printed =
  | { readonly kind: "flat"; readonly text: string; readonly operation?: boolean }
  | {
      readonly kind: "call";
      readonly callee: string;
      readonly open: string;
      readonly close: string;
      readonly parts: readonly Part[];
    };
interface Part {
  readonly before: string;
  readonly value: Printed;
}

export function printTree(tree: Python, context: PrintContext, insideRow = false): Printed {
  const flat = (text: string): Printed => ({ kind: "flat", text });
  switch (tree.kind) {
    case "text":
      return flat(tree.text);
    case "input":
      return flat(context.input(tree.index, insideRow));
    case "module":
      return flat(context.module);
    case "graph":
      return flat(context.graph);
    case "leaf":
      return flat(context.leaf(tree.value));
    case "each": {
      const texts = tree.values.map((value) => context.leaf(value));
      return flat(texts.every((text) => text === texts[0]) ? texts[0]! : `(${texts.join(", ")})`);
    }
    case "tuple": {
      const texts = tree.items.map((item) => flatten(printTree(item, context)));
      return flat(`(${texts.join(", ")}${texts.length === 1 ? "," : ""})`);
    }
    case "row": {
      const text = tree.parts.map((part) => flatten(printTree(part, context, true))).join("");
      return tree.operation ? { kind: "flat", text, operation: true } : flat(text);
    }
    case "call": {
      const callee = flatten(printTree(tree.callee, context));
      return { kind: "call", callee, open: "(", close: ")", parts: printArguments(tree.arguments, context) };
    }
    case "modules":
      return printModules(tree, context);
    default:
      return tree satisfies never;
  }
}

function printArguments(given: readonly PythonArgument[], context: PrintContext): readonly Part[] {
  const parts: Part[] = [];
  let last = "";
  for (const { name, value, unless } of given) {
    const printed = printTree(value, context);
    const text = flatten(printed);
    const usual =
      typeof unless === "object" && unless !== null ? last : unless === undefined ? undefined : printLeaf(unless);
    last = text;
    if (text !== usual) parts.push({ before: name === undefined ? "" : `${name}=`, value: printed });
  }
  return parts;
}

function printModules({ form, entries }: Extract<Python, { kind: "modules" }>, context: PrintContext): Printed {
  const parts = entries.map(([name, module]): Part => {
    const value = printTree(module, context);
    if (form === "dict") return { before: `${quote(name)}: `, value };
    return { before: "", value: { kind: "call", callee: "", open: "(", close: ")", parts: [{ before: "", value: { kind: "flat", text: quote(name) } }, { before: "", value }] } }; // prettier-ignore
  });
  const [callee, open, close] = form === "dict" ? ["nn.ModuleDict", "({", "})"] : ["nn.Sequential", "(OrderedDict([", "]))"]; // prettier-ignore
  return { kind: "call", callee, open, close, parts };
}

export function flatten(printed: Printed): string {
  if (printed.kind === "flat") return printed.text;
  const inside = printed.parts.map(({ before, value }) => before + flatten(value)).join(", ");
  return `${printed.callee}${printed.open}${inside}${printed.close}`;
}

/** Lines from `indent` on, the first after `lead` (which is not repeated). */
export function breakLines(printed: Printed, indent: number, lead: number, trail = 0): string {
  const flat = flatten(printed);
  if (indent + lead + flat.length + trail <= lineLength || printed.kind === "flat" || printed.parts.length === 0)
    return flat;
  const deeper = " ".repeat(indent + 4);
  const lines = printed.parts.map(
    ({ before, value }) => `${deeper}${before}${breakLines(value, indent + 4, before.length, 1)},\n`,
  );
  return `${printed.callee}${printed.open}\n${lines.join("")}${" ".repeat(indent)}${printed.close}`;
}

export interface FoundLeaf {
  readonly value: Leaf;
  readonly hint: string;
}

/** Every leaf in the order in which `printTree` asks for it. */
export function leavesIn(tree: Python): readonly FoundLeaf[] {
  switch (tree.kind) {
    case "leaf":
      return [tree];
    case "each":
      return tree.values.map((value) => ({ value, hint: tree.hint }));
    case "tuple":
      return tree.items.flatMap(leavesIn);
    case "row":
      return tree.parts.flatMap(leavesIn);
    case "call":
      return [...leavesIn(tree.callee), ...tree.arguments.flatMap(({ value }) => leavesIn(value))];
    case "modules":
      return tree.entries.flatMap(([, module]) => leavesIn(module));
    case "text":
    case "input":
    case "module":
    case "graph":
      return [];
    default:
      return tree satisfies never;
  }
}

/** The tree without its leaves: equal for two that differ in numbers alone. */
export function skeletonOf(tree: Python): string {
  return JSON.stringify(tree, function (this: unknown, key, value: unknown) {
    const holder = this as { readonly kind?: string };
    if (key === "value" && holder.kind === "leaf") return typeof value;
    if (key === "values" && holder.kind === "each") return (value as readonly number[]).length;
    return value;
  });
}

/** The same tree, pieces exchanged from the leaves up. */
export function mapTree(tree: Python, change: (tree: Python) => Python): Python {
  const inner = (each: Python): Python => mapTree(each, change);
  switch (tree.kind) {
    case "tuple":
      return change({ ...tree, items: tree.items.map(inner) });
    case "row":
      return change({ ...tree, parts: tree.parts.map(inner) });
    case "call":
      return change({
        ...tree,
        callee: inner(tree.callee),
        arguments: tree.arguments.map((argument) => ({ ...argument, value: inner(argument.value) })),
      });
    case "modules":
      return change({ ...tree, entries: tree.entries.map(([name, module]) => [name, inner(module)] as const) });
    case "text":
    case "input":
    case "module":
    case "graph":
    case "leaf":
    case "each":
      return change(tree);
    default:
      return tree satisfies never;
  }
}

export function mentions(tree: Python, kind: Python["kind"]): boolean {
  let found = false;
  mapTree(tree, (each) => {
    found ||= each.kind === kind;
    return each;
  });
  return found;
}

/** Inputs by their text; on one line unless there is an indent. */
export function printWith(tree: Python, inputs: readonly string[], indent = 0, lead = 0): string {
  const context = { leaf: printLeaf, input: (index: number) => inputs[index]!, module: "self", graph: '""' };
  const printed = printTree(tree, context);
  return indent === 0 ? flatten(printed) : breakLines(printed, indent, lead);
}
