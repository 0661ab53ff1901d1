/**
 * `cnnc explain`: the arithmetic of every size and count of a model, of one layer or of a block, or the page of a diagnostic.
 * Takes a program or a code; a file of that name wins. Writes text.
 */
import type { CheckedModel } from "../../check/model.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { DiagnosticDefinition } from "../../diagnostics/diagnostic.ts";
import { explainLayers } from "../../report/explain.ts";
import { explainSums, explainTotals } from "../../report/explain-totals.ts";
import { findLayers } from "../../report/find-layers.ts";
import { renderDefinition } from "../../report/render-definition.ts";
import { renderExplanation } from "../../report/render-explanation.ts";
import { wrapPage } from "../../report/wrap-page.ts";
import type { Command } from "../context.ts";
import { ambiguousLayer, fail, unknownCode, unknownLayer } from "../diagnostics.ts";
import { openModel } from "../open-model.ts";
import { isLibrary } from "../project-files.ts";
import { exists } from "../read-file.ts";

export const explain: Command = async ([subject = "", word], options, context) => {
  const { columns } = context.terminal.outStyle;
  if (/^[a-z]+\/[a-z0-9-]+$/.test(subject) && !isLibrary(subject) && !(await exists(subject))) {
    context.terminal.out(wrapPage(renderDefinition(await definitionOf(subject)), columns));
    return 0;
  }
  const operator = /^\w+$/.test(subject) && !(await exists(subject)) ? await operatorPage(subject) : undefined;
  if (operator !== undefined) {
    context.terminal.out(wrapPage(operator, columns));
    return 0;
  }
  const opened = await openModel(subject, options.set ?? [], context);
  if (opened === undefined) return 1;
  context.enter("writing the explanation");
  const { model, path } = opened;
  context.terminal.out(word === undefined ? explainAll(model, columns) : explainSome(model, word, path, columns));
  return 0;
};

/** The page of a layer, a join, a loss or what else has this name, here or elsewhere. */
async function operatorPage(word: string): Promise<string | undefined> {
  const tables = await import("../../ops/registry.ts");
  const { renderOperator } = await import("../../report/render-operators.ts");
  const { joins, losses, optimizers, schedules, clips, augmentations, inits, findLayer, vocabulary } = tables;
  const own =
    findLayer(word) ??
    [joins, losses, optimizers, schedules, clips, augmentations, inits].map((table) => table.get(word)).find(Boolean);
  const found = own ?? findLayer(vocabulary.layerCalled(word)?.name ?? "");
  return found && `${renderOperator(found)}\n`;
}

function explainAll(model: CheckedModel, columns: number | undefined): string {
  return renderExplanation(explainLayers(model), explainTotals(model), columns);
}

function explainSome(model: CheckedModel, word: string, file: string, columns: number | undefined): string {
  const found = findLayers(model, word);
  switch (found.kind) {
    case "found": {
      const sums = found.layers.length > 1 ? explainSums(found.name, found.layers) : undefined;
      return renderExplanation(explainLayers(model, found.layers), sums, columns);
    }
    case "ambiguous": {
      const message = `\`${word}\` may be one of ${found.names.length} layers or blocks of ${model.name}`;
      const notes = [`with that end: ${list(found.names)}`];
      const help = `write more of the name: \`${found.names[0]}\``;
      return fail(ambiguousLayer({ message, file, notes, help }), 2);
    }
    case "unknown": {
      const help = found.nearest === undefined ? {} : { help: `did you mean \`${found.nearest}\`?` };
      const notes = [`layers: ${list(model.layers.map(({ name }) => name))}`];
      return fail(unknownLayer({ message: `${model.name} has no layer \`${word}\``, file, notes, ...help }), 2);
    }
    default:
      return found satisfies never;
  }
}

/** Of hundreds of names the first will do. */
function list(names: readonly string[]): string {
  return names.length <= 20 ? names.join(", ") : `${names.slice(0, 20).join(", ")}, and ${names.length - 20} more`;
}

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
