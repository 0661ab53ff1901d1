/** Drawings of models at the limits of the language: hardly anything, very deep, very long. */
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { drawModel } from "../../../src/report/drawing/draw.ts";
import { drawingKey } from "../../../src/report/drawing/drawing-key.ts";
import { layoutDrawing } from "../../../src/report/drawing/layout-drawing.ts";
import { renderMermaid } from "../../../src/report/drawing/render-mermaid.ts";
import { modelOf, ROOT } from "../../export/models.ts";
import { readMarkup } from "../markup-reader.ts";
import { outside, overlapping, textBoxes } from "./boxes.ts";

const model = (body: string, blocks = "") => modelOf(`${blocks}model M {\n  input 8x8x4\n  ${body}\n}\n`);

describe("a drawing at the limits", () => {
  const models = {
    "with one layer": () => modelOf("model M {\n  input 4\n  relu\n}\n"),
    "with branches in branches": () => model(`${"add { relu -> ".repeat(100)}bn${" | }".repeat(100)}`),
    "with blocks in blocks": () => {
      const blocks = Array.from({ length: 120 }, (_, i) => `block b${i}() { ${i === 0 ? "conv 3x3x4 p1 -> maxpool 3 s1 p1" : `b${i - 1}() -> conv 1x1x4`} }\n`); // prettier-ignore
      return model("b119()", blocks.join(""));
    },
    "with thousands of equal layers": () => model("[add { conv 3x3x4 p1 -> bn | } -> relu] * 2400"),
    "with thousands of layers, none like its neighbor": () => {
      const stages = Array.from({ length: 3000 }, (_, i) => `conv ${i % 7 === 0 ? "3x3" : "1x1"}x${4 + (i % 13)}${i % 7 === 0 ? " p1" : ""}`); // prettier-ignore
      return model(stages.join("\n  "));
    },
    "with a hundred arms": () =>
      model(`concat { ${Array.from({ length: 100 }, (_, i) => `conv 1x1x${i + 1}`).join(" | ")} }`),
    "with sizes up to the largest": () => modelOf("model M {\n  input 2147483647\n  relu -> fc 1\n}\n"),
  };
  for (const [name, make] of Object.entries(models))
    it(`is made ${name}`, () => {
      const made = make();
      const drawing = layoutDrawing(made);
      expect(overlapping(textBoxes(drawing))).toEqual([]);
      expect(outside(drawing)).toEqual([]);
      expect(() => readMarkup(drawModel(made))).not.toThrow();
      expect(renderMermaid(made)).toMatch(/^flowchart TB\n/);
      expect(drawingKey(made)).toMatch(/^[0-9a-f]{16}$/);
    });
});

it("needs nothing of Node: the page and the editor's preview draw with it", () => {
  const seen = new Set<string>();
  const look = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, "utf8");
    for (const [, from] of text.matchAll(/^(?:import|export)\s(?!type\b)[^;]*?from\s+"([^"]+)"/gm)) {
      expect(from, file).toMatch(/^\./);
      look(resolve(dirname(file), from!));
    }
  };
  look(join(ROOT, "src/report/drawing/draw.ts"));
  look(join(ROOT, "src/report/drawing/render-mermaid.ts"));
  expect(seen.size).toBeGreaterThan(25);
  // It draws from what was checked, and does not check.
  expect([...seen].filter((file) => /src\/(syntax|graph|train|kernels|wasm|runtime|data|cli)\//.test(file))).toEqual(
    [],
  );
});
