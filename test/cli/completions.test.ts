/** `cnnc completions`: the scripts hold every command and option of the tables; bash completes with one, and runs nothing of it. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { completions } from "../../src/cli/commands/completions.ts";
import { bashScript } from "../../src/cli/completions/bash.ts";
import type { CommandLine } from "../../src/cli/completions/command-line.ts";
import { describeCommandLine } from "../../src/cli/program.ts";
import { fishQuoted, posixQuoted, posixWord, powershellQuoted } from "../../src/cli/shell-words.ts";
import { call } from "./call.ts";
import { temporaryFolder } from "./command.ts";

let folder = "";
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = temporaryFolder();
  for (const shell of ["bash", "zsh", "fish", "pwsh"])
    writeFileSync(at(`script.${shell}`), (await call(completions, [shell])).stdout);
  mkdirSync(at("here/runs/Net"), { recursive: true });
  mkdirSync(at("here/nets"));
  for (const name of ["a.cnn", "b c.cnn", "note.txt", "m.wasm", "runs/Net/run.json"])
    writeFileSync(at(`here/${name}`), "");
});

/** What bash offers for the last word. */
function complete(script: string, ...words: readonly string[]): readonly string[] {
  const ask = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cnnc; ((\${#COMPREPLY[@]})) && printf "%s\\n" "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", ask, script, ...words], {
    cwd: at("here"),
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout.split("\n").filter(Boolean).sort();
}

describe("every script", () => {
  it.each(["bash", "zsh", "fish", "pwsh"])("%s: has every command and option of the tables", async (shell) => {
    const { code, stdout } = await call(completions, [shell]);
    expect(code).toBe(0);
    for (const { name, options } of describeCommandLine().commands) {
      expect(stdout).toContain(name);
      for (const { long } of options) expect(stdout).toContain(shell === "fish" ? `-l '${long.slice(2)}'` : long);
    }
    expect(stdout).toContain("ResNet152");
  });

  it("no other shell", async () => {
    const { code, diagnostics } = await call(completions, ["bsh"]);
    expect([code, diagnostics[0]!.code, diagnostics[0]!.help]).toEqual([2, "cli/bad-value", "did you mean `bash`?"]);
  });
});

describe.skipIf(process.platform === "win32")("bash", () => {
  const cases: [words: string[], offered: string[]][] = [
    [["ch"], ["check"]],
    [["help", "mo"], ["models"]],
    [
      ["check", "--f"],
      ["--fix", "--format"],
    ],
    [
      ["check", "--format", ""],
      ["github", "human", "json", "sarif"],
    ],
    [["check", "--format", "=", "j"], ["json"]],
    [
      ["check", "--format", "="],
      ["github", "human", "json", "sarif"],
    ],
    [["--color", "never", "su"], ["summary"]],
    [
      ["check", ""],
      ["a.cnn", "b c.cnn", "nets", "runs"],
    ],
    [["check", "a.cnn", "b"], ["b c.cnn"]],
    [["summary", "ResNet15"], ["ResNet152"]],
    [["summary", "a.cnn", ""], []],
    [["eval", ""], ["runs/Net"]],
    [["eval", "--data", "nets", ""], ["runs/Net"]],
    [["eval", "n"], ["nets"]],
    [
      ["predict", "runs/Net", "n"],
      ["nets", "note.txt"],
    ],
    [
      ["inspect", ""],
      ["m.wasm", "nets", "runs"],
    ],
    [["export", "a.cnn", "--to", "py"], ["pytorch"]],
    [
      ["init", "--template", ""],
      ["folder", "mnist", "segmentation"],
    ],
    [
      ["completions", ""],
      ["bash", "fish", "pwsh", "zsh"],
    ],
    [["nothing", "--"], []],
  ];
  for (const [words, offered] of cases)
    it(`cnnc ${words.join(" ")}`, () => {
      expect(complete(at("script.bash"), "cnnc", ...words)).toEqual(offered);
    });

  it("offers every command, and every option of each", () => {
    expect(complete(at("script.bash"), "cnnc", "")).toEqual([...COMMANDS.map(({ name }) => name), "help"].sort());
    for (const { name, options } of describeCommandLine().commands)
      expect(complete(at("script.bash"), "cnnc", name, "--")).toEqual(options.map(({ long }) => long).sort());
  });

  it("runs nothing that stands in the tables, whatever it is", () => {
    const evil = "$(touch pwned)`touch pwned`'; touch pwned; '\" & touch pwned #\\";
    const line: CommandLine = {
      commands: [
        {
          name: evil,
          summary: evil,
          options: [{ long: "--evil", summary: evil, values: { kind: "words", words: [evil] } }],
          arguments: [{ values: { kind: "words", words: [evil] }, repeated: true }],
        },
      ],
      options: [],
      models: [evil],
    };
    writeFileSync(at("evil.bash"), bashScript(line));
    expect(complete(at("evil.bash"), "cnnc", "$")).toEqual([evil]);
    expect(complete(at("evil.bash"), "cnnc", evil, "")).toEqual([evil]);
    expect(complete(at("evil.bash"), "cnnc", evil, "--evil", "")).toEqual([evil]);
    expect(existsSync(at("here/pwned"))).toBe(false);
  });
});

describe("words for shells", () => {
  const texts = ["plain", "it's", 'say "hi"', "$HOME `x` \\", "two\nlines", "-dash", "", "ü*?[]{}~!#&;|<>()", "a’b"];

  it("mean exactly the text to sh", () => {
    for (const quote of [posixQuoted, posixWord])
      for (const text of texts) {
        const { stdout } = spawnSync("sh", ["-c", `printf '%s' ${quote(text)}`], { encoding: "utf8" });
        expect(stdout).toBe(text);
      }
  });

  it("double quotes of PowerShell, of every form, and escape those of fish", () => {
    expect(powershellQuoted("it's a’b $x `n")).toBe("'it''s a’’b $x `n'");
    expect(fishQuoted("it's \\ $x")).toBe("'it\\'s \\\\ $x'");
  });
});
