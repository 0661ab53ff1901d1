/**
 * The same source gives the same bytes, and the same bytes the same weights, whichever of V8's compilers runs them, and
 * from bytes as from floats. Other engines: test/slow/engines.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { numbersAt, start } from "./compile-chain.ts";
import { compileText, lenetText } from "./compile-text.ts";
import { controlOf } from "./control.ts";
import { placeTrainingSet } from "./data-set.ts";
import { readMnist } from "./mnist.ts";

const text = lenetText();
const script = fileURLToPath(new URL("train-twenty-steps.js", import.meta.url));

test("the same source gives the same bytes", () => {
  const [first, second] = [compileText(text).wasm, compileText(text).wasm];
  expect(Buffer.compare(first, second)).toBe(0);
  expect(Buffer.compare(compileText(lenetText("adam lr=0.001")).wasm, first)).not.toBe(0);
});

test("twenty steps of LeNet-5 leave the same bits under every compiler of V8", () => {
  const folder = mkdtempSync(join(tmpdir(), "cnnc-"));
  try {
    const file = join(folder, "lenet.wasm");
    writeFileSync(file, compileText(text).wasm);
    const run = (...flags: string[]): { hash: string; finite: boolean } =>
      JSON.parse(execFileSync(process.execPath, [...flags, script, file], { encoding: "utf8" }));
    const usual = run();
    expect(usual.finite).toBe(true);
    expect(run("--no-liftoff").hash).toBe(usual.hash);
    expect(run("--liftoff-only").hash).toBe(usual.hash);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("fit", () => {
  const count = 200;
  const { wasm, manifest } = compileText(lenetText("sgd lr=0.01 momentum=0.9", 24));

  /** Hash of parameters and state, and the sums, after `steps` steps of fit, done in calls of `each` steps. */
  function train(asFloats: boolean, each = 1000, total = 20): { hash: string; loss: number; seen: number } {
    const running = start(wasm);
    const { images, labels } = readMnist(count);
    running.exports.initialize();
    const pixels = asFloats ? Float32Array.from(images, (byte) => Math.fround(byte / 255)) : images;
    placeTrainingSet(running, manifest, pixels, labels);
    const bytes = running.memory.u8.length;
    for (let left = total; left > 0;) left -= running.exports.fit(Math.min(each, left));
    expect(running.exports.memory.buffer.byteLength).toBe(bytes);
    const hash = createHash("sha256");
    for (const place of [...manifest.parameters, ...manifest.states]) hash.update(numbersAt(running, place));
    const control = controlOf(running, manifest);
    return { hash: hash.digest("hex"), loss: control.get("lossSum"), seen: control.get("seen") };
  }

  test("a set of bytes trains as the same set of floats, to the bit", () => {
    const bytes = train(false);
    expect(bytes.seen).toBe(2 * count + 2 * 24);
    expect(Number.isFinite(bytes.loss)).toBe(true);
    expect(train(true)).toEqual(bytes);
  });

  test("many short calls train as few long ones", () => {
    const long = train(false);
    expect(train(false, 1)).toEqual(long);
    expect(train(false, 7)).toEqual(long);
    expect(train(false, 7, 19).hash).not.toBe(long.hash);
  });
});
