/**
 * `cnnc check FILE…`: everything wrong or dubious in programs. Takes files, folders and `-`; the diagnostics are the data, on
 * standard output, for people, as JSON or as annotations of GitHub. Exit 1 for errors or too many warnings, 3 when a file
 * cannot be read; the others are checked all the same. Loads the front end only.
 */
import { check as checkFile } from "../../check/check.ts";
import { CnncError, createReport, type Diagnostic, type Report } from "../../diagnostics/diagnostic.ts";
import * as operators from "../../ops/registry.ts";
import { parse } from "../../syntax/parse.ts";
import type { Command, Context } from "../context.ts";
import { listPrograms, readSource } from "../read-file.ts";

export const check: Command = async (paths, options, context) => {
  const report = createReport();
  let unreadable = false;
  for (const path of paths) {
    for (const program of await guarded(() => listPrograms(path))) {
      context.enter(`checking ${program}`);
      await guarded(async () => {
        checkFile(parse(await readSource(program), report), operators, report);
        return [];
      });
    }
  }
  const { diagnostics } = report;
  context.enter("writing the diagnostics");
  context.terminal.out(await render(diagnostics, options.format, context));
  if (unreadable) return 3;
  const warnings = diagnostics.filter((d) => d.severity === "warning").length;
  if (report.hasErrors) return 1;
  if (options.maxWarnings === undefined || warnings <= options.maxWarnings) return 0;
  context.terminal.talk(`${warnings} warnings, at most ${options.maxWarnings} are allowed\n`);
  return 1;

  /** A file that cannot be read is one more diagnostic. */
  async function guarded<T>(work: () => Promise<readonly T[]>): Promise<readonly T[]> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CnncError) || error.exit !== 3) throw error;
      unreadable = true;
      report.add(error.diagnostic);
      return [];
    }
  }
};

async function render(
  diagnostics: Report["diagnostics"],
  format: string | undefined,
  context: Context,
): Promise<string> {
  const all: readonly Diagnostic[] = diagnostics;
  if (format === "json") return (await import("../../diagnostics/render-json.ts")).renderJson(all);
  if (format === "github") return (await import("../../diagnostics/render-github.ts")).renderGithub(all);
  if (all.length === 0) return "";
  const { renderHuman } = await import("../../diagnostics/render-human.ts");
  return renderHuman(all, { color: context.terminal.outColor, ...context.terminal.outWidth });
}
