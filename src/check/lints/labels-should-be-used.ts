/**
 * A label that no `@label` and no recipe refers to, on a layer that learns nothing: it names neither a value nor weights.
 * Silent for layers with weights, which their labels name in weight files, for whatever is more than a layer, and for the
 * input.
 */
import type { Report } from "../../diagnostics/diagnostic.ts";
import type { Declaration, File, Name } from "../../syntax/ast.ts";
import { unusedLabel } from "../diagnostics/unused.ts";
import type { CheckedModel } from "../model.ts";
import { chainsOf } from "./chains-of.ts";
import { visitUses } from "./visit-uses.ts";

export function labelsShouldBeUsed(
  { source, declarations }: File,
  models: readonly CheckedModel[],
  report: Report,
): void {
  const trained = new Set<string>();
  for (const declaration of declarations)
    if (declaration.kind === "train") visitUses(declaration, (name) => trained.add(name));
  const learning = learningLayers(models, source);
  for (const { label, layer } of declarations.flatMap(unreferenced)) {
    // Not in any model: nothing is known of it.
    if (learning.get(layer) !== false || trained.has(label.text) || label.text.startsWith("_")) continue;
    report.add(
      unusedLabel({
        message: `nothing refers to the label \`${label.text}\``,
        source,
        span: label.span,
        notes: ["its layer has no weights that it would name"],
        help: "leave it out, or begin it with `_`",
        fixes: removal(source.text, label),
      }),
    );
  }
}

/** By the start of a layer in the text: whether any layer it stands for has parameters or state. */
function learningLayers(models: readonly CheckedModel[], source: File["source"]): ReadonlyMap<number, boolean> {
  const learning = new Map<number, boolean>();
  for (const { layers } of models)
    for (const layer of layers) {
      if (layer.source !== source) continue;
      const { start } = layer.span;
      learning.set(start, learning.get(start) === true || layer.params > 0 || layer.state.length > 0);
    }
  return learning;
}

function unreferenced(declaration: Declaration): readonly { readonly label: Name; readonly layer: number }[] {
  const stages = chainsOf(declaration).flatMap((chain) => chain.stages);
  const references = new Set(
    stages.flatMap(({ primary }) => (primary.kind === "reference" ? [primary.name.text] : [])),
  );
  return stages.flatMap(({ label, primary, repeat }) =>
    label && primary.kind === "layer" && !repeat && !references.has(label.text)
      ? [{ label, layer: primary.span.start }]
      : [],
  );
}

/** With the `as` before it. */
function removal(text: string, { text: name, span }: Name) {
  const before = /\s+as\s+$/.exec(text.slice(Math.max(0, span.start - 40), span.start));
  if (!before) return [];
  return [
    {
      title: `remove \`as ${name}\``,
      edits: [{ span: { start: span.start - before[0].length, end: span.end }, text: "" }],
    },
  ];
}
