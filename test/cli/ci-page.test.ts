/** docs/ci.md: its YAML and JSON parse, every command in it exists with its options, and the hook for git does what it says. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { format } from "prettier";
import { beforeAll, describe, expect, it } from "vitest";
import { parseArguments } from "../../src/cli/program.ts";
import { buildOnce, CNNC, cnnc, ROOT, temporaryFolder } from "./command.ts";
import { smallProgram } from "./small-data.ts";

const page = readFileSync(join(ROOT, "docs/ci.md"), "utf8");
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, text]) => (name === language ? [text!] : []));
const silent = { out: () => undefined, talk: () => undefined };

/** Words of each call of `cnnc` in blocks and in the text. */
const calls = [...page.matchAll(/(?:^|[\s"`])(?:npx )?cnnc ((?:[\w./-]+)(?: [\w./-]+)*)/gm)].map(([, words]) =>
  words!.split(" "),
);

it("has examples of each kind", () => {
  expect([blocks("yaml").length, blocks("json").length, blocks("sh").length]).toEqual([3, 1, 3]);
  expect(calls.length).toBeGreaterThan(12);
});

it.each(blocks("yaml").map((text) => [text.split("\n")[0], text]))("yaml: %s", async (_, text) => {
  expect(await format(text!, { parser: "yaml" })).toBe(text);
  await expect(format(`${text}\n  - [`, { parser: "yaml" })).rejects.toThrow();
});

it.each(blocks("json"))("json", (text) => {
  expect(() => JSON.parse(text)).not.toThrow();
});

it.each(calls.map((words) => [words.join(" "), words] as const))("cnnc %s", (_, words) => {
  // Where the names of files are put behind.
  const needsFile = ["check", "fmt"].includes(words[0]!) && !words.slice(1).some((word) => /^[^-]*[.c]|^-$/.test(word));
  const { row } = parseArguments([...words, ...(needsFile ? ["a.cnn"] : [])], "0", silent);
  expect(row.name).toBe(words[0]);
});

describe.skipIf(process.platform === "win32")("the hook for git", () => {
  let folder = "";
  let bin = "";
  beforeAll(async () => {
    await buildOnce();
    folder = temporaryFolder();
    bin = join(folder, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "npx"), `#!/bin/sh\nshift\nexec "${process.execPath}" "${CNNC}" "$@"\n`);
    chmodSync(join(bin, "npx"), 0o755);
    mkdirSync(join(folder, "repository"));
    expect(git("init", "-q").status).toBe(0);
    const hook = join(folder, "repository/.git/hooks/pre-commit");
    writeFileSync(
      hook,
      blocks("sh").find((text) => text.startsWith("#!"))!,
    );
    chmodSync(hook, 0o755);
  }, 120_000);

  const git = (...words: readonly string[]) =>
    spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...words], {
      cwd: join(folder, "repository"),
      encoding: "utf8",
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
    });
  const commit = (name: string, text: string) => {
    writeFileSync(join(folder, "repository", name), text);
    git("add", "-A", "--", `./${name}`);
    return git("commit", "-q", "-m", name);
  };

  it("lets good programs pass, whatever their names, and refuses the others", async () => {
    const formatted = (await cnnc(["fmt", "-"], { input: smallProgram() })).stdout;
    for (const name of ["good.cnn", "-two words '$(x).cnn", "note.txt"])
      expect(commit(name, name === "note.txt" ? "text" : formatted)).toMatchObject({ status: 0 });
    const bad = commit("bad.cnn", formatted.replace("relu", "relo"));
    expect([bad.status === 0, `${bad.stdout}${bad.stderr}`.includes("check/unknown-layer")]).toEqual([false, true]);
    git("rm", "-q", "-f", "bad.cnn");
    const loose = commit("loose.cnn", formatted.replace("{\n  input", "{ input"));
    // Git lets hooks talk on its standard error.
    expect([loose.status === 0, loose.stderr.trim()]).toEqual([false, "loose.cnn"]);
  });
});

it("SARIF of a folder goes to standard output alone", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "bad.cnn"), smallProgram().replace("relu", "relo"));
  const { code, stdout } = await cnnc(["check", ".", "--format", "sarif"], { cwd: folder });
  expect([code, JSON.parse(stdout).version]).toEqual([1, "2.1.0"]);
});
