/**
 * What the tables of a data set have in common. Takes the table for training and the one for test, and the network's input
 * where it is known; returns pixels, labels and class names that mean the same in both. Pure.
 *
 * Whole numbers 0..255, at least one of them above 1, are bytes and stand for 0..1; other numbers stand for themselves. Labels
 * that are all whole numbers from 0 are classes; otherwise the classes are the words, sorted. A row is an image in H, W, C order.
 */
import { className, classesDisagree, fail, labelOutOfRange } from "./diagnostics.ts";
import type { CsvTable } from "./csv.ts";
import { toFloats } from "./growing-values.ts";
import { isShowable } from "./class-names.ts";
import type { LabeledPixels } from "./labeled-pixels.ts";

export interface CsvParts {
  readonly train: LabeledPixels;
  readonly test?: LabeledPixels;
  /** When the labels are words. */
  readonly classNames?: readonly string[];
}

const CLASS_NUMBER = /^\+?\d{1,9}(?:\.0*)?$/;

export function settleCsv(train: CsvTable, test: CsvTable | undefined, input: readonly number[] | undefined): CsvParts {
  const tables = test === undefined ? [train] : [train, test];
  const areBytes = tables.every(({ values }) => values instanceof Uint8Array) && tables.some(hasLargeByte);
  const areNumbers = tables.every(({ names }) => names.every((name) => Number.isFinite(Number(name))));
  if (areNumbers) for (const table of tables) numbersMustBeClasses(table);
  const classNames = areNumbers ? undefined : namesOf(train, test);
  const settle = ({ values, width, count, names, labels }: CsvTable): LabeledPixels => {
    const classes = names.map((name) => (classNames === undefined ? Number(name) : classNames.indexOf(name)));
    return {
      images: values instanceof Uint8Array && !areBytes ? toFloats(values) : values,
      labels: labels.map((label) => classes[label]!),
      shape: shapeOf(width, input),
      count,
    };
  };
  return {
    train: settle(train),
    ...(test === undefined ? {} : { test: settle(test) }),
    ...(classNames === undefined ? {} : { classNames }),
  };
}

function hasLargeByte({ values }: CsvTable): boolean {
  return values.some((value) => value > 1);
}

function numbersMustBeClasses({ names, lines, path }: CsvTable): void {
  const wrong = names.findIndex((name) => !CLASS_NUMBER.test(name));
  if (wrong < 0) return;
  const notes = [`line ${lines[wrong]}: the label is ${names[wrong]}`, "whole numbers from 0, or words, expected"];
  fail(labelOutOfRange({ message: `label ${names[wrong]} is no class`, file: path, notes }), 1);
}

function namesOf(train: CsvTable, test: CsvTable | undefined): readonly string[] {
  const names = [...train.names].sort();
  const wrong = names.find((name) => !isShowable(name));
  if (wrong !== undefined)
    fail(
      className({ message: `the label ${JSON.stringify(wrong.slice(0, 200))} cannot be shown`, file: train.path }),
      1,
    );
  const known = new Set(names);
  const stranger = test?.names.find((name) => !known.has(name));
  if (test !== undefined && stranger !== undefined) {
    const notes = [`labels of training: ${names.slice(0, 20).join(", ")}`];
    const message = `the test label ${JSON.stringify(stranger.slice(0, 200))} has no training image`;
    fail(classesDisagree({ message, file: test.path, notes }), 1);
  }
  return names;
}

/** The input when a row has as many values; else, without an input, a gray square; else a row. */
function shapeOf(width: number, input: readonly number[] | undefined): readonly number[] {
  if (input !== undefined && input.reduce((product, size) => product * size, 1) === width) return input;
  const side = Math.round(Math.sqrt(width));
  return input === undefined && side * side === width ? [side, side, 1] : [width];
}
