/**
 * Editors attach to `cnnc lsp` by what their pages say: headless Neovim and Emacs show a diagnostic, a hover, and a program that is
 * formatted when it is saved. An editor that is not here is skipped, and the reason printed.
 */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildOnce, CNNC } from "../../cli/command.ts";
import { partOf } from "../../editor/editors.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "cnnc-editors-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const wrong = "model Net {\n  input 28x28x1\n  conv 50x50x6\n  fc 10\n}\n";
const plain = "model Net {\n input 28x28x1\n    conv   5x5x6->relu\n  fc 10\n}";
const formatted = "model Net {\n  input 28x28x1\n  conv 5x5x6 -> relu\n  fc 10\n}\n";

interface Result {
  readonly attached: number;
  readonly diagnostics: readonly (string | { readonly message: string; readonly line: number })[];
  readonly hover: string;
  readonly left: number;
  readonly text: string;
}

/** A command `cnnc` on the `PATH`, as an installed one. */
function environment(name: string): {
  readonly home: string;
  readonly program: string;
  readonly result: string;
  readonly env: NodeJS.ProcessEnv;
} {
  const home = join(folder, name);
  const bin = join(home, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, "cnnc"),
    `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} ${JSON.stringify(CNNC)} "$@"\n`,
  );
  chmodSync(join(bin, "cnnc"), 0o755);
  const program = join(home, "net.cnn");
  writeFileSync(program, wrong);
  const result = join(home, "result.json");
  const env = {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_DATA_HOME: join(home, "data"),
    XDG_STATE_HOME: join(home, "state"),
    XDG_CACHE_HOME: join(home, "cache"),
    PATH: [bin, process.env.PATH].join(delimiter),
    CNNC_RESULT: result,
    CNNC_PROGRAM: program,
    CNNC_PLAIN: plain,
  };
  return { home, program, result, env };
}

function versionOf(command: string, pattern: RegExp): string | undefined {
  try {
    return pattern.exec(execFileSync(command, ["--version"], { encoding: "utf8" }))?.[1];
  } catch {
    return undefined;
  }
}

function read(result: string): Result {
  return JSON.parse(readFileSync(result, "utf8")) as Result;
}

const script = (name: string): string => join(import.meta.dirname, name);

beforeAll(buildOnce, 300_000);

describe("Neovim", () => {
  it("attaches, shows a diagnostic and a hover, and formats on saving", (context) => {
    const version = versionOf("nvim", /NVIM v(\d+\.\d+)/);
    if (version === undefined) return context.skip("nvim is not installed");
    const { home, program, result, env } = environment("nvim");
    writeFileSync(join(home, "init.lua"), partOf("neovim-0.7", "lua"));
    execFileSync(
      "nvim",
      ["--headless", "-u", join(home, "init.lua"), program, "-c", `luafile ${script("attach.lua")}`],
      {
        env,
        timeout: 120_000,
        stdio: "pipe",
      },
    );
    const shown = read(result);
    expect(shown.diagnostics).toEqual([expect.objectContaining({ line: 2, message: expect.stringMatching(/50x50/) })]);
    expect(shown).toMatchObject({ attached: 1, filetype: "cnn", left: 0, text: formatted });
    expect(shown.hover).toMatch(/conv/);
    expect(readFileSync(program, "utf8")).toBe(formatted);
  });
});

describe("Emacs", () => {
  it("attaches by eglot, shows a diagnostic and a hover, and formats on saving", (context) => {
    if (versionOf("emacs", /GNU Emacs (\d+)/) === undefined) return context.skip("emacs is not installed");
    const { home, program, result, env } = environment("emacs");
    writeFileSync(join(home, "init.el"), partOf("emacs", "elisp"));
    const has = (): boolean => {
      try {
        execFileSync("emacs", ["--batch", "--eval", "(progn (package-initialize) (require 'eglot))"], {
          env,
          stdio: "pipe",
        });
        return true;
      } catch {
        return false;
      }
    };
    if (!has()) return context.skip("eglot is not installed (Debian: elpa-eglot)");
    execFileSync(
      "emacs",
      ["--batch", "--eval", "(package-initialize)", "-l", join(home, "init.el"), "-l", script("attach.el")],
      {
        env,
        timeout: 120_000,
        stdio: "pipe",
      },
    );
    expect(existsSync(result)).toBe(true);
    const shown = read(result);
    expect(shown.diagnostics).toEqual([expect.stringMatching(/50x50/)]);
    expect(shown).toMatchObject({ attached: 1, mode: "cnn-mode", left: 0, text: formatted });
    expect(shown.hover).toMatch(/conv/);
    expect(readFileSync(program, "utf8")).toBe(formatted);
  });
});
