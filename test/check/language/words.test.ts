/**
 * The records of the language's words: every example compiles without a word and is formatted, and no word of the grammar, of the
 * syntax tree or of the checker is without a record.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { binaryLevels } from "../../../grammar/operators.ts";
import { tokenRows } from "../../../grammar/tokens.ts";
import { functionNames } from "../../../src/check/evaluate/functions.ts";
import { axisNames } from "../../../src/check/evaluate/shape-fields.ts";
import { chapters } from "../../../src/check/language/chapters.ts";
import { type DataForm, dataRecords } from "../../../src/check/language/data-forms.ts";
import { declarationRecords } from "../../../src/check/language/declarations.ts";
import { expressionRecords, operatorRecords } from "../../../src/check/language/expressions.ts";
import { argumentForms, argumentRecords } from "../../../src/check/language/layer-arguments.ts";
import { behindStageRecords, stageRecords } from "../../../src/check/language/stages.ts";
import { statementRecords } from "../../../src/check/language/statements.ts";
import { settingNames, type SettingRecord, settingTable } from "../../../src/check/recipe/setting-records.ts";
import type { WordRecord } from "../../../src/check/word-record.ts";
import type { ReadingFormat } from "../../../src/data/reading.ts";
import { renderHuman } from "../../../src/diagnostics/render-human.ts";
import { formatText } from "../../../src/format/format.ts";
import * as operators from "../../../src/ops/registry.ts";
import { compileModel } from "../../../src/pipeline.ts";
import { checkExample } from "../../../src/report/check-example.ts";
import { namedSetNames } from "../../../src/std/data-sets.ts";

const records = chapters.flatMap((chapter) =>
  chapter.records.map((record) => [`${chapter.kind} ${record.title}`, record] as const),
);
const words = new Set(records.flatMap(([, record]) => record.words));
const wordsOf = (kind: string): readonly string[] =>
  chapters
    .filter((chapter) => chapter.kind === kind)
    .flatMap((chapter) => chapter.records.flatMap((each) => each.words));

describe.each(records)("%s", (_, record: WordRecord) => {
  it("says what it is", () => {
    expect(record.summary).toMatch(/^\S.*[^.\n]$/);
    expect(record.summary).not.toMatch(/^[A-Z][a-z]/);
    expect(record.details).toMatch(/[.)]$/);
    expect(record.syntax.length).toBeGreaterThan(0);
    expect(new Set(record.words).size).toBe(record.words.length);
  });

  it("has an example that compiles without a word", () => {
    const { models, diagnostics } = checkExample(record.example);
    expect(renderHuman(diagnostics, { color: false })).toBe("");
    expect(models).toHaveLength(1);
    const training = models[0]!.recipe !== undefined;
    const { wasm } = compileModel(models[0]!, { training, batch: 16 });
    expect(WebAssembly.validate(new Uint8Array(wasm))).toBe(true);
  });

  it("has an example that is formatted", async () => {
    expect(await formatText(record.example)).toBe(record.example);
  });
});

describe("no word is without a record", () => {
  it("of the grammar: keywords and marks", () => {
    const literals = tokenRows.flatMap(({ literal }) => (literal === undefined ? [] : [literal]));
    expect(literals.length).toBeGreaterThan(45);
    expect(literals.filter((literal) => !words.has(literal) && !operators.joins.has(literal))).toEqual([]);
  });

  it("of expressions: every operator in one record, every function, every size of `in`", () => {
    const written = Object.values(operatorRecords).flatMap((record) => record.operators as readonly string[]);
    expect(written.toSorted()).toEqual([...binaryLevels.flat(), "not"].toSorted());
    for (const { operators: own, words: found } of Object.values(operatorRecords))
      for (const each of own) expect(found as readonly string[]).toContain(each);
    expect(wordsOf("function")).toEqual(functionNames);
    for (const field of [...axisNames.flat(), "size"]) expect(words).toContain(`in.${field}`);
  });

  it("of recipes: every setting, with what it is when it is not written", () => {
    expect(wordsOf("setting")).toEqual(settingNames);
    for (const [name, { takes, without }] of settingTable as ReadonlyMap<string, SettingRecord>) {
      const hasDefault = "default" in takes && takes.default !== undefined;
      expect(hasDefault, name).toBe(without === undefined);
    }
    expect(wordsOf("data set")).toEqual(namedSetNames);
  });

  it("of arguments: every kind that any schema has, in a form of the syntax", () => {
    for (const { form, example, meaning } of Object.values(argumentForms)) {
      expect(Object.keys(argumentRecords)).toContain(form);
      expect(example && meaning).toBeTruthy();
    }
    const { layers, losses, optimizers, schedules, clips, augmentations, inits } = operators;
    const all = [layers, losses, optimizers, schedules, clips, augmentations, inits].flatMap((table) => [
      ...table.values(),
    ]);
    const kinds = all.flatMap(({ schema }) => Object.values(schema).map(({ kind }) => kind));
    expect(kinds.length).toBeGreaterThan(50);
    for (const kind of kinds) expect(Object.keys(argumentForms)).toContain(kind);
  });

  it("of the syntax tree: every kind of node", () => {
    // The records have the kinds of the unions for keys (`satisfies`); here, that no union is left out.
    const tree = readFileSync(join(import.meta.dirname, "../../../src/syntax/ast.ts"), "utf8");
    const kinds = [...tree.matchAll(/readonly kind: "(\w+)"/g)].map(([, kind]) => kind!);
    expect(kinds.length).toBeGreaterThan(30);
    const described = [declarationRecords, statementRecords, stageRecords, argumentRecords, expressionRecords];
    expect([...new Set(described.flatMap((each) => Object.keys(each)))].toSorted()).toEqual(
      [...new Set(kinds)].toSorted(),
    );
    const behind = /interface Stage extends Node \{(.*?)\n\}/s.exec(tree)![1]!.matchAll(/readonly (\w+)\?:/g);
    expect(Object.keys(behindStageRecords)).toEqual([...behind].map(([, field]) => field));
  });

  it("of data: every format that is read", () => {
    const forms: Readonly<Record<ReadingFormat, DataForm>> = {
      images: "folders",
      masks: "masks",
      npz: "npz",
      csv: "csv",
      idx: "idx",
      cifar: "cifar",
    };
    expect(Object.keys(dataRecords).toSorted()).toEqual(Object.values(forms).toSorted());
  });

  it("may be found by two names in one chapter for the same thing only", () => {
    for (const { records: own, kind } of chapters) {
      const titles = own.map(({ title }) => title);
      expect(new Set(titles).size, kind).toBe(titles.length);
      expect(own.map(({ words: [name] }) => name).every(Boolean), kind).toBe(true);
    }
  });
});
