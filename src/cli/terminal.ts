/**
 * Where text goes and whether it has color. Takes the streams, the environment and `--color`; gives one value that commands
 * write through. Data goes to standard output, talk to standard error; pipes never see color or moving lines. The color
 * decision is one pure function.
 */

export type ColorChoice = "auto" | "always" | "never";

export interface Terminal {
  /** Data, as the user asked for it. */
  out(text: string | Uint8Array): void;
  /** Progress, warnings, what was done. */
  talk(text: string): void;
  readonly outColor: boolean;
  readonly talkColor: boolean;
  /** For options that leave it out when it is unknown. */
  readonly outWidth: { readonly columns?: number };
  readonly talkWidth: { readonly columns?: number };
  /** A person watches standard error: lines may move. */
  readonly interactive: boolean;
}

interface OutputStream {
  write(text: string | Uint8Array): boolean;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Surroundings {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function createTerminal({ stdout, stderr, environment }: Surroundings, color: ColorChoice): Terminal {
  return {
    out: (text) => void stdout.write(text),
    talk: (text) => void stderr.write(text),
    outColor: wantsColor(color, environment, stdout.isTTY === true),
    talkColor: wantsColor(color, environment, stderr.isTTY === true),
    outWidth: widthOf(stdout),
    talkWidth: widthOf(stderr),
    interactive: stderr.isTTY === true && environment.TERM !== "dumb",
  };
}

function widthOf({ columns }: OutputStream): { readonly columns?: number } {
  return columns === undefined || columns < 20 ? {} : { columns };
}

/** The flag wins, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal that can. Empty variables do not count. */
export function wantsColor(
  choice: ColorChoice,
  environment: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (choice !== "auto") return choice === "always";
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR) return environment.FORCE_COLOR !== "0" && environment.FORCE_COLOR !== "false";
  return isTerminal && environment.TERM !== "dumb";
}
