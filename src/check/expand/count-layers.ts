/**
 * How much a stage stands for at least, counted before it is laid out, so that `[[…] * 10_000] * 10_000` and blocks of blocks
 * that double cost nothing. Takes syntax and scope, returns counts that saturate; reports nothing. What depends on shapes counts
 * as little as it can. A block is counted once for equal arguments, and what is counted in all is bounded.
 */
import { createReport } from "../../diagnostics/diagnostic.ts";
import { LIMITS } from "../../limits.ts";
import { add, multiply } from "../../ops/size-arithmetic.ts";
import type { Block, Body, Call, Chain, Condition, Primary, Stage } from "../../syntax/ast.ts";
import type { Binding } from "../scope/binding.ts";
import { demandInteger } from "../evaluate/demand.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { createScope, lookUp, type Scope } from "../scope/scope.ts";
import type { ListValue, Value } from "../scope/value.ts";
import { bindArguments } from "./bind-arguments.ts";

export interface Count {
  readonly layers: number;
  readonly stages: number;
}

/** What was counted so far for one model. */
export interface Counts {
  readonly blocks: Map<Block, Map<string, Count>>;
  /** Those around the place that is counted: one that comes back to itself is reported where it is laid out. */
  readonly open: Set<Block>;
  /** Lists by their number, so that one in many places is looked at once. */
  readonly lists: Map<ListValue, number>;
  /** Stages that may still be looked at. */
  left: number;
  /** Stages and else-ifs around the place that is counted. */
  depth: number;
}

export const newCounts = (): Counts => ({
  blocks: new Map(),
  open: new Set(),
  lists: new Map(),
  left: 20_000,
  depth: 0,
});

const nothing: Count = { layers: 0, stages: 0 };
const plus = (a: Count, b: Count): Count => ({ layers: add(a.layers, b.layers), stages: add(a.stages, b.stages) });

export function countLeast(primary: Primary, scope: Scope, counts: Counts): Count {
  return countPrimary(primary, { ...scope, quiet: true, report: createReport(), input: "unknown" }, counts);
}

function countPrimary(primary: Primary, quiet: Scope, counts: Counts): Count {
  switch (primary.kind) {
    case "layer":
      return { layers: 1, stages: 0 };
    case "call":
      return countCall(primary, quiet, counts);
    case "input":
    case "reference":
      return nothing;
    case "group":
      return countChain(primary.chain, quiet, counts);
    case "branch":
      return primary.arms.reduce((sum, { chain }) => (chain ? plus(sum, countChain(chain, quiet, counts)) : sum), {
        layers: 1,
        stages: 0,
      });
    case "condition":
      return countCondition(primary, quiet, counts);
    default:
      return primary satisfies never;
  }
}

/** What is too deep counts as nothing: it is reported where it is laid out. */
function deeper(counts: Counts, count: () => Count): Count {
  if (counts.depth >= LIMITS.layoutDepth.value) return nothing;
  counts.depth++;
  const result = count();
  counts.depth--;
  return result;
}

function countCondition({ test, then, else: otherwise }: Condition, quiet: Scope, counts: Counts): Count {
  const value = evaluate(test, quiet);
  const first = (): Count => countBody(then, quiet, counts);
  const second = (): Count => {
    if (!otherwise) return nothing;
    if ("statements" in otherwise) return countBody(otherwise, quiet, counts);
    return deeper(counts, () => countCondition(otherwise, quiet, counts));
  };
  if (value?.kind === "boolean") return value.value ? first() : second();
  const [a, b] = [first(), second()];
  return { layers: Math.min(a.layers, b.layers), stages: Math.min(a.stages, b.stages) };
}

