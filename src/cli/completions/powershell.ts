/**
 * Completion for PowerShell (5 and newer). Takes the command line as data; gives a script for the profile. Files are offered by
 * PowerShell itself where nothing else is.
 */
import { powershellQuoted } from "../shell-words.ts";
import type { CommandLine, OptionLine } from "./command-line.ts";

export function powershellScript({ commands, options, models }: CommandLine): string {
  const row = ({ long, summary, values }: OptionLine): string => {
    const words = values?.kind === "words" ? list(values.words) : "@()";
    return `@{ Name = ${quoted(long)}; Summary = ${quoted(summary)}; Value = ${values === undefined ? "$false" : "$true"}; Words = ${words} }`;
  };
  const rows = (all: readonly OptionLine[], indent: string): string =>
    `@(${all.map((each) => `\n${indent}  ${row(each)}`).join("")}\n${indent})`;
  const wordsOf = (each: CommandLine["commands"][number]): string =>
    list(
      each.arguments.flatMap(({ values }) =>
        values.kind === "words" ? values.words : values.kind === "program" ? models : [],
      ),
    );
  return `# cnnc for PowerShell: cnnc completions pwsh | Out-String | Invoke-Expression, in $PROFILE
Register-ArgumentCompleter -Native -CommandName cnnc -ScriptBlock {
  param($word, $ast, $cursor)
  $options = ${rows(options, "  ")}
  $commands = [ordered]@{
${commands
  .map(
    (each) =>
      `    ${quoted(each.name)} = @{ Summary = ${quoted(each.summary)}; Words = ${wordsOf(each)}; Options = ${rows(each.options, "    ")} }`,
  )
  .join("\n")}
  }
  $before = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  $command = @($before | Where-Object { -not $_.StartsWith('-') })[0]
  if ($command -and $commands.Contains($command)) { $options = $commands[$command].Options }
  $last = if ($before.Count -gt 0) { $before[-1] } else { '' }
  $open = $options | Where-Object { $_.Name -eq $last -and $_.Value }
  $found = if ($open) {
    $open.Words | ForEach-Object { , @($_, $_) }
  } elseif ($word.StartsWith('-')) {
    $options | ForEach-Object { , @($_.Name, $_.Summary) }
  } elseif (-not $command) {
    $commands.Keys | ForEach-Object { , @($_, $commands[$_].Summary) }
  } elseif ($commands.Contains($command) -and $word) {
    $commands[$command].Words | ForEach-Object { , @($_, $_) }
  }
  $found | Where-Object { $_ -and $_[0].StartsWith($word) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
  }
}
`;
}

const quoted = powershellQuoted;

function list(words: readonly string[]): string {
  return `@(${words.map(powershellQuoted).join(", ")})`;
}
