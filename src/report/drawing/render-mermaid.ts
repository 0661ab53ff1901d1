/**
 * A model as a mermaid flowchart, for Markdown that draws them: a node for each station and join, a subgraph for each block,
 * repetition and head. Takes a checked model; returns the text. The form is the drawing's; nodes have numbers for names, so
 * that nothing of a user's is read as mermaid's words, and labels go through `escapeMermaid`.
 */
import { inputName } from "../../check/build-model.ts";
import type { CheckedLayer, CheckedModel } from "../../check/model.ts";
import { printShape } from "../../ops/shape.ts";
import { writeLayer } from "../write-layer.ts";
import { buildForm } from "./build-form.ts";
import { escapeMermaid } from "./escape-mermaid.ts";
import { ownLayers, printParams, printTimes, printTotals, titleOfFrame, titleOfHead, toneOf } from "./facts.ts";
import type { Branch, Chain, Frame, Item, SideChain, Station } from "./form.ts";
import { layerLabel } from "./label.ts";
import type { Tone } from "./marks.ts";

/** Lines, and the node that gives each value. */
interface Writer {
  readonly lines: string[];
  /** Behind all nodes, so that none comes to be in the subgraph of another. */
  readonly edges: string[];
  readonly nodeOf: Map<string, string>;
  count: number;
  depth: number;
}

const fills: Readonly<Record<Tone, string>> = {
  input: "#d9dee4",
  learned: "#bcd6f0",
  full: "#d9caec",
  resize: "#f5c9b6",
  norm: "#c3e5d9",
  act: "#f5e2ad",
  plain: "#dcdfe3",
  join: "#b5dfe4",
};

export function renderMermaid(model: CheckedModel): string {
  const { chain, uses } = buildForm(model);
  const writer: Writer = { lines: [], edges: [], nodeOf: new Map(), count: 0, depth: 1 };
  node(writer, ["input", printShape(model.input)], "input", inputName);
  writeChain(writer, chain);
  const title = [model.name, printTotals(model), ...uses.map(({ use }) => use!.text)].map(commentLine);
  const classes = Object.entries(fills).map(
    ([tone, fill]) => `  classDef ${tone} fill:${fill},stroke:#5a6675,color:#1c2430;`,
  );
  return ["flowchart TB", ...title, ...writer.lines, ...writer.edges, ...classes, ""].join("\n");
}

/** Braces would make a directive of it. */
const commentLine = (text: string): string => `  %% ${escapeMermaid(text)}`;

function writeChain(writer: Writer, chain: Chain): void {
  for (const item of chain.items) writeItem(writer, item);
}

function writeItem(writer: Writer, item: Item): void {
  switch (item.kind) {
    case "station":
      writeStation(writer, item);
      break;
    case "branch":
      writeBranch(writer, item);
      break;
    case "frame":
      writeFrame(writer, item);
      break;
    case "side":
      writeSide(writer, item);
      break;
    default:
      item satisfies never;
  }
}

function writeStation(writer: Writer, station: Station): void {
  const { layers, count, entry, exit } = station;
  const [lead] = layers;
  const words = [station.label, ...layers.map(writeLayer), ...factsOf(layers)];
  const own = node(writer, count > 1 ? [...words, printTimes(count)] : words, toneOf(lead), exit);
  edge(writer, entry, own);
}

function writeBranch(writer: Writer, branch: Branch): void {
  for (const arm of branch.arms) writeChain(writer, arm);
  const { join, companions, arms, exit } = branch;
  const words = [layerLabel(join), join.operator.name, ...companions.map(writeLayer), ...factsOf(ownLayers(branch))];
  const own = node(writer, words, "join", exit, ["([", "])"]);
  for (const arm of arms) edge(writer, arm.exit, own);
}

function writeFrame(writer: Writer, frame: Frame): void {
  const { chain, count, exit } = frame;
  const title = [titleOfFrame(frame), ...(count > 1 ? [printTimes(count)] : [])]
    .filter((word) => word !== "")
    .join(" ");
  subgraph(writer, title, chain);
  // What goes on from it is the last of those that it stands for.
  const node = writer.nodeOf.get(chain.exit);
  if (node !== undefined) writer.nodeOf.set(exit, node);
}

function writeSide(writer: Writer, side: SideChain): void {
  subgraph(writer, titleOfHead(side), side.chain);
}

function subgraph(writer: Writer, title: string, chain: Chain): void {
  const indent = "  ".repeat(writer.depth);
  writer.lines.push(`${indent}subgraph s${writer.count++}["${escapeMermaid(title) || " "}"]`);
  writer.depth++;
  writeChain(writer, chain);
  writer.depth--;
  writer.lines.push(`${indent}end`);
}

const factsOf = (layers: readonly CheckedLayer[]): readonly (string | undefined)[] => [
  printShape(layers[layers.length - 1]!.output),
  printParams(layers),
];

function node(
  writer: Writer,
  words: readonly (string | undefined)[],
  tone: Tone,
  gives: string,
  [open, close]: readonly [string, string] = ["[", "]"],
): string {
  const name = `n${writer.count++}`;
  const label = words.flatMap((word) => (word === undefined ? [] : [escapeMermaid(word)])).join("<br/>");
  writer.lines.push(`${"  ".repeat(writer.depth)}${name}${open}"${label}"${close}:::${tone}`);
  writer.nodeOf.set(gives, name);
  return name;
}

/** A value that no node gives is inside of what was folded. */
function edge({ edges, nodeOf }: Writer, value: string, to: string): void {
  const from = nodeOf.get(value);
  if (from !== undefined) edges.push(`  ${from} --> ${to}`);
}
