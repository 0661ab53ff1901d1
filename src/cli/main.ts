/**
 * The command `cnnc`. Takes the words after it, runs one command and gives its exit code: 0 fine, 1 errors in model or data, 2
 * wrong usage, 3 files or environment, 4 training failed, 70 a bug of ours, 129/130/143 stopped by a signal. Everything a
 * command throws ends here, as a diagnostic or in the box of an internal error; a closed pipe is no error.
 */
import { CommanderError } from "commander";
import { CnncError } from "../diagnostics/diagnostic.ts";
import { safeLines } from "../diagnostics/safe-text.ts";
import { type Context, toCnncError } from "./context.ts";
import { INTERNAL_ERROR_EXIT, renderInternalError } from "./internal-error.ts";
import { describeCommandLine, type Invocation, parseArguments } from "./program.ts";
import { STREAM_ERROR_EXIT, watchStreams } from "./stream-errors.ts";
import { talkDiagnostics } from "./talk-diagnostics.ts";
import { type ColorChoice, createTerminal, type Terminal } from "./terminal.ts";
import { readVersion } from "./version.ts";

/** Runs the command and sets the exit code of the process; returns when all is done. */
export async function main(words: readonly string[]): Promise<number> {
  const { exitCode } = watchStreams({ stdout: process.stdout, stderr: process.stderr }, (diagnostic) => {
    process.exitCode = STREAM_ERROR_EXIT;
    void talkDiagnostics([diagnostic], openTerminal(colorAsked(words)));
  });
  const code = await runCommand(words);
  // Writing to a file fails at once, and is heard of a moment later.
  await new Promise((resolve) => setImmediate(resolve));
  return exitCode(code);
}

async function runCommand(words: readonly string[]): Promise<number> {
  const version = readVersion();
  let stage = "reading the command line";
  const report = (error: unknown): number => {
    const debug = process.env.CNNC_DEBUG === "1";
    process.stderr.write(safeLines(renderInternalError({ error, stage, arguments: words, version, debug })));
    return INTERNAL_ERROR_EXIT;
  };
  process.on("uncaughtException", (error) => process.exit(report(error)));
  try {
    const invocation = await parseUsage(words, version);
    if (typeof invocation === "number") return invocation;
    const { row, args, options, color } = invocation;
    const terminal = openTerminal(color);
    const context: Context = {
      terminal,
      environment: process.env,
      version,
      describe: describeCommandLine,
      enter: (next) => {
        stage = next;
      },
      report: (diagnostics) => talkDiagnostics(diagnostics, terminal),
    };
    stage = `running ${row.name}`;
    const command = await row.load();
    try {
      if (options.watch !== true || row.watch === undefined) return await command(args, options, context);
      const { watchCommand } = await import("./watch/watch-loop.ts");
      const json = options.format === "json" || options.format === "sarif";
      return await watchCommand(command, args, options, context, { ...row.watch(options), json });
    } catch (error) {
      const known = toCnncError(error);
      if (!(known instanceof CnncError)) throw error;
      await context.report([known.diagnostic]);
      return known.exit;
    }
  } catch (error) {
    return report(error);
  }
}

/** The command that is meant, or the exit code when help, version or wrong usage was all there was to say. */
async function parseUsage(words: readonly string[], version: string): Promise<Invocation | number> {
  try {
    return parseArguments(words, version, {
      out: (text) => void process.stdout.write(safeLines(text)),
      talk: (text) => void process.stderr.write(safeLines(text)),
    });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof CnncError)) throw error;
    await talkDiagnostics([error.diagnostic], openTerminal(colorAsked(words)));
    return error.exit;
  }
}

function openTerminal(color: ColorChoice): Terminal {
  return createTerminal({ stdout: process.stdout, stderr: process.stderr, environment: process.env }, color);
}

/** For command lines that cannot be read. */
function colorAsked(words: readonly string[]): ColorChoice {
  const asked = / --color[= ](always|never)\b/.exec(` ${words.join(" ")}`)?.[1];
  return asked === "always" || asked === "never" ? asked : "auto";
}
