/** A graph as text for `--emit graph`: a line per node, short, stable and complete; nothing reads it back. */
import { positionAt } from "../source/source.ts";
import type { Graph, Node } from "./graph.ts";

export function printGraph(graph: Graph): string {
  const lines = [
    `graph ${graph.name}`,
    `%${graph.input.name} : f32[${["batch", ...graph.input.shape].join(", ")}]`,
    ...graph.nodes.map(printNode),
    `gives %${graph.output}`,
    ...graph.heads.map(({ name, output, weight }) => `head ${name} gives %${output}, its loss counts ${weight} times`),
  ];
  return `${lines.join("\n")}\n`;
}

function printNode(node: Node): string {
  const operands = [...node.inputs.map((input) => `%${input}`), ...node.parameters.map(({ fullName }) => fullName)];
  const values = Object.entries(node.values).filter(([, value]) => value !== undefined && value !== false);
  const attributes = values.length
    ? ` {${values.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ")}}`
    : "";
  const { line, column } = positionAt(node.source, node.span.start);
  const place = `${node.source.path}:${line}:${column}`;
  const shape = ["batch", ...node.output].join(", ");
  const frozen = node.frozen ? " frozen" : "";
  return `%${node.name} = ${node.operator.name}(${operands.join(", ")})${attributes} : f32[${shape}]${frozen}  // ${place}`;
}
