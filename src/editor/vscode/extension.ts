/**
 * The extension of VS Code: starts the language server and adds what the protocol does not know (documents made from a program, the
 * picture beside it, totals in the status bar, training in a terminal). The editor calls `activate` and `deactivate`.
 */
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { createClient } from "./client.ts";
import { committedText, type Earlier, savedText } from "./earlier-text.ts";
import { createPicturePanel } from "./picture-panel.ts";
import { createService } from "./service.ts";
import { type Target, targetOf } from "./target.ts";
import { showTotals } from "./totals-item.ts";
import { train } from "./train.ts";
import { createViews } from "./views.ts";

let client: LanguageClient | undefined;

export async function activate({ extensionUri, subscriptions }: vscode.ExtensionContext): Promise<void> {
  const service = createService(() => client);
  const views = createViews(service);
  const picture = createPicturePanel(service, extensionUri);
  const compare = async (target: Target, earlier: Earlier, since: string): Promise<void> => {
    if ("why" in earlier) return void vscode.window.showInformationMessage(`Nothing to compare with: ${earlier.why}.`);
    await views.compare(target, earlier.text, since);
  };
  const command = (name: string, run: (target: Target) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(name, async (...args: readonly unknown[]) => {
      const target = await targetOf(...args);
      if (target === undefined) return void vscode.window.showInformationMessage("Open a .cnn file first.");
      await run(target);
    });
  subscriptions.push(
    views,
    picture,
    showTotals(service),
    command("cnnc.summary", (target) => views.open("summary", target)),
    command("cnnc.explain", (target) => views.open("explain", target)),
    command("cnnc.diffSaved", async (target) => compare(target, await savedText(target.document), "it was saved")),
    command("cnnc.diffCommitted", async (target) =>
      compare(target, await committedText(target.document), "the last commit"),
    ),
    command("cnnc.picture", (target) => picture.show(target)),
    command("cnnc.train", train),
    vscode.commands.registerCommand("cnnc.restartServer", async () => {
      await client?.stop().catch(() => undefined);
      await start(extensionUri);
    }),
  );
  await start(extensionUri);
}

export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}

async function start(extension: vscode.Uri): Promise<void> {
  client = createClient(extension);
  try {
    await client.start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(`The language server of cnnc did not start: ${reason}`);
  }
}
