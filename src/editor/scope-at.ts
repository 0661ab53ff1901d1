/**
 * What is visible at a place, as the checker recorded it: takes a snapshot, a source it knows and an offset; gives the scope of
 * the smallest statement, default, setting or stage that holds it.
 */
import type { Binding } from "../check/scope/binding.ts";
import type { Visible } from "../check/scope/trace.ts";
import type { Source } from "../source/source.ts";
import { holds } from "./nodes-at.ts";
import type { Snapshot } from "./snapshot.ts";

export function scopeAt({ trace }: Snapshot, source: Source, offset: number): Visible | undefined {
  let best: { readonly scope: Visible; readonly size: number } | undefined;
  const consider = ({ start, end }: { start: number; end: number }, scope: Visible): void => {
    if (holds({ start, end }, offset) && (!best || end - start < best.size)) best = { scope, size: end - start };
  };
  for (const { span, scope } of trace.placesOf(source)) consider(span, scope);
  for (const { stage, scope } of trace.visitsOf(source)) consider(stage.span, scope);
  return best?.scope;
}

/** Every name that is visible, each once with what it stands for, the nearest first. */
export function bindingsIn(scope: Visible | undefined): ReadonlyMap<string, Binding> {
  const all = new Map<string, Binding>();
  for (let at = scope; at; at = at.outer)
    for (const [name, binding] of at.bindings) if (!all.has(name)) all.set(name, binding);
  return all;
}
