/**
 * CSV files as data sets. Takes the pieces of one file, what is asked of its columns, and for a further part of a set the table
 * of training; returns the numbers and the labels as they stand, or throws `data/csv-…` (exit 1) with the line. What the parts
 * of a set have in common (classes, bytes or floats, shape) is settled by `csv-parts.ts`, once all of them are read. Pure.
 */
import { type Candidate, chooseLabel } from "./choose-label.ts";
import { createNumberReader } from "./csv-number.ts";
import { type CsvFields, createCsvReader, fieldText, refuseRow } from "./csv-rows.ts";
import { csvEmpty, datasetTooLarge, fail, tooManyNames } from "./diagnostics.ts";
import { createGrowingValues, type GrowingValues, type NumberList } from "./growing-values.ts";
import { dataLimits } from "./limits.ts";
import { columnsOfPart, type KnownColumns } from "./part-columns.ts";
import { refuseNumber } from "./refuse-number.ts";
import { readColumns, type TableColumns, type TableRequest } from "./table-columns.ts";

export interface CsvTable {
  readonly path: string;
  /** Row after row, without the labels and what is left out. */
  readonly values: NumberList;
  /** Numbers in a row. */
  readonly width: number;
  readonly count: number;
  /** For each row, the place of its label in `names`. */
  readonly labels: Int32Array;
  /** The labels as they are written, in the order in which they appear. */
  readonly names: readonly string[];
  /** The line on which each name appears first. */
  readonly lines: readonly number[];
  /** What was read of it; without numbers that turned out to be the label. */
  readonly columns: KnownColumns;
}

/** A further part that has no label, so that it is none. */
export interface Unlabeled {
  readonly path: string;
  readonly unlabeled: string;
}

export interface CsvParser {
  push(piece: Uint8Array): void;
  /** Throws `data/csv-empty` when there was no row. */
  end(): CsvTable | Unlabeled;
}

/** A column whose texts are kept, since it is the label or may be. */
interface Kept extends Candidate {
  readonly names: string[];
  readonly lines: number[];
  readonly index: Map<string, number>;
  readonly labels: GrowingValues;
  /** The same as numbers, for when another column is the label; `NaN` where there is none. */
  readonly numbers: GrowingValues | undefined;
  full: boolean;
}

export function createCsvParser(path: string, request: TableRequest = {}, training?: KnownColumns): CsvParser {
  const values = createGrowingValues();
  const numbers = createNumberReader();
  let columns: TableColumns | undefined;
  let kept: readonly Kept[] = [];
  let unlabeled: string | undefined;
  let firstLine = 1;
  let count = 0;

  /** Whether the first row is a header. */
  const begin = (row: CsvFields): boolean => {
    const texts = textsOf(row);
    if (training === undefined) columns = readColumns(texts, row.separator, request, path);
    else {
      const part = columnsOfPart(texts, row.separator, training, path);
      if ("unlabeled" in part) unlabeled = part.unlabeled;
      else columns = part.columns;
    }
    firstLine = row.line;
    const { labels = [] } = columns ?? {};
    kept = labels.map((field) => newKept(field, labels.length > 1));
    return columns?.header !== undefined;
  };

  const keep = (column: Kept, row: CsvFields): void => {
    const isLabel = column.numbers === undefined;
    const text = fieldText(row, column.field);
    if (text === "") {
      const message = isLabel ? "the label is empty" : `field ${column.field + 1} is empty`;
      refuseRow(path, row.line, message, isLabel ? { notes: [`field ${column.field + 1}`] } : {});
    }
    column.numbers?.push(numbers.read(row, column.field));
    if (column.full) return;
    const name = numbers.withPoint(text, row, column.field);
    let index = column.index.get(name);
    if (index === undefined) {
      index = column.names.length;
      if (index === dataLimits.classes) {
        if (isLabel) refuseNames(path, row.line, index);
        column.full = true;
        return;
      }
      column.index.set(name, index);
      column.names.push(name);
      column.lines.push(row.line);
    }
    column.labels.push(index);
  };

  const takeRow = (row: CsvFields): void => {
    if (unlabeled !== undefined) return;
    if (columns === undefined && (begin(row) || unlabeled !== undefined)) return;
    const fields = row.bounds.length / 2;
    if (fields !== columns!.count)
      refuseRow(path, row.line, `${fields} fields`, { notes: [`${columns!.count} expected, as in line ${firstLine}`] });
    if (count === 0) columns = withoutEmpty(columns!, row);
    for (const column of kept) keep(column, row);
    for (const field of columns!.numbers) {
      const value = numbers.read(row, field);
      if (Number.isNaN(value)) refuseNumber(row, field, columns!);
      values.push(value);
    }
    for (const { field, reason } of columns!.leftOut)
      if (reason === "no name in the header, and empty" && fieldText(row, field) !== "")
        refuseRow(path, row.line, `column ${field + 1} has no name in the header, and is not empty`);
    count++;
    if (values.bytes > dataLimits.datasetBytes) {
      const notes = [`${count} rows of ${fields - 1} numbers, at most ${dataLimits.datasetBytes} bytes are held`];
      fail(datasetTooLarge({ message: "the table is larger than the limit", file: path, notes }), 1);
    }
  };

  const reader = createCsvReader(path, takeRow);
  return {
    push: (piece) => reader.push(piece),
    end() {
      reader.end();
      if (unlabeled !== undefined) return { path, unlabeled };
      if (columns === undefined || count === 0) fail(csvEmpty({ message: "the table has no rows", file: path }), 1);
      const [only] = kept;
      const chosen = kept.length === 1 ? only! : (chooseLabel(kept, count, path) as Kept);
      const { names, lines } = chosen;
      const others = kept.filter((column) => column !== chosen);
      for (const column of others) numbersMustBeHeld(column, path);
      const known = { ...columns!, path, label: chosen.field };
      return {
        path,
        ...joined(values, columns!, others, count),
        count,
        labels: Int32Array.from(chosen.labels.values()),
        names,
        lines,
        columns: { ...known, labels: [chosen.field], numbers: fieldsOf(columns!, others) },
      };
    },
  };
}

