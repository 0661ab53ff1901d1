/**
 * `cnnc explain`: the arithmetic of every size and count of a model, of one layer or of a block; or the page of a word of the
 * language or of a diagnostic. Takes a program, a word or a code; a file of that name wins, then a model of the library. Writes text.
 */
import type { CheckedModel } from "../../check/model.ts";
import { needlessBecause } from "../../check/recipe/setting-words.ts";
import { vocabulary } from "../../ops/registry.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { DiagnosticDefinition } from "../../diagnostics/diagnostic.ts";
import { explainLayers } from "../../report/explain.ts";
import { explainSums, explainTotals } from "../../report/explain-totals.ts";
import { findLayers } from "../../report/find-layers.ts";
import { renderDefinition } from "../../report/render-definition.ts";
import { renderExplanation } from "../../report/render-explanation.ts";
import { wrapPage } from "../../report/wrap-page.ts";
import type { Command } from "../context.ts";
import { ambiguousLayer, fail, unknownCode, unknownLayer, unknownWord } from "../diagnostics.ts";
import { openModel } from "../open-model.ts";
import { isLibrary } from "../project-files.ts";
import { STDIN } from "../program-input.ts";
import { exists, isFolder } from "../read-file.ts";

export const explain: Command = async ([subject = "", word], options, context) => {
  const { columns } = context.terminal.outStyle;
  if (/^[a-z]+\/[a-z0-9-]+$/.test(subject) && !isLibrary(subject) && !(await exists(subject))) {
    context.terminal.out(wrapPage(renderDefinition(await definitionOf(subject)), columns));
    return 0;
  }
  // A folder is no program: `explain data` means the setting, whatever lies here.
  const isFree = !(await exists(subject)) || (await isFolder(subject));
  if (word === undefined && subject !== STDIN && !isLibrary(subject) && isFree) {
    const page = await wordPage(subject);
    if (page !== undefined) {
      context.terminal.out(wrapPage(page, columns));
      return 0;
    }
  }
  const opened = await openModel(subject, options.set ?? [], context);
  if (opened === undefined) return 1;
  context.enter("writing the explanation");
  const { model, path } = opened;
  context.terminal.out(word === undefined ? explainAll(model, columns) : explainSome(model, word, path, columns));
  return 0;
};

/** What a word of the language means; nothing for models of the library, which are programs, and for what is no word. */
async function wordPage(word: string): Promise<string | undefined> {
  const { allWords, describeWord } = await import("../../report/describe-word.ts");
  const page = describeWord(word);
  if (page?.meanings.some(({ kind }) => kind === "library model")) return undefined;
  if (page !== undefined) return page.markdown;
  // A path, or the address of a model.
  if (/[./\\:]/.test(word) || (await isFolder(word))) return undefined;
  const needless = needlessBecause(word);
  const near = nearest(word, allWords());
  const help =
    vocabulary.layerCalled(word)?.help ??
    (needless === undefined ? undefined : `nothing is written for it: ${needless}`) ??
    (near === undefined ? undefined : `did you mean \`${near}\`?`);
  const message = `\`${word}\` is no word of the language, and there is no such file`;
  return fail(unknownWord({ message, ...(help === undefined ? {} : { help }) }), 2);
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
