/**
 * `cnnc completions SHELL`: a script that completes the command line of `cnnc`. Takes the name of a shell; writes the script,
 * made of the same tables as the command itself, to standard output.
 */
import { nearest } from "../../diagnostics/nearest.ts";
import type { CommandLine } from "../completions/command-line.ts";
import type { Command } from "../context.ts";
import { badValue, fail } from "../diagnostics.ts";
import { libraryModels } from "../library-models.ts";

type Script = (line: CommandLine) => string;

const scripts: ReadonlyMap<string, () => Promise<Script>> = new Map([
  ["bash", async () => (await import("../completions/bash.ts")).bashScript],
  ["zsh", async () => (await import("../completions/zsh.ts")).zshScript],
  ["fish", async () => (await import("../completions/fish.ts")).fishScript],
  ["pwsh", async () => (await import("../completions/powershell.ts")).powershellScript],
]);

export const completions: Command = async ([shell = ""], _, context) => {
  const load = scripts.get(shell);
  if (load === undefined) {
    const near = nearest(shell, scripts.keys());
    const help = near === undefined ? `the shells are ${[...scripts.keys()].join(", ")}` : `did you mean \`${near}\`?`;
    return fail(badValue({ message: `there are no completions for \`${shell}\``, help }), 2);
  }
  if (context.describe === undefined) throw new Error("the command line does not describe itself");
  const models = libraryModels().map(({ name }) => name);
  context.terminal.out((await load())({ ...context.describe(), models }));
  return 0;
};
