/**
 * `cnnc models [WORD]`: the models of the standard library, with their counts and what they are. Takes a word that their name,
 * file or documentation has; writes a table for people, as Markdown or as JSON (`cnnc.models/1`). A word that no model has
 * is wrong usage (exit 2).
 */
import { nearest } from "../../diagnostics/nearest.ts";
import { listLibrary, modelsWith } from "../../report/library-list.ts";
import { renderLibraryList } from "../../report/render-library-list.ts";
import type { Command } from "../context.ts";
import { fail, noLibraryModel } from "../diagnostics.ts";

export const models: Command = async ([word], options, context) => {
  context.enter("checking the library");
  const all = listLibrary();
  const found = modelsWith(word, all);
  if (found.length === 0) {
    const near = nearest(word ?? "", [...all.map(({ name }) => name), ...all.map(({ file }) => file)]);
    const help = near === undefined ? "`cnnc models` lists them all" : `did you mean \`${near}\`?`;
    return fail(noLibraryModel({ message: `no model of the library has \`${word}\` in its description`, help }), 2);
  }
  const format = options.format === "json" || options.format === "md" ? options.format : "human";
  context.terminal.out(renderLibraryList(found, format, context.terminal.outStyle.columns));
  return 0;
};
