/**
 * Takes out nodes that only renumber elements in C, H, W order where everyone who reads them numbers them so anyway:
 * `flatten -> fc`. Relies on the facts `reshapes` and `flattens`.
 */
import { type Graph, bypass, consumersOf, isOutput } from "./graph.ts";

export function dropReshapes(graph: Graph): Graph {
  const redundant = graph.nodes.find((node) => {
    const consumers = consumersOf(graph, node.name);
    const { reshapes } = node.operator.facts;
    return reshapes && !isOutput(graph, node.name) && consumers.length > 0 && consumers.every(renumbers);
  });
  return redundant ? dropReshapes(bypass(graph, redundant)) : graph;
}

const renumbers = ({ operator: { facts } }: Graph["nodes"][number]): boolean =>
  Boolean(facts.flattens || facts.reshapes);
