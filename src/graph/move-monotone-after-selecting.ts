/**
 * `conv -> relu -> maxpool` becomes `conv -> maxpool -> relu`: a nondecreasing function of each element may trade places
 * with a choice of the largest, and then works on the smaller map, backward too. Values are the same; where the function
 * is flat, the maximum may be another element, whose gradient is 0 as well. Relies on the facts `monotone`, `elementwise`
 * and `selects`.
 */
import { type Graph, type Node, consumersOf, isOutput, rename } from "./graph.ts";

export function moveMonotoneAfterSelecting(graph: Graph): Graph {
  let current = graph;
  for (let pair = findPair(current); pair; pair = findPair(current)) current = swap(current, ...pair);
  return current;
}

function findPair(graph: Graph): [Node, Node] | undefined {
  for (const node of graph.nodes) {
    const { monotone, elementwise } = node.operator.facts;
    if (!monotone || !elementwise || isOutput(graph, node.name)) continue;
    const consumers = consumersOf(graph, node.name);
    const [next] = consumers;
    if (consumers.length === 1 && next!.operator.facts.selects && next!.inputs.length === 1) return [node, next!];
  }
  return undefined;
}

function swap(graph: Graph, monotone: Node, selecting: Node): Graph {
  const after = rename(graph, selecting.name, monotone.name);
  const first: Node = { ...selecting, inputs: monotone.inputs };
  const second: Node = { ...monotone, inputs: [selecting.name], output: selecting.output };
  // Both stand where the later one stood: every input of the pair is before, every consumer after.
  const nodes = after.nodes.flatMap((node) =>
    node.name === monotone.name ? [] : node.name === selecting.name ? [first, second] : [node],
  );
  return { ...after, nodes };
}
