/**
 * `cnnc fmt FILE…`: programs in the one style of the language. Takes files, folders and `-`; writes back those that change,
 * whole, and prints their names; `-` goes to standard output. With `--check` nothing is written and the names of those not
 * formatted are printed. A program with a syntax error is left alone and its diagnostics are told. Exit 1 for syntax errors and
 * for what `--check` finds, 3 when a file cannot be read or written; the others are formatted all the same.
 */
import { realpath } from "node:fs/promises";
import { CnncError, createReport } from "../../diagnostics/diagnostic.ts";
import { parse } from "../../syntax/parse.ts";
import { writeAtomically } from "../atomic-write.ts";
import type { Command } from "../context.ts";
import { SOURCE_BYTES, STDIN } from "../program-input.ts";
import { listPrograms, readFileBytes } from "../read-file.ts";
import { readerOfPrograms } from "../stdin-filename.ts";

export const fmt: Command = async (paths, options, context) => {
  const { formatText } = await import("../../format/format.ts");
  const readProgram = await readerOfPrograms(paths, options);
  const checking = options.check === true;
  let exit = 0;
  for (const path of paths) {
    for (const program of (await guarded(() => listPrograms(path))) ?? []) {
      context.enter(`formatting ${program}`);
      await guarded(() => format(program));
    }
  }
  return exit;

  async function format(program: string): Promise<void> {
    const source = await readProgram(program);
    const report = createReport();
    parse(source, report);
    if (report.hasErrors) {
      await context.report(report.diagnostics);
      exit ||= 1;
      return;
    }
    const text = await formatText(source.text, { endOfLine: endOfLine(source.text) });
    if (program === STDIN && !checking) context.terminal.out(new TextEncoder().encode(text));
    if (text === source.text && !(await startsWithMark(program))) return;
    if (checking) exit ||= 1;
    else if (program === STDIN) return;
    else await writeAtomically(await realpath(program), text);
    context.terminal.out(`${source.path}\n`);
  }

  /** A file that cannot be read or written is told, and the next one follows. */
  async function guarded<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CnncError) || error.exit !== 3) throw error;
      await context.report([error.diagnostic]);
      exit = 3;
      return undefined;
    }
  }
};

/** Git on Windows checks texts out with `\r\n` throughout, and puts `\n` back; a text that mixes them gets `\n`. */
function endOfLine(text: string): "crlf" | "lf" {
  return /\r\n/.test(text) && !/(?:^|[^\r])\n|\r(?!\n)/.test(text) ? "crlf" : "lf";
}

/** A byte order mark is not part of the style; decoding a file takes it away, so that the text does not show it. */
async function startsWithMark(path: string): Promise<boolean> {
  if (path === STDIN) return false;
  const bytes = await readFileBytes(path, SOURCE_BYTES);
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
