/**
 * `check --fix` for one file: takes its path and a way to check a text of that name; makes the safe fixes and writes the file
 * back whole, or the text to standard output for `-`. A byte order mark and a link stay what they are. Not for which fixes are
 * made: see `diagnostics/make-fixes.ts`.
 */
import { realpath } from "node:fs/promises";
import { type CheckText, makeFixes, type Fixed } from "../diagnostics/make-fixes.ts";
import type { Source } from "../source/source.ts";
import { writeAtomically } from "./atomic-write.ts";
import type { Context } from "./context.ts";
import { SOURCE_BYTES, STDIN } from "./program-input.ts";
import { readFileBytes } from "./read-file.ts";

export async function fixProgram(path: string, source: Source, check: CheckText, context: Context): Promise<Fixed> {
  const fixed = await makeFixes(source.text, check);
  if (path === STDIN) context.terminal.out(new TextEncoder().encode(fixed.text));
  else if (fixed.text !== source.text) {
    const mark = await startsWithMark(path);
    await writeAtomically(await realpath(path), mark ? `\u{feff}${fixed.text}` : fixed.text);
  }
  return fixed;
}

/** Decoding takes it away. */
async function startsWithMark(path: string): Promise<boolean> {
  const bytes = await readFileBytes(path, SOURCE_BYTES);
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
