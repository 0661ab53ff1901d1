/** What is wrong with the drawing of a random program: layers left out, values read from elsewhere, texts that cannot be read. */
import { check } from "../../../src/check/check.ts";
import type { CheckedModel } from "../../../src/check/model.ts";
import { createReport } from "../../../src/diagnostics/diagnostic.ts";
import * as operators from "../../../src/ops/registry.ts";
import { buildForm } from "../../../src/report/drawing/build-form.ts";
import { layoutDrawing } from "../../../src/report/drawing/layout-drawing.ts";
import { renderMermaid } from "../../../src/report/drawing/render-mermaid.ts";
import { renderSvg } from "../../../src/report/drawing/render-svg.ts";
import { createSource } from "../../../src/source/source.ts";
import { parse } from "../../../src/syntax/parse.ts";
import { readMarkup } from "../markup-reader.ts";
import { crossed, missing, outside, overlapping, textBoxes } from "./boxes.ts";
import { edgesOf, layersIn } from "./form-facts.ts";
import { randomProgram } from "./random-program.ts";

/** Nothing where the program has an error: a label that is not visible, more layers than allowed. */
export function modelOfSeed(seed: number): CheckedModel | undefined {
  const report = createReport();
  const { models } = check(parse(createSource("random.cnn", randomProgram(seed)), report), operators, report);
  return report.hasErrors ? undefined : models[0];
}

export function problemsOf(model: CheckedModel): readonly string[] {
  const { chain } = buildForm(model);
  const numbers = [...layersIn(chain, model)].sort((a, b) => a - b);
  const { edges, shown } = edgesOf(chain);
  const read = model.layers.flatMap(({ name, inputs }) => (shown.has(name) ? inputs.map((from) => `${from} > ${name}`) : [])); // prettier-ignore
  return [
    ...(numbers.join() === model.layers.map((_, i) => i).join() ? [] : ["not every layer is there once"]),
    ...([...edges].sort().join() === read.sort().join() ? [] : ["a value is read from elsewhere"]),
    ...[undefined, 600].flatMap((width) => {
      const drawing = layoutDrawing(model, width);
      const found = [
        ...overlapping(textBoxes(drawing)),
        ...crossed(drawing),
        ...outside(drawing),
        ...missing(drawing, shown),
      ];
      return found.map((each) => `at ${width}: ${each}`);
    }),
    ...problemsOfTexts(model),
  ];
}

function problemsOfTexts(model: CheckedModel): readonly string[] {
  const chart = renderMermaid(model);
  const known = new Set([...chart.matchAll(/^\s+(n\d+)[[(]/gm)].map(([, node]) => node!));
  const unknown = [...chart.matchAll(/(n\d+) --> (n\d+)/g)].flatMap(([, from, to]) => [from!, to!].filter((node) => !known.has(node))); // prettier-ignore
  try {
    readMarkup(renderSvg(layoutDrawing(model), model));
    return unknown.map((node) => `the flowchart has no ${node}`);
  } catch (error) {
    return [...unknown, String(error)];
  }
}
