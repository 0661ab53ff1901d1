/**
 * Completion for zsh, by its own `_arguments`. Takes the command line as data; gives a script to source, or to lie as `_cnnc` in
 * a folder of `fpath`.
 */
import { posixQuoted } from "../shell-words.ts";
import type { CommandLine, OptionLine, Values } from "./command-line.ts";

export function zshScript({ commands, options, models }: CommandLine): string {
  const described = (pairs: readonly (readonly [string, string])[]): string =>
    pairs.map(([name, summary]) => posixQuoted(`${escaped(name)}:${summary}`)).join("\n        ");
  const names = commands.map(({ name, summary }) => [name, summary] as const);
  return `#compdef cnnc
# cnnc for zsh: source <(cnnc completions zsh), or save this as _cnnc in a folder of $fpath

_cnnc_programs() {
  _files -g '*.cnn'
  if [[ -n $PREFIX ]]; then compadd -- ${models.map(posixQuoted).join(" ")}; fi
}

_cnnc_runs() {
  local -a runs
  runs=(runs/*/run.json(N:h))
  if (( $#runs )); then compadd -f -- $runs; else _files -/; fi
}

_cnnc() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  _arguments -C \\
    ${[...options.flatMap(specs).map(posixQuoted), "'1:command:->command'", "'*::argument:->argument'"].join(" \\\n    ")}
  case $state in
    command)
      local -a commands
      commands=(
        ${described([...names, ["help", "show help for a command"]])}
      )
      _describe -t commands command commands
      ;;
    argument)
      case $words[1] in
        'help') _arguments ${posixQuoted(`1:command:(${commands.map(({ name }) => name).join(" ")})`)} ;;
${commands
  .map(
    (each) =>
      `        ${posixQuoted(each.name)})\n          _arguments -S \\\n            ${[
        ...each.options.flatMap(specs),
        ...each.arguments.map(
          ({ values, repeated }, i) => `${repeated ? "*" : `${i + 1}:`}:${messageOf(values)}:${action(values)}`,
        ),
      ]
        .map(posixQuoted)
        .join(" \\\n            ")}\n          ;;`,
  )
  .join("\n")}
      esac
      ;;
  esac
}

if [[ $funcstack[1] == _cnnc ]]; then _cnnc "$@"; else compdef _cnnc cnnc; fi
`;
}

/** \`--format=[how to write]:words:(human json)\`; a value may stand behind \`=\` or be the next word. */
function specs({ long, short, summary, values }: OptionLine): readonly string[] {
  const value = values === undefined ? "" : `:${messageOf(values)}:${action(values)}`;
  const text = `[${summary.replace(/[[\]\\]/g, "\\$&")}]`;
  const others = short === undefined ? "" : `(${short} ${long})`;
  const all = [`${others}${long}${value === "" ? "" : "="}${text}${value}`];
  return short === undefined ? all : [...all, `${others}${short}${text}${value}`];
}

const messageOf = ({ kind }: Values): string => (kind === "words" ? "word" : kind === "none" ? "value" : kind);

function action(values: Values): string {
  switch (values.kind) {
    case "words":
      return `(${values.words.map(escaped).join(" ")})`;
    case "program":
      return "_cnnc_programs";
    case "run":
      return "_cnnc_runs";
    case "module":
      return '_files -g "*.wasm"';
    case "file":
      return "_files";
    case "folder":
      return "_files -/";
    case "none":
      return " ";
    default:
      return values satisfies never;
  }
}

/** Where blanks, colons and parentheses would end a word. */
function escaped(word: string): string {
  return word.replace(/[^\w./-]/g, "\\$&");
}