function countCall(call: Call, quiet: Scope, counts: Counts): Count {
  const value = lookUp(quiet, call.name.text)?.value;
  if (value?.kind !== "block" || value.block.damaged) return nothing;
  const { block, home } = value;
  const { program, report } = quiet;
  const names = program.files.get(home)!;
  const file = createScope({ source: home, report, program, bindings: names, quiet: true });
  const bindings = bindArguments(call, block, quiet, file);
  if (!bindings || program.recursive.has(block)) return nothing;
  if (counts.open.has(block)) return nothing;
  const known = counts.blocks.get(block) ?? new Map<string, Count>();
  counts.blocks.set(block, known);
  const key = [...bindings.values()].map((binding) => keyOf(binding.value, counts.lists)).join();
  const before = known.get(key);
  if (before) return before;
  counts.open.add(block);
  const count = countBody(block.body, { ...file, bindings, outer: file, input: "unknown" }, counts);
  counts.open.delete(block);
  known.set(key, count);
  return count;
}

/** A list of lists by its number: written out, lists that hold one another would double with each step. */
function keyOf(value: Value | undefined, lists: Map<ListValue, number>): string {
  if (!value) return "?";
  if (value.kind === "list") {
    if (value.items.every(({ kind }) => kind !== "list"))
      return `[${value.items.map((item) => keyOf(item, lists)).join()}]`;
    const number = lists.get(value) ?? lists.size;
    lists.set(value, number);
    return `list ${number}`;
  }
  if (value.kind === "block") return `block ${value.block.name.text} ${value.home.path}`;
  if (value.kind === "ratio") return `${value.numerator}/${value.denominator}`;
  return `${value.kind} ${JSON.stringify(value.value)}`;
}

function countBody(body: Body, outer: Scope, counts: Counts): Count {
  const bindings = new Map<string, Binding>();
  const quiet: Scope = { ...outer, bindings, outer };
  let sum = nothing;
  for (const statement of body.statements) {
    if (statement.kind === "chain") sum = plus(sum, countChain(statement, quiet, counts));
    else if (statement.kind === "head") sum = plus(sum, countBody(statement.body, quiet, counts));
    else if (statement.kind === "let" && !bindings.has(statement.name.text)) {
      const value = evaluate(statement.value, quiet);
      bindings.set(statement.name.text, { kind: "let", span: statement.name.span, ...(value ? { value } : {}) });
    }
  }
  return sum;
}

function countChain({ stages }: Chain, quiet: Scope, counts: Counts): Count {
  let sum = nothing;
  for (const stage of stages) {
    if (--counts.left < 0) return sum;
    sum = plus(sum, countStage(stage, quiet, counts));
  }
  return sum;
}

function countStage({ primary, repeat }: Stage, quiet: Scope, counts: Counts): Count {
  const one = deeper(counts, () => countPrimary(primary, quiet, counts));
  if (!repeat) return { layers: one.layers, stages: add(one.stages, 1) };
  const times = demandInteger(repeat, quiet, "", { minimum: 0 }) ?? 0;
  const turns = mayHaveLayers(primary, quiet) ? times : Math.min(times, 1);
  return { layers: multiply(one.layers, turns), stages: add(multiply(one.stages, turns), 1) };
}

/** False when no layer can come out of it, whatever the shapes. */
export function mayHaveLayers(primary: Primary, scope: Scope): boolean {
  return mayHold(primary, { ...scope, quiet: true, report: createReport(), input: "unknown" });
}

function mayHold(primary: Primary, quiet: Scope): boolean {
  switch (primary.kind) {
    case "layer":
    case "call":
    case "branch":
      return true;
    case "input":
    case "reference":
      return false;
    case "group":
      return mayChainHold(primary.chain, quiet);
    case "condition": {
      const { then, else: otherwise } = primary;
      if (mayBodyHold(then, quiet)) return true;
      if (!otherwise) return false;
      return "statements" in otherwise ? mayBodyHold(otherwise, quiet) : mayHold(otherwise, quiet);
    }
    default:
      return primary satisfies never;
  }
}

function mayBodyHold({ statements }: Body, quiet: Scope): boolean {
  return statements.some(
    (statement) => statement.kind === "head" || (statement.kind === "chain" && mayChainHold(statement, quiet)),
  );
}

function mayChainHold({ stages }: Chain, quiet: Scope): boolean {
  return stages.some(
    ({ primary, repeat }) =>
      (!repeat || demandInteger(repeat, quiet, "", { minimum: 0 }) !== 0) && mayHold(primary, quiet),
  );
}
