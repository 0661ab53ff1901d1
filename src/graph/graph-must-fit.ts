/**
 * The graph of a model before it is compiled: whether its edges were handed in, are right, and are few enough. Takes a checked
 * model, the text of the file that its input names and a report; returns the edges, or nothing when something is wrong
 * (reported).
 */
import type { CheckedModel } from "../check/model.ts";
import type { Report } from "../diagnostics/diagnostic.ts";
import { LIMITS } from "../limits.ts";
import { printCount } from "../ops/size-arithmetic.ts";
import type { Source } from "../source/source.ts";
import { graphTooLarge, noEdges } from "./diagnostics.ts";
import { type Edges, readEdges } from "./edges.ts";

/** Whether a layer of the model computes with the graph. */
export function needsEdges({ graph, layers }: CheckedModel): boolean {
  return graph !== undefined && layers.some(({ operator }) => operator.facts.needsGraph);
}

export function edgesOf(model: CheckedModel, file: Source | undefined, report: Report): Edges | undefined {
  const { input, source } = model;
  const { span, path } = model.graph!;
  const nodes = input[0]!;
  if (nodes > LIMITS.graphNodes.value) {
    const limit = printCount(LIMITS.graphNodes.value);
    const message = `a graph of ${printCount(nodes)} nodes is larger than ${limit}, the most that is compiled`;
    const notes = [`its table of ${printCount(nodes)}·${printCount(nodes)} numbers would be part of the module`];
    report.add(graphTooLarge({ message, source, span, notes }));
    return undefined;
  }
  if (file) return readEdges(file, nodes, report);
  const message = `the edges of ${JSON.stringify(path)} were not handed in`;
  report.add(noEdges({ message, source, span, help: "give the text of the file as `edges`, or among `files`" }));
  return undefined;
}
