/**
 * A name changed everywhere: takes the snapshots of the files that may name it, the place where it was asked for and the new name;
 * gives the edits of each text, or the reason why there are none. Labels, blocks, models, parameters, consts, lets and heads
 * follow into named arguments, imports and the parts that recipes name. The texts are checked again with the new name, and
 * where any use would come to mean something else nothing is changed: see `same-meaning.ts`.
 */
import type { Project } from "../check/files/project.ts";
import { type Declared, isSameDeclaration, type Meaning, type Use } from "../check/scope/trace.ts";
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import type { Source, Span } from "../source/source.ts";
import { isStandard } from "../std/library.ts";
import { nameMustBeNew, nameMustBeWord } from "./new-name.ts";
import { usesAmong } from "./references.ts";
import { namesMustBeUnderstood } from "./understood.ts";
import { meaningMustStay } from "./same-meaning.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";
import { declarationsOf, useAt } from "./use-at.ts";

export interface Renamed {
  /** By source, in the order of each text. */
  readonly edits: ReadonlyMap<Source, readonly TextEdit[]>;
}

export interface Refused {
  /** A sentence: why the name stays. */
  readonly refusal: string;
}

export interface Renameable {
  readonly span: Span;
  /** The name as it is. */
  readonly placeholder: string;
}

/** Whether what is at an offset can have another name at all. */
export function prepareRename(snapshot: Snapshot, offset: number): Renameable | Refused {
  const use = useAt(snapshot, offset);
  const [declared] = use ? declarationsOf(use) : [];
  if (!use || !declared) return { refusal: whyNothing(snapshot, use) };
  const refusal = mustBeOurs(declared);
  return refusal === undefined ? { span: use.span, placeholder: declared.name } : { refusal };
}

/** `project`: where imports come from, for files that are known only by being imported, and for the check of the new texts. */
export function renameAt(
  snapshots: readonly Snapshot[],
  snapshot: Snapshot,
  offset: number,
  newName: string,
  project: Project,
): Renamed | Refused {
  const prepared = prepareRename(snapshot, offset);
  if ("refusal" in prepared) return prepared;
  const all = withImported([snapshot, ...snapshots], project);
  const targets = allOf(declarationsOf(useAt(snapshot, offset)!), all);
  const uses = usesAmong(all, targets.map(meaningOf));
  if (newName === prepared.placeholder) return { edits: new Map() };
  const refusal =
    firstOf(targets, mustBeOurs) ??
    firstOf(targets, (target) => nameMustBeWord(newName, target)) ??
    namesMustBeUnderstood(all, uses, prepared.placeholder) ??
    nameMustBeNew(newName, targets, uses, all);
  if (refusal !== undefined) return { refusal };
  const edits = new Map<Source, TextEdit[]>();
  for (const { source, span } of uses) {
    const list = edits.get(source) ?? [];
    edits.set(source, list);
    list.push({ span, text: newName });
  }
  const changed = meaningMustStay(all, edits, newName, project);
  return changed === undefined ? { edits } : { refusal: changed };
}

function whyNothing({ source }: Snapshot, use: Use | undefined): string {
  const word = use && source.text.slice(use.span.start, use.span.end);
  const [meaning] = use?.meanings ?? [];
  if (!use || !meaning) return "There is no name here that a program declares.";
  if (meaning.kind === "operator") return `\`${word}\` is a word of the language, a ${meaning.operator.kind}.`;
  if (meaning.kind === "file") return "A path is changed by moving the file.";
  return `\`${word}\` is a word of the language.`;
}

function mustBeOurs({ name, source }: Declared): string | undefined {
  return isStandard(source)
    ? `\`${name}\` is declared in the standard library (${source.path}), which is the same for all programs.`
    : undefined;
}

function firstOf<T>(items: readonly T[], ask: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function meaningOf(declared: Declared): Meaning {
  return { kind: "declaration", declared };
}

/** With a snapshot of each imported file of its own: what it does not lay out is not seen through its importers. */
function withImported(snapshots: readonly Snapshot[], project: Project): readonly Snapshot[] {
  const all = new Map<Source, Snapshot>();
  const add = (snapshot: Snapshot): void => {
    if (all.has(snapshot.source)) return;
    all.set(snapshot.source, snapshot);
    for (const source of snapshot.trace.sources)
      if (!isStandard(source) && !all.has(source)) add(takeSnapshot(source, project));
  };
  const given = new Map(snapshots.map((snapshot) => [snapshot.source, snapshot]));
  for (const snapshot of given.values()) all.set(snapshot.source, snapshot);
  for (const snapshot of given.values()) {
    all.delete(snapshot.source);
    add(snapshot);
  }
  return [...all.values()];
}

/**
 * All that must keep one name: where a parameter stands for several blocks, `unit(c, s=2)` gives `s` to each of them, so their
 * parameters go together.
 */
function allOf(first: readonly Declared[], snapshots: readonly Snapshot[]): readonly Declared[] {
  const all = [...first];
  for (let i = 0; i < all.length; i++) {
    const target = all[i]!;
    for (const use of usesAmong(snapshots, [meaningOf(target)]))
      for (const other of declarationsOf(use))
        if (other.name === target.name && !all.some((each) => isSameDeclaration(each, other))) all.push(other);
  }
  return all;
}
