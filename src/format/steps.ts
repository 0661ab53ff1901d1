/**
 * Chains: steps joined by arrows. Takes a printer of one step and gives a document that keeps the lines the author made: breaks
 * stand before arrows, indented; a line too long is broken before each of its arrows. A step over several lines (a branch) ends
 * where its bracket closes, and the chain goes on there. Not for the newlines that join stages without an arrow.
 */
import type { Doc } from "prettier";
import { builders, utils } from "prettier/doc";
import { arrowGap } from "./gaps.ts";
import type { Sheet } from "./sheet.ts";

const { conditionalGroup, group, hardline, ifBreak, indent, label, line } = builders;

interface Step {
  /** Comments before the arrow. */
  readonly before: Doc;
  /** The arrow and the step. */
  readonly text: Doc;
}

/** Steps on one line of the source, the last of which may end on another. */
interface Run {
  /** The line break before it, and comments. */
  readonly lead: Doc;
  readonly start: Doc;
  readonly steps: Step[];
}

type Indent = (doc: Doc) => Doc;

/** A step that is one pair of braces: where the chain is too long, these are opened rather than every arrow. */
export function braced(doc: builders.Group): Doc {
  return label(bracedLabel, doc);
}

const bracedLabel = "braced";

/** Prints a step, and more of them as long as arrows follow. */
export function printSteps(sheet: Sheet, printStep: () => Doc, inner: Indent = indent): Doc {
  const first = printStep();
  const runs: Run[] = [];
  let further: Run[] | undefined;
  let run: Run = { lead: "", start: first, steps: [] };
  runs.push(run);
  let closed = utils.willBreak(first);
  while (sheet.words.at("->")) {
    const { before, arrow, broken } = arrowGap(sheet);
    const step = printStep();
    const text = [arrow, step];
    if (broken) further ??= [];
    if (broken || closed) {
      run = { lead: [before, broken ? hardline : " "], start: text, steps: [] };
      (further ?? runs).push(run);
    } else {
      run.steps.push({ before, text });
    }
    closed = utils.willBreak(step);
  }
  return [layOut(runs, inner), inner(layOut(further ?? [], unindented))];
}

const unindented: Indent = (doc) => doc;

/** Runs behind each other. Behind one that is broken for its width everything is indented as its last line is. */
function layOut(runs: readonly Run[], inner: Indent): Doc {
  if (inner === unindented) return runs.map((run) => printRun(run, inner, Symbol("run")));
  const [run, ...rest] = runs;
  if (run === undefined) return "";
  const id = Symbol("run");
  const printed = printRun(run, inner, id);
  if (rest.length === 0) return printed;
  return [printed, ifBreak(inner(layOut(rest, unindented)), layOut(rest, inner), { groupId: id })];
}

function printRun(run: Run, inner: Indent, id: symbol): Doc {
  return [run.lead, printLine(run.start, run.steps, inner, id)];
}

/** Steps of one line: it stays one where it fits, up to the first bracket that is open at its end. */
function printLine(start: Doc, steps: readonly Step[], inner: Indent, id: symbol): Doc {
  const [next, ...more] = steps;
  if (next === undefined) return [group("", { id }), start];
  const rest = (separator: Doc): Doc => inner(steps.map(({ before, text }): Doc => [before, separator, text]));
  // What is chosen is noted under the id: a group with nothing in it is broken or is not.
  const flat = [group("", { id }), start, rest(" ")];
  const broken = [group("", { shouldBreak: true, id }), start, group(rest(hardline), { shouldBreak: true })];
  const opened = openBraces(start);
  if (opened !== undefined) {
    const tail = [next.before, " ", printLine(next.text, more, inner, id)];
    // Without a group of its own what stands before the first arrow is measured as one line.
    return conditionalGroup([flat, broken, group([opened, tail], { shouldBreak: true })]);
  }
  if (utils.willBreak(steps[steps.length - 1]!.text)) return conditionalGroup([flat, broken]);
  return group([start, rest(line)], { id });
}

function openBraces(step: Doc): Doc | undefined {
  if (!Array.isArray(step)) return undefined;
  const [primary, ...rest] = step;
  if (typeof primary !== "object" || Array.isArray(primary) || primary.type !== "label") return undefined;
  if (primary.label !== bracedLabel || !isGroup(primary.contents)) return undefined;
  return [group(primary.contents.contents, { shouldBreak: true }), rest];
}

function isGroup(doc: Doc): doc is builders.Group {
  return typeof doc === "object" && !Array.isArray(doc) && doc.type === "group";
}
