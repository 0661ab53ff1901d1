/**
 * `cnnc explain`: the arithmetic of every size and count of a model or of one layer, or the page of a diagnostic. Takes a
 * program or a code; a file of that name wins. Writes text.
 */
import { nearest } from "../../diagnostics/nearest.ts";
import type { DiagnosticDefinition } from "../../diagnostics/diagnostic.ts";
import { explainModel } from "../../report/explain.ts";
import { renderDefinition, renderExplanation } from "../../report/render-explanation.ts";
import type { Command } from "../context.ts";
import { fail, unknownCode, unknownLayer } from "../diagnostics.ts";
import { openModel } from "../open-model.ts";
import { exists } from "../read-file.ts";

export const explain: Command = async ([subject = "", layer], options, context) => {
  if (/^[a-z]+\/[a-z0-9-]+$/.test(subject) && !(await exists(subject))) {
    context.terminal.out(renderDefinition(await definitionOf(subject)));
    return 0;
  }
  const opened = await openModel(subject, options.set ?? [], context);
  if (opened === undefined) return 1;
  const { model, source } = opened;
  const layers = explainModel(model, layer);
  if (layer !== undefined && layers.length === 0) {
    const names = model.layers.map(({ name }) => name);
    const near = nearest(layer, names);
    const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` };
    const notes = [`layers: ${names.join(", ")}`];
    fail(unknownLayer({ message: `${model.name} has no layer \`${layer}\``, file: source.path, notes, ...help }), 2);
  }
  context.terminal.out(renderExplanation(layers));
  return 0;
};

async function definitionOf(code: string): Promise<DiagnosticDefinition> {
  const { findDefinition, gatherDefinitions } = await import("../../report/catalogue.ts");
  const definitions = gatherDefinitions(await import("../diagnostics.ts"));
  const found = findDefinition(code, definitions);
  if (found !== undefined) return found;
  const near = nearest(
    code,
    definitions.map((definition) => definition.code),
  );
  const help = near === undefined ? {} : { help: `did you mean \`${near}\`?` };
  return fail(unknownCode({ message: `there is no diagnostic \`${code}\``, ...help }), 2);
}
