/**
 * Labels of a body: `as name` names the value after a stage, `@name` starts from it. Takes the tables of the bodies around a
 * place, innermost first; a body of a block begins anew. A label is visible from its line on.
 */
import type { Report } from "../../diagnostics/diagnostic.ts";
import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import { listWords } from "../../diagnostics/guesses.ts";
import type { Source, Span } from "../../source/source.ts";
import type { Name } from "../../syntax/ast.ts";
import { duplicateName, unknownLabel } from "../diagnostics/models.ts";
import type { Step } from "../model.ts";
import type { Program } from "./program.ts";
import type { Cursor } from "./cursor.ts";

export interface Labels {
  readonly own: Map<string, Labeled>;
  readonly outer?: Labels;
  /** Given in bodies inside this one that have ended: not visible here. */
  readonly ended: Map<string, Span>;
}

export interface Labeled {
  /** Of the label. */
  readonly span: Span;
  readonly cursor: Cursor;
}

export function newLabels(outer?: Labels): Labels {
  return { own: new Map(), ...(outer ? { outer } : {}), ended: new Map() };
}

/** The body ends, and its labels with it. */
export function endLabels({ own, outer, ended }: Labels): void {
  if (!outer) return;
  for (const [name, span] of ended) outer.ended.set(name, span);
  for (const [name, { span }] of own) outer.ended.set(name, span);
}

/** In a repetition every turn has its own: `a.1`, `a.2`; the turns around a block or a labeled group are in the prefix. */
export function labelText(
  label: string,
  { trail, named = 0 }: { readonly trail: readonly Step[]; readonly named?: number },
): string {
  const inside = trail.slice(Math.max(named, trail.findLastIndex((step) => step.use) + 1));
  return [label, ...inside.filter(({ of }) => of > 1).map(({ iteration }) => iteration)].join(".");
}

interface Place {
  readonly labels: Labels;
  readonly report: Report;
  readonly source: Source;
  readonly program: Program;
}

/** False (and reported) when the label is given already; its layer then keeps the name it would have without. */
export function labelMustBeNew({ text, span }: Name, { labels, report, source }: Place): boolean {
  const first = findLabel(labels, text);
  // The same place again is another turn of a repetition.
  if (!first || first.span === span) return true;
  report.add(
    duplicateName({
      message: `label \`${text}\` is given twice`,
      source,
      span,
      labels: [{ span: first.span, message: "first given here" }],
      help: "choose another label",
    }),
  );
  return false;
}

export function findLabel(labels: Labels, name: string): Labeled | undefined {
  for (let at: Labels | undefined = labels; at; at = at.outer) {
    const found = at.own.get(name);
    if (found) return found;
  }
  return undefined;
}

function endedLabel(labels: Labels, name: string): Span | undefined {
  for (let at: Labels | undefined = labels; at; at = at.outer) {
    const found = at.ended.get(name);
    if (found) return found;
  }
  return undefined;
}

function* labelsIn(labels: Labels): Iterable<string> {
  for (let at: Labels | undefined = labels; at; at = at.outer) yield* at.own.keys();
}

export function labelMustExist({ text, span }: Name, { labels, report, source, program }: Place): Labeled | undefined {
  const found = findLabel(labels, text);
  if (found) return found;
  const ended = endedLabel(labels, text);
  if (ended) {
    report.add(
      unknownLabel({
        message: `label \`${text}\` is visible only in the body that holds it`,
        source,
        span,
        labels: [{ span: ended, message: "it is given here" }],
        help: `name the value behind that body: \`… } as ${text}\``,
      }),
    );
    return undefined;
  }
  const names = [...program.guesses.among(labelsIn(labels))];
  report.add(
    unknownLabel({
      message: `no label \`${text}\` above this place`,
      source,
      span,
      ...(names.length === 0 ? {} : { notes: [`labels here: ${listWords(names)}`] }),
      help: `name the value where it is made: \`… as ${text}\``,
      ...didYouMean(text, span, names),
    }),
  );
  return undefined;
}
