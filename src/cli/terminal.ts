/**
 * Where text goes and how it may look there. Takes the streams, the environment and `--color`; gives one value that commands
 * write through. Data goes to standard output, talk to standard error; pipes never see color or moving lines unless they are
 * asked for. Names of files and classes, and whatever else came from outside, hold no character that a terminal obeys: plain text
 * is made safe here, whoever wrote it. The decisions about color and about the form of messages are pure functions.
 */
import { safeLines } from "../diagnostics/safe-text.ts";

export type ColorChoice = "auto" | "always" | "never";

/** How diagnostics are shown on a stream: what `renderHuman` takes. */
export interface MessageStyle {
  readonly color: boolean;
  readonly form: MessageForm;
  /** Left out when it is unknown. */
  readonly columns?: number;
}

/** `frame`: the source with marks under it. `narrated`: plain sentences, each place as `file:line:column`. */
export type MessageForm = "frame" | "narrated";

export interface Terminal {
  /** Data, as the user asked for it: text is made safe, bytes go out as they are. */
  out(data: string | Uint8Array): void;
  /** Progress, warnings, what was done; made safe. */
  talk(text: string): void;
  /** Of renderers that color, and make safe what they are given. */
  outStyled(text: string): void;
  talkStyled(text: string): void;
  readonly outStyle: MessageStyle;
  readonly talkStyle: MessageStyle;
  /** A person watches standard error: lines may move. */
  readonly interactive: boolean;
  /** A person watches standard output: the screen may be cleared. */
  readonly screen: boolean;
}

interface OutputStream {
  write(text: string | Uint8Array): boolean;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Surroundings {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Environment;
}

export function createTerminal({ stdout, stderr, environment }: Surroundings, color: ColorChoice): Terminal {
  return {
    out: (data) => void stdout.write(typeof data === "string" ? safeLines(data) : data),
    talk: (text) => void stderr.write(safeLines(text)),
    outStyled: (text) => void stdout.write(text),
    talkStyled: (text) => void stderr.write(text),
    outStyle: styleOf(stdout, environment, color),
    talkStyle: styleOf(stderr, environment, color),
    interactive: stderr.isTTY === true && environment.TERM !== "dumb",
    screen: stdout.isTTY === true && environment.TERM !== "dumb",
  };
}

function styleOf({ isTTY, columns }: OutputStream, environment: Environment, choice: ColorChoice): MessageStyle {
  const color = wantsColor(choice, environment, isTTY === true);
  const form = messageForm(choice, environment, isTTY === true);
  return { color, form, ...(columns === undefined || columns < 20 ? {} : { columns }) };
}

/** The flag wins, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal that can. Empty variables do not count. */
export function wantsColor(choice: ColorChoice, environment: Environment, isTerminal: boolean): boolean {
  if (choice !== "auto") return choice === "always";
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR) return environment.FORCE_COLOR !== "0" && environment.FORCE_COLOR !== "false";
  return isTerminal && environment.TERM !== "dumb";
}

/**
 * Frames where a person looks at them: on a terminal, with or without color, and where color is asked for although there is
 * none (`| less -R`, the log of a CI service that shows it). Everywhere else, and on a dumb terminal (an editor's shell, a
 * braille line), sentences: one place a line, as tools that jump to places read them.
 */
export function messageForm(choice: ColorChoice, environment: Environment, isTerminal: boolean): MessageForm {
  const canFrame = isTerminal && environment.TERM !== "dumb";
  return canFrame || wantsColor(choice, environment, isTerminal) ? "frame" : "narrated";
}
