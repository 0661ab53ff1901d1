/** Starts `cnnc … --watch` as a process, on pipes or on a terminal of its own; waits for what it says; ends it. */
import { spawn } from "node:child_process";
import { CNNC } from "../command.ts";

export interface Watching {
  /** All of standard output, all of standard error; on a terminal both are one. */
  readonly out: () => string;
  readonly talk: () => string;
  /** Waits until the condition holds; throws with what was said when it never does. */
  until(holds: (out: string, talk: string) => boolean, what?: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Keys, on a terminal. */
  type(text: string): void;
  readonly ended: Promise<number | null>;
}

const PATIENCE = 20_000;

export function startWatching(words: readonly string[], cwd: string, { terminal = false } = {}): Watching {
  const quoted = [process.execPath, CNNC, ...words].map((word) => `'${word}'`).join(" ");
  const child = terminal
    ? spawn("script", ["-qec", quoted, "/dev/null"], { cwd, env: { ...process.env, TERM: "xterm", NO_COLOR: "1" } })
    : spawn(process.execPath, [CNNC, ...words], { cwd, env: { PATH: process.env.PATH, HOME: process.env.HOME } });
  let out = "";
  let talk = "";
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const each of waiting) each();
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    wake();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    talk += text;
    wake();
  });
  return {
    out: () => out,
    talk: () => talk,
    until: (holds, what = holds.toString()) =>
      new Promise((resolve, reject) => {
        const done = (): void => {
          waiting.delete(look);
          clearTimeout(timer);
        };
        const timer = setTimeout(() => {
          done();
          reject(new Error(`not seen: ${what}\nstandard output:\n${out}\nstandard error:\n${talk}`));
        }, PATIENCE);
        const look = (): void => {
          if (!holds(out, talk)) return;
          done();
          resolve();
        };
        waiting.add(look);
        look();
      }),
    kill: (signal) => void child.kill(signal),
    type: (text) => void child.stdin.write(text),
    ended: new Promise((resolve) => child.on("close", (code) => resolve(code))),
  };
}

/** How often a text has been said. */
export function times(text: string, all: string): number {
  return all.split(text).length - 1;
}
