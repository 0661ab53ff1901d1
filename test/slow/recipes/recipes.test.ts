/**
 * The recipes that take minutes to an hour each: small networks on MNIST and Fashion-MNIST, and two on a part of CIFAR-10
 * beside PyTorch, which runs the exported source of the same recipe. Not in CI: `npm run test:recipes`, two hours on two slow
 * cores. CIFAR-10 is looked for in `$CNNC_CIFAR10` or `../shared/data/cifar10`; what is not there is skipped, saying so.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { accuracyOf, command, fashionIsMissing, root } from "../accuracy/accuracy-of.ts";

const HOURS = 3_600_000;
const python = "/usr/bin/python3";
const cifar = process.env.CNNC_CIFAR10 ?? resolve(root, "../shared/data/cifar10");
const missing = [
  ...(existsSync(join(cifar, "train.bin")) ? [] : [`no CIFAR-10 in ${cifar}`]),
  ...(spawnSync(python, ["-c", "import torch"]).status === 0 ? [] : [`no PyTorch for ${python}`]),
];
if (missing.length > 0) console.log(`skipped: ${missing.join(", ")}`);

describe("small networks", { timeout: HOURS }, () => {
  it("read MNIST at 0.994 with fewer than 10,000 parameters", () => {
    expect(accuracyOf("small-mnist.cnn", 10_000)).toBeGreaterThanOrEqual(0.994);
  });

  it.skipIf(fashionIsMissing)("read Fashion-MNIST at 0.925 with fewer than 100,000 parameters", () => {
    expect(accuracyOf("small-fashion.cnn", 10_000)).toBeGreaterThanOrEqual(0.925);
  });
});

describe.skipIf(missing.length > 0)("5,085 images of CIFAR-10, beside PyTorch", { timeout: 4 * HOURS }, () => {
  it.each([
    ["cifar10-tutorial.cnn", 30],
    ["cifar10-resnet20.cnn", 8],
  ] as const)("%s, %i epochs, three seeds: the means differ by less than the seeds do", (program, epochs) => {
    const source = join(mkdtempSync(join(tmpdir(), "cnnc-cifar-")), "net.py");
    writeFileSync(source, command("export", "--to", "pytorch", join("examples", program)));
    const seeds = [1, 2, 3];
    const options = (seed: number): string[] => ["--data", cifar, "--epochs", `${epochs}`, "--seed", `${seed}`];
    const ours = seeds.map((seed) => accuracyOf(program, 1017, ...options(seed)));
    const theirs = seeds.map((seed) => accuracyInTorch(source, options(seed)));
    console.log(`${program}: cnnc ${ours.join(" ")}, PyTorch ${theirs.join(" ")}`);
    expect(Math.abs(mean(ours) - mean(theirs))).toBeLessThanOrEqual(Math.max(spread(ours), spread(theirs)));
  });
});

function accuracyInTorch(source: string, options: readonly string[]): number {
  const said = execFileSync(python, [source, ...options], { encoding: "utf8" });
  return Number(said.trim().match(/test accuracy ([\d.]+)$/)![1]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}
