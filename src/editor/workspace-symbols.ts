/**
 * Names of several files by a few of their letters: takes snapshots and what somebody typed; gives the symbols whose names hold those
 * letters in that order, the nearest first, always in the same order.
 */
import type { Source, Span } from "../source/source.ts";
import { type DocumentSymbol, documentSymbols, type SymbolKind } from "./document-symbols.ts";
import type { Snapshot } from "./snapshot.ts";

export interface WorkspaceSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly detail: string;
  /** The name of what holds it; empty for declarations. */
  readonly container: string;
  readonly source: Source;
  /** Of the name. */
  readonly span: Span;
}

/** Every symbol where nothing was typed. One file counts once, in its first snapshot. */
export function workspaceSymbols(snapshots: readonly Snapshot[], query: string): WorkspaceSymbol[] {
  const files = new Map(snapshots.toReversed().map((snapshot) => [snapshot.source.path, snapshot]));
  const found = [...files.values()].flatMap((snapshot) =>
    documentSymbols(snapshot).flatMap((symbol) => [...flatten(symbol, snapshot.source, "")]),
  );
  return found
    .flatMap((symbol) => {
      const rank = rankOf(symbol.name, query);
      return rank === undefined ? [] : [{ symbol, rank }];
    })
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        compare(a.symbol.name, b.symbol.name) ||
        compare(a.symbol.source.path, b.symbol.source.path) ||
        a.symbol.span.start - b.symbol.span.start,
    )
    .map(({ symbol }) => symbol);
}

function* flatten(
  { name, kind, detail, selection, children }: DocumentSymbol,
  source: Source,
  container: string,
): Iterable<WorkspaceSymbol> {
  yield { name, kind, detail, container, source, span: selection };
  for (const child of children) yield* flatten(child, source, name);
}

/** The smaller, the nearer: the name itself, its beginning, a part of it, its letters in order. */
function rankOf(name: string, query: string): number | undefined {
  const [own, asked] = [name.toLowerCase(), query.toLowerCase()];
  if (name === query) return 0;
  if (own === asked) return 1;
  if (own.startsWith(asked)) return 2;
  if (own.includes(asked)) return 3;
  let at = 0;
  for (const letter of asked) {
    at = own.indexOf(letter, at) + 1;
    if (at === 0) return undefined;
  }
  return 4;
}

/** The same in every language of the machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
