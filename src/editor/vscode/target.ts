/**
 * What a command is about: takes the arguments it was called with, by the palette (none), a menu (an address) or a lens (an address as
 * text, and a model), and gives the open text, the model's name and the place of the cursor.
 */
import * as vscode from "vscode";
import type { Here } from "../server/own-requests.ts";

export const languageId = "cnn";

export interface Target {
  readonly document: vscode.TextDocument;
  readonly model?: string;
  readonly position?: vscode.Position;
}

export async function targetOf(...[address, model]: readonly unknown[]): Promise<Target | undefined> {
  const editor = vscode.window.activeTextEditor;
  const uri = address instanceof vscode.Uri ? address : typeof address === "string" ? parse(address) : undefined;
  if (uri === undefined && typeof address === "string") return undefined;
  const document = uri === undefined ? editor?.document : await vscode.workspace.openTextDocument(uri);
  if (document === undefined || document.languageId !== languageId) return undefined;
  if (typeof model === "string") return { document, model };
  return editor?.document === document ? { document, position: editor.selection.active } : { document };
}

export function hereOf({ document, model, position }: Target): Here {
  return {
    textDocument: { uri: document.uri.toString() },
    ...(model === undefined ? {} : { model }),
    ...(position === undefined ? {} : { position: { line: position.line, character: position.character } }),
  };
}

function parse(address: string): vscode.Uri | undefined {
  try {
    return vscode.Uri.parse(address, true);
  } catch {
    return undefined;
  }
}
