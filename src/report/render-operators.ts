/**
 * The reference of layers, joins, losses, optimizers, schedules and initializations: takes the operators, returns one page of
 * Markdown. Everything in it is what the records say; formulas are those `cnnc explain` prints, with the numbers of the
 * example.
 */
import type { CheckedLayer } from "../check/model.ts";
import { dataSchema } from "../check/recipe/read-setting.ts";
import type { Explanation, Join, Layer, Operator } from "../ops/operator.ts";
import { warmupDetails } from "../ops/families/warmup.ts";
import type { ArgumentSpec, Schema } from "../ops/schema.ts";
import { checkExample } from "./check-example.ts";

export interface OperatorTables {
  readonly layers: ReadonlyMap<string, Operator>;
  readonly joins: ReadonlyMap<string, Operator>;
  readonly losses: ReadonlyMap<string, Operator>;
  readonly optimizers: ReadonlyMap<string, Operator>;
  readonly schedules: ReadonlyMap<string, Operator>;
  readonly clips: ReadonlyMap<string, Operator>;
  readonly augmentations: ReadonlyMap<string, Operator>;
  readonly inits: ReadonlyMap<string, Operator>;
}

const chapters: readonly (readonly [keyof OperatorTables, string, string])[] = [
  [
    "layers",
    "Layers",
    "A layer stands in a chain: `conv 5x5x6 -> relu`. `init=NAME` may stand behind each that learns.",
  ],
  [
    "joins",
    "Joins",
    "A join feeds its input to every arm and makes one value of theirs; an empty arm is the input itself.",
  ],
  ["losses", "Losses", "The setting `loss` of a recipe."],
  ["optimizers", "Optimizers", "The setting `optimizer` of a recipe."],
  ["schedules", "Schedules", `The setting \`schedule\` of a recipe: how the learning rate goes on. ${warmupDetails}`],
  ["clips", "Clips", "The setting `clip` of a recipe: `clip norm 1.0`. Without it gradients are left as they are."],
  [
    "augmentations",
    "Augmentations",
    "The setting `augment` of a recipe, a chain: `augment shift 2 -> flip horizontal`. Each step changes each image by chance before a " +
      "training step sees it, in the units of the data (0 to 1) and before the normalization; prediction and evaluation see the images " +
      "as they are. The chance depends on the seed, the step and the number of the image in its batch alone, so a resumed training " +
      "goes on with the same bits. The chain ends with images of the size of the model's input.",
  ],
  ["inits", "Initializations", "The setting `init` of a recipe, or `init=NAME` behind a layer."],
];

const dataIntroduction =
  "The setting `data` of a recipe: the name of a set (`mnist`, `fashion`, `cifar10`), or a path in quotes, and behind it what is " +
  "to be known of the data. In an argument that names columns, a text in quotes is always the name of a column, and a bare word " +
  "always a position.";

const dataExample = `\`\`\`cnn
model Heart {
  input 4
  fc 8 -> relu -> fc 2
}

train Heart {
  data "heart.csv" label="outcome" skip=["id", "name"] split=0.8
}
\`\`\``;

export function renderOperators(tables: OperatorTables): string {
  const parts = ["# Layers, losses, optimizers", "What each takes, computes and counts."];
  for (const [key, title, introduction] of chapters) {
    const operators = [...tables[key].values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    if (operators.length === 0) continue;
    parts.push(`## ${title}`, introduction, ...operators.map(renderOperator));
  }
  parts.push("## Data", dataIntroduction, argumentTable(dataSchema), dataExample);
  return `${parts.join("\n\n")}\n`;
}

export function renderOperator(operator: Operator): string {
  const { name, documentation, schema } = operator;
  const aliases = operator.kind === "layer" ? (operator.aliases ?? []) : [];
  const also = aliases.length === 0 ? "" : ` Also written ${aliases.map((alias) => `\`${alias}\``).join(", ")}.`;
  const parts = [`### ${name}`, `${sentence(documentation.summary)}${also}`, documentation.details];
  const rows = Object.entries(schema);
  if (rows.length > 0) parts.push(argumentTable(schema));
  const formulas = operator.kind === "layer" || operator.kind === "join" ? formulasOf(operator) : [];
  if (formulas.length > 0) parts.push(formulaTable(formulas));
  parts.push(`\`\`\`cnn\n${documentation.example.trimEnd()}\n\`\`\``);
  return parts.join("\n\n");
}

