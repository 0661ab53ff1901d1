/**
 * Wrong usage as a diagnostic: takes what commander found wrong, and the command it was reading; returns a diagnostic with the
 * nearest word that would have been right. Relies on the wording of commander's messages, which tests hold. Exit 2.
 */
import type { Command as Parser, CommanderError } from "commander";
import { settingNames } from "../check/recipe/setting-records.ts";
import { argumentCalled, settingCalled } from "../check/recipe/setting-words.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { badValue, unknownCommand, unknownOption, wrongUsage } from "./diagnostics.ts";

export function explainUsage({ code, message }: CommanderError, command: Parser): Diagnostic {
  const text = message.replace(/^error: /, "");
  const showsHow = `\`${[command.parent?.name(), command.name(), "--help"].filter(Boolean).join(" ")}\` shows how`;
  switch (code) {
    case "commander.unknownCommand":
      return refuseCommand(quoted(text), command);
    case "commander.unknownOption": {
      const flag = quoted(text);
      const flags = optionsOf(command).flatMap(({ long, short }) => [long ?? "", short ?? ""]);
      const help = nearestOf(flag, flags) ?? settingOf(flag, flags) ?? showsHow;
      return unknownOption({ message: `\`${fullName(command)}\` has no option \`${flag}\``, help });
    }
    case "commander.invalidArgument":
      return refuseValue(text) ?? wrongUsage({ message: text, help: showsHow });
    case "commander.excessArguments": {
      const [, most = "0", given = "?"] = /Expected (\d+) arguments? but got (\d+)/.exec(text) ?? [];
      const takes = most === "0" ? "no arguments" : `at most ${most === "1" ? "one argument" : `${most} arguments`}`;
      return wrongUsage({
        message: `\`${fullName(command)}\` takes ${takes}, and was given too many arguments: ${given}`,
        help: showsHow,
      });
    }
    default:
      return wrongUsage({ message: text.replaceAll("'", "`").replace(/\.$/, ""), help: showsHow });
  }
}

function refuseCommand(word: string, root: Parser): Diagnostic {
  const names = root.commands.map((command) => command.name());
  const help = /\.cnn(:\w+)?$/.test(word)
    ? `say what to do with it: \`cnnc check ${word}\``
    : word === "version"
      ? "`cnnc --version` shows the version"
      : (nearestOf(word, names) ?? `the commands are ${names.join(", ")}`);
  return unknownCommand({ message: `unknown command \`${word}\``, help });
}

function refuseValue(text: string): Diagnostic | undefined {
  const found =
    /^option '(?<name>[^']*)' argument '(?<value>.*)' is invalid\. (?<why>.*)$/s.exec(text) ??
    /^command-argument value '(?<value>.*)' is invalid for argument '(?<name>[^']*)'\. (?<why>.*)$/s.exec(text);
  const { name = "", value = "", why = "" } = found?.groups ?? {};
  if (found === null) return undefined;
  const flag = /--[\w-]+/.exec(name)?.[0] ?? name;
  const message = `\`${value}\` is no value of \`${flag}\``;
  const choices = /^Allowed choices are (.*)\.$/s.exec(why)?.[1];
  if (choices === undefined) return badValue({ message, help: why });
  return badValue({ message, help: nearestOf(value, choices.split(", ")) ?? `the values are ${choices}` });
}

/** `--lr` and `--batch-size` are set in the recipe; `-v` asks for the version. */
function settingOf(flag: string, flags: readonly string[]): string | undefined {
  if (flag === "-v") return "`cnnc --version` shows the version";
  const word = flag.replace(/^-+/, "").replaceAll("-", "_");
  const moved = argumentCalled(word);
  const setting = moved
    ? `${moved.into}.${moved.argument}`
    : (settingCalled(word) ?? settingNames.find((name) => name === word));
  if (flags.includes(`--${setting}`)) return `write \`--${setting}\``;
  return setting === undefined ? undefined : `set it in the recipe: \`--set ${setting}=…\``;
}

function nearestOf(word: string, candidates: readonly string[]): string | undefined {
  return didYouMean(word, { start: 0, end: word.length }, candidates)?.help;
}

/** Its own and those of the root: `--color` and `--help` stand everywhere. */
function optionsOf(
  command: Parser,
): readonly { readonly long?: string | undefined; readonly short?: string | undefined }[] {
  return [...command.options, ...(command.parent?.options ?? []), { long: "--help", short: "-h" }];
}

function fullName(command: Parser): string {
  return command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`;
}

/** What stands between the first quotes. */
function quoted(text: string): string {
  return /'(.*)'/s.exec(text)?.[1] ?? text;
}
