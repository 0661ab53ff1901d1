/**
 * PyTorch source: small programs beside the files they become, every model of the project, names and strings that must not
 * mean anything. What PyTorch makes of the files is asked in `test/slow/torch/export.test.ts`. To write goldens anew:
 * UPDATE_GOLDENS=1.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CheckedModel } from "../../src/check/model.ts";
import { IMAGE_EXTENSIONS } from "../../src/data/image-names.ts";
import { imageExtensions } from "../../src/export/pytorch/data/image-files.ts";
import { claimName, isIdentifier, prose, quote } from "../../src/export/pytorch/names.ts";
import { buildRegions, type Region } from "../../src/export/pytorch/regions.ts";
import { exportPytorch, renamedKeys } from "../../src/export/pytorch/write.ts";
import * as registry from "../../src/ops/registry.ts";
import { everyModel, modelOf, modelsOf } from "./models.ts";

const python = spawnSync("python3", ["--version"]).status === 0;
if (!python) console.log("skipped: python3, which compiles exported files");

function sourceOf(model: CheckedModel): string {
  const result = exportPytorch(model, { version: "0.0.0" });
  if ("missing" in result) throw new Error(`no form: ${result.missing.join(", ")}`);
  return result.source;
}

const folder = resolve(import.meta.dirname, "pytorch");
const programs = ["chain", "blocks", "branches", "heads", "nested-heads", "names", "segmentation"];

/** Keys of the `state_dict`, from the tree of modules and what is renamed when a file is read. */
function keysOf(model: CheckedModel): readonly string[] {
  const region = buildRegions(model, ({ operator, input, output, values, inputs }) =>
    operator.kind === "layer" ? operator.pytorch!(input, output, values) : operator.pytorch!(inputs.length),
  );
  const back = new Map([...renamedKeys(region)].map(([from, to]) => [to, from]));
  const collect = (at: Region, path: readonly string[]): readonly string[] =>
    at.children.flatMap((child) => {
      const here = [...path, child.name];
      if (child.kind === "region") return collect(child.region, here);
      const layer = back.get(here.join(".")) ?? here.join(".");
      return [...child.layer.parameters, ...child.layer.state].map(({ name }) => `${layer}.${name}`);
    });
  return collect(region, []);
}

const tensorsOf = ({ layers }: CheckedModel): readonly string[] =>
  layers.flatMap(({ parameters, state }) => [...parameters, ...state].map(({ fullName }) => fullName));

