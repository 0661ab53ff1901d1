/**
 * The page of a word of the language: takes its record, returns Markdown without a heading. `link` makes a reference to the page of an
 * operator where there are pages; elsewhere it is the bare name.
 */
import { type ChoiceTable, type SettingRecord, settingTable } from "../../check/recipe/setting-records.ts";
import type { WordRecord } from "../../check/word-record.ts";
import type { Operator } from "../../ops/operator.ts";
import { printCount } from "../../ops/size-arithmetic.ts";
import { choices, defaults } from "../../ops/registry.ts";
import { argumentTable, cell } from "../argument-table.ts";
import { sentence } from "../render-operators.ts";

export type OperatorLink = (operator: Operator) => string;

const bare: OperatorLink = ({ name }) => `\`${name}\``;

export function renderRecord(record: WordRecord, link: OperatorLink = bare): string {
  return [sentence(record.summary), renderRecordBody(record, link)].join("\n\n");
}

/** Without the summary. */
export function renderRecordBody(record: WordRecord, link: OperatorLink = bare): string {
  const { details, syntax, example, takesArguments } = record;
  const table = takesArguments ? [argumentTable(takesArguments)] : [];
  const setting = settingTable.get(record.words[0]!);
  const choices = setting === record ? renderChoices(setting, link) : [];
  return [fence("text", syntax.join("\n")), details, ...table, ...choices, fence("cnn", example)].join("\n\n");
}

/** A title of signs is code. */
export function printTitle(title: string): string {
  return /^\w[\w ,.-]*$/.test(title) ? title : `\`${title}\``;
}

export const fence = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

/** What a setting takes, and what it is where it is not written. */
function renderChoices({ takes, without }: SettingRecord, link: OperatorLink): string[] {
  const otherwise = without === undefined ? [] : [`Without it ${without}.`];
  switch (takes.kind) {
    case "count": {
      const { minimum, maximum } = takes;
      return [
        `A whole number from ${printCount(minimum)} to ${printCount(maximum)}. Without it ${printCount(takes.default)}.`,
      ];
    }
    case "choice": {
      const initial = takes.default && defaults[takes.default].name;
      return [choiceTable(takes.table, link), ...(initial ? [`Without it \`${initial}\`.`] : otherwise)];
    }
    case "chain":
      return [choiceTable(takes.table, link), ...otherwise];
    case "arguments": {
      const instead = Object.entries(takes.words ?? {}).map(([word, meaning]) => `Or \`${word}\`: ${meaning}.`);
      const head = takes.head === undefined ? [] : [`First ${takes.head}.`];
      return [...head, argumentTable(takes.schema), ...instead, ...otherwise];
    }
    case "names":
      return otherwise;
    default:
      return takes satisfies never;
  }
}

function choiceTable(table: ChoiceTable, link: OperatorLink): string {
  const rows = [...(choices[table] as ReadonlyMap<string, Operator>).values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((operator) => `| ${link(operator)} | ${cell(operator.documentation.summary)} |`);
  return ["| | |", "| --- | --- |", ...rows].join("\n");
}
