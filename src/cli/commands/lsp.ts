/**
 * `cnnc lsp`: the language server on standard input and output, for editors. Takes nothing (`--stdio`, which clients pass, is what
 * it does anyway) and writes nothing but the protocol. Ends the process itself, see `editor/server/stdio.ts`.
 */
import { serveStreams } from "../../editor/server/stdio.ts";
import type { Command } from "../context.ts";
import { createEditorHost } from "../editor-host.ts";

export const lsp: Command = (_, __, context) => {
  context.enter("serving an editor");
  serveStreams(process.stdin, process.stdout, createEditorHost(context.version));
  return new Promise(() => undefined);
};
