/** Calls a command within the test's own process, as `main.ts` does: exit code, both streams, and the codes it reported. */
import type { Command, Context } from "../../src/cli/context.ts";
import type { Options, Setting } from "../../src/cli/options.ts";
import { describeCommandLine } from "../../src/cli/program.ts";
import { CnncError, type Diagnostic } from "../../src/diagnostics/diagnostic.ts";

export interface Called {
  readonly code: number;
  readonly stdout: string;
  /** On standard error, without diagnostics. */
  readonly talk: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly codes: readonly string[];
}

/** `columns`: of a terminal; absent: a pipe. */
export async function call(
  command: Command,
  args: readonly string[],
  options: Options = {},
  columns?: number,
): Promise<Called> {
  let stdout = "";
  let talk = "";
  const diagnostics: Diagnostic[] = [];
  const write = (data: string | Uint8Array): void => {
    stdout += typeof data === "string" ? data : new TextDecoder().decode(data);
  };
  const style = { color: false, form: "narrated", ...(columns === undefined ? {} : { columns }) } as const;
  const context: Context = {
    terminal: {
      out: write,
      talk: (text) => {
        talk += text;
      },
      outStyled: write,
      talkStyled: (text) => {
        talk += text;
      },
      outStyle: style,
      talkStyle: style,
      interactive: false,
      screen: false,
    },
    environment: {},
    version: "0.0.0",
    describe: describeCommandLine,
    enter: () => undefined,
    report: async (found) => void diagnostics.push(...found),
  };
  let code: number;
  try {
    code = await command(args, options, context);
  } catch (error) {
    if (!(error instanceof CnncError)) throw error;
    diagnostics.push(error.diagnostic);
    code = error.exit;
  }
  return { code, stdout, talk, diagnostics, codes: diagnostics.map((each) => each.code) };
}

/** As the command line gives them: `set("classes=26")`. */
export function set(...texts: readonly string[]): { readonly set: readonly Setting[] } {
  return {
    set: texts.map((text) => {
      const at = text.indexOf("=");
      return { key: text.slice(0, at), value: text.slice(at + 1), text };
    }),
  };
}

/** What is truly said of a training of a moment on a few images, and is not what its test is about. */
const ofFewImages: readonly string[] = ["data/small-part", "data/unlike-training", "train/no-better-than-guessing"];

/** The codes of a tiny training without those. */
export function besidesFewImages(codes: readonly string[]): readonly string[] {
  return codes.filter((code) => !ofFewImages.includes(code));
}
