/**
 * The same weights, to the bit, in other versions of Node, with each of V8's compilers alone, and in JavaScriptCore. An engine that
 * cannot be had is skipped, and the reason printed.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { compileText, lenetText } from "../../wasm/compile-text.ts";
import { findJavaScriptCore, findNode, majorOf } from "./find-engine.ts";

const script = fileURLToPath(new URL("../../wasm/train-twenty-steps.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "cnnc-engines-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
    const found = findNode(version, folder);
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

/** Everything that draws random numbers or keeps a state, in one net; `fit` shuffles and augments. */
function wholeText(recipe: string): string {
  return `model Whole {
  input 8x8x1
  conv 3x3x8 p1 nobias -> bn -> relu -> maxpool 2
  dropout 0.3
  conv 3x3x8 p1 -> sigmoid -> gavgpool
  fc 4
}

train Whole {
  augment shift 1 -> flip horizontal -> rotate 10 -> erase 2 -> noise 0.05
  loss crossentropy
  batch 16
  epochs 10
  seed 5
  ${recipe}
}
`;
}

describe.each([
  ["sgd", "optimizer sgd lr=0.05 momentum=0.9\n  schedule cosine warmup=1"],
  ["adam", "optimizer adam lr=0.001\n  schedule plateau\n  clip norm 1.0"],
])("bn, dropout and augmentation, %s", (name, recipe) => {
  const bare = fileURLToPath(new URL("../../wasm/train-bare.cjs", import.meta.url));
  const file = join(folder, `whole-${name}.wasm`);
  writeFileSync(file, compileText(wholeText(recipe)).wasm);
  const run = (engine: string, ...words: string[]): unknown =>
    JSON.parse(execFileSync(engine, [...words, file], { encoding: "utf8" }));
  const here = run(process.execPath, bare);

  test("this Node gives the same bits with each of V8's compilers", () => {
    expect(here).toMatchObject({ finite: true, steps: 20, hash: expect.stringMatching(/^[0-9a-f]{16}$/) });
    for (const flag of ["--liftoff-only", "--no-liftoff"]) expect(run(process.execPath, flag, bare)).toEqual(here);
  });

  test.for([20, 22, 24])("Node %i gives the bits of this one", (version, context) => {
    const found = majorOf(process.execPath) === version ? { path: process.execPath } : findNode(version, folder);
    if ("reason" in found) {
      console.warn(`skipped: Node ${version}: ${found.reason}`);
      context.skip();
      return;
    }
    expect(majorOf(found.path)).toBe(version);
    for (const flags of [[], ["--no-liftoff"], ["--liftoff-only"]])
      expect(run(found.path, ...flags, bare)).toEqual(here);
  });

  test.for([
    ["all its compilers", []],
    ["no optimizing one", ["--useOMGJIT=false"]],
  ] as const)("JavaScriptCore with %s gives the bits of this Node", ([, flags], context) => {
    const found = findJavaScriptCore();
    if ("reason" in found) {
      console.warn(`skipped: JavaScriptCore: ${found.reason}`);
      context.skip();
      return;
    }
    expect(run(found.path, ...flags, bare, "--")).toEqual(here);
  });
});
