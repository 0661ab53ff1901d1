import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { throwWriteError, writeAtomically } from "../../src/cli/atomic-write.ts";
import { CnncError } from "../../src/diagnostics/diagnostic.ts";
import { temporaryFolder } from "./command.ts";

async function caught(work: () => unknown): Promise<CnncError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof CnncError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

it("replaces a file whole and leaves nothing else", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "weights");
  await writeAtomically(file, "old");
  await writeAtomically(file, new TextEncoder().encode("new"));
  expect(readFileSync(file, "utf8")).toBe("new");
  expect(readdirSync(folder)).toEqual(["weights"]);
});

it("says why it cannot, with exit 3, and leaves the old file", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "taken"));
  for (const path of [join(folder, "nowhere", "file"), join(folder, "taken")]) {
    const { diagnostic, exit } = await caught(() => writeAtomically(path, "x"));
    expect({ code: diagnostic.code, exit, file: diagnostic.file }).toEqual({
      code: "file/not-written",
      exit: 3,
      file: path,
    });
  }
  expect(readdirSync(folder)).toEqual(["taken"]);
});

it("tells a full disk from other trouble, and passes bugs on", async () => {
  for (const code of ["ENOSPC", "EDQUOT"]) {
    const { diagnostic } = await caught(() => throwWriteError(Object.assign(new Error(code), { code }), "x"));
    expect(diagnostic.code).toBe("file/disk-full");
  }
  expect(() => throwWriteError(new TypeError("a bug"), "x")).toThrow(TypeError);
});

it("writes to a device and does not put a file in its place", async () => {
  await writeAtomically("/dev/null", "x");
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  const { diagnostic } = await caught(() => writeAtomically("/dev/full", "x".repeat(10)));
  expect(diagnostic.code).toBe("file/disk-full");
});

it("does not follow a link that stands in the place of its temporary file", async () => {
  const { symlinkSync } = await import("node:fs");
  const folder = temporaryFolder();
  const victim = join(folder, "victim");
  writeFileSync(victim, "mine");
  symlinkSync(victim, join(folder, `.out.${process.pid}.tmp`));
  await caught(() => writeAtomically(join(folder, "out"), "x"));
  expect(readFileSync(victim, "utf8")).toBe("mine");
  expect(existsSync(join(folder, "out"))).toBe(false);
});