describe("PyTorch source", () => {
  it.each(programs)("of %s is as committed", async (name) => {
    const [model] = await modelsOf(join(folder, `${name}.cnn`));
    const source = sourceOf(model!);
    if (process.env.UPDATE_GOLDENS === "1") writeFileSync(join(folder, `${name}.py`), source);
    expect(source).toBe(readFileSync(join(folder, `${name}.py`), "utf8"));
  });

  it("has a form of every operator", () => {
    const { layers, joins, losses, optimizers, schedules, clips, inits } = registry;
    const tables = [layers, joins, losses, optimizers, schedules, clips, inits];
    const all = tables.flatMap((table) => [...table.values()]);
    expect(all.filter((operator) => !operator.pytorch).map(({ kind, name }) => `${kind} ${name}`)).toEqual([]);
  });

  it("is Python, and has every parameter under its name, for every model of the project", async () => {
    const models = await everyModel();
    expect(models.length).toBeGreaterThan(90);
    const place = mkdtempSync(join(tmpdir(), "cnnc-export-"));
    const files = models.map(({ name, model }, i) => {
      expect([...keysOf(model)].sort(), name).toEqual([...tensorsOf(model)].sort());
      const file = join(place, `m${i}.py`);
      writeFileSync(file, sourceOf(model));
      return file;
    });
    if (!python) return;
    const compiled = spawnSync("python3", ["-m", "py_compile", ...files], { encoding: "utf8" });
    expect([compiled.status, compiled.stderr]).toEqual([0, ""]);
  });

  it("gives the output of every head by a variable of its own", async () => {
    const returned = (source: string): string | undefined => /return (x|\w+)((?:, \w+)+)\n/.exec(source)?.[0];
    const models = await modelsOf(join(folder, "nested-heads.cnn"));
    expect(models.map((model) => [model.name, returned(sourceOf(model))?.trim()])).toEqual([
      ["Arms", "return x, residual1_tower1_side, tower1_side, tower2_side, last, deep_tower1_side"],
      ["Turns", "return x, residual1_tower1_side, maybe1_widened, residual2_tower1_side, maybe2_widened, beginning1_first, beginning2_first"], // prettier-ignore
      ["Ends", "return x, first, last"],
      ["Labels", "return x, stem_tower1_side, first, again, tower1_side"],
      // Two heads of one value.
      ["Bare", "return probabilities, x, one, one, end, probabilities"],
    ]);
  });

  it("begins with lines that fit, however long the path of the program is", () => {
    const model = modelOf("model M {\n  input 4x4x1\n  fc 2\n}\n");
    for (const length of [1, 20, 40, 60, 90, 300]) {
      const path = `${"folder/".repeat(length)}net.cnn`;
      const [head] = sourceOf({ ...model, source: { ...model.source, path } }).split("\n\nfrom __future__");
      expect(head!.split("\n").filter((line) => line.length > 100)).toEqual([]);
      expect(head).toContain("net.cnn");
    }
  });

  it("carries no number of another that happens to fit: what comes in is an argument, and so is the stride", () => {
    const text = `block down(c, s = 2) { conv 3x3x{c} s{s} p1 -> relu -> conv 1x1x{c} }
model M {
  input 16x16x8
  down(16) -> down(32) -> down(64)
}
`;
    const source = sourceOf(modelOf(text));
    expect(source).toContain("def __init__(self, in_channels: int, c: int, s: int) -> None:");
    expect(source).toContain("nn.Conv2d(in_channels, c, 3, stride=s, padding=1)");
    expect(source).not.toContain("c // 2");
    expect(source).toContain("self.down3 = Down(in_channels=32, c=64, s=2)");
  });

  it("reads image files of the names that cnnc reads", () => {
    expect(imageExtensions).toEqual([...IMAGE_EXTENSIONS]);
  });

  it("is the same for the same model", async () => {
    const [first] = await modelsOf(join(folder, "blocks.cnn"));
    const [second] = await modelsOf(join(folder, "blocks.cnn"));
    expect(sourceOf(second!)).toBe(sourceOf(first!));
  });

  it("has lines that fit, but for comments and tables", async () => {
    for (const name of programs) {
      const lines = readFileSync(join(folder, `${name}.py`), "utf8").split("\n");
      const long = lines.filter(
        (line) => line.replace(/ {2}# \[N.*/, "").length > 100 && !line.includes("connections="),
      );
      expect(long, name).toEqual([]);
    }
  });

  it("gives a class to a block with several uses, and arguments to the numbers in which they differ", () => {
    const source = sourceOf(
      modelOf(
        "block two(c, k) { conv {k}x{k}x{c} same -> relu -> conv 1x1x{2*c} }\nmodel M {\n  input 8x8x3\n  two(4, 3) -> two(8, 5)\n}\n",
      ),
    );
    expect(source).toContain("class Two(nn.Module):");
    expect(source).toContain("def __init__(self, in_channels: int, c: int, k: int) -> None:");
    expect(source).toContain("nn.Conv2d(in_channels, c, k, padding=k // 2)");
    expect(source).toContain("nn.Conv2d(c, 2 * c, 1)");
    expect(source).toContain("self.two2 = Two(in_channels=8, c=8, k=5)");
  });

  it("keeps forms of one block apart that differ in more than numbers", () => {
    const source = sourceOf(
      modelOf(
        "block deep(n) { [conv 3x3x4 p1 -> relu] * n -> add { conv 1x1x4 | } }\nmodel M {\n  input 8x8x4\n  deep(1) -> deep(2) -> deep(2)\n}\n",
      ),
    );
    expect(source.match(/^class \w+/gm)).toEqual(["class Deep", "class Deep2", "class M"]);
  });

  it("leaves out nothing that is learned and never read", () => {
    const source = sourceOf(modelOf("model M {\n  input 8x8x3\n  conv 3x3x4 as kept\n  add { @kept | }\n}\n"));
    expect(source).toContain("self.kept = nn.Conv2d(3, 4, 3)");
  });
});

describe("strings of users in Python", () => {
  const anything = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.constantFrom('"""', "\\", "\n", "\u2028", "\u202e", "$", "{x}", "\0")); // prettier-ignore

  it("are printable ASCII in quotes, and the text itself to Python", () => {
    const texts = fc.sample(anything, { numRuns: 300, seed: 1 }).filter((text) => !/\p{Surrogate}/u.test(text));
    for (const text of texts)
      expect(quote(text)).toMatch(/^"(?:[ !#-[\]-~]|\\["\\]|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})*"$/);
    if (!python) return;
    const script = `import json\nprint(json.dumps([${texts.map(quote).join(", ")}]))`;
    const { stdout } = spawnSync("python3", ["-"], { input: script, encoding: "utf8" });
    expect(JSON.parse(stdout)).toEqual(texts);
  });

  it("are prose without quotes, backslashes and line breaks in documentation", () => {
    fc.assert(fc.property(anything, (text) => !/["\\\n\r\p{Cc}\p{Cf}\u2028\u2029]/u.test(prose(text))));
  });

  it("are identifiers that are free and mean nothing else", () => {
    const word = fc.oneof(
      fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,6}$/),
      fc.constantFrom("lambda", "None", "class", "self", "forward", "training", "__class__", "_modules", "x", "torch"),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.constantFrom("module", "file"), (list, where) => {
        const taken = new Set<string>();
        const names = list.map((name) => claimName(name, taken, where as "module"));
        expect(new Set(names).size).toBe(names.length);
        for (const name of names) {
          expect(isIdentifier(name)).toBe(true);
          expect(name.startsWith("_")).toBe(false);
          expect(["lambda", "None", "class", ...(where === "module" ? ["forward", "training"] : ["self", "torch"])]).not.toContain(name); // prettier-ignore
        }
      }),
    );
  });
});
