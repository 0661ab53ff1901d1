/**
 * Ends a graph before its last node when that node only makes probabilities of scores: a loss that works on logits wants
 * the scores, as the fused form is cheaper and exact where probabilities round to 0. Relies on the fact `probabilities`.
 */
import type { Graph } from "./graph.ts";

export function dropFinalProbabilities(graph: Graph): Graph {
  const last = graph.nodes.find(({ name }) => name === graph.output);
  if (!last?.operator.facts.probabilities) return graph;
  return { ...graph, nodes: graph.nodes.filter((node) => node !== last), output: last.inputs[0]! };
}
