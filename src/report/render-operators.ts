/**
 * The reference of layers, joins, losses, optimizers, schedules and initializations: takes the operators, returns one page of
 * Markdown. Everything in it is what the records say; formulas are those `cnnc explain` prints, with the numbers of the
 * example.
 */
import type { CheckedLayer } from "../check/model.ts";
import { type SettingName, settingRecords } from "../check/recipe/setting-records.ts";
import type { Explanation, Join, Layer, Operator } from "../ops/operator.ts";
import { warmupDetails } from "../ops/families/warmup.ts";
import { argumentTable, cell } from "./argument-table.ts";
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
  ["losses", "Losses", settingOf("loss")],
  ["optimizers", "Optimizers", settingOf("optimizer")],
  ["schedules", "Schedules", `${settingOf("schedule")} ${warmupDetails}`],
  ["clips", "Clips", settingOf("clip")],
  ["augmentations", "Augmentations", settingOf("augment")],
  ["inits", "Initializations", `${settingOf("init")} Or \`init=NAME\` behind a layer.`],
];

function settingOf(name: SettingName): string {
  return `The setting [\`${name}\`](settings/${name}.md) of a recipe: ${settingRecords[name].summary}.`;
}

export function renderOperators(tables: OperatorTables): string {
  const parts = ["# Layers, losses, optimizers", "What each takes, computes and counts."];
  for (const { title, introduction, operators } of chaptersOf(tables))
    parts.push(`## ${title}`, introduction, ...operators.map(renderOperator));
  parts.push("## Data", settingOf("data"));
  return `${parts.join("\n\n")}\n`;
}

/** In the order of the page. */
function chaptersOf(tables: OperatorTables) {
  return chapters.flatMap(([key, title, introduction]) => {
    const operators = [...tables[key].values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return operators.length === 0 ? [] : [{ title, introduction, operators }];
  });
}

/** Of the page's headings, as GitHub names them: a second one of the same text has a number. */
export function operatorAnchors(tables: OperatorTables): ReadonlyMap<Operator, string> {
  const seen = new Map<string, number>();
  const anchors = new Map<Operator, string>();
  for (const { operators } of chaptersOf(tables))
    for (const operator of operators) {
      const times = seen.get(operator.name) ?? 0;
      seen.set(operator.name, times + 1);
      anchors.set(operator, times === 0 ? operator.name : `${operator.name}-${times}`);
    }
  return anchors;
}

function renderOperator(operator: Operator): string {
  return [`### ${operator.name}`, summarizeOperator(operator), renderOperatorBody(operator)].join("\n\n");
}

/** A sentence, and what else it is called. */
export function summarizeOperator(operator: Operator): string {
  const aliases = operator.kind === "layer" ? (operator.aliases ?? []) : [];
  const also = aliases.length === 0 ? "" : ` Also written ${aliases.map((alias) => `\`${alias}\``).join(", ")}.`;
  return `${sentence(operator.documentation.summary)}${also}`;
}

/** What stands behind heading and summary. */
export function renderOperatorBody(operator: Operator): string {
  const { documentation, schema } = operator;
  const parts = [documentation.details];
  if (Object.keys(schema).length > 0) parts.push(argumentTable(schema));
  const formulas = operator.kind === "layer" || operator.kind === "join" ? formulasOf(operator) : [];
  if (formulas.length > 0) parts.push(formulaTable(formulas));
  parts.push(`\`\`\`cnn\n${documentation.example.trimEnd()}\n\`\`\``);
  return parts.join("\n\n");
}

/** With a capital and a full stop. */
export function sentence(summary: string): string {
  return `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}${/[.!?]$/.test(summary) ? "" : "."}`;
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
