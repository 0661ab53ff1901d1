/** The bench as a process: what runs is measured, what cannot run is listed with the reason, mistakes are answered. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "cnnc-bench-"));
afterAll(() => rmSync(folder, { recursive: true }));
const bench = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, [fileURLToPath(new URL("bench.js", import.meta.url)), ...args], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });

test("measures the peak, and lists a peer that is not installed as missing", () => {
  writeFileSync(join(folder, "torch.py"), 'raise ImportError("no torch on this machine")\n');
  const file = join(folder, "out.json");
  const { status, stdout } = bench(["--only", "peak,pytorch", "--windows", "2", "--json", file], {
    PYTHONPATH: folder,
  });
  expect(status).toBe(0);
  expect(stdout).toMatch(/pytorch.*missing: .*no torch on this machine|pytorch.*missing: .*ENOENT/);
  const result = JSON.parse(readFileSync(file, "utf8")) as {
    schema: string;
    peak: number;
    rows: readonly { entry: string; metric?: string; windows?: readonly number[]; best?: number; missing?: string }[];
  };
  expect(result.schema).toBe("cnnc.bench/1");
  const loops = result.rows.filter((row) => row.entry === "peak");
  expect(loops.length).toBeGreaterThan(1);
  for (const { windows, best } of loops) {
    expect(windows).toHaveLength(2);
    expect(best).toBe(Math.max(...windows!));
  }
  expect(result.peak).toBe(Math.max(...loops.map(({ best }) => best!)));
  expect(result.rows.filter((row) => row.entry === "pytorch")).toHaveLength(1);
});

test("an unknown entry or a wrong count is a usage error", () => {
  expect(bench(["--only", "caffe"])).toMatchObject({ status: 2, stderr: expect.stringContaining("caffe") as string });
  expect(bench(["--windows", "0"])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("--windows 0") as string,
  });
});
