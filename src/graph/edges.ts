/**
 * The fixed graph that an input names: the text of its file to edges, and those to the matrix that graph convolutions read. Takes
 * the text as a source and the number of nodes; returns the edges, each once, or nothing when a line is wrong (reported, with its
 * line). A line holds two numbers of nodes from 0, separated by `,` or `;`; `#` begins a comment; a first line of words is a
 * heading. Edges have no direction, and an edge from a node to itself adds nothing, as every node is its own neighbor.
 */
import type { Report } from "../diagnostics/diagnostic.ts";
import { LIMITS } from "../limits.ts";
import { printCount } from "../ops/size-arithmetic.ts";
import type { Source } from "../source/source.ts";
import { badEdge, tooManyEdges } from "./diagnostics.ts";

export interface Edges {
  readonly nodes: number;
  /** The smaller number first. */
  readonly pairs: readonly (readonly [number, number])[];
}

/** More of them say nothing new. */
const mostReported = 20;

export function readEdges(source: Source, nodes: number, report: Report): Edges | undefined {
  const pairs = new Map<number, readonly [number, number]>();
  let [start, wrong, lines] = [0, 0, 0];
  for (const row of source.text.split("\n")) {
    const text = row.replace(/#.*|\r$/g, "");
    const span = { start, end: start + text.trimEnd().length };
    start += row.length + 1;
    if (text.trim() === "") continue;
    const heading = lines === 0 && wrong === 0 && /^\s*[A-Za-z]/.test(text);
    if (heading) continue;
    if (++lines > LIMITS.graphEdges.value) {
      const message = `more than ${printCount(LIMITS.graphEdges.value)} edges`;
      report.add(tooManyEdges({ message, source, span }));
      return undefined;
    }
    const pair = readPair(text, nodes);
    if (typeof pair === "string") {
      if (++wrong <= mostReported) report.add(badEdge({ message: pair, source, span }));
    } else pairs.set(pair[0] * nodes + pair[1], pair);
  }
  return wrong > 0 ? undefined : { nodes, pairs: [...pairs.values()].filter(([a, b]) => a !== b) };
}

/** What is wrong, when something is. */
function readPair(text: string, nodes: number): readonly [number, number] | string {
  const words = text.split(/[,;]/).map((word) => word.trim());
  if (words.length !== 2) return `an edge is two numbers of nodes, such as \`0,1\`, not ${words.length}`;
  const numbers = words.map((word) => (/^\d{1,9}$/.test(word) ? Number(word) : Number.NaN)) as [number, number];
  const bad = words.find((_, i) => Number.isNaN(numbers[i]));
  if (bad !== undefined) return `${JSON.stringify(bad.slice(0, 40))} is no number of a node`;
  const outside = numbers.find((number) => number >= nodes);
  if (outside !== undefined) return `there is no node ${outside}: the input has ${nodes}, numbered from 0`;
  return [Math.min(...numbers), Math.max(...numbers)];
}

/** D^-½·(A + I)·D^-½ row by row (Kipf and Welling, 2017); D counts the edges of each node, and itself. */
export function normalizedAdjacency({ nodes, pairs }: Edges): Float64Array {
  const degrees = new Float64Array(nodes).fill(1);
  for (const [a, b] of pairs) {
    degrees[a]!++;
    degrees[b]!++;
  }
  const matrix = new Float64Array(nodes * nodes);
  for (let i = 0; i < nodes; i++) matrix[i * nodes + i] = 1 / degrees[i]!;
  for (const [a, b] of pairs) {
    const weight = 1 / Math.sqrt(degrees[a]! * degrees[b]!);
    matrix[a * nodes + b] = weight;
    matrix[b * nodes + a] = weight;
  }
  return matrix;
}
