/**
 * The columns of a table: which is the label, which are left out, which are the numbers. Takes the first row, what was asked
 * for and, for the further parts of a set, the columns of its training table; returns the fields that are read, or throws
 * `data/csv-header`, `data/csv-label`, `data/csv-column` or `data/columns-disagree`. Where the rows must be seen before the label
 * is known, the columns that may be it are all given: `choose-label.ts` decides. Pure.
 */
import { nearest } from "../diagnostics/nearest.ts";
import { isNumberText } from "./csv-number.ts";
import { csvColumn, csvHeader, csvLabel, fail } from "./diagnostics.ts";

/** The column of a table that holds the label: its name, or its position among the columns that are used. */
export type LabelColumn = string | { readonly position: "first" | "last" };

/** What the recipe says of a table. */
export interface TableRequest {
  readonly label?: LabelColumn;
  readonly skip?: readonly string[];
}

export interface TableColumns {
  /** Names of all fields; absent: the first row is one of data. */
  readonly header?: readonly string[];
  /** Fields in a row. */
  readonly count: number;
  /** Fields of the label, or of those that may be it. */
  readonly labels: readonly number[];
  /** What made it the label; absent where the rows must say. */
  readonly reason?: "asked for" | "by its name";
  /** Fields that are read as numbers, in the order of the values of a row. */
  readonly numbers: readonly number[];
  /** Fields left out, and why. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly field: number;
  readonly reason: "skipped" | "no name in the header" | "no name in the header, and empty";
}

const LABEL_NAMES = ["label", "class", "target", "y"];
/** Names that labels often have, for the help alone. */
const LABEL_WORDS = /label|class|target|outcome|species|diagnos|quality|categor|result|type|survived|digit/i;
/** Of an index column that pandas has written, read and written again. */
const UNNAMED = /^(?:Unnamed: \d+)?$/;
/** From so many on, fields that count are names of columns. */
const COUNTING = 5;

export function readColumns(
  texts: readonly string[],
  separator: number,
  request: TableRequest,
  path: string,
): TableColumns {
  const count = texts.length;
  if (count < 2) {
    const notes = ["a label and at least one number expected", "fields are separated by commas, semicolons or tabs"];
    fail(csvHeader({ message: "a row of the table has one field", file: path, notes }), 1);
  }
  const columns = isHeader(texts, separator, request)
    ? columnsByName(texts, request, path)
    : columnsByPosition(texts, separator, request, path);
  if (columns.numbers.length + columns.labels.length < 2)
    fail(csvColumn({ message: "no column is left but the label", file: path, notes: [namesNote(texts)] }), 1);
  return columns;
}

/**
 * A row without a number; one with the name of the label that is asked for or that labels have, whose other fields are no
 * numbers or count from one to the next; or fields that all count but one, as columns without names are called.
 */
export function isHeader(texts: readonly string[], separator: number, { label, skip = [] }: TableRequest): boolean {
  const isNumber = texts.map((text) => isNumberText(text, separator));
  if (!isNumber.includes(true)) return texts.some((text) => text !== "");
  const numbers = texts.filter((_, i) => isNumber[i]).map(Number);
  const counts = numbers.every((number, i) => number === numbers[0]! + i);
  const asked = [...skip, ...(typeof label === "string" ? [label] : [])].map((name) => name.normalize("NFC"));
  const words = texts.filter((_, i) => !isNumber[i]);
  const known = words.some((text) => LABEL_NAMES.includes(text.toLowerCase()) || asked.includes(text));
  if (known) return counts || numbers.length === 0 || words.length > numbers.length;
  const fromStart = numbers[0] === 0 || numbers[0] === 1;
  return counts && fromStart && words.length <= 1 && numbers.length >= COUNTING;
}

function columnsByName(header: readonly string[], request: TableRequest, path: string): TableColumns {
  const { skip = [], label } = request;
  const find = (name: string): number => {
    const at = header.indexOf(name.normalize("NFC"));
    if (at < 0) return refuseColumn(name, header, path);
    const again = header.lastIndexOf(header[at]!);
    if (again === at) return at;
    const notes = [`columns ${at + 1} and ${again + 1}`];
    return fail(csvColumn({ message: `more than one column is called ${JSON.stringify(name)}`, file: path, notes }), 1);
  };
  const skipped = skip.map(find);
  const asked = typeof label === "string" ? find(label) : undefined;
  if (asked !== undefined && skipped.includes(asked))
    fail(csvColumn({ message: `column ${header[asked]!} is the label and is left out`, file: path }), 1);
  const leftOut = header.flatMap((name, field): readonly LeftOut[] => {
    if (skipped.includes(field)) return [{ field, reason: "skipped" }];
    return UNNAMED.test(name) && field === 0 && field !== asked ? [{ field, reason: "no name in the header" }] : [];
  });
  const used = [...header.keys()].filter((field) => leftOut.every((left) => left.field !== field));
  const position = typeof label === "object" ? (label.position === "first" ? used[0] : used.at(-1)) : undefined;
  const given = asked ?? position;
  const field = given ?? labelByName(header, used, path);
  return {
    header,
    count: header.length,
    labels: field === undefined ? [] : [field],
    reason: given === undefined ? "by its name" : "asked for",
    numbers: used.filter((each) => each !== field),
    leftOut,
  };
}

function labelByName(header: readonly string[], used: readonly number[], path: string): number {
  const called = used.filter((field) => LABEL_NAMES.includes(header[field]!.toLowerCase()));
  const [label] = called;
  if (label !== undefined && called.length === 1) return label;
  const named = used.filter((field) => !UNNAMED.test(header[field]!));
  const guess = called[0] ?? named.find((field) => LABEL_WORDS.test(header[field]!)) ?? named.at(-1);
  return fail(
    csvLabel({
      message:
        label === undefined
          ? `no column is called ${LABEL_NAMES.slice(0, -1).join(", ")} or ${LABEL_NAMES.at(-1)!}`
          : "more than one column could be the label",
      file: path,
      notes: label === undefined ? [namesNote(header)] : called.map((i) => `column ${i + 1} is ${header[i]!}`),
      help: `say which column is the label, behind the path of the data: \`label="${guess === undefined ? "…" : header[guess]!}"\``,
    }),
    1,
  );
}

function columnsByPosition(
  texts: readonly string[],
  separator: number,
  { label, skip = [] }: TableRequest,
  path: string,
): TableColumns {
  const count = texts.length;
  const name = typeof label === "string" ? label : skip[0];
  if (name !== undefined) {
    const notes = [`line 1 is a row of data: ${shorten(texts).join(", ")}`, `column "${name}" is asked for`];
    const help = "give the table a line of names, or write `label=first` or `label=last`";
    fail(
      csvHeader({ message: "the table has no header, so that its columns have no names", file: path, notes, help }),
      1,
    );
  }
  const fields = [...texts.keys()];
  if (typeof label === "object") {
    const field = label.position === "first" ? 0 : count - 1;
    return { count, labels: [field], reason: "asked for", numbers: fields.filter((i) => i !== field), leftOut: [] };
  }
  const labels = fields.filter((i) => i === 0 || i === count - 1 || !isNumberText(texts[i]!, separator));
  return { count, labels, numbers: fields.filter((i) => !labels.includes(i)), leftOut: [] };
}

function refuseColumn(name: string, header: readonly string[], path: string): never {
  const near = nearest(name, header);
  return fail(
    csvColumn({
      message: `the table has no column ${JSON.stringify(name)}`,
      file: path,
      notes: [namesNote(header)],
      ...(near === undefined ? {} : { help: `did you mean "${near}"?` }),
    }),
    1,
  );
}

/** `columns: sex, age, chol, outcome` */
export function namesNote(header: readonly string[]): string {
  return `columns: ${shorten(header).join(", ")}`;
}

/** What a column is called in messages: `label`, or `column 3`. */
export function columnName({ header }: Pick<TableColumns, "header">, field: number): string {
  const name = header?.[field] ?? "";
  return name === "" ? `column ${field + 1}` : name;
}

const SHOWN = 12;

/** The first ones and the last, each of a length that can be read. */
function shorten(texts: readonly string[]): readonly string[] {
  const short = texts.map((text) => (text === "" ? "(no name)" : text.length > 40 ? `${text.slice(0, 40)}…` : text));
  return short.length <= SHOWN ? short : [...short.slice(0, SHOWN - 2), "…", short.at(-1)!];
}
