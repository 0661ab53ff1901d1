/** Asked of every operator there is, so that a new one is tested before its author writes a test. */
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check } from "../../src/check/check.ts";
import { createReport } from "../../src/diagnostics/diagnostic.ts";
import { unaryInstructions } from "../../src/ir/instructions.ts";
import type { Nest } from "../../src/ir/nest.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import { formatText } from "../../src/format/format.ts";
import { verifyNest } from "../../src/ir/verify.ts";
import type { Shape } from "../../src/ops/operator.ts";
import {
  augmentations,
  clips,
  defaults,
  findLayer,
  inits,
  layerNames,
  layers,
  losses,
  optimizers,
  schedules,
} from "../../src/ops/registry.ts";
import { compileModel } from "../../src/pipeline.ts";
import * as registry from "../../src/ops/registry.ts";
import { createSource } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/parse.ts";
import { differentiate } from "../../src/train/differentiate.ts";
import { lcgTensor } from "../oracle/operator-fixtures.ts";
import { readStage, readValues } from "./read-stage.ts";
import { collect, expectClose, lowerChain, run } from "./run-chain.ts";

const all = [layers, losses, optimizers, schedules, clips, inits, augmentations].flatMap((table) => [
  ...table.values(),
]);

describe.each(all.map((each) => [`${each.kind} ${each.name}`, each] as const))("%s", (_, operator) => {
  const { name, documentation, schema } = operator;
  test("has documentation, and an example that compiles without a word", () => {
    expect(documentation.summary).toMatch(/^\S.*[^.\n]$/);
    expect(documentation.details).toContain("PyTorch");
    expect(documentation.example).toMatch(new RegExp(`\\b${name}\\b`));
    const report = createReport();
    const { models } = check(parse(createSource(`${name}.cnn`, documentation.example), report), registry, report);
    expect(report.diagnostics).toEqual([]);
    expect(models.length).toBe(1);
    if (operator.kind === "layer" && !operator.forward) return;
    const edges = { nodes: models[0]!.input[0]!, pairs: [[0, 1]] } as const;
    const { wasm } = compileModel(models[0]!, { training: true, batch: 16, edges });
    expect(WebAssembly.validate(new Uint8Array(wasm))).toBe(true);
  });
  test("has an example that is formatted", async () => {
    expect(await formatText(documentation.example)).toBe(documentation.example);
  });
  test("explains every argument", () => {
    for (const spec of Object.values(schema)) expect(spec.doc).toMatch(/^\S.{8,}[^.]$/);
  });
});

test("names are unique, aliases too, and nothing of JavaScript's own is one", () => {
  expect(new Set(layerNames).size).toBe(layerNames.length);
  for (const name of layerNames) expect(findLayer(name)).toBeDefined();
  expect(findLayer("linear")).toBe(layers.get("fc"));
  for (const name of ["__proto__", "constructor", "toString", ""]) expect(findLayer(name)).toBe(undefined);
  expect([defaults.loss, defaults.optimizer, defaults.schedule, defaults.init].every((each) => all.includes(each))).toBe(true); // prettier-ignore
});

