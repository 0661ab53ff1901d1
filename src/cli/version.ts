/**
 * The version of cnnc: takes nothing, gives what the build wrote in, for the server of editors, which may lie anywhere; else what the
 * package's manifest says, above the sources or above what is built from them.
 */
import { readFileSync } from "node:fs";

declare const CNNC_VERSION: string | undefined;

export function readVersion(): string {
  if (typeof CNNC_VERSION === "string") return CNNC_VERSION;
  for (const up of ["../../package.json", "../../../package.json"]) {
    try {
      const manifest = JSON.parse(readFileSync(new URL(up, import.meta.url), "utf8")) as {
        name?: string;
        version?: string;
      };
      if (manifest.name === "cnnc" && manifest.version !== undefined) return manifest.version;
    } catch {
      // Not there: the other place has it.
    }
  }
  return "unknown";
}
