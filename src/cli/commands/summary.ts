/**
 * `cnnc summary FILE`: the layer table of a model, with totals and the memory of training. Takes a program; writes the table
 * for people, as Markdown or as JSON (`cnnc.summary/1`). On a terminal a long table is folded to its outermost blocks, and
 * says so; nothing is left out anywhere else.
 */
import { renderSummary } from "../../report/render-summary.ts";
import { summarize } from "../../report/summary.ts";
import type { Command } from "../context.ts";
import { openModel } from "../open-model.ts";

/** Rows that fit on some two screens. */
const longest = 60;

export const summary: Command = async ([address = ""], options, context) => {
  const opened = await openModel(address, options.set ?? [], context);
  if (opened === undefined) return 1;
  context.enter("writing the summary");
  const format = options.format === "json" || options.format === "md" ? options.format : "human";
  const { columns } = context.terminal.outStyle;
  const text = renderSummary(summarize(opened.model, options.batch), format, {
    ...(columns === undefined ? {} : { width: columns }),
    ...(options.depth === undefined || options.depth === "all" ? {} : { depth: options.depth }),
    ...(options.depth === undefined && format === "human" && columns !== undefined ? { longest } : {}),
  });
  context.terminal.out(text);
  return 0;
};
