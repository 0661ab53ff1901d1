/**
 * Small random networks over the whole language, with a recipe each, for comparing one engine with another. Takes a random
 * generator and a number that says which optimizer and which input it is to have; proposes one stage after the other
 * and keeps those that the checker accepts. Left out, because their numbers cannot be compared: dropout and augmentation, which
 * draw (test/slow/engines holds them), `plateau`, which asks the test set, and `gconv`, which wants a file of edges
 * (test/wasm/gconv.test.ts).
 */
import type { CheckedModel } from "../../src/check/model.ts";
import { checkText } from "../check/check-text.ts";
import type { Random } from "../fuzz/random.ts";
import { proposeStage } from "./propose-stage.ts";

export interface RandomNetwork {
  readonly text: string;
  readonly model: CheckedModel;
}

/** For each optimizer, ways to set it. `eps` is large: the quotients are steep where a gradient is nothing but rounding. */
const optimizers: readonly (readonly string[])[] = [
  ["sgd lr=0.005", "sgd lr=0.002 momentum=0.9", "sgd lr=0.002 momentum=0.8 nesterov decay=0.01"],
  ["adam lr=0.002 eps=0.001", "adam lr=0.001 eps=0.01 decay=0.01"],
  ["adamw lr=0.002 eps=0.001 decay=0.01", "adamw lr=0.001 eps=0.001 decay=0.1"],
  ["rmsprop lr=0.001 eps=0.01", "rmsprop lr=0.001 eps=0.01 momentum=0.5"],
  ["adagrad lr=0.005 eps=0.001", "adagrad lr=0.005 eps=0.001 decay=0.001"],
];
const losses = ["crossentropy", "crossentropy smoothing=0.1", "mse", "crossentropy", "mae", "bce", "hinge", "nll"];
const schedules = ["constant", "cosine", "step every=2 gamma=0.5", "exponential gamma=0.8", "milestones [1, 3] gamma=0.3", "onecycle", "cosine warmup=3"]; // prettier-ignore
const clips = ["", "", "", "norm 1.0", "value 0.05"];
const inits = ["", "", "he", "xavier", "lecun", "normal std=0.1"];
const inputs: readonly (readonly number[])[] = [[9, 8, 2], [11, 3], [10, 7, 1], [5, 4, 6, 2], [12, 12, 3], [16, 4], [6, 5, 4, 1], [8, 8, 4], [13]]; // prettier-ignore

/** Numbers that one layer may give, and the model may learn: larger ones say no more, and take long. */
const MOST_ELEMENTS = 3_000;
const MOST_PARAMETERS = 12_000;

export function randomNetwork(random: Random, number: number): RandomNetwork {
  const { below, chance, pick } = random;
  const input = inputs[number % inputs.length]!;
  const optimizer = pick(optimizers[number % optimizers.length]!);
  const loss = pick(losses);
  const classes = 2 + below(5);
  const recipe: [string, string][] = [
    ["loss", loss],
    ["optimizer", optimizer],
    ["schedule", pick(schedules)],
    ["clip", pick(clips)],
    ["init", pick(inits)],
    ["batch", String(3 + below(6))],
    ["epochs", "4"],
    ["seed", String(below(1000))],
  ];
  const blocks = `block unit(c, k = 1) {
  add {
    | conv ${"1x".repeat(Math.max(1, input.length - 1))}{c * k} nobias -> bn -> relu -> conv ${"1x".repeat(Math.max(1, input.length - 1))}{c}
    |
  } -> relu
}
`;
  const lines: string[] = [];
  /** Without a recipe as long as it has no end: losses have wishes about it. */
  const print = (body: readonly string[], end: readonly string[] = [], head: readonly string[] = []): string => {
    const usesBlock = body.some((line) => line.includes("unit("));
    const settings = [...recipe, ...(head.length > 0 ? ([["aux", "side weight=0.3"]] as const) : [])];
    const train = settings.filter(([, value]) => value !== "").map(([name, value]) => `  ${name} ${value}\n`);
    const stages = [`input ${input.join("x")}`, ...body, ...head, ...end].map((line) => `  ${line}\n`);
    const model = `${usesBlock ? blocks : ""}model Net {\n${stages.join("")}}\n`;
    return end.length === 0 ? model : `${model}train Net {\n${train.join("")}}\n`;
  };
  const accepted = (text: string): CheckedModel | undefined => {
    const { models, diagnostics } = checkText(text);
    const [model] = models;
    if (!model || diagnostics.some(({ severity }) => severity === "error")) return undefined;
    const isLarge = model.layers.some(({ output }) => output.reduce((a, b) => a * b, 1) > MOST_ELEMENTS);
    return isLarge || model.totals.params > MOST_PARAMETERS ? undefined : model;
  };
  const last = loss === "nll" ? [`fc ${classes} -> logsoftmax`] : [`fc ${classes}`];
  let shape: readonly number[] = input;
  const wanted = 2 + below(7);
  for (let tries = 0; lines.length < wanted && tries < 60; tries++) {
    const line = proposeStage(shape, random, lines.length);
    const model = accepted(print([...lines, line]));
    if (!model) continue;
    lines.push(line);
    shape = model.output;
  }
  const end = chance(0.3) && shape.length > 1 ? ["gavgpool", ...last] : last;
  const head = chance(0.15) ? ["head side {", `  fc ${classes}${loss === "nll" ? " -> logsoftmax" : ""}`, "}"] : [];
  for (const text of [print(lines, end, head), print(lines, last), print([], last)]) {
    const model = accepted(text);
    if (model) return { text, model };
  }
  throw new Error(`no network of number ${number} is right: ${print(lines, last)}`);
}
