/**
 * The process that trains a file: takes the program, node, the file and perhaps a model; gives a command with its arguments as a
 * list, so that no shell reads them, and its environment. Paths are absolute: none is taken for an option.
 */
import { dirname } from "node:path";

export interface Training {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export function trainingOf(node: string, program: string, file: string, model?: string): Training {
  // What is no name cannot be a model of the file.
  const address = model !== undefined && /^[A-Za-z_][A-Za-z0-9_]*$/.test(model) ? `${file}:${model}` : file;
  return {
    command: node,
    args: [program, "train", address],
    cwd: dirname(file),
    // The editor's own executable is a node only when told so.
    env: { ELECTRON_RUN_AS_NODE: "1" },
  };
}
