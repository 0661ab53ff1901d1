/**
 * Texts made from a program (summary, explanation, comparison) as documents that cannot be edited. Takes the service; a document asks
 * for its text when it is opened, and again after its program has changed. What it shows is in its address.
 */
import * as vscode from "vscode";
import type { View, ViewRequest } from "../server/own-requests.ts";
import { coalesce } from "./coalesce.ts";
import type { Service } from "./service.ts";
import { hereOf, type Target } from "./target.ts";

export const viewScheme = "cnnc-view";

/** What an address asks for; `before`: the number of a text that is kept here. */
type Asked = ViewRequest | (Omit<ViewRequest, "kind"> & { readonly kind: "compare"; readonly before: number });

export interface Views extends vscode.Disposable {
  open(kind: ViewRequest["kind"], target: Target): Promise<void>;
  compare(target: Target, before: string, since: string): Promise<void>;
}

const nothing = "There is no model to show: the program has errors, or the cursor is in none.\n";
const silent = "The language server does not answer.\n";
const rest = 500;
/** How often a server is asked that is busy with newer text, or not there yet. */
const patience = 10;

export function createViews(service: Service): Views {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const texts: string[] = [];

  const ask = (asked: Asked): Promise<View | null | undefined> => {
    const { kind, ...here } = asked;
    if (kind !== "compare") return service.view({ ...here, kind });
    const before = texts[asked.before];
    return before === undefined ? Promise.resolve(null) : service.compare({ ...here, before });
  };
  const read = async (asked: Asked): Promise<string> => {
    for (let tries = 0; tries < patience; tries++) {
      const view = await ask(asked);
      if (view !== undefined) return view?.text ?? nothing;
      await new Promise((resolve) => setTimeout(resolve, rest));
    }
    return silent;
  };
  const show = async (asked: Asked, title: string): Promise<void> => {
    const uri = vscode.Uri.from({ scheme: viewScheme, path: `/${title}.txt`, query: JSON.stringify(asked) });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
  };
  const nameOf = ({ document, model }: Target): string =>
    model ?? document.uri.path.slice(document.uri.path.lastIndexOf("/") + 1);

  const refresh = coalesce(
    async () => {
      for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === viewScheme) changed.fire(uri);
    },
    () => rest,
  );
  const registered = vscode.workspace.registerTextDocumentContentProvider(viewScheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => {
      const asked = parse(uri.query);
      return asked === undefined ? nothing : read(asked);
    },
  });
  const watched = vscode.workspace.onDidChangeTextDocument(({ document }) => {
    const uri = document.uri.toString();
    const shown = vscode.workspace.textDocuments.some(
      (each) => each.uri.scheme === viewScheme && parse(each.uri.query)?.textDocument.uri === uri,
    );
    if (shown) refresh();
  });
  return {
    open: (kind, target) => show({ ...hereOf(target), kind }, `${kind} of ${nameOf(target)}`),
    compare: (target, before, since) => {
      texts.push(before);
      return show({ ...hereOf(target), kind: "compare", before: texts.length - 1 }, `${nameOf(target)} since ${since}`);
    },
    dispose: () => {
      for (const each of [changed, refresh, registered, watched]) each.dispose();
    },
  };
}

/** Of an address, which anybody may have written: what is not ours asks for nothing. */
export function parse(query: string): Asked | undefined {
  try {
    const asked = JSON.parse(query) as Partial<Asked> | null;
    if (!["summary", "explain", "compare"].includes(asked?.kind ?? "")) return undefined;
    return typeof asked?.textDocument?.uri === "string" ? (asked as Asked) : undefined;
  } catch {
    return undefined;
  }
}
