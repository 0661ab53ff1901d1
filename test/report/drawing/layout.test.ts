/** Laid out drawings: readable whatever the model, the same for the same model, blind to where things are written. */
import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { drawModel } from "../../../src/report/drawing/draw.ts";
import { drawingKey } from "../../../src/report/drawing/drawing-key.ts";
import { layoutDrawing } from "../../../src/report/drawing/layout-drawing.ts";
import { faces } from "../../../src/report/drawing/measure.ts";
import { modelOf, modelsOf, type NamedModel, ROOT } from "../../export/models.ts";
import { everyModelOnce } from "./every-model.ts";
import { hostileModels } from "./hostile.ts";
import { buildForm } from "../../../src/report/drawing/build-form.ts";
import { edgesOf } from "./form-facts.ts";
import { crossed, missing, outside, overlapping, textBoxes } from "./boxes.ts";

let models: readonly NamedModel[] = [];
beforeAll(async () => {
  models = [...(await everyModelOnce()), ...hostileModels().map((model, i) => ({ name: `hostile ${i}`, model }))];
});

describe("a drawing", () => {
  it("holds texts that do not overlap, that no line runs through, and nothing outside of it", () => {
    expect(models.length).toBeGreaterThan(80);
    for (const { name, model } of models)
      for (const width of [undefined, 700]) {
        const drawing = layoutDrawing(model, width);
        const boxes = textBoxes(drawing);
        expect(boxes.length, name).toBeGreaterThan(model.layers.length === 0 ? 2 : 4);
        expect(overlapping(boxes), `${name} at ${width}`).toEqual([]);
        expect(crossed(drawing), `${name} at ${width}`).toEqual([]);
        expect(outside(drawing), `${name} at ${width}`).toEqual([]);
        expect(missing(drawing, edgesOf(buildForm(model).chain).shown), `${name} at ${width}`).toEqual([]);
      }
  });

  it("has lines that cross where the program's values do", () => {
    const down = "conv 3x3x4 p1 as a -> conv 3x3x4 p1\n  conv 3x3x4 p1 as b -> conv 3x3x4 p1 -> conv 1x1x4";
    for (const [first, second] of [
      ["a", "b"],
      ["b", "a"],
    ] as const) {
      // prettier-ignore
      const text = `model M {\n  input 8x8x4\n  ${down}\n  add { @${first} | conv 1x1x4 } -> conv 1x1x4\n  add { @${second} | conv 1x1x4 } -> fc 2\n}\n`;
      const model = modelOf(text);
      const drawing = layoutDrawing(model);
      expect(missing(drawing, new Set(model.layers.map(({ name }) => name)))).toEqual([]);
      const skips = drawing.elements.flatMap(({ marks }) =>
        marks.filter((mark) => mark.kind === "line" && mark.style === "skip"),
      );
      // Each in two parts, or three: to the branch, in it, to the join.
      expect(skips.length).toBeGreaterThanOrEqual(4);
      expect(overlapping(textBoxes(drawing))).toEqual([]);
      expect(crossed(drawing)).toEqual([]);
    }
  });

  it("keeps to the width it is given, but for parts that cannot be broken", () => {
    for (const { name, model } of models) {
      const { width } = layoutDrawing(model, 1400);
      expect(width, name).toBeLessThanOrEqual(1400);
    }
  });

  it("is written at 11 pixels or more", () => {
    for (const { size } of Object.values(faces)) expect(size).toBeGreaterThanOrEqual(11);
  });

  it("has the same bytes for the same model, checked anew", async () => {
    const again = await modelsOf(resolve(ROOT, "stdlib/inception.cnn"));
    for (const model of again) {
      const first = models.find(({ name }) => name === `stdlib/inception.cnn:${model.name}`)!;
      expect(drawModel(model)).toBe(drawModel(first.model));
    }
  });
});

describe("the key of a drawing", () => {
  const text =
    "block unit(c) { conv 3x3x{c} p1 -> relu }\nmodel M {\n  input 8x8x1\n  unit(4) * 3 as deep -> fc 2\n}\n";

  it("stays when only comments and white space change, and its spans move", () => {
    const moved = text.replace("{ conv", "{\n    // as ever\n    conv").replace("  input", "\n\n  /* here */ input");
    expect(drawingKey(modelOf(moved))).toBe(drawingKey(modelOf(text)));
    expect(drawModel(modelOf(moved))).not.toBe(drawModel(modelOf(text)));
  });

  it("changes with whatever can be seen", () => {
    const changes = [
      text.replace("8x8x1", "8x8x2"),
      text.replace("unit(4)", "unit(5)"),
      text.replace("* 3", "* 4"),
      text.replace("deep", "wide"),
      text.replace("model M", "model N"),
      text.replace("relu", "tanh"),
    ];
    const keys = [text, ...changes].map((each) => drawingKey(modelOf(each)));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
