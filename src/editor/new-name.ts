/**
 * Whether a new name may be given: takes the name, what gets it and where that is used; gives a sentence that says why not, or
 * nothing. Not for names that come to mean something else in some other way: `same-meaning.ts` finds those by checking again.
 */
import { Name } from "../../grammar/tokens.ts";
import type { Declared, Use, Visible, VisibleLabels } from "../check/scope/trace.ts";
import { LIMITS } from "../limits.ts";
import * as operators from "../ops/registry.ts";
import type { Source, Span } from "../source/source.ts";
import { readWords } from "../syntax/parse.ts";
import { printPlace } from "./print-place.ts";
import { scopeAt } from "./scope-at.ts";
import type { Snapshot } from "./snapshot.ts";

/** A word that the language has no use for itself. */
export function nameMustBeWord(name: string, { kind }: Declared): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    return `${JSON.stringify(name)} is no name: letters, digits and \`_\` make one, and a digit is not the first.`;
  if (name.length > LIMITS.nameLength.value)
    return `The name has ${name.length} characters, more than ${LIMITS.nameLength.value}.`;
  if (/^[spdg]\d+$/.test(name)) return `\`${name}\` is an attribute of layers and cannot be a name.`;
  const { tokens } = readWords(name);
  const [token] = tokens;
  const isName = token?.tokenType === Name || token?.tokenType.CATEGORIES?.includes(Name) === true;
  if (tokens.length !== 1 || !isName) return `\`${name}\` is a keyword of the language.`;
  const layer = operators.findLayer(name);
  // Layers are used without parentheses and blocks with them.
  if (kind === "block" && layer) return `\`${name}\` is a layer, and a block must not have the name of one.`;
  return undefined;
}

/** Nothing of that name is visible where the old one is declared or used. */
export function nameMustBeNew(
  name: string,
  targets: readonly Declared[],
  uses: readonly Use[],
  snapshots: readonly Snapshot[],
): string | undefined {
  const labels = targets.some(({ kind }) => kind === "label");
  for (const { source, span } of uses) {
    const snapshot = snapshots.find((each) => each.source === source);
    const scope = snapshot && scopeAt(snapshot, source, span.start);
    const found = labels ? findLabel(scope?.labels, name, source) : findName(scope, name);
    if (found)
      return `\`${name}\` is declared already, ${article(found.kind)} (${printPlace(found.source, found.span.start)}), where \`${targets[0]!.name}\` is named (${printPlace(source, span.start)}).`;
  }
  return undefined;
}

interface Found {
  readonly kind: string;
  readonly source: Source;
  readonly span: Span;
}

function findName(scope: Visible | undefined, name: string): Found | undefined {
  for (let at = scope; at; at = at.outer) {
    const binding = at.bindings.get(name);
    if (binding) return { kind: binding.kind, source: binding.source ?? at.source, span: binding.span };
  }
  return undefined;
}

function findLabel(labels: VisibleLabels | undefined, name: string, source: Source): Found | undefined {
  for (let at = labels; at; at = at.outer) {
    const found = at.own.get(name);
    if (found) return { kind: "label", source, span: found.span };
  }
  return undefined;
}

function article(kind: string): string {
  return kind === "import" ? "as an import" : `as a ${kind}`;
}
