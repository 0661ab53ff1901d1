/**
 * From words on the command line to a command's code. Takes the table of commands; gives the command and its options, or throws
 * wrong usage as a `CnncError` of exit 2. Help begins with examples.
 */
import { type CommanderError, Command as Parser, Option } from "commander";
import { CnncError } from "../diagnostics/diagnostic.ts";
import { COMMANDS, type CommandRow } from "./commands.ts";
import { argumentValues, type CommandLine, type OptionLine, optionValues } from "./completions/command-line.ts";
import { OPTIONS, type Options } from "./options.ts";
import type { ColorChoice } from "./terminal.ts";
import { explainUsage } from "./usage.ts";

/** A command as the user called it. */
export interface Invocation {
  readonly row: CommandRow;
  readonly args: readonly string[];
  readonly options: Options;
  readonly color: ColorChoice;
}

interface Output {
  readonly out: (text: string) => void;
  readonly talk: (text: string) => void;
}

/** Throws commander's `CommanderError` when help or the version is all there was to say. */
export function parseArguments(words: readonly string[], version: string, { out, talk }: Output): Invocation {
  let invocation: Invocation | undefined;
  const root = new Parser("cnnc")
    .description("A compiler for convolutional networks: a .cnn file in, one small WebAssembly module out.")
    .version(version, "-V, --version", "show the version")
    .helpOption("-h, --help", "show help")
    .addHelpCommand(
      new Parser("help")
        .argument("[command]")
        .helpOption(false)
        .helpGroup("Around them:")
        .description("show help for a command"),
    )
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: out, writeErr: talk, outputError: () => undefined })
    .addOption(colorOption())
    .addHelpText(
      "before",
      examples(["cnnc check lenet5.cnn", "cnnc train lenet5.cnn", "cnnc predict runs/LeNet5 7.png"]),
    );
  root.exitOverride((error) => stop(error, root));
  for (const row of COMMANDS) {
    const command = root.command(row.name).helpGroup(row.group).description(row.summary).addOption(colorOption());
    command.addHelpText("before", examples(row.examples)).exitOverride((error) => stop(error, command));
    for (const [name, description] of row.arguments) command.argument(name, description);
    for (const name of row.options) command.addOption(OPTIONS[name]());
    command.action((...given: unknown[]) => {
      const args = given
        .slice(0, row.arguments.length)
        .flat()
        .filter((arg) => typeof arg === "string");
      const { color, ...options } = command.opts<Options & { color?: ColorChoice }>();
      invocation = { row, args, options, color: color ?? root.opts<{ color?: ColorChoice }>().color ?? "auto" };
    });
  }
  root.parse(signsLast(words), { from: "user" });
  if (invocation === undefined) throw new Error("commander called no command and threw nothing");
  return invocation;
}

/** `cnnc explain "->"`: no option is called so, and what stands behind `--` is none. */
function signsLast(words: readonly string[]): string[] {
  const isSign = (word: string): boolean => /^-[^\w-]/.test(word);
  if (!words.some(isSign) || words.includes("--")) return [...words];
  return [...words.filter((word) => !isSign(word)), "--", ...words.filter(isSign)];
}

/** The tables as data, for scripts that complete what is typed. */
export function describeCommandLine(): Omit<CommandLine, "models"> {
  const describe = ({ flags, description, long, short, argChoices }: Option): OptionLine => {
    const values = optionValues(flags, argChoices);
    return { long: long!, ...(short ? { short } : {}), summary: description, ...(values ? { values } : {}) };
  };
  const help: OptionLine = { long: "--help", short: "-h", summary: "show help" };
  const everywhere = [describe(colorOption()), help];
  const commands = COMMANDS.map((row) => ({
    name: row.name,
    summary: row.summary,
    options: [...row.options.map((name) => describe(OPTIONS[name]())), ...everywhere],
    arguments: row.arguments.map(([written, , words]) => ({
      values: argumentValues(written, words),
      repeated: written.includes("..."),
    })),
  }));
  const version: OptionLine = { long: "--version", short: "-V", summary: "show the version" };
  return { commands, options: [...everywhere, version] };
}

/** Help without a command is wrong usage too, and says all there is to say. */
function stop(error: CommanderError, command: Parser): never {
  if (error.exitCode === 0 || error.code === "commander.help") throw error;
  throw new CnncError(explainUsage(error, command), 2);
}

function colorOption(): Option {
  return new Option("--color <when>", "color in the output").choices(["auto", "always", "never"]);
}

function examples(lines: readonly string[]): string {
  return `Examples:\n${lines.map((line) => `  ${line}`).join("\n")}\n`;
}
