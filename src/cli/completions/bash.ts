/**
 * Completion for bash (4.0 and newer, with nothing else installed). Takes the command line as data; gives a script to source.
 * Words are offered from arrays, never by `compgen -W`, which would run what stands in them.
 */
import { posixQuoted } from "../shell-words.ts";
import type { CommandLine, OptionLine, Values } from "./command-line.ts";

export function bashScript({ commands, options, models }: CommandLine): string {
  const names = commands.map(({ name }) => name);
  const lines = (command: string, all: readonly OptionLine[]): string[] =>
    all.flatMap(({ long, short, values }) =>
      values === undefined
        ? []
        : [long, ...(short === undefined ? [] : [short])].map(
            (flag) => `    ${posixQuoted(`${command} ${flag}`)}) ${offer(values)} ;;`,
          ),
    );
  const flagsOf = (all: readonly OptionLine[]): string => words(all.map(({ long }) => long));
  return `# cnnc for bash: source <(cnnc completions bash), or put this into ~/.local/share/bash-completion/completions/cnnc
_cnnc_words() {
  local word
  for word in "\${@:2}"; do
    if [[ $word == "$1"* ]]; then COMPREPLY+=("$word"); fi
  done
}

_cnnc_files() {
  local file
  compopt -o filenames 2>/dev/null
  while IFS= read -r file; do
    if [[ -d $file || $file == $2 ]]; then COMPREPLY+=("$file"); fi
  done < <(compgen -f -- "$1")
}

_cnnc_programs() {
  _cnnc_files "$1" '*.cnn'
  if [[ -n $1 ]]; then _cnnc_words "$1" ${words(models)}; fi
}

_cnnc_runs() {
  local file
  for file in runs/*/run.json; do
    if [[ -f $file && \${file%/run.json} == "$1"* ]]; then COMPREPLY+=("\${file%/run.json}"); fi
  done
  if ((\${#COMPREPLY[@]} == 0)); then _cnnc_files "$1" ''; else compopt -o filenames 2>/dev/null; fi
}

# What stands behind an option; fails where none of this name takes a value.
_cnnc_value() {
  case "$1" in
${[...lines("", options), ...commands.flatMap((each) => lines(each.name, each.options))].join("\n")}
    *) return 1 ;;
  esac
}

_cnnc() {
  local cur=\${COMP_WORDS[COMP_CWORD]} flag=\${COMP_WORDS[COMP_CWORD - 1]} command= count=0 i
  COMPREPLY=()
  # Readline makes words of \`--format=json\`: the option, \`=\` and the value.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $flag == = ]]; then
    flag=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      -?*)
        if _cnnc_value "$command \${COMP_WORDS[i]}"; then
          ((i++))
          if [[ \${COMP_WORDS[i]} == = ]]; then ((i++)); fi
        fi
        COMPREPLY=()
        ;;
      *) if [[ -z $command ]]; then command=\${COMP_WORDS[i]}; else ((count++)); fi ;;
    esac
  done
  if [[ $flag == -?* ]] && _cnnc_value "$command $flag"; then return; fi
  COMPREPLY=()
  case "$command" in
    '') if [[ $cur == -* ]]; then _cnnc_words "$cur" ${flagsOf(options)}; else _cnnc_words "$cur" ${words([...names, "help"])}; fi ;;
    'help') _cnnc_words "$cur" ${words(names)} ;;
${commands
  .map(
    (each) => `    ${posixQuoted(each.name)})
      if [[ $cur == -* ]]; then
        _cnnc_words "$cur" ${flagsOf(each.options)}
      else
${positions(each.arguments)}
      fi
      ;;`,
  )
  .join("\n")}
  esac
}

complete -F _cnnc cnnc
`;
}

function positions(all: CommandLine["commands"][number]["arguments"]): string {
  if (all.length === 0) return "        :";
  const cases = all.map(({ values, repeated }, i) => `          ${repeated ? "*" : i}) ${offer(values)} ;;`);
  return `        case $count in\n${cases.join("\n")}\n        esac`;
}

/** \`cur\` is the word as far as it is written. */
function offer(values: Values): string {
  switch (values.kind) {
    case "words":
      return `_cnnc_words "$cur" ${words(values.words)}`;
    case "program":
      return `_cnnc_programs "$cur"`;
    case "run":
      return `_cnnc_runs "$cur"`;
    case "module":
      return `_cnnc_files "$cur" '*.wasm'`;
    case "file":
      return `_cnnc_files "$cur" '*'`;
    case "folder":
      return `_cnnc_files "$cur" ''`;
    case "none":
      return ":";
    default:
      return values satisfies never;
  }
}

function words(all: readonly string[]): string {
  return all.map(posixQuoted).join(" ");
}
