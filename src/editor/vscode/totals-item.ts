/**
 * Totals of the model at the cursor in the status bar. Takes the service; asks after the text or the cursor has come to rest, and
 * keeps what was known while a program has errors, so that the bar does not flicker.
 */
import * as vscode from "vscode";
import { coalesce } from "./coalesce.ts";
import { plainLabel } from "./plain-text.ts";
import type { Service } from "./service.ts";
import { hereOf, languageId } from "./target.ts";

const rest = 200;

export function showTotals(service: Service): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("cnnc.totals", vscode.StatusBarAlignment.Right, 100);
  item.name = "cnnc: totals of the model";
  item.command = "cnnc.summary";
  let shownFor: string | undefined;

  const update = coalesce(
    async () => {
      const editor = vscode.window.activeTextEditor;
      const wanted = vscode.workspace.getConfiguration("cnnc").get("statusBar.totals", true);
      if (editor?.document.languageId !== languageId || !wanted) {
        shownFor = undefined;
        item.hide();
        return;
      }
      const { document, selection } = editor;
      const uri = document.uri.toString();
      const totals = await service.totals(hereOf({ document, position: selection.active }));
      // Another edit is on its way, and will ask again.
      if (totals === undefined) return;
      if (totals !== null) {
        item.text = plainLabel(totals.text);
        // Plain text, not Markdown.
        item.tooltip = `${totals.model}\n${totals.detail}`;
        item.accessibilityInformation = { label: `${totals.model}: ${totals.text}` };
        shownFor = uri;
        item.show();
      } else if (shownFor !== uri) {
        shownFor = undefined;
        item.hide();
      }
    },
    () => rest,
  );
  update();
  return vscode.Disposable.from(
    item,
    update,
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor.document.languageId === languageId) update();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) update();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("cnnc.statusBar")) update();
    }),
  );
}
