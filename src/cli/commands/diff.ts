/**
 * `cnnc diff A B`: two models layer by layer, and their totals. Takes two programs; writes the difference for people, as
 * Markdown or as JSON (`cnnc.diff/1`). Models that differ are no failure: exit 0.
 */
import { diffModels } from "../../report/diff.ts";
import { layerMeaning } from "../../report/layer-meaning.ts";
import { renderDiff } from "../../report/render-diff.ts";
import type { Command } from "../context.ts";
import { openModel } from "../open-model.ts";

export const diff: Command = async ([first = "", second = ""], options, context) => {
  const a = await openModel(first, [], context);
  // Also when the first has errors: the user hears of everything at once.
  const b = await openModel(second, [], context);
  if (a === undefined || b === undefined) return 1;
  context.enter("comparing the models");
  const format = options.format === "json" || options.format === "md" ? options.format : "human";
  const difference = diffModels(a.model, b.model, layerMeaning);
  context.terminal.out(renderDiff(difference, format, context.terminal.outStyle.columns));
  return 0;
};
