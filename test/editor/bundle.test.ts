/** The server in one file: small, with all it needs inside, and nothing of the compiler's back end. */
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
import { buildOnce, ROOT } from "../cli/command.ts";

let code = "";
beforeAll(async () => {
  await buildOnce();
  code = readFileSync(join(ROOT, "dist/editor/server.js"), "utf8");
}, 300_000);

it("is at most 300 kB gzipped", () => {
  expect(gzipSync(code).length).toBeLessThanOrEqual(300_000);
});

it("imports and requires nothing but what Node has", () => {
  const named = [
    ...[...code.matchAll(/\bfrom\s*["']([^"']+)["']/g)].map((match) => match[1]!),
    ...[...code.matchAll(/\b(?:import|require)\s*\(\s*["'`]([^"'`]+)["'`]/g)].map((match) => match[1]!),
    ...[...code.matchAll(/\bimport\s*["']([^"']+)["']/g)].map((match) => match[1]!),
  ];
  expect(named.length).toBeGreaterThan(3);
  const builtin = new Set(builtinModules);
  expect(named.filter((name) => !builtin.has(name.replace(/^node:/, "")) && !name.startsWith("std/"))).toEqual([]);
});

it("holds neither binaryen nor the emission of modules nor the pages of diagnostics", () => {
  expect(code).not.toMatch(/binaryen/i);
  expect(code).not.toContain("Errors cannot be silenced");
});
