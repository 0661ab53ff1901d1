/** What is otherwise on Windows and macOS, by injected paths and errors: this machine is neither. */
import { join, posix, win32 } from "node:path";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { findProjectRoot, isInside } from "../../src/cli/project-root.ts";
import { type RenameSystem, renameFile } from "../../src/cli/rename-file.ts";
import { spellNames } from "../../src/cli/spelled-names.ts";

describe("the root of a project", () => {
  const root = (home: string, working: string, markers: readonly string[], path = posix) =>
    findProjectRoot(home, { working, exists: (file) => markers.includes(file), path });

  it.each([
    ["/p/a/b", "/", ["/p/package.json"], "/p"],
    ["/p/a/b", "/", ["/p/package.json", "/p/a/cnnc.config.json"], "/p/a"],
    ["/p/a/b", "/", ["/p/.git"], "/p"],
    ["/p/a/b", "/p", [], "/p"],
    ["/p", "/p", [], "/p"],
    ["/p/a/b", "/q", [], "/p/a/b"],
    ["/p/ab", "/p/a", [], "/p/ab"],
  ] as const)("%s, working in %s, with %j: %s", (home, working, markers, expected) => {
    expect(root(home, working, markers)).toBe(expected);
  });

  it.each([
    ["C:\\p\\a", "C:\\", ["C:\\p\\package.json"], "C:\\p"],
    ["C:\\p\\a", "C:\\p", [], "C:\\p"],
    ["D:\\p\\a", "C:\\p", [], "D:\\p\\a"],
    ["\\\\host\\share\\p\\a", "C:\\p", ["\\\\host\\share\\p\\.git"], "\\\\host\\share\\p"],
    ["\\\\host\\share\\p\\a", "C:\\p", [], "\\\\host\\share\\p\\a"],
  ] as const)("Windows: %s, working in %s, with %j: %s", (home, working, markers, expected) => {
    expect(root(home, working, markers, win32)).toBe(expected);
  });

  it.each([
    ["C:\\p", "C:\\p\\a.cnn", true],
    ["C:\\p", "c:\\P\\a.cnn", true],
    ["C:\\p", "C:\\p\\..\\a.cnn", false],
    ["C:\\p", "D:\\p\\a.cnn", false],
    ["C:\\p", "C:\\p\\..a.cnn", true],
    ["C:\\p", "\\\\host\\p\\a.cnn", false],
  ])("Windows: below %s lies %s: %s", (folder, file, expected) => {
    expect(isInside(folder, file, win32)).toBe(expected);
  });
});

describe("names as the disk has them", () => {
  const disk: Readonly<Record<string, readonly string[]>> = {
    "C:\\p": ["Blocks", "Straße.cnn"],
    "C:\\p\\Blocks": ["unit.cnn", "cafe\u0301.cnn"],
  };
  const list = (folder: string): readonly string[] => disk[folder] ?? [];
  const spell = (file: string) => spellNames("C:\\p", file, { list, path: win32 });

  it.each([
    ["C:\\p\\Blocks\\unit.cnn", "C:\\p\\Blocks\\unit.cnn", false],
    ["C:\\p\\blocks\\unit.cnn", "C:\\p\\Blocks\\unit.cnn", true],
    ["C:\\p\\Blocks\\Unit.CNN", "C:\\p\\Blocks\\unit.cnn", true],
    ["C:\\p\\Blocks\\caf\u00e9.cnn", "C:\\p\\Blocks\\cafe\u0301.cnn", false],
    ["C:\\p\\Blocks\\Caf\u00e9.cnn", "C:\\p\\Blocks\\cafe\u0301.cnn", true],
    ["C:\\p\\straße.cnn", "C:\\p\\Straße.cnn", true],
    ["C:\\p\\none\\unit.cnn", "C:\\p\\none\\unit.cnn", false],
  ])("%s is %s, in other case: %s", (file, path, otherCase) => {
    expect(spell(file)).toEqual({ path, otherCase });
  });

  it("a folder that cannot be listed is entered as it is written", () => {
    const refuse = (): never => {
      throw new Error("EACCES");
    };
    expect(spellNames("/p", "/p/A/b", { list: refuse, path: posix })).toEqual({ path: "/p/A/b", otherCase: false });
  });
});

describe("renaming over a file that another program has open", () => {
  const held = (code: string, times: number, platform = "win32") => {
    const pauses: number[] = [];
    let tries = 0;
    const at: RenameSystem = {
      platform,
      rename: async () => {
        if (tries++ < times) throw Object.assign(new Error(code), { code });
      },
      wait: async (milliseconds) => pauses.push(milliseconds),
    };
    return { at, pauses, tries: () => tries };
  };

  it.each(["EPERM", "EACCES", "EBUSY"])("%s is tried again on Windows", async (code) => {
    const { at, pauses, tries } = held(code, 3);
    await renameFile("a", "b", at);
    expect([tries(), pauses]).toEqual([4, [10, 20, 40]]);
  });

  it("for two seconds and no longer", async () => {
    const { at, pauses, tries } = held("EPERM", 1000);
    await expect(renameFile("a", "b", at)).rejects.toMatchObject({ code: "EPERM" });
    expect(tries()).toBe(pauses.length + 1);
    expect(pauses.reduce((sum, pause) => sum + pause)).toBe(2100);
  });

  it("other errors, and other systems, are final at once", async () => {
    for (const { at, tries } of [held("ENOSPC", 9), held("EPERM", 9, "linux"), held("EPERM", 9, "darwin")]) {
      await expect(renameFile("a", "b", at)).rejects.toThrow();
      expect(tries()).toBe(1);
    }
  });

  it("renames", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cnnc-rename-"));
    mkdirSync(folder, { recursive: true });
    for (const name of ["a", "b"]) writeFileSync(join(folder, name), name);
    await renameFile(join(folder, "a"), join(folder, "b"));
    expect(readFileSync(join(folder, "b"), "utf8")).toBe("a");
    rmSync(folder, { recursive: true });
  });
});
