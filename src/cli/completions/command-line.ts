/**
 * The command line as data, for scripts that complete it: commands, their options and what stands behind them. Takes the names
 * that the tables of commands and options give to values (`<file>`, `<run>`); gives what can be offered there.
 */

/** `words`: one of these. `none`: nothing can be known. */
export type Values =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "program" | "run" | "module" | "file" | "folder" | "none" };

export interface OptionLine {
  /** `--format`. */
  readonly long: string;
  /** `-o`. */
  readonly short?: string;
  readonly summary: string;
  /** Absent: it takes no value. */
  readonly values?: Values;
}

export interface CommandLine {
  readonly commands: readonly {
    readonly name: string;
    readonly summary: string;
    readonly options: readonly OptionLine[];
    /** By position; the last one is repeated where it may be. */
    readonly arguments: readonly { readonly values: Values; readonly repeated: boolean }[];
  }[];
  /** Before a command. */
  readonly options: readonly OptionLine[];
  /** Models of the library, which go by their bare name. */
  readonly models: readonly string[];
}

const KINDS: ReadonlyMap<string, Exclude<Values["kind"], "words">> = new Map([
  ["files", "program"],
  ["file", "program"],
  ["a", "program"],
  ["b", "program"],
  ["subject", "program"],
  ["run", "run"],
  ["module", "module"],
  ["images", "file"],
  ["dir", "folder"],
]);

const OPTION_KINDS: ReadonlyMap<string, Exclude<Values["kind"], "words">> = new Map([
  ["file", "file"],
  ["path", "file"],
  ["folder", "folder"],
  ["run", "folder"],
]);

/** `<files...>` of a command. */
export function argumentValues(written: string, words: readonly string[] = []): Values {
  if (words.length > 0) return { kind: "words", words };
  return { kind: KINDS.get(/[a-z]+/.exec(written)?.[0] ?? "") ?? "none" };
}

/** `--data <path>`, with its choices. */
export function optionValues(flags: string, choices: readonly string[] | undefined): Values | undefined {
  const name = /[<[]([^>\]]+)/.exec(flags)?.[1];
  if (name === undefined) return undefined;
  if (choices !== undefined) return { kind: "words", words: choices };
  return { kind: OPTION_KINDS.get(name) ?? "none" };
}
