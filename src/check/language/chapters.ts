/**
 * The words of the language in the order of its reference: chapters of records. Everything that tells what a word means (hover,
 * `cnnc explain`, the pages below `docs/reference`) walks this list. Operators have records of their own, in `ops/`.
 */
import { commentRecords } from "./comments.ts";
import { dataRecords, namedSetRecords } from "./data-forms.ts";
import { declarationRecords } from "./declarations.ts";
import { expressionRecords, operatorRecords, valueRecords } from "./expressions.ts";
import { functionRecords } from "../evaluate/function-records.ts";
import { argumentRecords, letterRecords } from "./layer-arguments.ts";
import { metricRecords } from "./metrics.ts";
import { settingRecords } from "../recipe/setting-records.ts";
import { behindStageRecords, stageRecords } from "./stages.ts";
import { statementRecords } from "./statements.ts";
import type { WordRecord } from "../word-record.ts";

/** What a word is. */
export type WordKind =
  | "declaration"
  | "statement"
  | "stage"
  | "argument form"
  | "attribute"
  | "expression"
  | "operator"
  | "function"
  | "metric"
  | "setting"
  | "data"
  | "data set"
  | "comment";

export interface Chapter {
  readonly kind: WordKind;
  readonly title: string;
  readonly introduction: string;
  readonly records: readonly WordRecord[];
}

export const chapters: readonly Chapter[] = [
  {
    kind: "declaration",
    title: "Declarations",
    introduction: "A file is declarations, in any order.",
    records: Object.values(declarationRecords),
  },
  {
    kind: "statement",
    title: "Statements",
    introduction: "What stands in the body of a model, a block or a head, a line each.",
    records: Object.values(statementRecords),
  },
  {
    kind: "stage",
    title: "Stages",
    introduction:
      "What a chain is made of, and what may stand behind a stage, in this order: `* n`, `as name`, `: shape`.",
    records: [...Object.values(stageRecords), ...Object.values(behindStageRecords)],
  },
  {
    kind: "argument form",
    title: "Arguments",
    introduction: "How arguments of layers and settings are written.",
    records: Object.values(argumentRecords),
  },
  {
    kind: "attribute",
    title: "Attributes",
    introduction: "The letters of attributes: one letter and a size.",
    records: Object.values(letterRecords),
  },
  {
    kind: "expression",
    title: "Expressions",
    introduction: "Everything computed is computed when the program is checked, exactly.",
    records: [...Object.values(expressionRecords), ...Object.values(valueRecords)],
  },
  {
    kind: "operator",
    title: "Operators",
    introduction: "Between the values of an expression.",
    records: Object.values(operatorRecords),
  },
  {
    kind: "function",
    title: "Functions",
    introduction: "The functions of expressions.",
    records: Object.values(functionRecords),
  },
  { kind: "metric", title: "Metrics", introduction: "What `expect` can count.", records: Object.values(metricRecords) },
  {
    kind: "setting",
    title: "Settings",
    introduction: "The lines of a recipe. Each has a page of its own.",
    records: Object.values(settingRecords),
  },
  {
    kind: "data",
    title: "Data",
    introduction: "What the path behind `data` may lead to. [Data](../data.md) has the details.",
    records: Object.values(dataRecords),
  },
  {
    kind: "data set",
    title: "Data sets",
    introduction: "Sets that have a name in the language.",
    records: Object.values(namedSetRecords),
  },
  {
    kind: "comment",
    title: "Comments",
    introduction: "What the checker passes over, and what it does not.",
    records: Object.values(commentRecords),
  },
];
