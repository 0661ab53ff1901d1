/**
 * The network beside its text: one panel, which follows the cursor from model to model. Takes the service and the folder of the
 * extension. The drawing is asked for when the keys have rested, never for each of them; where only the text has moved, the drawing
 * stays and its links are renewed.
 */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { PicturePlace } from "../server/own-requests.ts";
import { coalesce } from "./coalesce.ts";
import { pictureHtml } from "./picture-html.ts";
import type { FromPage, ToPage } from "./picture-page.ts";
import { plainLabel } from "./plain-text.ts";
import type { Service } from "./service.ts";
import { hereOf, languageId, type Target } from "./target.ts";

export interface PicturePanel extends vscode.Disposable {
  show(target: Target): void;
}

const nothing = "The drawing is of the last program without errors.";
const none = "There is no model to draw: the program has errors, or the cursor is in none.";

export function createPicturePanel(service: Service, extension: vscode.Uri): PicturePanel {
  let open: { readonly panel: vscode.WebviewPanel; readonly away: vscode.Disposable } | undefined;
  let target: Target | undefined;
  let key: string | undefined;
  let places: readonly (PicturePlace | null)[] = [];

  const post = (message: ToPage): void => void open?.panel.webview.postMessage(message);
  const update = coalesce(
    async () => {
      if (open?.panel.visible !== true || target === undefined) return;
      const asked = target;
      const picture = await service.picture({ ...hereOf(asked), ...(key === undefined ? {} : { key }) });
      if (target !== asked) return update();
      // Another edit is on its way, and will ask again.
      if (picture === undefined) return;
      if (picture === null) return post({ kind: "note", text: key === undefined ? none : nothing });
      places = picture.places;
      open.panel.title = plainLabel(picture.model);
      const linked = places.map((place) => place !== null);
      if (picture.svg === undefined) return post({ kind: "linked", linked });
      key = picture.key;
      post({ kind: "drawing", svg: picture.svg, linked });
    },
    () => vscode.workspace.getConfiguration("cnnc").get("picture.delay", 300),
  );

  const receive = (message: FromPage): void => {
    if (message.kind === "ready") {
      // A page that was hidden begins anew.
      key = undefined;
      update();
    } else if (message.kind === "open") {
      // The page is not believed: a number it must be.
      const place = Number.isInteger(message.element) ? places[message.element] : undefined;
      if (place) void reveal(place);
    }
  };
  const follow = (editor: vscode.TextEditor | undefined): void => {
    if (open === undefined || editor?.document.languageId !== languageId) return;
    target = { document: editor.document, position: editor.selection.active };
    update();
  };
  const create = (): NonNullable<typeof open> => {
    const scripts = vscode.Uri.joinPath(extension, "dist");
    const panel = vscode.window.createWebviewPanel(
      "cnnc.picture",
      "cnnc",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, enableCommandUris: false, enableForms: false, localResourceRoots: [scripts] },
    );
    const away = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage(receive),
      panel.onDidChangeViewState(() => update()),
      vscode.window.onDidChangeActiveTextEditor(follow),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => follow(textEditor)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === target?.document) update();
      }),
    );
    panel.onDidDispose(() => {
      away.dispose();
      open = undefined;
      key = undefined;
      places = [];
    });
    const script = panel.webview.asWebviewUri(vscode.Uri.joinPath(scripts, "picture-page.js")).toString();
    panel.webview.html = pictureHtml({ nonce: randomBytes(16).toString("hex"), script });
    return { panel, away };
  };
  return {
    show(wanted) {
      target = wanted;
      open ??= create();
      open.panel.reveal(undefined, true);
      update();
    },
    dispose() {
      update.dispose();
      open?.panel.dispose();
    },
  };
}

async function reveal({ uri, range: { start, end } }: PicturePlace): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  await vscode.window.showTextDocument(document, {
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    selection,
  });
}
