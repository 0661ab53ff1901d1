/**
 * The block or the model that a name before a parenthesis means: by what the checker recorded of the name, or else, where the text around it
 * could not be read, by the names of the file. Takes a snapshot and the name; a parameter that stands for a block gives the first that it
 * stood for.
 */
import type { Declared } from "../../check/scope/trace.ts";
import type { Source } from "../../source/source.ts";
import type { Block, Model } from "../../syntax/ast.ts";
import { namedAt } from "../declaration-of.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Token } from "../tokens-of.ts";
import { declarationsOf, useAt } from "../use-at.ts";

export interface Callee {
  readonly owner: Block | Model;
  readonly source: Source;
}

export function resolveCallee(
  snapshot: Snapshot,
  { callee, trains }: { readonly callee: Token; readonly trains: boolean },
): Callee | undefined {
  const use = useAt(snapshot, callee.span.start);
  const recorded = use && use.span.start === callee.span.start ? declarationsOf(use) : [];
  for (const declared of [...recorded, ...byName(snapshot, callee.text)]) {
    const found = calleeOf(snapshot, declared);
    if (found && (found.owner.kind === "model") === trains) return found;
  }
  return undefined;
}

function calleeOf(snapshot: Snapshot, declared: Declared): Callee | undefined {
  const owner = namedAt(snapshot, declared);
  if (owner?.kind === "block" || owner?.kind === "model") return { owner, source: declared.source };
  if (declared.kind !== "parameter") return undefined;
  for (const { value } of snapshot.trace.valuesOf(declared.source, declared.span))
    if (value.kind === "block") return { owner: value.block, source: value.home };
  return undefined;
}

/** Declared here or imported. */
function byName({ file, source, trace }: Snapshot, name: string): readonly Declared[] {
  return file.declarations.flatMap((declaration): readonly Declared[] => {
    if (declaration.kind === "block" || declaration.kind === "model")
      return declaration.name.text === name
        ? [{ kind: declaration.kind, name, source, span: declaration.name.span }]
        : [];
    if (declaration.kind !== "import") return [];
    const imported = declaration.names.find(({ text }) => text === name);
    const use = imported && [...trace.usesOf(source)].find(({ span }) => span.start === imported.span.start);
    return use ? declarationsOf(use) : [];
  });
}
