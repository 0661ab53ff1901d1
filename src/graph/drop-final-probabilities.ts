/**
 * Ends a graph before its last node when that node has the given fact: a loss that computes what such a node does by itself
 * wants the scores before it, as the fused form is cheaper and exact where probabilities round to 0 or 1.
 */
import type { FusedFact } from "../ops/operator.ts";
import type { Graph } from "./graph.ts";

export function dropFinalProbabilities(graph: Graph, fact: FusedFact): Graph {
  const last = graph.nodes.find(({ name }) => name === graph.output);
  if (!last?.operator.facts[fact]) return graph;
  return { ...graph, nodes: graph.nodes.filter((node) => node !== last), output: last.inputs[0]! };
}
