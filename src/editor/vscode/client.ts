/**
 * The client of the language server. Takes the folder of the extension and what is set; gives a client that starts the server that
 * comes with the extension, or the one that is set, on standard input and output.
 */
import { join } from "node:path";
import * as vscode from "vscode";
import { LanguageClient, type ServerOptions, TransportKind } from "vscode-languageclient/node";
import { serverProgram } from "./server-program.ts";
import { languageId } from "./target.ts";

/** Commands of lenses that the extension carries out itself. */
export const ownCommands = ["cnnc.train", "cnnc.summary", "cnnc.explain", "cnnc.picture"] as const;

export function createClient(extension: vscode.Uri): LanguageClient {
  const settings = vscode.workspace.getConfiguration("cnnc");
  const program = serverProgram(join(extension.fsPath, "dist", "server.mjs"), settings.get("server.path", ""));
  const server: ServerOptions =
    "module" in program
      ? { module: program.module, transport: TransportKind.stdio, args: [...program.args] }
      : { command: program.command, args: [...program.args] };
  return new LanguageClient("cnnc", "cnnc", server, {
    documentSelector: [{ language: languageId }],
    initializationOptions: {
      inlayHints: settings.get("inlayHints"),
      codeLens: settings.get("codeLens"),
      commands: ownCommands,
    },
    // The comments of programs are shown as Markdown: nothing in them may run a command or be HTML.
    markdown: { isTrusted: false, supportHtml: false },
  });
}
