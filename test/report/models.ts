/** Checked models made by hand, layer by layer, so that reports are tested without the checker. */
import type { CheckedLayer, CheckedModel, Step, Values } from "../../src/check/model.ts";
import type { Shape } from "../../src/ops/operator.ts";
import { findLayer, joins } from "../../src/ops/registry.ts";
import { createSource } from "../../src/source/source.ts";
import type { Block } from "../../src/syntax/ast.ts";

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** What differs from layer to layer; the rest follows from the operator. */
export interface Hand {
  readonly name: string;
  readonly operator: string;
  readonly values?: Record<string, unknown>;
  readonly inputs?: readonly string[];
  readonly field?: readonly number[];
  readonly jump?: readonly number[];
  readonly state?: readonly number[];
  readonly head?: string;
  readonly trail?: readonly Step[];
  /** From 1. */
  readonly line?: number;
}

export const source = createSource("hand.cnn", "line\n".repeat(50));
const lineStart = (line: number) => ({ start: source.lineStarts[line - 1]!, end: source.lineStarts[line - 1]! + 4 });

const block: Block = {
  kind: "block",
  span: lineStart(1),
  name: { text: "unit", span: lineStart(1) },
  parameters: [],
  body: { span: lineStart(1), statements: [] },
};

/** The use of a block at a line. */
export function use(prefix: string, text: string, line: number, [iteration, of] = [1, 1]): Step {
  return { source, span: lineStart(line), iteration: iteration!, of: of!, use: { block, home: source, text, prefix } };
}

export function turn(line: number, iteration: number, of: number): Step {
  return { source, span: lineStart(line), iteration, of };
}

export function model(name: string, input: Shape, hands: readonly Hand[], last?: string): CheckedModel {
  const layers: CheckedLayer[] = [];
  for (const hand of hands) layers.push(build(hand, input, layers));
  const output = layers.find((layer) => layer.name === last) ?? layers.filter(({ head }) => head === undefined).at(-1)!;
  const sum = (of: (layer: CheckedLayer) => number, among: readonly CheckedLayer[]) =>
    among.reduce((s, l) => s + of(l), 0);
  const totals = (among: readonly CheckedLayer[], run: readonly CheckedLayer[], end: CheckedLayer) => ({
    params: sum(({ params }) => params, among),
    weights: sum(({ weights }) => weights, among),
    macs: sum(({ macs }) => macs, run),
    rf: Math.ceil(Math.max(...end.receptiveField)),
  });
  const heads = [...new Set(layers.flatMap(({ head }) => head ?? []))].map((head) => {
    const own = layers.filter((layer) => layer.head === head);
    const end = own.at(-1)!;
    const span = lineStart(1);
    return {
      name: head,
      from: own[0]!.inputs[0]!,
      last: end.name,
      output: end.output,
      totals: totals(own, own, end),
      span,
    };
  });
  const main = layers.filter(({ head }) => head === undefined);
  return {
    name,
    source,
    input,
    output: output.output,
    layers,
    last: output.name,
    heads,
    totals: totals(layers, main, output),
  };
}

function build(hand: Hand, input: Shape, before: readonly CheckedLayer[]): CheckedLayer {
  const inputs = hand.inputs ?? [before.at(-1)?.name ?? "input"];
  const shapes = inputs.map((name) => before.find((layer) => layer.name === name)?.output ?? input);
  const operator = joins.get(hand.operator) ?? findLayer(hand.operator)!;
  const values = { ...defaults(operator.schema), ...hand.values } as Values;
  const shape = operator.kind === "join" ? operator.shape(shapes) : operator.shape(shapes[0]!, values);
  if (shape.output === undefined)
    throw new Error(`${hand.name}: ${shape.problems.map(({ message }) => message).join()}`);
  const output = shape.output;
  const parameters = (operator.kind === "join" ? [] : operator.parameters(shapes[0]!, values)).map((spec) => ({
    ...spec,
    fullName: `${hand.name}.${spec.name}`,
  }));
  const count = (kinds: readonly string[]) =>
    parameters.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { shape: own }) => sum + product(own), 0);
  const axes = input.length === 1 ? 1 : input.length - 1;
  return {
    name: hand.name,
    operator,
    values,
    inputs,
    inputShapes: shapes,
    input: shapes[0]!,
    output,
    parameters,
    state: (hand.state ?? []).map((size, i) => ({
      name: `s${i}`,
      fullName: `${hand.name}.s${i}`,
      shape: [size],
      initial: 0,
    })),
    params: count(["weight", "bias", "scale", "shift"]),
    weights: count(["weight"]),
    macs: operator.kind === "join" ? 0 : operator.macs(shapes[0]!, output, values),
    receptiveField: hand.field ?? Array<number>(axes).fill(1),
    jump: hand.jump ?? Array<number>(axes).fill(1),
    bytes: 4 * product(output),
    ...(hand.head === undefined ? {} : { head: hand.head }),
    source,
    span: lineStart(hand.line ?? 1),
    trail: hand.trail ?? [],
  };
}

function defaults(schema: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema as Record<string, { kind: string; default?: unknown }>).map(([name, spec]) => [
      name,
      spec.kind === "flag" ? false : spec.default,
    ]),
  );
}
