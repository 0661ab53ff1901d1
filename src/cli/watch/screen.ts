/**
 * How the rounds of `--watch` are shown. Takes the terminal of the command; gives one for each round. Where a person looks, a
 * round takes the place of the one before: the screen is cleared and its scrollback kept, in one piece when the round is done,
 * so that nothing flickers. Elsewhere rounds follow one another, with a line between them that says what has changed. JSON is
 * one line for each round.
 */
import { relative } from "node:path";
import { safeJson } from "../../diagnostics/safe-text.ts";
import type { Terminal } from "../terminal.ts";

export interface ScreenStyle {
  /** The stream that rounds are told apart on. */
  readonly results: "out" | "talk";
  /** What a round writes is seen at once. */
  readonly live: boolean;
  /** The data of a round is a JSON document. */
  readonly json: boolean;
}

export interface RoundView {
  readonly terminal: Terminal;
  /** `note`: what is watched from now on. */
  end(note: string): void;
}

/** Erases what is seen, not what was scrolled away, and goes to the upper left corner. */
const CLEAR = "\u001b[2J\u001b[H";

/** `changes`: absolute paths; none in the first round. */
export function beginRound(terminal: Terminal, changes: readonly string[], style: ScreenStyle): RoundView {
  const { screen } = terminal;
  const first = changes.length === 0;
  const heading = `changed: ${changes.map((path) => relative("", path)).join(", ")}\n`;
  if (screen && style.live) terminal.outStyled(CLEAR);
  if (!first && !style.json) {
    if (screen) terminal.talk(heading);
    else terminal[style.results](`──── ${heading}`);
  }
  if (style.live) return { terminal, end: (note) => terminal.talk(note) };
  const pieces: (() => void)[] = [];
  let data = "";
  const later: Terminal = {
    ...terminal,
    out: (text) => {
      if (style.json && typeof text === "string") data += text;
      else pieces.push(() => terminal.out(text));
    },
    outStyled: (text) => {
      if (style.json) data += text;
      else pieces.push(() => terminal.outStyled(text));
    },
    talk: (text) => void pieces.push(() => terminal.talk(text)),
    talkStyled: (text) => void pieces.push(() => terminal.talkStyled(text)),
  };
  return {
    terminal: later,
    end(note) {
      if (screen && !style.json) terminal.outStyled(CLEAR);
      if (data !== "") terminal.outStyled(`${safeJson(JSON.stringify(JSON.parse(data)))}\n`);
      for (const write of pieces) write();
      terminal.talk(note);
    },
  };
}
