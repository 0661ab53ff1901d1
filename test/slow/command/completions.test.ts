/** Completion in zsh and fish, as a person presses the key: skipped with a word where a shell is not installed. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { fishScript } from "../../../src/cli/completions/fish.ts";
import { zshScript } from "../../../src/cli/completions/zsh.ts";
import { fishQuoted } from "../../../src/cli/shell-words.ts";
import { buildOnce, cnnc, temporaryFolder } from "../../cli/command.ts";

const has = (shell: string): boolean => {
  const there = spawnSync(shell, ["--version"]).status === 0;
  if (!there) console.log(`completions: ${shell} is not installed, its tests are skipped`);
  return there;
};
const evil = "$(touch pwned)`touch pwned`'; touch pwned; '\" & touch pwned";
const hostile = {
  commands: [
    {
      name: "one",
      summary: evil,
      options: [{ long: "--evil", summary: evil, values: { kind: "words" as const, words: [evil] } }],
      arguments: [{ values: { kind: "words" as const, words: [evil] }, repeated: true }],
    },
  ],
  options: [],
  models: [evil],
};

let folder = "";
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  await buildOnce();
  folder = temporaryFolder();
  for (const shell of ["zsh", "fish"])
    writeFileSync(at(`script.${shell}`), (await cnnc(["completions", shell])).stdout);
  writeFileSync(at("evil.zsh"), zshScript(hostile));
  writeFileSync(at("evil.fish"), fishScript(hostile));
  mkdirSync(at("here/runs/Net"), { recursive: true });
  mkdirSync(at("here/nets"));
  for (const name of ["a.cnn", "b.cnn", "note.txt", "m.wasm", "runs/Net/run.json"])
    writeFileSync(at(`here/${name}`), "");
}, 120_000);

/** A word each: what is offered for a line. */
const cases: [line: string, offered: string[], not: string[]][] = [
  ["cnnc che", ["check"], ["chek", "train"]],
  ["cnnc check --format ", ["human", "json", "github", "sarif"], ["a.cnn"]],
  ["cnnc check --ma", ["--max-warnings"], []],
  ["cnnc check ", ["a.cnn", "b.cnn", "nets/"], ["note.txt", "m.wasm"]],
  ["cnnc summary ResNet1", ["ResNet18", "ResNet101", "ResNet152"], ["ResNet50"]],
  ["cnnc eval r", ["runs/Net"], ["a.cnn"]],
  ["cnnc predict runs/Net ", ["note.txt", "nets/"], []],
  ["cnnc inspect ", ["m.wasm"], ["note.txt"]],
  ["cnnc export a.cnn --to py", ["pytorch"], ["safetensors"]],
  ["cnnc completions ", ["bash", "zsh", "fish", "pwsh"], []],
];

describe.skipIf(!has("fish"))("fish", () => {
  const complete = (script: string, line: string): string => {
    const { stdout, stderr } = spawnSync("fish", ["--no-config", "-c", `source ${fishQuoted(at(script))}; complete -C ${fishQuoted(line)}`], { cwd: at("here"), encoding: "utf8" }); // prettier-ignore
    expect(stderr).toBe("");
    return stdout.replace(/\t.*$/gm, "");
  };
  it.each(cases)("%s", (line, offered, not) => {
    const found = complete("script.fish", line).split("\n");
    for (const word of offered) expect(found).toContain(word);
    for (const word of not) expect(found).not.toContain(word);
  });
  it("runs nothing that stands in the tables", () => {
    expect(complete("evil.fish", "cnnc one ")).toBe(`${evil}\n`);
    expect(complete("evil.fish", "cnnc one --evil ")).toBe(`${evil}\n`);
    expect(existsSync(at("here/pwned"))).toBe(false);
  });
});

/** Types each line into a zsh on a terminal of its own, presses tab, and prints what is then on the screen. */
const TYPE = `
zmodload zsh/zpty
zpty -b z 'TERM=dumb zsh -f'
read_all() { local piece; while zpty -r -t z piece; do print -rn -- $piece; done }
zpty -w z "PROMPT=; autoload -Uz compinit; compinit -D; LISTMAX=1000; source \${(q)1}; print REA''DY"
for n in {1..100}; do sleep 0.1; text+=$(read_all); [[ $text == *READY* ]] && break; done
zpty -w -n z "$2"$'\\t'
old=; text=
for n in {1..50}; do sleep 0.2; text+=$(read_all); [[ -n $text && $text == $old ]] && (( n > 5 )) && break; old=$text; done
print -r -- $text
`;

describe.skipIf(!has("zsh"))("zsh", () => {
  const complete = (script: string, line: string): string => {
    writeFileSync(at("type.zsh"), TYPE);
    const { stdout } = spawnSync("zsh", ["-f", at("type.zsh"), at(script), line], {
      cwd: at("here"),
      encoding: "utf8",
    });
    return stdout.replaceAll("\r", "");
  };
  it.each(cases)("%s", (line, offered, not) => {
    // A folder that is the only answer gets its slash, an option that takes a value its sign.
    const found = complete("script.zsh", line)
      .split(/\s+/)
      .map((each) => each.replace(/(Net)\/$|=$/, "$1"));
    for (const word of offered) expect(found).toContain(word);
    for (const word of not) expect(found).not.toContain(word);
  });
  it("runs nothing that stands in the tables", () => {
    expect(complete("evil.zsh", "cnnc on")).toContain("cnnc one ");
    complete("evil.zsh", "cnnc one ");
    complete("evil.zsh", "cnnc one --evil ");
    expect(existsSync(at("here/pwned"))).toBe(false);
  });
});