test("no file outside this room names a layer, a loss or an optimizer", () => {
  const src = fileURLToPath(new URL("../../src/", import.meta.url));
  const names = [...layerNames, ...losses.keys(), ...optimizers.keys()].filter((name) => !(name in unaryInstructions));
  // Not in backticks: those stand around names in prose.
  const literal = new RegExp(`"(${names.join("|")})"|'(${names.join("|")})'`);
  const files = (readdirSync(src, { recursive: true }) as string[]).filter((path) => path.endsWith(".ts"));
  expect(files.length).toBeGreaterThan(50);
  // Words that mean something else there: a field of an image, a function of the module, a setting of other frameworks.
  const otherMeanings = [
    /^data\/.*\bImage\["channels"\]/,
    /^wasm\/driver\/.*"shuffle",/,
    /^check\/recipe\/setting-words\.ts.*\["shuffle",/,
  ];
  const found = files
    .filter((path) => !path.startsWith("ops/"))
    .flatMap((path) =>
      readFileSync(src + path, "utf8")
        .split("\n")
        .flatMap((line, i) => (literal.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
    ) // prettier-ignore
    .filter((place) => !otherMeanings.some((meaning) => meaning.test(place)));
  expect(found).toEqual([]);
});

/** A use of each layer for the tests below; a layer that is not here is used without arguments. */
const uses: ReadonlyMap<string, string | ((shape: Shape) => string)> = new Map<
  string,
  string | ((shape: Shape) => string)
>([
  ["adaptiveavgpool", "adaptiveavgpool 3x2"],
  ["channels", (shape) => `channels ${shape[2]! - 1} ${shape[2]!}`],
  ["conv", "conv 2x2x4 p1"],
  ["crop", ([height]) => (height! > 1 ? "crop p1:0x0:2" : "crop 0")],
  ["deconv", "deconv 3x2x4 s2 p1x0 outpad=1"],
  ["dwconv", "dwconv 3x2x2 p1"],
  ["fc", "fc 3"],
  ["groupnorm", "groupnorm 1"],
  ["gconv", "gconv 3"],
  ["maxpool", "maxpool 2 p1"],
  ["avgpool", "avgpool 2 p1 nopad"],
  ["pad", "pad p1:0x2x0:1"],
  ["reshape", (shape) => `reshape ${[...shape].reverse().join("x")}`],
  ["shuffle", (shape) => `shuffle ${shape[2]!}`],
  ["subsample", "subsample 2 s1 p1"],
  ["upsample", "upsample 2x3 bilinear"],
]);
const shapes: readonly Shape[] = [
  [5, 4, 2],
  [1, 1, 1],
  [3, 7, 1],
];

/** Layers that read something else than maps. */
const ownShapes = new Map<string, readonly Shape[]>([
  [
    "gconv",
    [
      [5, 4],
      [1, 1],
      [3, 7],
    ],
  ],
]);

/** Layers that are checked and counted, and that `build` cannot run yet. */
const withoutKernel: readonly string[] = [];

test("the layers without a kernel are those listed here", () => {
  expect([...layers.values()].filter(({ forward }) => !forward).map(({ name }) => name)).toEqual(withoutKernel);
});

describe.each([...layers.keys()].filter((name) => !withoutKernel.includes(name)))("layer %s", (name) => {
  const useOn = (shape: Shape): ReturnType<typeof readStage> => {
    const use = uses.get(name) ?? name;
    return readStage(typeof use === "string" ? use : use(shape));
  };
  for (const shape of ownShapes.get(name) ?? shapes)
    for (const training of [false, true])
      test(`on ${shape.join("x")}${training ? ", training" : ""}: nests are verified, shapes and counts agree, gradients are those of finite differences`, () => {
        const chain = lowerChain([useOn(shape)], shape, training);
        const count = 2;
        const upstream: Tensor = { ...chain.output, name: "upstream", role: "gradient" };
        const learned = [chain.input, ...chain.parameters.values()];
        const size = ({ batched, shape: own }: Tensor): number => own.reduce((a, b) => a * b, batched ? count : 1);
        const given = new Map([...learned, upstream].map((tensor, i) => [tensor, lcgTensor({ seed: 17 + i, scale: 1 }, size(tensor))])); // prettier-ignore
        const { forward, nests, gradients } = differentiate(chain.nests, new Map([[chain.output, upstream]]), learned);
        const loss = (): number => {
          const weights = given.get(upstream)!;
          const output = run(chain.nests, given, count).get(chain.output)!;
          return output.reduce((sum, value, i) => sum + value * weights[i]!, 0);
        };
        const derived = run([...forward, ...nests], given, count);
        for (const tensor of learned) {
          // A layer that does nothing passes the gradient on.
          const gradient = derived.get(gradients.get(tensor) ?? upstream)!;
          const values = given.get(tensor)!;
          const step = 1e-6;
          const measured = values.map((value, i) => {
            values[i] = value + step;
            const more = loss();
            values[i] = value - step;
            const less = loss();
            values[i] = value;
            return (more - less) / (2 * step);
          });
          expectClose(gradient, measured, 1e-7);
        }
      });
});

/** Of a loss that is tested with arguments. */
const arguments_: ReadonlyMap<string, readonly string[]> = new Map([["hinge", ["margin=1.5"]]]);

const sumOf = (row: readonly number[], value: (score: number, k: number) => number): number =>
  row.reduce((sum, score, k) => sum + value(score, k), 0);

/** The loss of one image as a book writes it, where that does not overflow. */
const textbook: ReadonlyMap<string, (row: readonly number[], label: number) => number> = new Map([
  [
    "crossentropy",
    (row, label) => Math.log(sumOf(row, (s) => Math.exp(s - Math.max(...row)))) - (row[label]! - Math.max(...row)),
  ],
  ["nll", (row, label) => -row[label]!],
  ["mse", (row, label) => sumOf(row, (s, k) => (s - Number(k === label)) ** 2) / row.length],
  ["mae", (row, label) => sumOf(row, (s, k) => Math.abs(s - Number(k === label))) / row.length],
  [
    "bce",
    (row, label) =>
      sumOf(row, (s, k) => Math.log1p(Math.exp(-Math.abs(s))) + Math.max(k === label ? -s : s, 0)) / row.length,
  ],
  ["hinge", (row, label) => sumOf(row, (s, k) => (k === label ? 0 : Math.max(0, 1.5 - row[label]! + s))) / row.length],
]);

describe.each([...losses.values()].map((each) => [each.name, each] as const))("loss %s", (_, operator) => {
  test("the gradient it gives is the derivative of the mean of its losses, also of a short batch", () => {
    const cases = fc.record({ classes: fc.integer({ min: 1, max: 6 }), images: fc.integer({ min: 1, max: 5 }), absent: fc.integer({ min: 0, max: 2 }), seed: fc.nat({ max: 999 }), scale: fc.constantFrom(1, 8, 512) }); // prettier-ignore
    fc.assert(
      fc.property(cases, ({ classes, images, absent, seed, scale }) => {
        const control = (name: string): Tensor => ({ name, role: "control", batched: false, shape: [] });
        const scores: Tensor = { name: "scores", role: "activation", batched: true, shape: [classes] };
        const label: Tensor = { name: "label", role: "label", batched: true, shape: [] };
        const controls = { count: control("count"), inverseCount: control("inverseCount") };
        const emitted: Nest[] = [];
        const given = readValues(operator.schema, arguments_.get(operator.name) ?? []);
        const lowered = operator.lower(collect("loss", 0, true, emitted), scores, label, controls, given);
        const forward = [...emitted, ...lowered.forward];
        for (const nest of [...forward, ...lowered.backward]) expect(verifyNest(nest)).toEqual([]);

        // d mean / d loss of each image: 1/count.
        const share: Tensor = { name: "share", role: "gradient", batched: true, shape: [] };
        const derived = differentiate(forward, new Map([[lowered.loss, share]]), [scores]);
        const held = images + absent;
        const values = lcgTensor({ seed, scale }, held * classes);
        const labels = Float64Array.from({ length: held }, (_, i) => (seed * (i + 3)) % classes);
        // What lies past the count is anyone's.
        values.fill(Number.NaN, images * classes);
        const memory = new Map<Tensor, Float64Array>([
          [scores, values],
          [label, labels],
          [controls.count, Float64Array.of(images)],
          [controls.inverseCount, Float64Array.of(1 / images)],
          [share, new Float64Array(held).fill(1 / images)],
        ]);
        const own = run([...forward, ...lowered.backward], memory, held);
        const gradient = own.get(lowered.scoresGradient)!;
        const other = run([...derived.forward, ...derived.nests], memory, held).get(derived.gradients.get(scores)!)!;
        expectClose(gradient.slice(0, images * classes), other.slice(0, images * classes), 1e-12);
        expect([...gradient.slice(images * classes)]).toEqual(Array(absent * classes).fill(0));

        const rows = Array.from({ length: images }, (_, n) => [...values.slice(n * classes, (n + 1) * classes)]);
        const right = rows.map((row, n) => Number(row.indexOf(Math.max(...row)) === labels[n]));
        expect([...own.get(lowered.correct)!]).toEqual([...right, ...Array(absent).fill(0)]);
        const each = own.get(lowered.loss)!;
        expect(each.every(Number.isFinite)).toBe(true);
        expect([...each.slice(images)]).toEqual(Array(absent).fill(0));
        expectClose(each.slice(0, images), rows.map((row, n) => textbook.get(operator.name)!(row, labels[n]!)), 1e-12); // prettier-ignore
      }),
    );
  });
});

test("A13: a probability of 0.8 on the label costs -log 0.8", () => {
  const scores: Tensor = { name: "scores", role: "activation", batched: true, shape: [2] };
  const label: Tensor = { name: "label", role: "label", batched: true, shape: [] };
  const control = (name: string): Tensor => ({ name, role: "control", batched: false, shape: [] });
  const controls = { count: control("count"), inverseCount: control("inverseCount") };
  const lowered = defaults.loss.lower(collect("loss", 0, false, []), scores, label, controls, { smoothing: 0 });
  const given = new Map([
    [scores, Float64Array.of(Math.log(0.2), Math.log(0.8))],
    [label, Float64Array.of(1)],
    [controls.count, Float64Array.of(1)],
  ]);
  expectClose(run(lowered.forward, given, 1).get(lowered.loss)!, [-Math.log(0.8)], 1e-12);
});

describe("initializations, from PyTorch's formulas", () => {
  // conv 3x3x8 g2 on 6 channels: fan in 3·9, fan out 8·9.
  const { layer, values } = readStage("conv 3x3x8 g2");
  const [weight, bias] = layer.parameters([9, 9, 6], values) as [ReturnType<typeof layer.parameters>[0], ReturnType<typeof layer.parameters>[0]]; // prettier-ignore
  const start = (name: string, parameter: typeof weight) =>
    inits.get(name)!.initializer(parameter, readValues(inits.get(name)!.schema, name === "normal" ? ["std=0.25"] : []));
  test("torch", () => {
    expect(start("torch", weight)).toEqual({ kind: "uniform", bound: 1 / Math.sqrt(27) });
    expect(start("torch", bias)).toEqual({ kind: "uniform", bound: 1 / Math.sqrt(27) });
  });
  test("he", () => {
    expect(start("he", weight)).toEqual({ kind: "normal", deviation: Math.sqrt(2 / 27) });
    expect(start("he", bias)).toEqual({ kind: "zeros" });
  });
  test("lecun", () => {
    expect(start("lecun", weight)).toEqual({ kind: "normal", deviation: Math.sqrt(1 / 27) });
    expect(start("lecun", bias)).toEqual({ kind: "zeros" });
  });
  test("normal and zeros", () => {
    expect(start("normal", weight)).toEqual({ kind: "normal", deviation: 0.25 });
    expect(start("normal", bias)).toEqual({ kind: "zeros" });
    expect([start("zeros", weight), start("zeros", bias)]).toEqual([{ kind: "zeros" }, { kind: "zeros" }]);
  });
  test("xavier", () => {
    expect(start("xavier", weight)).toEqual({ kind: "uniform", bound: Math.sqrt(6 / (27 + 72)) });
    expect(start("xavier", bias)).toEqual({ kind: "zeros" });
  });
});
