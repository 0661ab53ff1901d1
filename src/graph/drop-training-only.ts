/** Takes out what does nothing in prediction, such as dropout. Relies on the fact `trainingOnly`. */
import { type Graph, bypass } from "./graph.ts";

export function dropTrainingOnly(graph: Graph): Graph {
  return graph.nodes.filter(({ operator }) => operator.facts.trainingOnly).reduce(dropNode, graph);
}

const dropNode = (graph: Graph, { name }: Graph["nodes"][number]): Graph =>
  bypass(
    graph,
    graph.nodes.find((node) => node.name === name)!,
  );
