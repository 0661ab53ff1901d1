/**
 * Which server is started: takes the bundled one and what is set, gives a script for node or a program, with its arguments. A script
 * that is no server of its own is a `cnnc`, which serves by `lsp`.
 */
import { basename } from "node:path";

export type ServerProgram =
  | { readonly module: string; readonly args: readonly string[] }
  | { readonly command: string; readonly args: readonly string[] };

export function serverProgram(bundled: string, configured: string): ServerProgram {
  if (configured === "") return { module: bundled, args: [] };
  const args = /^server\.[cm]?js$/.test(basename(configured)) ? [] : ["lsp"];
  return /\.[cm]?js$/.test(configured) ? { module: configured, args } : { command: configured, args };
}
