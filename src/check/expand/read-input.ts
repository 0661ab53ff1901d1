/**
 * The first stage of a model: its input. Takes the stage, returns the shape and the graph it names, or nothing when it is wrong
 * (reported).
 */
import type { Shape } from "../../ops/operator.ts";
import type { Schema } from "../../ops/schema.ts";
import { printShape } from "../../ops/shape.ts";
import { largestSize, printCount, product } from "../../ops/size-arithmetic.ts";
import type { Span } from "../../source/source.ts";
import type { Input, NamedArgument } from "../../syntax/ast.ts";
import { demandInteger } from "../evaluate/demand.ts";
import { duplicateArgument, unknownArgument } from "../diagnostics/arguments.ts";
import { wrongKind } from "../diagnostics/expressions.ts";
import { inputRank } from "../diagnostics/models.ts";
import { diagnosticOf } from "../diagnostics/problems.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import type { Scope } from "../scope/scope.ts";

const mostSizes = 4;

/** What an input takes behind its sizes. */
export const inputSchema = {
  graph: {
    kind: "named-text",
    doc: 'a file of edges, a pair of nodes in each row; the input is then nodes x channels: `graph="edges.csv"`',
  },
} as const satisfies Schema;

export interface ReadInput {
  readonly shape: Shape;
  readonly graph: { readonly path: string; readonly span: Span } | undefined;
}

export function readInput({ sizes, arguments: given, span }: Input, scope: Scope): ReadInput | undefined {
  const { report, source } = scope;
  const graph = readGraph(given, scope);
  const shape = sizes.sizes.map((size) => demandInteger(size, scope, "a size of the input", { minimum: 1 }));
  if (shape.length > mostSizes) {
    report.add(
      inputRank({
        message: `an input has up to ${mostSizes} sizes, not ${shape.length}`,
        source,
        span: sizes.span,
        help: "write height x width x channels, as in `28x28x1`; the batch is implied",
      }),
    );
    return undefined;
  }
  if (!shape.every((size) => size !== undefined) || graph === "wrong") return undefined;
  if (product(shape) > largestSize) {
    const message = `input ${printShape(shape)} is too large`;
    const notes = [
      `${shape.join("·")} is more than ${printCount(largestSize)}, the most elements that one image may have`,
    ];
    report.add(diagnosticOf("shape/too-large")({ message, source, span: sizes.span, notes }));
    return undefined;
  }
  if (graph && shape.length !== 2) {
    const message = `an input on a graph has nodes and channels, not ${printShape(shape)}`;
    report.add(inputRank({ message, source, span, help: 'write nodes x channels, as in `34x16 graph="edges.csv"`' }));
    return undefined;
  }
  return { shape, graph };
}

/** `graph="edges.csv"`: the one named argument of an input. */
function readGraph(given: readonly NamedArgument[], scope: Scope): ReadInput["graph"] | "wrong" {
  const { report, source } = scope;
  let graph: ReadInput["graph"] | "wrong";
  for (const { name, value, span } of given) {
    if (!Object.hasOwn(inputSchema, name.text)) {
      const message = `an input takes no \`${name.text}=\``;
      report.add(unknownArgument({ message, source, span, notes: ['it takes its sizes and `graph="edges.csv"`'] }));
      graph = "wrong";
      continue;
    }
    if (graph) {
      report.add(duplicateArgument({ message: "`graph` of the input is given twice", source, span, help: "keep one" }));
      return "wrong";
    }
    const known = evaluate(value, scope);
    if (known?.kind === "string") graph = { path: known.value, span };
    else {
      if (known) {
        const message = "`graph` wants the path of a file of edges, in quotes";
        report.add(wrongKind({ message, source, span: value.span }));
      }
      graph = "wrong";
    }
  }
  return graph;
}
