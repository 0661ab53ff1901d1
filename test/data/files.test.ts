import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { lookAt, readBytes } from "../../src/data/files.ts";
import { rejected } from "./caught.ts";

const folder = mkdtempSync(join(tmpdir(), "cnnc-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function codeAndExit(path: string, limit?: number) {
  const { diagnostic, exit } = await rejected(readBytes(path, limit));
  expect(diagnostic.file).toBe(path);
  return `${diagnostic.code} ${exit}`;
}

describe("reading a file", () => {
  it("gives its bytes, up to the limit", async () => {
    const path = join(folder, "three");
    writeFileSync(path, Uint8Array.of(1, 2, 3));
    expect([...(await readBytes(path, 3))]).toEqual([1, 2, 3]);
    expect(await codeAndExit(path, 2)).toBe("data/file-too-large 3");
  });

  it("refuses what is missing, also below a file and by a broken or circular link", async () => {
    writeFileSync(join(folder, "file"), "");
    symlinkSync("nowhere", join(folder, "broken"));
    symlinkSync("circle", join(folder, "circle"));
    for (const name of ["missing", "file/below", "broken"]) {
      expect(await codeAndExit(join(folder, name))).toBe("data/file-not-found 3");
    }
    expect(await codeAndExit(join(folder, "circle"))).toBe("data/file-unreadable 3");
    expect(await codeAndExit("a\0b")).toBe("data/file-not-found 3");
  });

  it("refuses folders and devices before opening them", async () => {
    expect(await codeAndExit(folder)).toBe("data/not-a-file 3");
    expect(await codeAndExit("/dev/zero")).toBe("data/not-a-file 3");
  });

  it.skipIf(process.platform === "win32")("refuses a pipe without waiting for its writer", async () => {
    const path = join(folder, "pipe");
    execFileSync("mkfifo", [path]);
    expect(await codeAndExit(path)).toBe("data/not-a-file 3");
  });

  it.skipIf(process.getuid?.() === 0)(
    "refuses a file without permission (skipped for root, who may read all)",
    async () => {
      const path = join(folder, "secret");
      writeFileSync(path, "x");
      chmodSync(path, 0);
      expect(await codeAndExit(path)).toBe("data/file-unreadable 3");
    },
  );
});

describe("looking at a path", () => {
  it("tells folders with their names, files and nothing", async () => {
    const sub = join(folder, "sub");
    mkdirSync(sub);
    for (const name of ["b", "a"]) writeFileSync(join(sub, name), "");
    expect(await lookAt(sub)).toEqual({ kind: "folder", names: ["a", "b"] });
    expect(await lookAt(join(sub, "a"))).toEqual({ kind: "file" });
    expect(await lookAt(join(sub, "c"))).toEqual({ kind: "missing" });
  });
});
