/**
 * How far the reading of a data set has come. Takes the terminal and the name of the set; gives what `loadDataset` calls. Where a
 * person watches, one line that is written again and goes away; else a line at the beginning and one every few seconds.
 */
import stringWidth from "string-width";
import { safeText } from "../diagnostics/safe-text.ts";
import { thousands } from "./numbers.ts";
import type { Terminal } from "./terminal.ts";

export interface ReadingProgress {
  tick(done: number, total: number): void;
  /** Takes the line away; call before anything else is written. */
  close(): void;
}

const MOVING_MILLISECONDS = 100;
const PLAIN_MILLISECONDS = 5_000;

/** `now`: a clock in milliseconds. */
export function showReadingProgress(
  terminal: Terminal,
  source: string,
  now: () => number = () => performance.now(),
): ReadingProgress {
  const name = safeText(source);
  const { interactive } = terminal;
  const width = (terminal.talkStyle.columns ?? 80) - 1;
  const wait = interactive ? MOVING_MILLISECONDS : PLAIN_MILLISECONDS;
  let last = now();
  let shown = false;
  const write = (text: string): void => {
    terminal.talkStyled(interactive ? `\r${shorten(text, width)}\u001b[K` : `${text}\n`);
    shown ||= interactive;
  };
  write(`reading ${name}`);
  return {
    tick(done, total) {
      const time = now();
      if (time - last < wait) return;
      last = time;
      write(`reading ${name}: ${thousands(done)} of ${thousands(total)} images`);
    },
    close() {
      if (shown) terminal.talkStyled("\r\u001b[K");
      shown = false;
    },
  };
}

/** Keeps the end, which tells the numbers. */
function shorten(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && stringWidth(characters.join("")) > width - 1) characters.shift();
  return `…${characters.join("")}`;
}
