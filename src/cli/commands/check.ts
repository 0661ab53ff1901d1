/**
 * `cnnc check FILE…`: everything wrong or dubious in programs. Takes files, folders and `-`; the diagnostics are the data, on
 * standard output, for people, as JSON, as annotations of GitHub or as SARIF. With `--fix` the safe fixes are made first, and
 * `-` gives the fixed text instead. Exit 1 for errors or too many warnings, 3 when a file cannot be read; the others are
 * checked all the same. Loads the front end only.
 */
import { isAbsolute, relative, resolve, sep } from "node:path";
import { check as checkFile } from "../../check/check.ts";
import { CnncError, createReport, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import * as operators from "../../ops/registry.ts";
import { createSource, type Source } from "../../source/source.ts";
import type { DataFactsReader } from "../../std/data-sets.ts";
import { parse } from "../../syntax/parse.ts";
import { dataFactsFrom, looksAtData } from "../data-facts.ts";
import type { Command, Context } from "../context.ts";
import { createProjectFiles, homeOf, type KeptFiles } from "../project-files.ts";
import { keptFilesOf } from "../run-files.ts";
import { STDIN } from "../program-input.ts";
import { isFolder, listPrograms } from "../read-file.ts";
import { noting } from "../watch/noting.ts";
import { readerOfPrograms } from "../stdin-filename.ts";
import type { MessageStyle } from "../terminal.ts";

export const check: Command = async (paths, options, context) => {
  const report = createReport();
  const told = new Set<string>();
  const readProgram = await readerOfPrograms(paths, options);
  const tally = { unreadable: false, applied: 0, refused: 0, files: 0 };
  for (const path of paths) {
    for (const program of await guarded(() => list(path))) {
      context.enter(`checking ${program}`);
      await guarded(async () => {
        const source = await noting(program, () => readProgram(program), context);
        const kept = await keptFilesOf(source.path);
        const facts = looksAtData(options)
          ? await dataFactsFrom(kept?.home ?? homeOf(source.path), source.text)
          : undefined;
        tell(options.fix ? await fix(program, source, kept, facts) : checkSource(source, kept, facts, context));
        return [];
      });
    }
  }
  const { diagnostics } = report;
  context.enter("writing the diagnostics");
  const { terminal } = context;
  // With `--fix -` the fixed program is the data.
  const talking = options.fix === true && paths.includes(STDIN);
  const text = await render(diagnostics, options.format, talking ? terminal.talkStyle : terminal.outStyle, context);
  if (talking) terminal.talkStyled(text);
  else terminal.outStyled(text);
  if (options.fix) terminal.talk(tellFixes(tally));
  else if (options.format === "human") terminal.talk(tellFixable(diagnostics));
  if (tally.unreadable) return 3;
  const warnings = diagnostics.filter((d) => d.severity === "warning").length;
  if (report.hasErrors) return 1;
  if (options.maxWarnings === undefined || warnings <= options.maxWarnings) return 0;
  terminal.talk(`${count(warnings, "warning")}, at most ${options.maxWarnings} allowed\n`);
  return 1;

  /** Noted before it is looked for: it may come later, and a folder may get other programs. */
  async function list(path: string): Promise<readonly string[]> {
    context.round?.inputs[(await isFolder(path)) ? "folder" : "file"](path);
    return listPrograms(path);
  }

  async function fix(
    program: string,
    source: Source,
    kept?: KeptFiles,
    facts?: DataFactsReader,
  ): Promise<readonly Diagnostic[]> {
    const { fixProgram } = await import("../fix-program.ts");
    const check = (text: string): readonly Diagnostic[] =>
      checkSource(createSource(source.path, text), kept, facts, context);
    const { diagnostics, applied, refused } = await fixProgram(program, source, check, context);
    tally.applied += applied;
    tally.refused += refused;
    if (applied > 0) tally.files++;
    return diagnostics;
  }

  /** A mistake in a file that several import is told once. */
  function tell(diagnostics: readonly Diagnostic[]): void {
    const keys = diagnostics.map(keyOf);
    for (const [i, diagnostic] of diagnostics.entries()) if (!told.has(keys[i]!)) report.add(diagnostic);
    for (const key of keys) told.add(key);
  }

  /** A file that cannot be read is one more diagnostic. */
  async function guarded<T>(work: () => Promise<readonly T[]>): Promise<readonly T[]> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CnncError) || error.exit !== 3) throw error;
      tally.unreadable = true;
      report.add(error.diagnostic);
      return [];
    }
  }
};

function checkSource(
  source: Source,
  kept: KeptFiles | undefined,
  facts: DataFactsReader | undefined,
  { round }: Context,
): readonly Diagnostic[] {
  const report = createReport();
  const project = createProjectFiles(source.path, kept, undefined, round?.inputs);
  checkFile(parse(source, report, operators.vocabulary), operators, report, { project, dataFacts: facts });
  return report.diagnostics;
}

function keyOf({ code, message, source, span }: Diagnostic): string {
  return [code, source && resolve(source.path), span?.start, span?.end, message].join("\n");
}

async function render(
  all: readonly Diagnostic[],
  format: string | undefined,
  style: MessageStyle,
  { environment, version }: Context,
): Promise<string> {
  switch (format) {
    case "json":
      return (await import("../../diagnostics/render-json.ts")).renderJson(all);
    case "github": {
      const { renderGithub } = await import("../../diagnostics/render-github.ts");
      return renderGithub(all, { pathFor: countingFrom(environment.GITHUB_WORKSPACE || process.cwd()) });
    }
    case "sarif": {
      const [{ renderSarif }, { gatherDefinitions }, { renderDefinition }, commandCodes] = await Promise.all([
        import("../../diagnostics/render-sarif.ts"),
        import("../../report/catalogue.ts"),
        import("../../report/render-definition.ts"),
        import("../diagnostics.ts"),
      ]);
      const definitions = gatherDefinitions(commandCodes);
      const pathFor = countingFrom(process.cwd());
      return renderSarif(all, { version, definitions, page: renderDefinition, pathFor });
    }
    default:
      return all.length === 0 ? "" : (await import("../../diagnostics/render-human.ts")).renderHuman(all, style);
  }
}

/** Paths as they count from a folder, with `/`; those outside of it in full. */
function countingFrom(root: string): (path: string) => string {
  return (path) => {
    const full = resolve(path);
    const inside = relative(root, full);
    const outside = inside.startsWith("..") || isAbsolute(inside);
    return (outside ? full : inside).replaceAll(sep, "/");
  };
}

function tellFixes({ applied, refused, files }: { applied: number; refused: number; files: number }): string {
  const made = applied === 0 ? "no fix to make" : `${count(applied, "fix", "fixes")} made in ${count(files, "file")}`;
  return `${made}${refused === 0 ? "" : `, ${refused} taken back as they made it worse`}\n`;
}

function tellFixable(diagnostics: readonly Diagnostic[]): string {
  const fixable = diagnostics.filter(({ fixes: [first] }) => first?.safe === true).length;
  return fixable === 0 ? "" : `${count(fixable, "fix", "fixes")} can be made with --fix\n`;
}

function count(n: number, word: string, words = `${word}s`): string {
  return `${n} ${n === 1 ? word : words}`;
}
