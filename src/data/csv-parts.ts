/**
 * What the tables of a data set have in common. Takes the table for training and those of the further parts, and the network's
 * input where it is known; returns pixels, labels and class names that mean the same in all. Pure.
 *
 * Whole numbers 0..255, at least one of them above 1, are bytes and stand for 0..1; other numbers stand for themselves. Labels
 * that are all whole numbers from 0 are classes; otherwise the classes are the words, sorted. A row is an image in H, W, C order.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { className, classesDisagree, fail, labelOutOfRange, rowNumbers } from "./diagnostics.ts";
import type { CsvTable } from "./csv.ts";
import { toFloats } from "./growing-values.ts";
import { isShowable } from "./class-names.ts";
import type { LabeledPixels } from "./labeled-pixels.ts";
import { columnName, namesNote } from "./table-columns.ts";

/** One of each kind for every part that there is. */
export interface Parts<T> {
  readonly train: T;
  readonly validation?: T;
  readonly test?: T;
}

export interface CsvParts {
  readonly parts: Parts<LabeledPixels>;
  /** When the labels are words. */
  readonly classNames?: readonly string[];
  readonly warnings: readonly Diagnostic[];
}

export function settleCsv(tables: Parts<CsvTable>, input: readonly number[] | undefined): CsvParts {
  const { train, validation, test } = tables;
  const further = [validation, test].filter((table) => table !== undefined);
  const all = [train, ...further];
  const areBytes = all.every(({ values }) => values instanceof Uint8Array) && all.some(hasLargeByte);
  const areNumbers = all.every(({ names }) => names.every((name) => Number.isFinite(Number(name))));
  if (areNumbers) for (const table of all) numbersMustBeClasses(table);
  const classNames = areNumbers ? undefined : namesOf(train, further);
  const places = new Map(classNames?.map((name, i) => [name, i]));
  const settle = ({ values, width, count, names, labels }: CsvTable): LabeledPixels => {
    const classes = names.map((name) => (classNames === undefined ? Number(name) : places.get(name)!));
    return {
      images: values instanceof Uint8Array && !areBytes ? toFloats(values) : values,
      labels: labels.map((label) => classes[label]!),
      shape: shapeOf(width, input),
      count,
    };
  };
  return {
    parts: {
      train: settle(train),
      ...(validation === undefined ? {} : { validation: settle(validation) }),
      ...(test === undefined ? {} : { test: settle(test) }),
    },
    ...(classNames === undefined ? {} : { classNames }),
    warnings: columnsThatCountRows(train),
  };
}

/** Rows from which on a column that counts is no chance. */
const COUNTED = 10;

/** A row number among the numbers: a network learns the order of the file from it. */
function columnsThatCountRows({ values, width, count, columns, path }: CsvTable): readonly Diagnostic[] {
  if (count < COUNTED) return [];
  const counts = (column: number): boolean => {
    const start = values[column]!;
    if (start !== 0 && start !== 1) return false;
    for (let row = 1; row < count; row++) if (values[row * width + column] !== start + row) return false;
    return true;
  };
  return Array.from({ length: width }, (_, column) => column)
    .filter(counts)
    .map((column) => {
      const field = columns.numbers[column]!;
      const name = columnName(columns, field);
      const start = values[column]!;
      return rowNumbers({
        message: `${name} counts the rows from ${start} to ${start + count - 1}, and is read as one of ${width} numbers`,
        file: path,
        ...(columns.header === undefined
          ? { help: `leave column ${field + 1} out of the file` }
          : { help: `leave it out: \`skip=["${name}"]\`` }),
      });
    });
}

function hasLargeByte({ values }: CsvTable): boolean {
  return values.some((value) => value > 1);
}

const LARGEST_CLASS = 999_999_999;

function numbersMustBeClasses({ names, lines, path, columns }: CsvTable): void {
  const numbers = names.map(Number);
  const wrong = numbers.findIndex((n) => !Number.isInteger(n) || n < 0 || n > LARGEST_CLASS);
  if (wrong < 0) return;
  const label = names[wrong]!.slice(0, 40);
  const others = columns.header === undefined ? [] : [namesNote(columns.header)];
  fail(
    labelOutOfRange({
      message: `label ${label} is no class`,
      file: path,
      notes: [
        `line ${lines[wrong]}: the label is ${label}, in ${columnName(columns, columns.label)}`,
        "whole numbers from 0, or words, expected",
        ...others,
      ],
      help:
        columns.header === undefined
          ? "if another column is the label, say so: `label=first` or `label=last`"
          : 'if another column is the label, name it: `label="…"`',
    }),
    1,
  );
}

function namesOf(train: CsvTable, further: readonly CsvTable[]): readonly string[] {
  const names = [...train.names].sort();
  const wrong = names.find((name) => !isShowable(name));
  if (wrong !== undefined)
    fail(
      className({ message: `the label ${JSON.stringify(wrong.slice(0, 200))} cannot be shown`, file: train.path }),
      1,
    );
  const known = new Set(names);
  for (const part of further) {
    const stranger = part.names.find((name) => !known.has(name));
    if (stranger === undefined) continue;
    const notes = [`labels of training (${train.path}): ${names.slice(0, 20).join(", ")}`];
    const message = `the label ${JSON.stringify(stranger.slice(0, 200))} has no training image`;
    fail(classesDisagree({ message, file: part.path, notes }), 1);
  }
  return names;
}

/** The input when a row has as many values; else, without an input, a gray square; else a row. */
function shapeOf(width: number, input: readonly number[] | undefined): readonly number[] {
  if (input !== undefined && input.reduce((product, size) => product * size, 1) === width) return input;
  const side = Math.round(Math.sqrt(width));
  return input === undefined && side * side === width ? [side, side, 1] : [width];
}
