/** Drawings as SVG: well-formed, without anything that runs or is loaded, each part with its place in the program. */
import { describe, expect, it } from "vitest";
import { check } from "../../../src/check/check.ts";
import { createReport } from "../../../src/diagnostics/diagnostic.ts";
import * as operators from "../../../src/ops/registry.ts";
import { drawModel } from "../../../src/report/drawing/draw.ts";
import { createSource } from "../../../src/source/source.ts";
import { parse } from "../../../src/syntax/parse.ts";
import { modelOf } from "../../export/models.ts";
import { readMarkup } from "../markup-reader.ts";
import { everyModelOnce } from "./every-model.ts";
import { hostileModels } from "./hostile.ts";

/** Nothing else stands in a drawing. */
const elementsKnown = new Set(["svg", "title", "desc", "style", "rect", "path", "text", "g"]);
const attributesKnown = new Set(["xmlns", "class", "role", "aria-label", "width", "height", "viewBox", "x", "y", "rx", "d", "text-anchor", "data-layer", "data-start", "data-end", "data-file"]); // prettier-ignore

describe("a drawing as SVG", () => {
  it("is well-formed and holds only what is known, whatever the model", async () => {
    const models = [...(await everyModelOnce()).map(({ model }) => model), ...hostileModels()];
    for (const model of models) {
      const svg = drawModel(model);
      const elements = readMarkup(svg);
      const names = new Set(elements.map(({ name }) => name));
      expect(
        [...names].filter((name) => !elementsKnown.has(name)),
        model.name,
      ).toEqual([]);
      const attributes = new Set(elements.flatMap(({ attributes }) => [...attributes.keys()]));
      expect(
        [...attributes].filter((name) => !attributesKnown.has(name)),
        model.name,
      ).toEqual([]);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      // Nothing is loaded: no address but the name of the format.
      expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "").match(/url\(|@import|href/g)).toBeNull();
      expect(svg.match(/<style>[^<]*<\/style>/g)).toHaveLength(1);
    }
  });

  it("shows hostile texts as they are", () => {
    const shown = hostileModels().flatMap((model) => readMarkup(drawModel(model)).map(({ text }) => text));
    const all = shown.join("\n");
    for (const text of ["<script>", "</title>", "&amp;", "]]>"]) expect(all).toContain(text);
  });

  it("is told to who cannot see it", () => {
    const [svg, title, desc] = readMarkup(drawModel(modelOf("model M {\n  input 8x8x1\n  conv 3x3x4 -> fc 2\n}\n")));
    expect(svg!.attributes.get("role")).toBe("img");
    expect(svg!.attributes.get("aria-label")).toBe("M: 8x8x1 → 2 · 330 parameters · 1,584 multiply-adds");
    expect([title!.text, desc!.text]).toEqual(["M", "M: 8x8x1 → 2 · 330 parameters · 1,584 multiply-adds"]);
  });

  it("says of each part where it is written, and all that is known of it", () => {
    const text =
      "/// Twice.\nblock unit(c) { add { conv 3x3x{c} p1 -> relu | } }\nmodel M {\n  input 8x8x4\n  unit(4) * 2 as deep\n  head aux { fc 3 }\n  fc 2 as scores\n}\n";
    const source = createSource("some/net.cnn", text);
    const report = createReport();
    const file = parse(source, report);
    const [model] = check(file, operators, report).models;
    const parts = readMarkup(drawModel(model!, { file })).filter(({ attributes }) => attributes.has("data-file"));
    expect(new Set(parts.map(({ attributes }) => attributes.get("data-file")))).toEqual(new Set(["some/net.cnn"]));
    const written = new Map<string, string>();
    for (const { attributes } of parts)
      written.set(
        attributes.get("data-layer") ?? "",
        text.slice(Number(attributes.get("data-start")), Number(attributes.get("data-end"))),
      );
    expect(Object.fromEntries(written)).toEqual({
      "": "M",
      input: "input 8x8x4",
      "deep.unit1": "unit(4)",
      "deep.unit1.conv1": "conv 3x3x{c} p1",
      "deep.unit1.relu1": "relu",
      "deep.unit1.add1": "add { conv 3x3x{c} p1 -> relu | }",
      aux: "aux",
      "aux.fc1": "fc 3",
      scores: "fc 2",
    });
    const titles = parts.map(({ text }) => text).join("\n");
    expect(titles).toContain(
      "deep.unit1.conv1: conv 3x3x4 p1\n8x8x4 → 8x8x4\n148 parameters, 9,216 multiply-adds\nsees 3 of the input",
    );
  });

  it("follows the reader's light or dark, and lets a page set its colors", () => {
    const svg = drawModel(modelOf("model M {\n  input 4\n  fc 2\n}\n"));
    expect(svg).toContain("@media (prefers-color-scheme: dark)");
    expect(svg).toContain("var(--cnnc-ground, #ffffff)");
  });
});
