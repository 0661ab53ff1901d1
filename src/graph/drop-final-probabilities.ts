/**
 * Ends a graph, and each of its heads, before the last node when that node has the given fact: a loss that computes what such
 * a node does by itself wants the scores before it, as the fused form is cheaper and exact where probabilities round to 0 or 1.
 */
import type { FusedFact } from "../ops/operator.ts";
import { dropUnread, type Graph } from "./graph.ts";

export function dropFinalProbabilities(graph: Graph, fact: FusedFact): Graph {
  const before = (output: string): string => {
    const last = graph.nodes.find(({ name }) => name === output);
    return last?.operator.facts[fact] ? last.inputs[0]! : output;
  };
  return dropUnread({
    ...graph,
    output: before(graph.output),
    heads: graph.heads.map((head) => ({ ...head, output: before(head.output) })),
  });
}
