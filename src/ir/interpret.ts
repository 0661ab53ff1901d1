/**
 * The meaning of loop nests, in float64: everything else is compared with it. Takes nests in an order in which they can
 * run and a memory with an array for every tensor they touch (row-major, images first where batched), and changes the
 * memory as the nests say. Each nest becomes one plain JavaScript loop, so a whole small network takes moments; it is
 * still the obvious order of things, with no reuse, no vectors and no layout. Relies on verified nests: it does not check
 * indices. Not for shipping: it builds functions from text.
 */
import type { Affine } from "./affine.ts";
import { binaryInstructions, unaryInstructions } from "./instructions.ts";
import type { Nest, Write } from "./nest.ts";
import { randomAt } from "./philox.ts";
import type { Scalar } from "./scalar.ts";
import { type Tensor, elementCount } from "./tensor.ts";

export type Memory = Map<Tensor, Float64Array>;

export interface Run {
  /** Points of a batch axis. Also the number of images of each batched array. */
  readonly count: number;
  /** For `random`. */
  readonly seed?: number;
  readonly step?: number;
}

export function interpret(nests: Iterable<Nest>, memory: Memory, run: Run): void {
  for (const nest of nests) runNest(nest, memory, run);
}

/** An array of the right length: its `data` where it has some, else filled with `value`. */
export function allocate(tensor: Tensor, count: number, value = 0): Float64Array {
  if (tensor.data) return Float64Array.from(tensor.data);
  return new Float64Array(elementCount(tensor) * (tensor.batched ? count : 1)).fill(value);
}

function runNest(nest: Nest, memory: Memory, { count, seed = 0, step = 0 }: Run): void {
  const writes = nest.writes.filter((write) => isDue(write, memory));
  if (nest.reduction.kind === "scatter")
    for (const write of writes) if (!write.accumulate) memory.get(write.tensor)?.fill(0);

  const arrays: Float64Array[] = [];
  const arrayOf = (tensor: Tensor): string => {
    const array = memory.get(tensor);
    if (!array) throw new Error(`the memory of the interpreter holds no ${tensor.name}`);
    if (!arrays.includes(array)) arrays.push(array);
    return `m${arrays.indexOf(array)}`;
  };
  const body = loops(
    { ...nest, writes },
    (tensor, index) => `${arrayOf(tensor)}[${offset(tensor, index, nest)}]`,
    nest,
  );
  const names = arrays.map((_, i) => `m${i}`);
  const run = new Function("count", "random", "unary", "binary", ...names, `"use strict";\n${body}`);
  const random = (stream: number, major: number, minor: number): number => randomAt(seed, step, stream, major, minor);
  run(count, random, unaryValues, binaryValues, ...arrays);
}

const unaryValues = Object.fromEntries(Object.entries(unaryInstructions).map(([op, { value }]) => [op, value]));
const binaryValues = Object.fromEntries(Object.entries(binaryInstructions).map(([op, { value }]) => [op, value]));

function isDue({ when }: Write, memory: Memory): boolean {
  return !when || (memory.get(when.control)?.[0] !== 0) === when.nonzero;
}

/** The text of an access: array and element. */
type Element = (tensor: Tensor, index: readonly Affine[]) => string;

function loops(nest: Nest, element: Element, names: Nest): string {
  const { reduction } = nest;
  const text = (e: Scalar): string => scalarText(e, element, names);
  const inside = nest.within.map(({ value, extent }) => {
    const v = affineText(value, names);
    return `${v} >= 0 && ${v} < ${extent}`;
  });
  const guarded = (statement: string): string =>
    inside.length ? `if (${inside.join(" && ")}) { ${statement} }` : statement;
  const over = (axes: readonly string[], statement: string): string =>
    axes.reduceRight((inner, axis) => {
      const i = names.axes.findIndex(({ name }) => name === axis);
      const { extent } = names.axes[i]!;
      return `for (let a${i} = 0; a${i} < ${extent === "batch" ? "count" : extent}; a${i}++) {\n${inner}\n}`;
    }, statement);

  // All values are computed before the first is stored.
  const store = [
    ...nest.writes.map((write, i) => `const v${i} = ${text(write.value)};`),
    ...nest.writes.map((write, i) => `${element(write.tensor, write.index)} ${write.accumulate ? "+=" : "="} v${i};`),
  ].join(" ");
  const all = nest.axes.map(({ name }) => name);
  switch (reduction.kind) {
    case "none":
      return over(all, guarded(`const result = ${text(nest.body)}; ${store}`));
    case "scatter": {
      const [write] = nest.writes;
      return write ? over(all, guarded(`${element(write.tensor, write.index)} += ${text(nest.body)};`)) : "";
    }
    case "sum": {
      const kept = all.filter((axis) => !reduction.over.includes(axis));
      const sum = over(reduction.over, guarded(`result += ${text(nest.body)};`));
      return over(kept, `let result = ${reduction.initial ? text(reduction.initial) : "0"};\n${sum}\n${store}`);
    }
    case "max": {
      const kept = all.filter((axis) => !reduction.over.includes(axis));
      const place = affineText(reduction.position, names);
      const better = `const v = ${text(nest.body)}; if (v > result || v !== v) { result = v; position = ${place}; }`;
      return over(kept, `let result = -Infinity, position = 0;\n${over(reduction.over, guarded(better))}\n${store}`);
    }
    default:
      return reduction satisfies never;
  }
}

function scalarText(e: Scalar, element: Element, nest: Nest): string {
  const text = (inner: Scalar): string => scalarText(inner, element, nest);
  switch (e.kind) {
    case "constant":
      return `(${e.value})`;
    case "load":
      return element(e.tensor, e.index);
    case "index":
      return affineText(e.value, nest);
    case "unary":
      return `unary.${e.op}(${text(e.a)})`;
    case "binary": {
      const symbol = { add: "+", sub: "-", mul: "*", div: "/", max: "", min: "" }[e.op];
      return symbol ? `(${text(e.a)} ${symbol} ${text(e.b)})` : `binary.${e.op}(${text(e.a)}, ${text(e.b)})`;
    }
    case "select":
      return `(${text(e.left)} ${e.compare} ${text(e.right)} ? ${text(e.then)} : ${text(e.else)})`;
    case "random":
      return `random(${e.stream}, ${affineText(e.major, nest)}, ${affineText(e.minor, nest)})`;
    case "result":
    case "position":
      return e.kind;
    default:
      return e satisfies never;
  }
}

/** Axes become a0, a1, … so that no name of a program gets into the text. */
function affineText(value: Affine, nest: Nest): string {
  const terms = value.terms.map(([axis, c]) => `${c} * a${nest.axes.findIndex(({ name }) => name === axis)}`);
  return `(${[value.constant, ...terms].join(" + ")})`;
}

function offset(tensor: Tensor, index: readonly Affine[], nest: Nest): string {
  const shape = tensor.batched ? [1, ...tensor.shape] : tensor.shape;
  return index.reduce(
    (text, value, i) =>
      (i === 0 ? affineText(value, nest) : `${text} * ${shape[i]} + ${affineText(value, nest)}`).replace(
        /^(.*)$/,
        "($1)",
      ),
    "0",
  );
}
