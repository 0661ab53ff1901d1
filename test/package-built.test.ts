/** When `prepare` builds: only where a source is newer than what was built, so that `npx cnnc` in a clone starts at once. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";

const script = new URL("../bin/is-built.js", import.meta.url).href;
const { isBuilt } = (await import(script)) as { isBuilt(root: string): boolean };

function project(): (path: string, seconds: number) => string {
  const root = mkdtempSync(join(tmpdir(), "cnnc-built-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return (path, seconds) => {
    const full = join(root, path);
    if (path.includes(".")) {
      mkdirSync(join(full, ".."), { recursive: true });
      writeFileSync(full, "");
    }
    utimesSync(full, seconds, seconds);
    return root;
  };
}

/** Folders last: a file that is written changes the time of its folder. */
function built(touch: ReturnType<typeof project>): string {
  for (const file of ["src/a/b.ts", "grammar/g.ts", "stdlib/s.cnn", "bin/c.js", "package.json"]) touch(file, 100);
  for (const folder of ["src/a", "src", "grammar", "stdlib", "bin"]) touch(folder, 100);
  return touch("dist/command/main.js", 200);
}

it("is what was built of the sources as they are", () => {
  expect(isBuilt(built(project()))).toBe(true);
});

it.each([["src/a/b.ts"], ["grammar/g.ts"], ["stdlib/s.cnn"], ["bin/c.js"], ["package.json"]])(
  "is not when %s has changed since",
  (file) => {
    const touch = project();
    built(touch);
    expect(isBuilt(touch(file, 300))).toBe(false);
  },
);

it("is not when a source was removed since, or nothing was built", () => {
  const touch = project();
  const root = built(touch);
  rmSync(join(root, "src/a/b.ts"));
  expect(isBuilt(root)).toBe(false);
  touch("src/a", 100);
  expect(isBuilt(root)).toBe(true);
  rmSync(join(root, "dist/command/main.js"));
  expect(isBuilt(root)).toBe(false);
});
