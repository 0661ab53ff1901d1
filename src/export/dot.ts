/**
 * A model as a Graphviz drawing: a box per layer, a cluster per block, heads and labeled groups too. Takes a checked model;
 * gives the text for `dot`. Names and sizes only, no decisions: `dot -Tsvg` lays it out.
 */
import type { CheckedLayer, CheckedModel } from "../check/model.ts";

interface Cluster {
  readonly path: string;
  readonly title: string;
  readonly layers: CheckedLayer[];
  readonly clusters: Map<string, Cluster>;
}

export function exportDot(model: CheckedModel): string {
  const root: Cluster = { path: "", title: model.name, layers: [], clusters: new Map() };
  for (const layer of model.layers) put(root, layer);
  const input = `input\n${model.input.join("x")}`;
  const nodes = [`  ${quote("input")} [label=${quote(input)}, shape=ellipse];`, ...printCluster(root, 1)];
  const edges = model.layers.flatMap(({ name, inputs }) => inputs.map((from) => `  ${quote(from)} -> ${quote(name)};`));
  return [
    `digraph ${quote(model.name)} {`,
    '  graph [rankdir=TB, fontname="Helvetica", fontsize=11, color="#8a8a8a", style=rounded];',
    '  node [shape=box, style=rounded, fontname="Helvetica", fontsize=10, margin="0.12,0.06"];',
    "  edge [arrowsize=0.6];",
    ...nodes,
    ...edges,
    "}",
    "",
  ].join("\n");
}

function put(root: Cluster, layer: CheckedLayer): void {
  let at = root;
  const parts = layer.name.split(".").slice(0, -1);
  for (const [i, part] of parts.entries()) {
    let next = at.clusters.get(part);
    if (next === undefined) {
      const path = parts.slice(0, i + 1).join(".");
      const use = layer.trail.findLast((step) => step.use?.prefix === path)?.use;
      next = { path, title: use ? `${part}: ${use.text}` : part, layers: [], clusters: new Map() };
      at.clusters.set(part, next);
    }
    at = next;
  }
  at.layers.push(layer);
}

function printCluster({ layers, clusters }: Cluster, depth: number): readonly string[] {
  const indent = "  ".repeat(depth);
  return [
    ...layers.map((layer) => `${indent}${quote(layer.name)} [label=${quote(labelOf(layer))}];`),
    ...[...clusters.values()].flatMap((cluster) => [
      `${indent}subgraph ${quote(`cluster ${cluster.path}`)} {`,
      `${indent}  label=${quote(cluster.title)};`,
      ...printCluster(cluster, depth + 1),
      `${indent}}`,
    ]),
  ];
}

/** What it is, what it gives, what it learns. */
function labelOf({ name, operator, output, params }: CheckedLayer): string {
  const own = name.slice(name.lastIndexOf(".") + 1);
  const title = own.startsWith(operator.name) ? own : `${own} (${operator.name})`;
  const learned = params === 0 ? [] : [`${params.toLocaleString("en-US")} parameters`];
  return [title, output.join("x"), ...learned].join("\n");
}

/** In a string of DOT only quotes and backslashes mean something; a line break is written `\n`. */
function quote(text: string): string {
  return `"${text
    .replace(/\\/g, "\\\\")
    .replace(/"/g, '\\"')
    .replace(/\n/g, "\\n")
    .replace(/\p{Cc}/gu, " ")}"`;
}
