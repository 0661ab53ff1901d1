/**
 * `cnnc summary FILE`: the layer table of a model, with totals and the memory of training. Takes a program; writes the table
 * for people, as Markdown or as JSON (`cnnc.summary/1`).
 */
import { renderSummary } from "../../report/render-summary.ts";
import { summarize } from "../../report/summary.ts";
import type { Command } from "../context.ts";
import { openModel } from "../open-model.ts";

export const summary: Command = async ([address = ""], options, context) => {
  const opened = await openModel(address, options.set ?? [], context);
  if (opened === undefined) return 1;
  context.enter("writing the summary");
  const format = options.format === "json" || options.format === "md" ? options.format : "human";
  context.terminal.out(renderSummary(summarize(opened.model, options.batch), format));
  return 0;
};