function newKept(field: number, isDoubtful: boolean): Kept {
  const numbers = isDoubtful ? createGrowingValues() : undefined;
  return { field, names: [], lines: [], index: new Map(), labels: createGrowingValues(), numbers, full: false };
}

function textsOf(row: CsvFields): readonly string[] {
  return Array.from({ length: row.bounds.length / 2 }, (_, field) => fieldText(row, field));
}

/** Columns without a name that hold nothing, as a separator at the end of every line makes them. */
function withoutEmpty(columns: TableColumns, row: CsvFields): TableColumns {
  const { header } = columns;
  const empty = columns.numbers.filter((field) => header?.[field] === "" && fieldText(row, field) === "");
  if (empty.length === 0) return columns;
  const reason = "no name in the header, and empty";
  return {
    ...columns,
    numbers: columns.numbers.filter((field) => !empty.includes(field)),
    leftOut: [...columns.leftOut, ...empty.map((field) => ({ field, reason }) as const)],
  };
}

function fieldsOf({ numbers }: TableColumns, others: readonly Kept[]): readonly number[] {
  return [...numbers, ...others.map(({ field }) => field)].sort((a, b) => a - b);
}

/** The numbers of all rows, with columns that might have been the label back at their places. */
function joined(values: GrowingValues, columns: TableColumns, others: readonly Kept[], count: number) {
  const own = columns.numbers.length;
  if (others.length === 0) return { values: values.values(), width: own };
  const fields = fieldsOf(columns, others);
  const width = fields.length;
  const from = values.values();
  const columnsOf = fields.map((field) => others.find((other) => other.field === field)?.numbers?.values());
  const areBytes = [from, ...columnsOf].every((list) => list === undefined || list instanceof Uint8Array);
  const all: NumberList = areBytes ? new Uint8Array(count * width) : new Float32Array(count * width);
  for (let row = 0; row < count; row++)
    for (let i = 0, next = row * own; i < width; i++) all[row * width + i] = columnsOf[i]?.[row] ?? from[next++]!;
  return { values: all, width };
}

/** Of a column that might have been the label, and is read as numbers. */
function numbersMustBeHeld({ field, names, lines, numbers }: Kept, path: string): void {
  const row = numbers?.values().findIndex((value) => Number.isNaN(value)) ?? -1;
  if (row < 0) return;
  const name = names.findIndex((text) => !Number.isFinite(Math.fround(Number(text))));
  const shown = name < 0 ? "a number" : names[name]!.slice(0, 40);
  refuseRow(path, lines[name] ?? row + 1, `${shown} is larger than a float32 holds`, { notes: [`field ${field + 1}`] });
}

function refuseNames(path: string, line: number, index: number): never {
  const notes = [`line ${line} has label ${index + 1}, at most ${index} are read`];
  return fail(tooManyNames({ message: "the table has too many different labels", file: path, notes }), 1);
}
