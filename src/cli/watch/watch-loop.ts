/**
 * `--watch`: runs a command again whenever a file it has read has changed, until it is stopped. Takes the command and its
 * arguments; gives 130, 129 or 143 after a signal, 0 when nobody reads what it writes any more, or when `stop` is raised. Events that come together are
 * one round (100 ms). What a round has read is compared with the disk when the round is over and the watching has begun, so an
 * edit during a round is never missed; and every two seconds, for file systems that report nothing (networks, containers).
 */
import { CnncError } from "../../diagnostics/diagnostic.ts";
import { type Command, type Context, toCnncError } from "../context.ts";
import { fail, wrongUsage } from "../diagnostics.ts";
import type { Options } from "../options.ts";
import { STDIN } from "../program-input.ts";
import { SIGNAL_EXIT, watchSignals } from "../signals.ts";
import { talkDiagnostics } from "../talk-diagnostics.ts";
import { createInputs, type Inputs } from "./inputs.ts";
import { createObserver } from "./observe.ts";
import { createOwnRuns, type Round } from "./round.ts";
import { beginRound, type ScreenStyle } from "./screen.ts";

const COALESCE_MILLISECONDS = 100;
/** Events that never cease do not put a round off for longer. */
const LONGEST_MILLISECONDS = 1_000;
const LOOK_MILLISECONDS = 2_000;

export async function watchCommand(
  command: Command,
  args: readonly string[],
  options: Options,
  context: Context,
  style: ScreenStyle,
  stop?: AbortSignal,
): Promise<number> {
  if (args.includes(STDIN) || options.output === STDIN) {
    const what = args.includes(STDIN) ? "standard input" : "a module on standard output";
    return fail(wrongUsage({ message: `\`--watch\` watches files, and cannot go with ${what}` }), 2);
  }
  const runs = createOwnRuns();
  let now = createTurn(() => undefined);
  let idle = false;
  let ended = false;
  const end = (): void => {
    ended = true;
    now.changed.abort();
    now.tell([]);
  };
  const signals = watchSignals((name) => {
    if (!idle && !now.round.endsItself) process.exit(SIGNAL_EXIT[name]);
    end();
  });
  const streams = [process.stdout, process.stderr];
  for (const stream of streams) stream.once("error", end);
  stop?.addEventListener("abort", end);
  const soon = coalesce(() => look());
  const observer = createObserver(soon.ask);
  const timer = setInterval(() => look(true), LOOK_MILLISECONDS);
  const observe = (): Promise<void> => observer.update(now.inputs.files, now.inputs.folders);

  function look(quickly = false): void {
    const changes = now.inputs.changed(quickly);
    if (changes.length > 0) now.tell(changes);
    // Folders may have come or gone. A round that has only begun has not noted all.
    else if (idle) void observe();
  }

  try {
    for (let changes: readonly string[] = []; ;) {
      // A round that takes long is watched while it goes on.
      const noted = coalesce(() => void observe().then(() => look()));
      now = createTurn(noted.ask, runs);
      idle = false;
      const view = beginRound(context.terminal, changes, style);
      const code = await runRound(command, args, options, { ...context, terminal: view.terminal }, now);
      noted.stop();
      if (ended) break;
      const { files, folders } = now.inputs;
      if (files.length + folders.length === 0) {
        view.end("");
        const help = "models of the library do not change: leave `--watch` out";
        return fail(wrongUsage({ message: "there is nothing to watch", help }), 2);
      }
      view.end(describe(code, now.inputs));
      idle = true;
      // Edits are found without it, only later: nothing waits for it.
      void observe().then(() => look());
      changes = await now.next;
      if (ended) break;
    }
    return signals.received === undefined ? 0 : SIGNAL_EXIT[signals.received];
  } finally {
    clearInterval(timer);
    soon.stop();
    for (const stream of streams) stream.off("error", end);
    stop?.removeEventListener("abort", end);
    await observer.close();
    signals.close();
  }
}

/** One round and what it has read. */
interface Turn {
  readonly inputs: Inputs;
  readonly changed: AbortController;
  readonly round: Round;
  /** What has changed, once. */
  readonly next: Promise<readonly string[]>;
  tell(changes: readonly string[]): void;
}

function createTurn(onNote: () => void, runs = createOwnRuns()): Turn {
  const inputs = createInputs(onNote);
  const changed = new AbortController();
  let settle: (changes: readonly string[]) => void = () => undefined;
  const next = new Promise<readonly string[]>((resolve) => {
    settle = resolve;
  });
  const tell = (changes: readonly string[]): void => {
    changed.abort();
    settle(changes);
  };
  return { inputs, changed, round: { inputs, changed: changed.signal, runs, endsItself: false }, next, tell };
}

/** The exit code; nothing where the round was given up, as what it has read is no longer true. */
async function runRound(
  command: Command,
  args: readonly string[],
  options: Options,
  context: Context,
  { round, changed }: Turn,
): Promise<number | undefined> {
  const report: Context["report"] = (diagnostics) => talkDiagnostics(diagnostics, context.terminal);
  try {
    return await command(args, options, { ...context, report, round });
  } catch (error) {
    if (error === changed.signal.reason) return undefined;
    const known = toCnncError(error);
    if (!(known instanceof CnncError)) throw error;
    await report([known.diagnostic]);
    return known.exit;
  }
}

function describe(code: number | undefined, { files, folders }: Inputs): string {
  if (code === undefined) return "";
  const count = (n: number, word: string): readonly string[] => (n === 0 ? [] : [`${n} ${word}${n === 1 ? "" : "s"}`]);
  const what = [...count(files.length, "file"), ...count(folders.length, "folder")].join(" and ");
  return `${code === 0 ? "no errors" : "errors"}; watching ${what}, Ctrl-C ends\n`;
}

/** Calls a moment after it was asked for, once for all that asked meanwhile. */
function coalesce(call: () => void): { ask(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let since = 0;
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    ask() {
      const asked = performance.now();
      if (timer === undefined) since = asked;
      else if (asked - since > LONGEST_MILLISECONDS) return;
      stop();
      timer = setTimeout(() => {
        timer = undefined;
        call();
      }, COALESCE_MILLISECONDS);
    },
    stop,
  };
}
