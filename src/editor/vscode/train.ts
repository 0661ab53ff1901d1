/**
 * Trains a model in a terminal of the editor, which stays when the training has ended. Takes the target of the command. The program
 * and its arguments are handed over as a list: no shell reads a name.
 */
import { env } from "node:process";
import * as vscode from "vscode";
import { findProgram } from "./find-program.ts";
import { plainLabel } from "./plain-text.ts";
import type { Target } from "./target.ts";
import { trainingOf } from "./training.ts";

const missing =
  "There is no cnnc to train with: install it in the project with `npm install --save-dev cnnc`, or set `cnnc.command`.";

export async function train({ document, model }: Target): Promise<void> {
  if (document.uri.scheme !== "file")
    return void vscode.window.showWarningMessage("Only files on a disk can be trained.");
  // The program in the project's folder is the project's.
  if (!vscode.workspace.isTrusted) return void vscode.window.showWarningMessage("Training runs programs of the folder: trust it first."); // prettier-ignore
  if (document.isDirty && !(await document.save())) return;
  const file = document.uri.fsPath;
  const program = findProgram({
    file,
    folders: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    configured: vscode.workspace.getConfiguration("cnnc").get("command", ""),
    path: env.PATH ?? "",
  });
  if (program === undefined) return void vscode.window.showErrorMessage(missing);
  const { command, args, cwd, env: variables } = trainingOf(process.execPath, program, file, model);
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  const task = new vscode.Task(
    { type: "cnnc", task: "train" },
    folder ?? vscode.TaskScope.Workspace,
    plainLabel(`train ${model ?? file.slice(file.lastIndexOf("/") + 1)}`),
    "cnnc",
    new vscode.ProcessExecution(command, [...args], { cwd, env: { ...variables } }),
    [],
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, panel: vscode.TaskPanelKind.Dedicated };
  await vscode.tasks.executeTask(task);
}
