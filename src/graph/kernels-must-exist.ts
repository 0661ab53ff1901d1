/**
 * Whether there is code for every layer that the output of a model depends on. Takes a checked model and a report; reports each
 * kind of layer without a kernel once, at its first use, with the way that led there. Heads that are not trained are left out of a module.
 */
import { tellStep } from "../check/expand/report-through.ts";
import type { CheckedLayer, CheckedModel } from "../check/model.ts";
import type { Diagnostic, Report } from "../diagnostics/diagnostic.ts";
import { noKernel } from "./diagnostics.ts";

export function kernelsMustExist({ layers, heads }: CheckedModel, report: Report): boolean {
  const trained = new Set(heads.flatMap(({ name, weight }) => (weight === undefined ? [] : [name])));
  const missing = new Map<string, CheckedLayer[]>();
  for (const layer of layers) {
    const { operator, head } = layer;
    if (operator.forward || (head !== undefined && !trained.has(head))) continue;
    const others = missing.get(operator.name);
    if (others) others.push(layer);
    else missing.set(operator.name, [layer]);
  }
  for (const [name, [first, ...others]] of missing) {
    const { source, span, trail } = first!;
    const places = others.length === 0 ? [] : [`and ${others.length} more in this model`];
    const message = `this version of cnnc has no kernel for \`${name}\` yet`;
    const diagnostic = noKernel({ message, source, span, notes: places });
    report.add([...trail].reverse().reduce((told: Diagnostic, step) => tellStep(told, step), diagnostic));
  }
  return missing.size === 0;
}