function sentence(summary: string): string {
  return `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}${/[.!?]$/.test(summary) ? "" : "."}`;
}

function argumentTable(schema: Schema): string {
  const rows = Object.entries(schema).map(
    ([name, spec]) => `| ${[name, spelling(name, spec), range(spec), spec.doc].map(cell).join(" | ")} |`,
  );
  return ["| argument | written | values | |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function spelling(name: string, spec: ArgumentSpec): string {
  switch (spec.kind) {
    case "sizes":
      return spec.optional === true ? `sizes (${spec.places}), may be left out` : `sizes (${spec.places})`;
    case "number":
      return "a number";
    case "numbers":
      return "a list of numbers, `[A, B]`";
    case "attribute":
      // Groups are no matter of axes.
      return spec.letter === "g" ? "`gN`" : `\`${spec.letter}N\`, per axis \`${spec.letter}NxN\``;
    case "padding":
      return `\`${spec.letter}N\`, before and after \`${spec.letter}N:N\``;
    case "flag":
      return `\`${name}\``;
    case "named-word":
      return spec.bare === true ? `a word, or \`${name}=\`` : `\`${name}=\``;
    case "named-number":
    case "named-table":
    case "named-text":
    case "named-texts":
    case "named-text-or-word":
    case "named-numbers":
      return `\`${name}=\``;
    default:
      return spec satisfies never;
  }
}

/** What it may be, and what it is when it is left out. */
function range(spec: ArgumentSpec): string {
  switch (spec.kind) {
    case "number":
    case "numbers":
    case "named-number":
    case "named-numbers": {
      const low =
        spec.minimum === undefined
          ? ""
          : `${"exclusiveMinimum" in spec && spec.exclusiveMinimum === true ? "above" : "from"} ${spec.minimum}`;
      const high =
        spec.maximum === undefined
          ? ""
          : `${"exclusiveMaximum" in spec && spec.exclusiveMaximum === true ? "below" : "to"} ${spec.maximum}`;
      const kind = spec.integer === true ? "whole" : "";
      const numbers = [kind, low, high].filter((word) => word !== "").join(" ");
      if (spec.kind !== "named-numbers") return withDefault(numbers, "default" in spec ? spec.default : undefined);
      const list = numbers === "" ? "a list of numbers" : `a list of numbers (${numbers})`;
      return [list, ...(spec.words ?? []).map((word) => `\`${word}\``)].join(", ");
    }
    case "named-text":
      return "a text in quotes";
    case "named-texts":
      return "a text in quotes, or a list of them";
    case "named-text-or-word":
      return ["a text in quotes", ...spec.words.map((word) => `\`${word}\``)].join(", ");
    case "named-table":
      return [...spec.words.map((word) => `\`"${word}"\``), "a list of lists"].join(", ");
    case "named-word":
      return withDefault(spec.words.map((word) => `\`${word}\``).join(", "), spec.default);
    case "attribute":
      return `from ${spec.minimum}`;
    case "sizes":
    case "padding":
    case "flag":
      return "";
    default:
      return spec satisfies never;
  }
}

function withDefault(text: string, value: number | string | undefined): string {
  return [text, value === undefined ? "" : `default ${value}`].filter((part) => part !== "").join("; ");
}

/** Of the operator in its own example. */
function formulasOf(operator: Layer | Join): readonly Explanation[] {
  for (const model of checkExample(operator.documentation.example).models)
    for (const layer of model.layers) if (layer.operator.name === operator.name) return explain(layer);
  return [];
}

function explain({ operator, input, inputShapes, output, values }: CheckedLayer): readonly Explanation[] {
  return operator.kind === "join" ? operator.explain(inputShapes, output) : operator.explain(input, output, values);
}

function formulaTable(rows: readonly Explanation[]): string {
  const lines = rows.map(({ subject, formula, numbers, value }) => {
    const worked = numbers === value ? value : `${numbers} = ${value}`;
    return `| ${cell(subject)} | ${cell(formula)} | ${cell(worked)} |`;
  });
  return ["| of the example | formula | with its numbers |", "| --- | --- | --- |", ...lines].join("\n");
}
