/** Completion for fish. Takes the command line as data; gives a script for `~/.config/fish/completions/cnnc.fish`. */
import { fishQuoted } from "../shell-words.ts";
import type { CommandLine, OptionLine, Values } from "./command-line.ts";

const FUNCTIONS = `# Words that are no option and no value of one: the command, and what stands behind it.
function __cnnc_words
    set -l command ''
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if string match -q -- '-?*' $word
            __cnnc_takes_value "$command $word"; and set skip 1
        else
            test -z "$command"; and set command $word
            echo $word
        end
    end
end

# Whether this is the command and, where it is asked, how many words stand behind it: -eq 0, -ge 1.
function __cnnc_is
    set -l words (__cnnc_words)
    test "$words[1]" = "$argv[1]"; or return 1
    set -q argv[2]; or return 0
    test (math (count $words) - 1) $argv[2] $argv[3]
end

function __cnnc_files
    for file in (__fish_complete_path (commandline -ct))
        set -l path (string split -f 1 \\t -- $file)
        if string match -q -- '*/' $path; or string match -q -- $argv[1] $path
            echo $file
        end
    end
end

function __cnnc_runs
    for file in runs/*/run.json
        string replace -- /run.json '' $file
    end
    __fish_complete_directories
end
`;

export function fishScript({ commands, options, models }: CommandLine): string {
  const takers = [{ name: "", options }, ...commands].flatMap((each) =>
    each.options.flatMap(({ long, short, values }) =>
      values === undefined ? [] : [long, ...(short === undefined ? [] : [short])].map((flag) => `${each.name} ${flag}`),
    ),
  );
  const names = commands.map(({ name }) => name);
  const lines = [
    "# cnnc for fish: cnnc completions fish > ~/.config/fish/completions/cnnc.fish",
    "",
    "function __cnnc_takes_value",
    `    contains -- $argv[1] ${takers.map(fishQuoted).join(" ")}`,
    "end",
    "",
    FUNCTIONS,
    "function __cnnc_programs",
    "    __cnnc_files '*.cnn'",
    "    set -l token (commandline -ct)",
    '    if test -n "$token"',
    `        printf '%s\\n' ${models.map(fishQuoted).join(" ")}`,
    "    end",
    "end",
    "",
    "complete -c cnnc -f",
    ...options.map((option) => line("__cnnc_is ''", option)),
    ...commands.map(({ name, summary }) => word("__cnnc_is ''", name, summary)),
    word("__cnnc_is ''", "help", "show help for a command"),
    argument("help", "-eq 0", names.map(fishQuoted).join(" ")),
    ...commands.flatMap((each) => [
      ...each.options.map((option) => line(`__cnnc_is ${fishQuoted(each.name)}`, option)),
      ...each.arguments.flatMap(({ values, repeated }, i) => {
        const text = offer(values);
        return text === "" ? [] : [argument(each.name, `${repeated ? "-ge" : "-eq"} ${i}`, text)];
      }),
    ]),
  ];
  return `${lines.join("\n")}\n`;
}

function argument(command: string, position: string, text: string): string {
  return `complete -c cnnc -n ${fishQuoted(`__cnnc_is ${fishQuoted(command)} ${position}`)} -a ${fishQuoted(text)}`;
}

function word(condition: string, name: string, summary: string): string {
  return `complete -c cnnc -n ${fishQuoted(condition)} -a ${fishQuoted(fishQuoted(name))} -d ${fishQuoted(summary)}`;
}

function line(condition: string, { long, short, summary, values }: OptionLine): string {
  const flags = [
    ...(short === undefined ? [] : [`-s ${fishQuoted(short.slice(1))}`]),
    `-l ${fishQuoted(long.slice(2))}`,
  ];
  const text = values && offer(values);
  // \`-x\`: a value is needed, and no file is one.
  const value = values === undefined ? "" : text === "" ? " -x" : ` -x -a ${fishQuoted(text!)}`;
  return `complete -c cnnc -n ${fishQuoted(condition)} ${flags.join(" ")}${value} -d ${fishQuoted(summary)}`;
}

/** As fish evaluates it: words in quotes, or a substitution. */
function offer(values: Values): string {
  switch (values.kind) {
    case "words":
      return values.words.map(fishQuoted).join(" ");
    case "program":
      return "(__cnnc_programs)";
    case "run":
      return "(__cnnc_runs)";
    case "module":
      return "(__cnnc_files '*.wasm')";
    case "file":
      return "(__fish_complete_path)";
    case "folder":
      return "(__fish_complete_directories)";
    case "none":
      return "";
    default:
      return values satisfies never;
  }
}
