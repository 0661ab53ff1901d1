/** The examples: each checks without errors and warnings, promises its parameters, and is found by a reader in the README. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createReport } from "../../src/diagnostics/diagnostic.ts";
import { renderHuman } from "../../src/diagnostics/render-human.ts";
import { compile } from "../../src/index.ts";
import { createSource } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/parse.ts";
import { checkProgram, programsIn, readProgram, root } from "../stdlib/read-program.ts";

const files = programsIn("examples");
const readme = readFileSync(join(root, "examples/README.md"), "utf8");

describe.each(files)("%s", (path) => {
  const name = path.slice("examples/".length);
  const { models, diagnostics } = checkProgram(path);
  const { declarations } = parse(createSource(path, readProgram(path)), createReport());

  it("checks without errors and warnings", () => {
    expect(renderHuman(diagnostics, { color: false })).toBe("");
  });

  it("begins by saying what it is", () => {
    expect(readProgram(path)).toMatch(/^\/\/ \w/);
  });

  it("promises what each model costs", () => {
    for (const each of declarations) {
      if (each.kind !== "model") continue;
      const metrics = each.body.statements.flatMap((one) => (one.kind === "expect" ? [one.metric.text] : []));
      expect(metrics.join(" "), each.name.text).toMatch(/params|weights|macs/);
    }
  });

  it("stands in the README, with its parameters", () => {
    const row = readme.split("\n").find((line) => line.startsWith(`| [${name}](${name})`));
    expect(row).toBeDefined();
    for (const { totals } of models) expect(row).toContain(totals.params.toLocaleString("en-US"));
  });
});

/** What is small enough to compile in a second or two, and made of layers that have their kernels. */
const small = files.flatMap((path) =>
  checkProgram(path).models.flatMap(({ name, layers, totals, recipe }) => {
    const ready = layers.every(({ operator }) => operator.forward !== undefined);
    return recipe && ready && totals.macs < 20_000_000 && layers.length < 30 ? [[path, name] as const] : [];
  }),
);

it.each(small)("%s: %s compiles to a module that trains", async (path, model) => {
  const { wasm, diagnostics } = await compile(readProgram(path), { model, path });
  expect(renderHuman(diagnostics, { color: false })).toBe("");
  expect(WebAssembly.validate(wasm!)).toBe(true);
});

it("graphs lie beside the programs that name them", () => {
  const graphs = files.flatMap((path) => checkProgram(path).models.flatMap(({ graph }) => graph ?? []));
  expect(graphs.map(({ path }) => path)).toEqual(["karate.csv"]);
  for (const { path } of graphs) expect(existsSync(join(root, "examples", path)), path).toBe(true);
});

it("the README lists no file that is not there", () => {
  for (const [, file] of readme.matchAll(/\]\(([\w.-]+\.(?:cnn|csv))\)/g))
    expect(existsSync(join(root, "examples", file!)), file).toBe(true);
});

it("the karate club has 34 members and 78 friendships", () => {
  const edges = readFileSync(join(root, "examples/karate.csv"), "utf8").trim().split("\n");
  const pairs = edges.map((line) => line.split(",").map(Number) as [number, number]);
  expect(pairs.length).toBe(78);
  expect(new Set(pairs.map(([a, b]) => (a < b ? `${a} ${b}` : `${b} ${a}`))).size).toBe(78);
  expect([...new Set(pairs.flat())].sort((a, b) => a - b)).toEqual(Array.from({ length: 34 }, (_, i) => i));
});
