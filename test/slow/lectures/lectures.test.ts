/**
 * Each system of the lectures compiles for training, and its loss falls: every model of the examples and of the standard
 * library, on 16 images that it can learn by heart, by its own recipe or a plain one. Prints what was trained, and on what.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, describe, expect, it } from "vitest";
import { check } from "../../../src/check/check.ts";
import type { CheckedModel } from "../../../src/check/model.ts";
import { createProjectFiles } from "../../../src/cli/project-files.ts";
import { createReport } from "../../../src/diagnostics/diagnostic.ts";
import { readEdges } from "../../../src/graph/edges.ts";
import { labelPlaces } from "../../../src/ops/label-places.ts";
import * as operators from "../../../src/ops/registry.ts";
import { compileModel } from "../../../src/pipeline.ts";
import { load } from "../../../src/runtime/index.ts";
import { createSource } from "../../../src/source/source.ts";
import { parse } from "../../../src/syntax/parse.ts";
import { everyModel, ROOT } from "../../export/models.ts";
import { changed, type System, isDeclared, systemOf } from "./lecture-systems.ts";

// V8 never replaces a running function: what begins in the baseline compiler stays there.
setFlagsFromString("--no-liftoff");
setFlagsFromString("--expose-gc");
/** A module's memory goes when it is collected, and several of them are a gigabyte each. */
const collect = runInNewContext("gc") as () => void;

const COUNT = 16;
/** Of what was there first, three times in a row, since dropout makes single losses jump. */
const FALLS_TO = 0.7;
/** Steps are taken until then, or until it is said that nothing was learned. */
const LIMIT = { steps: 400, seconds: 120 };

const all = (await everyModel()).filter(isDeclared);
const rows: string[] = [];
afterAll(() => {
  const head = "system | input | parameters | steps | first loss | last loss | images/s | compiled in s | recipe";
  if (rows.length > 0) console.log([head, ...rows].join("\n"));
});

describe("systems of the lectures", () => {
  it("says nothing of a model that is not there", () => {
    const names = new Set(all.map(({ name }) => name));
    expect(changed.filter((name) => !names.has(name))).toEqual([]);
  });

  it.each(all.map((each) => [each.name, each] as const))("%s learns", async (name, each) => {
    const system = systemOf(each);
    const model = modelOf(system);
    const start = performance.now();
    const { wasm } = compileModel(model, { training: true, batch: COUNT, ...edgesOf(model) });
    const net = await load(new Uint8Array(wasm));
    const compiled = (performance.now() - start) / 1000;
    const classes = Math.min(8, model.output.at(-1)!);
    const images = patterns(model.input, classes);
    // Where each place has a label, it is that of its image.
    const places = labelPlaces(model.output)?.reduce((product, size) => product * size, 1) ?? 1;
    const labels = Array.from({ length: COUNT * places }, (_, i) => Math.floor(i / places) % classes);
    const losses: number[] = [];
    const { optimizer, loss } = model.recipe!;
    const goal = (): number => {
      // Who only knows which classes there are has learned nothing of the images.
      const ofGuess = loss.operator === operators.defaults.loss ? Math.log(classes) : Number.POSITIVE_INFINITY;
      return FALLS_TO * Math.min(losses[0]!, ofGuess);
    };
    const learned = (): boolean => losses.length > 3 && losses.slice(-3).every((value) => value < goal());
    const training = performance.now();
    const seconds = (): number => (performance.now() - training) / 1000;
    while (!learned() && losses.length < LIMIT.steps && seconds() < LIMIT.seconds)
      losses.push(net.trainStep(images, labels, COUNT).loss);
    const rate = (COUNT * losses.length) / seconds();
    net.dispose();
    collect();
    const last = losses.at(-1)!;
    const size = model.input.join("x");
    const full = each.model.input.join("x");
    rows.push(
      [
        name,
        [size === full ? size : `${size} for ${full}`, ...system.notes].join(", "),
        model.totals.params,
        losses.length,
        losses[0]!.toFixed(3),
        last.toFixed(3),
        rate.toPrecision(3),
        compiled.toFixed(1),
        `${loss.operator.name}, ${optimizer.operator.name}${system.ownRecipe ? " (its own)" : ""}`,
      ].join(" | "),
    );
    console.log(rows.at(-1));
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(learned(), `after ${losses.length} steps at ${last}`).toBe(true);
  });
});

function modelOf({ path, model, text }: System): CheckedModel {
  const report = createReport();
  const { models } = check(parse(createSource(path, text), report), operators, report, {
    project: createProjectFiles(path),
  });
  if (report.hasErrors) throw new Error(report.diagnostics.map(({ message }) => message).join("; "));
  return models.find(({ name }) => name === model)!;
}

function edgesOf({ graph, input }: CheckedModel): { readonly edges?: ReturnType<typeof readEdges> & object } {
  if (graph === undefined) return {};
  const text = readFileSync(join(ROOT, "examples", graph.path), "utf8");
  return { edges: readEdges(createSource(graph.path, text), input[0]!, createReport())! };
}

/** Each class has a pattern of its own, coarse enough to be there after pooling; each image has noise of its own. */
function patterns(input: readonly number[], classes: number): Float32Array {
  let state = 12;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const places = input.slice(0, -1);
  const channels = input.at(-1)!;
  const cells = 4;
  const coarse = Array.from({ length: classes * cells ** places.length * channels }, next);
  const size = input.reduce((product, n) => product * n, 1);
  return Float32Array.from({ length: COUNT * size }, (_, i) => {
    const image = Math.floor(i / size);
    let rest = Math.floor((i % size) / channels);
    let cell = 0;
    let scale = 1;
    for (const axis of [...places].reverse()) {
      cell += scale * Math.floor(((rest % axis) * cells) / axis);
      rest = Math.floor(rest / axis);
      scale *= cells;
    }
    const value = coarse[((image % classes) * cells ** places.length + cell) * channels + (i % channels)]!;
    return 0.8 * value + 0.2 * next();
  });
}
