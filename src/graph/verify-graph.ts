/**
 * Checks of a graph that types cannot make, after building and after each rewrite. Gives what is wrong as sentences for a
 * compiler's author; empty when all is well.
 */
import { type Graph, channelsFirst } from "./graph.ts";

export function verifyGraph(graph: Graph): string[] {
  const problems: string[] = [];
  const shapes = new Map<string, readonly number[]>([[graph.input.name, graph.input.shape]]);
  for (const node of graph.nodes) {
    if (shapes.has(node.name)) problems.push(`two nodes have the name ${node.name}`);
    if (node.inputs.length === 0) problems.push(`${node.name} reads nothing`);
    for (const input of node.inputs)
      if (!shapes.has(input)) problems.push(`${node.name} reads ${input}, which is not before it`);
    const inputs = node.inputs.flatMap((input) => (shapes.has(input) ? [channelsLast(shapes.get(input)!)] : []));
    if (inputs.length > 0 && inputs.length === node.inputs.length) {
      const { operator, values } = node;
      const { output } =
        operator.kind === "join" ? operator.shape(inputs) : operator.shape(inputs[0]!, values as never);
      const shape = output && channelsFirst(output);
      if (!shape || shape.join() !== node.output.join())
        problems.push(`${node.name} gives [${node.output.join(", ")}], its operator says [${shape?.join(", ") ?? ""}]`);
    }
    shapes.set(node.name, node.output);
  }
  if (!shapes.has(graph.output)) problems.push(`the output ${graph.output} is no node`);
  for (const { name, output } of graph.heads)
    if (!shapes.has(output)) problems.push(`the output ${output} of head ${name} is no node`);
  return problems;
}

function channelsLast(shape: readonly number[]): readonly number[] {
  return [...shape.slice(1), shape[0]!];
}
