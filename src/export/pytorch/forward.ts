/**
 * The statements of a `forward`. Takes a body and how its leaves print; gives lines of Python: what stands on one line of the
 * program and is read once becomes one expression, values that several read keep a variable, labels are names of variables.
 */
import type { Python } from "../../ops/pytorch.ts";
import type { Body, Line } from "./bodies.ts";
import { claimName } from "./names.ts";
import { flatten, type Printed, breakLines, printTree, type PrintContext } from "./print-python.ts";

/** The output of a head. */
export interface HeadLine {
  /** -1: what comes in. */
  readonly line: number;
  /** For its variable. */
  readonly name: string;
}

export interface ForwardOptions {
  /** The text of the next leaf of a line. */
  leafOf(line: number): PrintContext["leaf"];
  readonly graph: string;
  /** Behind `#`; absent: none. */
  commentOf(line: number): string | undefined;
  /** In the order of the outputs in training. */
  readonly heads: readonly HeadLine[];
  /** The line whose value training gives in place of the exit's. */
  readonly scores?: number | undefined;
}

const longestExpression = 72;

interface Value {
  readonly printed: Printed;
  readonly text: string;
}

/** Without the `def`; `indent` is that of its body. */
export function printForward({ lines, exit }: Body, options: ForwardOptions, indent: number): readonly string[] {
  const { heads } = options;
  const outputs = new Set([exit, options.scores ?? exit, ...heads.map(({ line }) => line)]);
  const needed = liveLines(lines, [...outputs]);
  const readers = new Map<number, number[]>();
  for (const i of needed) for (const from of lines[i]!.reads) readers.set(from, [...(readers.get(from) ?? []), i]);
  const variables = createVariables(lines, needed, heads);
  const out: string[] = [];
  const merged = new Map<number, Value>();
  const held = new Map<number, string>([[-1, "x"]]);
  const lastUse = (value: number): number =>
    outputs.has(value) ? lines.length : Math.max(-1, ...(readers.get(value) ?? []));
  let inHead = false;
  const returnInTraining = (first: number): readonly string[] => {
    const all = [first, ...heads.map(({ line }) => line)].map((line) => held.get(line)!);
    return [`${" ".repeat(indent)}if self.training:`, `${" ".repeat(indent + 4)}return ${all.join(", ")}`];
  };

  needed.forEach((i, k) => {
    const line = lines[i]!;
    const printed = printLine(line, i, merged, held, options);
    const next = needed[k + 1];
    const single = readers.get(i)?.length === 1 && readers.get(i)![0] === next && !outputs.has(i);
    const together = next !== undefined && single && lines[next]!.reads.length === 1 && lines[next]!.unit.line === line.unit.end; // prettier-ignore
    const text = flatten(printed);
    if (together && countInputs(lines[next!]!.tree) === 1 && text.length < longestExpression - 12) {
      merged.set(i, { printed, text });
      // What it reads goes on being held until the expression is written.
      readers.set(i, [next!]);
      for (const from of line.reads) readers.get(from)!.push(next!);
      return;
    }
    const gone = [...held].filter(([value]) => lastUse(value) <= i && value !== i);
    for (const [value] of gone) held.delete(value);
    const variable = variables.choose(i, new Set(held.values()), {
      preferred: gone.map(([, name]) => name),
      shared: (readers.get(i)?.length ?? 0) > 1 || (readers.get(i) ?? []).some((reader) => reader !== next),
    });
    held.set(i, variable);
    const isHead = line.unit.head !== undefined;
    if (isHead && !inHead) out.push(`${" ".repeat(indent)}if self.training:`);
    inHead = isHead;
    const depth = indent + (isHead ? 4 : 0);
    const last = i === exit && k === needed.length - 1;
    // Training gives nothing that this line makes.
    const returns = last && (options.scores === undefined ? heads.length === 0 : heads.every(({ line }) => line !== i));
    if (returns && options.scores !== undefined) out.push(...returnInTraining(options.scores));
    const lead = returns ? "return " : `${variable} = `;
    const comment = options.commentOf(i);
    const statement = `${" ".repeat(depth)}${lead}${breakLines(printed, depth, lead.length)}`;
    out.push(comment === undefined || statement.includes("\n") ? statement : `${statement}  # ${comment}`);
    if (returns) held.set(i, "");
  });
  const result = held.get(exit)!;
  if (result !== "" && (outputs.size > 1 || heads.length > 0)) out.push(...returnInTraining(options.scores ?? exit));
  if (result !== "") out.push(`${" ".repeat(indent)}return ${result}`);
  return out;
}

function printLine(
  { tree, reads }: Line,
  number: number,
  merged: ReadonlyMap<number, Value>,
  held: ReadonlyMap<number, string>,
  { leafOf, graph }: ForwardOptions,
): Printed {
  return printTree(tree, {
    leaf: leafOf(number),
    module: "self",
    graph,
    input(index, insideRow) {
      const from = reads[index]!;
      const value = merged.get(from);
      if (!value) return held.get(from)!;
      return insideRow && value.printed.kind === "flat" && value.printed.operation ? `(${value.text})` : value.text;
    },
  });
}

/** Those whose values reach an output, in order. */
function liveLines(lines: readonly Line[], outputs: readonly number[]): readonly number[] {
  const live = new Set(outputs);
  for (let i = lines.length - 1; i >= 0; i--) if (live.has(i)) for (const from of lines[i]!.reads) live.add(from);
  return lines.flatMap((_, i) => (live.has(i) ? [i] : []));
}

function countInputs(tree: Python): number {
  switch (tree.kind) {
    case "input":
      return 1;
    case "row":
      return tree.parts.reduce((sum, part) => sum + countInputs(part), 0);
    case "call":
      return tree.arguments.reduce((sum, { value }) => sum + countInputs(value), countInputs(tree.callee));
    default:
      return 0;
  }
}

interface Choice {
  /** Free from here on. */
  readonly preferred: readonly string[];
  readonly shared: boolean;
}

/** `x` as long as it can be; labels where a value is kept; letters for the arms of branches. */
function createVariables(lines: readonly Line[], needed: readonly number[], outputs: readonly HeadLine[]) {
  const taken = new Set<string>(["x"]);
  // A value that several heads give has the name of the first.
  const heads = new Map<number, string>();
  for (const { line, name } of outputs) if (!heads.has(line)) heads.set(line, claimName(name, taken, "file"));
  const labels = new Map<number, string>();
  for (const i of needed) {
    const { label } = lines[i]!.unit;
    if (label !== undefined) labels.set(i, claimName(label, taken, "file"));
  }
  const letters = [..."abcdefghijklmnopqrstuvwyz"].filter((letter) => !taken.has(letter));
  return {
    choose(line: number, busy: ReadonlySet<string>, { preferred, shared }: Choice): string {
      const head = heads.get(line);
      if (head !== undefined) return head;
      const label = labels.get(line);
      if (label !== undefined && shared && !busy.has(label)) return label;
      if (!busy.has("x")) return "x";
      const own = preferred.find((name) => !busy.has(name) && !taken.has(name));
      return own ?? letters.find((letter) => !busy.has(letter) && !taken.has(letter)) ?? `v${line}`;
    },
  };
}
