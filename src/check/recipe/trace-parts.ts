/**
 * Records what `freeze` and `aux` name: in `"layer2.basic1"` the label `layer2` and the block `basic`. Takes the parts as they are
 * written, the draft of the model and the scope of the recipe; gives nothing. A name that is only the end of a head's whole
 * name is found by its end.
 */
import type { Draft } from "../expand/draft.ts";
import type { NamedPart } from "../model.ts";
import type { Scope } from "../scope/scope.ts";
import { declaredBy } from "../trace/trace-binding.ts";
import { traceDeclared } from "../trace/record.ts";
import type { Declared } from "../scope/trace.ts";
import { lookUp } from "../scope/scope.ts";

export function traceParts(parts: readonly NamedPart[], draft: Draft, scope: Scope): void {
  const declared = scope.program.trace?.partsOf(draft.body);
  if (!declared) return;
  for (const { name, span } of parts) {
    const text = scope.source.text.slice(span.start, span.end);
    // Behind the quote, if there is one.
    const start = span.start + Math.max(0, text.indexOf(name));
    const whole = declared.has(name) ? name : ([...declared.keys()].find((each) => each.endsWith(`.${name}`)) ?? name);
    const skipped = whole.length - name.length;
    let found = false;
    for (const [end, from] of segments(whole)) {
      const part = declared.get(whole.slice(0, end));
      if (!part || from < skipped) continue;
      const at = start + from - skipped;
      if (!whole.startsWith(part.name, from)) continue;
      found = true;
      traceDeclared(scope, { start: at, end: at + part.name.length }, part);
    }
    if (!found) traceBlock(name, start, scope, draft);
  }
}

/** All uses of a block, by its name. */
function traceBlock(name: string, start: number, scope: Scope, { layers }: Draft): void {
  const use = layers.flatMap(({ trail }) => trail).find((step) => step.use?.block.name.text === name)?.use;
  const binding = lookUp(scope, name);
  const declared: Declared | undefined = use
    ? { kind: "block", name, source: use.home, span: use.block.name.span }
    : binding && declaredBy(binding, name, scope);
  if (declared) traceDeclared(scope, { start, end: start + name.length }, declared);
}

/** Where each word of `a.b.c` ends and begins. */
function* segments(name: string): Iterable<readonly [end: number, from: number]> {
  let from = 0;
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", from)) {
    yield [dot, from];
    from = dot + 1;
  }
  yield [name.length, from];
}
