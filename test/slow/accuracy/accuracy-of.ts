/**
 * Trains a program of `examples/` by the command on real data and scores the run by `cnnc eval`, so that what is scored is
 * what was saved. Takes the program's file and options of `train`, gives the share of test images that are called right.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "vitest";

export const root = resolve(import.meta.dirname, "../../..");
const cnnc = join(root, "bin/cnnc.js");

const fashion = "/usr/share/datasets/fashion-mnist";
export const fashionIsMissing = !existsSync(fashion);
if (fashionIsMissing) console.log(`skipped: no Fashion-MNIST in ${fashion} (apt-get install dataset-fashion-mnist)`);

/** What the command writes to stdout. */
export function command(...words: readonly string[]): string {
  return execFileSync(process.execPath, [cnnc, ...words], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

export function accuracyOf(program: string, count: number, ...options: readonly string[]): number {
  const run = join(mkdtempSync(join(tmpdir(), "cnnc-accuracy-")), "run");
  command("train", join("examples", program), "--out", run, ...options);
  const scored = JSON.parse(command("eval", run, "--last", "--format", "json", ...dataOf(options))) as {
    accuracy: number;
    count: number;
  };
  expect(scored.count).toBe(count);
  console.log(`${program} ${options.join(" ")}: test accuracy ${scored.accuracy}`);
  return scored.accuracy;
}

function dataOf(options: readonly string[]): readonly string[] {
  const at = options.indexOf("--data");
  return at < 0 ? [] : options.slice(at, at + 2);
}
