/** Warnings of models that were not asked for stay away from commands about one model; errors, and what is shared, do not. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { build } from "../../src/cli/commands/build.ts";
import { check } from "../../src/cli/commands/check.ts";
import { summary } from "../../src/cli/commands/summary.ts";
import { call } from "./call.ts";

const folder = mkdtempSync(join(tmpdir(), "cnnc-models-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = join(folder, "two.cnn");
const dubious = (name: string): string =>
  `model ${name} {\n  input 8\n  fc 9 -> relu -> relu\n  fc 2\n}\ntrain ${name} {\n  optimizer sgd lr=99\n}\n`;

it("each command hears of its own model alone", async () => {
  writeFileSync(path, `const unused = 1\n${dubious("A")}${dubious("B")}`);
  const all = (await call(check, [path], { format: "json" })).stdout;
  expect((JSON.parse(all) as { diagnostics: unknown[] }).diagnostics).toHaveLength(5);
  for (const name of ["A", "B"]) {
    const { diagnostics, codes } = await call(summary, [`${path}:${name}`], { format: "json" });
    expect([...codes].sort()).toEqual(["lint/activation-twice", "lint/unused-const", "lint/unusual-learning-rate"]);
    const text = diagnostics.find(({ code }) => code === "lint/activation-twice")!;
    const place = text.source!.text.slice(0, text.span!.start);
    expect(place.lastIndexOf(`model ${name}`)).toBeGreaterThan(place.lastIndexOf(`model ${name === "A" ? "B" : "A"}`));
    expect((await call(build, [`${path}:${name}`], { emit: "model" })).codes).toHaveLength(3);
  }
});

it("an error anywhere is an error of the file", async () => {
  writeFileSync(path, `${dubious("A")}model B {\n  input 8\n  fd 2\n}\n`);
  expect((await call(summary, [`${path}:A`], { format: "json" })).codes).toContain("check/unknown-layer");
});
