/**
 * Whether texts mean the same after edits: takes snapshots and edits that put one name in the place of another, checks the new
 * texts, and holds every use, every error and every layer against what there was; gives a sentence about the first difference,
 * or nothing. So a name that captures another, or is captured, is found whatever the rules of scopes are.
 */
import { isRefusal, type Project } from "../check/files/project.ts";
import type { CheckedModel } from "../check/model.ts";
import type { Meaning, Trace } from "../check/scope/trace.ts";
import { applyEdits } from "../diagnostics/apply-fixes.ts";
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import { createSource, type Source, type Span } from "../source/source.ts";
import { printPlace } from "./print-place.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";

export type Edits = ReadonlyMap<Source, readonly TextEdit[]>;

export function meaningMustStay(
  snapshots: readonly Snapshot[],
  edits: Edits,
  newName: string,
  project: Project,
): string | undefined {
  const sources = new Map<Source, Source>();
  for (const [source, list] of edits) sources.set(source, createSource(source.path, applyEdits(source.text, list)));
  const after = editedProject(project, sources);
  for (const before of snapshots) {
    // Of a file that names none of it, and imports none that does, nothing can change.
    if (![before.source, ...before.trace.sources].some((source) => edits.has(source))) continue;
    const again = takeSnapshot(sources.get(before.source) ?? before.source, after);
    const difference = compare(before, again, (source, offset) => moved(offset, edits.get(source) ?? []));
    if (difference !== undefined) return `With \`${newName}\` the program would change: ${difference}.`;
  }
  return undefined;
}

/** The same project with other texts of some files. */
function editedProject(project: Project, sources: ReadonlyMap<Source, Source>): Project {
  const before = new Map([...sources].map(([from, to]) => [to, from]));
  return {
    read(from, path) {
      const found = project.read(before.get(from) ?? from, path);
      return isRefusal(found) ? found : (sources.get(found) ?? found);
    },
  };
}

/** Of an edit itself, where it begins. */
function moved(offset: number, edits: readonly TextEdit[]): number {
  let shift = 0;
  for (const { span, text } of edits) {
    if (offset <= span.start) break;
    // The end of what is replaced moves with it.
    shift += text.length - (span.end - span.start);
  }
  return offset + shift;
}

type Move = (source: Source, offset: number) => number;

function compare(before: Snapshot, after: Snapshot, move: Move): string | undefined {
  return compareErrors(before, after, move) ?? compareUses(before, after, move) ?? compareModels(before, after);
}

function compareErrors(before: Snapshot, after: Snapshot, move: Move): string | undefined {
  const known = new Set(
    errorsOf(before).map(
      ({ code, source, span }) => `${code} ${source?.path} ${span && source && move(source, span.start)}`,
    ),
  );
  for (const { code, source, span, message } of errorsOf(after)) {
    const key = `${code} ${source?.path} ${span?.start}`;
    if (known.delete(key)) continue;
    return `${message}${source && span ? ` (${printPlace(source, span.start)})` : ""}`;
  }
  return known.size === 0 ? undefined : "an error would no longer be found";
}

function errorsOf({ diagnostics }: Snapshot) {
  return diagnostics.filter(({ severity }) => severity === "error");
}

function compareUses(before: Snapshot, after: Snapshot, move: Move): string | undefined {
  const byPath = new Map([...after.trace.sources].map((source) => [source.path, source]));
  for (const source of before.trace.sources) {
    const edited = byPath.get(source.path);
    const known = edited ? meaningsBySpan(after.trace, edited, (_, offset) => offset) : new Map<string, string>();
    for (const { span, meanings } of before.trace.usesOf(source)) {
      const key = printSpan(span, (offset) => move(source, offset));
      const meant = known.get(key);
      known.delete(key);
      if (meant === printMeanings(meanings, move)) continue;
      const word = source.text.slice(span.start, span.end);
      return `\`${word}\` (${printPlace(source, span.start)}) would mean something else`;
    }
    for (const key of known.keys()) {
      const start = Number(key.split(" ", 1)[0]);
      return `what stands in ${printPlace(edited!, start)} would mean something else`;
    }
  }
  return undefined;
}

function meaningsBySpan(trace: Trace, source: Source, move: Move): Map<string, string> {
  return new Map(
    [...trace.usesOf(source)].map(({ span, meanings }) => [
      printSpan(span, (offset) => move(source, offset)),
      printMeanings(meanings, move),
    ]),
  );
}

function printSpan({ start, end }: Span, move: (offset: number) => number): string {
  return `${move(start)} ${move(end)}`;
}

function printMeanings(meanings: readonly Meaning[], move: Move): string {
  return meanings
    .map((meaning) => printMeaning(meaning, move))
    .sort()
    .join();
}

function printMeaning(meaning: Meaning, move: Move): string {
  switch (meaning.kind) {
    case "declaration": {
      const { kind, source, span } = meaning.declared;
      return `${kind} ${source.path} ${move(source, span.start)}`;
    }
    case "operator":
      return `${meaning.operator.kind} ${meaning.operator.name}`;
    case "argument":
      return `argument ${meaning.owner} ${meaning.argument}`;
    case "word":
      return `${meaning.of} ${meaning.word}`;
    case "file":
      return `file ${meaning.source.path}`;
    default:
      return meaning satisfies never;
  }
}

function compareModels({ checked: before }: Snapshot, { checked: after }: Snapshot): string | undefined {
  const [was, is] = [before.models.map(printModel), after.models.map(printModel)];
  const changed = was.findIndex((model, i) => model !== is[i]);
  if (changed < 0 && was.length === is.length) return undefined;
  return `model \`${(before.models[changed] ?? after.models.at(-1))?.name}\` would have other layers`;
}

/** But for its names. */
function printModel({ layers, heads, recipe }: CheckedModel): string {
  const numbers = new Map(layers.map(({ name }, i) => [name, i]));
  return JSON.stringify([
    layers.map(({ operator, inputs, inputShapes, output, params, frozen }) => [
      operator.name,
      inputs.map((name) => numbers.get(name) ?? -1),
      inputShapes,
      output,
      params,
      frozen === true,
    ]),
    heads.map(({ output, weight }) => [output, weight ?? null]),
    recipe && [recipe.loss.operator.name, recipe.optimizer.operator.name, recipe.batch, recipe.epochs],
  ]);
}
