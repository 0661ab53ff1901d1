/**
 * CSV files as data sets. Takes the pieces of one file, row by row a label and numbers; returns the numbers and the labels as
 * they stand, or throws `data/csv-…` (exit 1) with the line. What the parts of a set have in common (classes, bytes or floats,
 * shape) is settled by `csv-parts.ts`, once all of them are read. Pure.
 */
import { type CsvFields, createCsvReader, fieldText, refuseRow } from "./csv-rows.ts";
import { csvEmpty, csvHeader, datasetTooLarge, fail, tooManyNames } from "./diagnostics.ts";
import { createGrowingValues } from "./growing-values.ts";
import { dataLimits } from "./limits.ts";

export interface CsvTable {
  readonly path: string;
  /** Row after row, without the labels. */
  readonly values: Uint8Array | Float32Array;
  /** Numbers in a row. */
  readonly width: number;
  readonly count: number;
  /** For each row, the place of its label in `names`. */
  readonly labels: Int32Array;
  /** The labels as they are written, in the order in which they appear. */
  readonly names: readonly string[];
  /** The line on which each name appears first. */
  readonly lines: readonly number[];
}

export interface CsvParser {
  push(piece: Uint8Array): void;
  /** Throws `data/csv-empty` when there was no row. */
  end(): CsvTable;
}

const LABEL_NAMES = ["label", "class", "target", "y"];
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

export function createCsvParser(path: string): CsvParser {
  const values = createGrowingValues();
  const labels = createGrowingValues();
  const names = new Map<string, number>();
  const lines: number[] = [];
  let columns: number | undefined;
  let label = 0;
  let firstLine = 1;

  const begin = (row: CsvFields, line: number): boolean => {
    columns = row.bounds.length / 2;
    firstLine = line;
    if (columns < 2) fail(csvHeader({ message: `line ${line}: the row has one field`, file: path, notes: NEEDED }), 1);
    const found = readHeader(row, path);
    label = found ?? 0;
    return found !== undefined;
  };

  const addName = (name: string, line: number): number => {
    const index = names.size;
    if (index === dataLimits.classes) {
      const notes = [`line ${line} has label ${index + 1}, at most ${index} are read`];
      fail(tooManyNames({ message: "the table has too many different labels", file: path, notes }), 1);
    }
    names.set(name, index);
    lines.push(line);
    return index;
  };

  const takeRow = (row: CsvFields, line: number): void => {
    if (columns === undefined && begin(row, line)) return;
    const fields = row.bounds.length / 2;
    if (fields !== columns) refuseRow(path, line, `${fields} fields`, `${columns} expected, as in line ${firstLine}`);
    const name = fieldText(row, label);
    if (name === "") refuseRow(path, line, "the label is empty", `field ${label + 1}`);
    labels.push(names.get(name) ?? addName(name, line));
    for (let field = 0; field < fields; field++) if (field !== label) values.push(readNumber(row, field, line, path));
    if (values.bytes > dataLimits.datasetBytes) {
      const notes = [
        `${labels.length} rows of ${fields - 1} numbers, at most ${dataLimits.datasetBytes} bytes are held`,
      ];
      fail(datasetTooLarge({ message: "the table is larger than the limit", file: path, notes }), 1);
    }
  };

  const reader = createCsvReader(path, takeRow);
  return {
    push: (piece) => reader.push(piece),
    end() {
      reader.end();
      const count = labels.length;
      if (count === 0) fail(csvEmpty({ message: "the table has no rows", file: path }), 1);
      const all = { values: values.values(), labels: Int32Array.from(labels.values()) };
      return { path, ...all, width: values.length / count, count, names: [...names.keys()], lines };
    },
  };
}

const NEEDED = ["a label and at least one number expected"];

/**
 * The column of the label, when the row is a header: no field is a number, or one has a label's name and the others do not
 * look like values (they are no numbers, or count from one to the next, as columns without names do).
 */
function readHeader(row: CsvFields, path: string): number | undefined {
  const texts = Array.from({ length: row.bounds.length / 2 }, (_, field) => fieldText(row, field));
  const isNumber = texts.map((text) => NUMBER.test(text));
  const called = texts.flatMap((text, i) => (LABEL_NAMES.includes(text.toLowerCase()) ? [i] : []));
  if (called.length > 1) {
    const notes = called.map((i) => `column ${i + 1} is ${texts[i]}`);
    fail(csvHeader({ message: "more than one column could be the label", file: path, notes }), 1);
  }
  const [label] = called;
  if (label === undefined) return isNumber.includes(true) ? undefined : 0;
  const others = texts.filter((_, i) => i !== label);
  const counts = others.every((text, i) => Number(text) === Number(others[0]) + i);
  return counts || isNumber.every((is, i) => !is || i === label) ? label : undefined;
}

/** Digits alone, as pixels are, need no text. */
function readNumber(row: CsvFields, field: number, line: number, path: string): number {
  const [from, to] = [row.bounds[2 * field]!, row.bounds[2 * field + 1]!];
  let value = 0;
  let plain = to > from && to - from < 10;
  for (let at = from; plain && at < to; at++) {
    const digit = row.bytes[at]! - 48;
    plain = digit >= 0 && digit <= 9;
    value = value * 10 + digit;
  }
  if (plain) return value;
  const text = fieldText(row, field);
  const number = Math.fround(Number(text));
  if (NUMBER.test(text) && Number.isFinite(number)) return number;
  const shown = JSON.stringify(text.slice(0, 40));
  return refuseRow(path, line, text === "" ? "a number is missing" : `${shown} is not a number`, `field ${field + 1}`);
}
