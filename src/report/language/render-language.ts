/**
 * The reference of the language: takes the records of its words, returns the page of all of them, a page for each setting, and the index
 * of the reference. What is said of a word is what `cnnc explain WORD` and hover say.
 */
import { chapters, type Chapter } from "../../check/language/chapters.ts";
import { argumentForms } from "../../check/language/layer-arguments.ts";
import { settingTable } from "../../check/recipe/setting-records.ts";
import * as tables from "../../ops/registry.ts";
import type { ArgumentSpec } from "../../ops/schema.ts";
import { cell } from "../argument-table.ts";
import { operatorAnchors, sentence } from "../render-operators.ts";
import { argumentOwners } from "./argument-words.ts";
import { type OperatorLink, printTitle, renderRecord } from "./render-record.ts";

const introduction =
  "Every word of `.cnn`: what it means, how it is written, a program that shows it. `cnnc explain WORD` shows one " +
  '(`cnnc explain let`, `cnnc explain "->"`), and so do editors. The grammar is [cnn.ebnf](../../grammar/generated/cnn.ebnf); ' +
  "layers, losses and the like have [a page of their own](layers.md), and so has [each setting](#settings).";

export function renderLanguage(): string {
  const contents = chapters.map(({ title }) => `[${title}](#${anchor(title)})`).join(" · ");
  const parts = ["# The language", introduction, contents, ...chapters.flatMap(renderChapter)];
  return `${parts.join("\n\n")}\n`;
}

function renderChapter(chapter: Chapter): string[] {
  const { title, introduction: text, kind, records } = chapter;
  const head = [`## ${title}`, text];
  if (kind === "setting") return [...head, settingIndex("settings/")];
  const sections = records.map((record) => `### ${printTitle(record.title)}\n\n${renderRecord(record)}`);
  return kind === "argument form" ? [...head, formTable(), ...sections] : [...head, ...sections];
}

/** Of the kinds that tables of arguments speak of: those that something takes. */
function formTable(): string {
  const taken = new Set([...argumentOwners()].flatMap(({ schema }) => Object.values(schema).map(({ kind }) => kind)));
  const rows = Object.entries(argumentForms)
    .filter(([kind]) => taken.has(kind as ArgumentSpec["kind"]))
    .map(([, { example, meaning }]) => `| \`${cell(example)}\` | ${cell(meaning)} |`);
  return ["| written | |", "| --- | --- |", ...rows].join("\n");
}

/** Below `docs/reference`. */
export function settingPages(): readonly (readonly [path: string, page: string])[] {
  const anchors = operatorAnchors(tables);
  const link: OperatorLink = (operator) => `[\`${operator.name}\`](../layers.md#${anchors.get(operator)})`;
  return [...settingTable].map(([name, record]) => {
    const parts = [`# ${record.title}`, renderRecord(record, link), "[All settings](../language.md#settings)"];
    return [`settings/${name}.md`, `${parts.join("\n\n")}\n`] as const;
  });
}

function settingIndex(folder: string): string {
  const rows = [...settingTable].map(
    ([name, { summary }]) => `| [\`${name}\`](${folder}${name}.md) | ${cell(summary)} |`,
  );
  return ["| setting | |", "| --- | --- |", ...rows].join("\n");
}

/** As GitHub makes one of a heading. */
const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\w -]/g, "")
    .replaceAll(" ", "-");

export function renderReferenceIndex(): string {
  const pages = [
    ["language.md", "The language", "every word: declarations, stages, expressions, functions, metrics, data"],
    ["language.md#settings", "Settings", "the lines of a recipe, each with a page of its own"],
    ["layers.md", "Layers, losses, optimizers", "what each takes, computes and counts"],
    ["diagnostics.md", "Diagnostics", "every message, with a program that gives it and the program fixed"],
    ["limits.md", "Limits", "how large what may be, and why"],
  ].map(([path, title, what]) => `- [${title}](${path}): ${sentence(what!)}`);
  return `${["# Reference", "Generated from the sources; tests hold that it is what the compiler does.", pages.join("\n")].join("\n\n")}\n`;
}
