/**
 * Earlier versions of a file: as it is on disk, and as it was committed last (by the editor's own extension for Git). Takes the
 * document; gives its text, or why there is none.
 */
import * as vscode from "vscode";

export type Earlier = { readonly text: string } | { readonly why: string };

export async function savedText({ uri }: vscode.TextDocument): Promise<Earlier> {
  try {
    return { text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
  } catch {
    return { why: "the file has not been saved yet" };
  }
}

/** What is used of the extension for Git. */
interface Git {
  getAPI(version: 1): {
    getRepository(uri: vscode.Uri): { show(reference: string, path: string): Promise<string> } | null;
  };
}

export async function committedText({ uri }: vscode.TextDocument): Promise<Earlier> {
  const extension = vscode.extensions.getExtension<Git>("vscode.git");
  if (extension === undefined) return { why: "the editor's extension for Git is not there" };
  const repository = (await extension.activate()).getAPI(1).getRepository(uri);
  if (repository === null) return { why: "the file is in no Git repository" };
  try {
    return { text: await repository.show("HEAD", uri.fsPath) };
  } catch {
    return { why: "the file is not in the last commit" };
  }
}
