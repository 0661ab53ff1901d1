/**
 * The committed PyTorch fixtures are what PyTorch says: their scripts are run again and every number compared. Needs
 * Debian's PyTorch (`apt-get install python3-torch libopenblas0-pthread`); skipped, saying so, where there is none.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../../..");
const python = "/usr/bin/python3";
const found = spawnSync(python, ["-c", "import torch; print(torch.__version__)"], { encoding: "utf8" });
const missing = found.status !== 0;
if (missing) console.log("skipped: PyTorch is not installed for /usr/bin/python3");

/** Every number of two JSON values, side by side; `undefined` where they differ in form. */
function pairs(a: unknown, b: unknown, path: string): [string, number, number][] | undefined {
  if (typeof a === "number" && typeof b === "number") return [[path, a, b]];
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b ? [] : undefined;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return undefined;
  const all: [string, number, number][] = [];
  for (const key of keys) {
    const inner = pairs((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${path}.${key}`);
    if (!inner) return undefined;
    all.push(...inner);
  }
  return all;
}

function expectSame(committed: string, made: string, tolerance: number): void {
  const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));
  const numbers = pairs(read(committed), read(made), basename(committed));
  expect(numbers, `${committed} has the same form`).toBeDefined();
  const far = numbers!.filter(([, x, y]) => Math.abs(x - y) > tolerance * Math.max(1, Math.abs(x)));
  expect(far).toEqual([]);
}

describe.skipIf(missing)("PyTorch's answers for operators, optimizers and schedules", () => {
  it("are as committed", () => {
    const folder = mkdtempSync(join(tmpdir(), "cnnc-fixtures-"));
    const again = join(folder, "operators");
    for (const [script, out] of [
      ["make-operator-fixtures.py", again],
      ["training_settings.py", folder],
    ] as const) {
      const made = spawnSync(python, [join(root, "test/oracle", script), "--out", out], { encoding: "utf8" });
      expect(made.status, made.stderr).toBe(0);
    }
    const committed = join(root, "test/fixtures/operators");
    const files = readdirSync(committed).filter((f) => f.endsWith(".json"));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expectSame(join(committed, file), join(again, file), 1e-6);
  });

  it("of heads, frozen parts and graphs are as committed", () => {
    const made = join(mkdtempSync(join(tmpdir(), "cnnc-fixtures-")), "training-parts.json");
    const { status, stderr } = spawnSync(python, [join(root, "test/oracle/heads.py"), "--out", made], {
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
    expectSame(join(root, "test/fixtures/training-parts.json"), made, 1e-6);
  });
});
