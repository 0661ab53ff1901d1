/**
 * What was read of a data set as a few lines: the source and the images, each part with its classes, what was not used. Takes a
 * reading and the width of the terminal; returns lines that fit it, however many classes there are. Pure. Warnings are diagnostics
 * and are rendered as such.
 */
import { basename } from "node:path";
import stringWidth from "string-width";
import type { LabelReading, PartReading, PassedOver, Reading, SplitReading } from "../data/reading.ts";
import { safeText } from "../diagnostics/safe-text.ts";
import { printCount } from "./numbers.ts";

const NARROWEST = 40;
/** Classes are counted one by one where they fill no more than these lines. */
const CLASS_LINES = 2;

const FORMATS = {
  idx: "IDX files",
  cifar: "CIFAR-10 files",
  images: "class folders",
  masks: "images and masks",
  npz: "an .npz archive",
  csv: "a table",
} as const satisfies Record<Reading["format"], string>;

export function renderReading(reading: Reading, columns = 80): readonly string[] {
  const width = Math.max(NARROWEST, columns - 1);
  const { source, format, parts, passedOver } = reading;
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const classes = plural(reading.classNames.length, "class", "classes");
  const head = `${safeText(source)}: ${plural(total, "image", "images")} of ${classes} in ${FORMATS[format]}, ${sizeText(reading)}`;
  const label = Math.max(...parts.map(({ part }) => part.length));
  const number = Math.max(...parts.map(({ count }) => printCount(count).length));
  return [
    ...wrap(head, width, 2),
    ...parts.flatMap((part) => {
      const name = `  ${part.part.padEnd(label)}  ${printCount(part.count).padStart(number)}  `;
      return wrap(`${name}${partText(part, reading, width - name.length)}`, width, name.length);
    }),
    ...(reading.label === undefined ? [] : wrap(labelText(reading.label), width, 4)),
    ...(passedOver.length === 0
      ? []
      : wrap(`  not used: ${passedOver.map((note) => passedOverText(note, reading)).join("; ")}`, width, 4)),
  ];
}

function sizeText({ format, shape, sizes, labelShape }: Reading): string {
  const size = shape.join("x");
  const labels = labelShape === undefined ? "" : `, a class for each of ${labelShape.join("x")} places`;
  if (format !== "images" && format !== "masks") return `${size} each${labels}`;
  if (sizes === undefined) return `fitted to ${size}${labels}`;
  const [smallest, largest] = [sizes.smallest.join("x"), sizes.largest.join("x")];
  const from = smallest === largest ? smallest : `${smallest} to ${largest}`;
  return `fitted to ${size} (files ${from})${labels}`;
}

function partText(part: PartReading, reading: Reading, room: number): string {
  const split = reading.splits.find(({ made }) => made === part.part);
  const how = split === undefined ? origin(part, reading) : splitText(split);
  return [classText(part, reading, room), how].filter((text) => text !== "").join("; ");
}

/** Each class where they are few and have names; else the least and the greatest number. */
function classText({ classes, count }: PartReading, { classNames, labelShape }: Reading, room: number): string {
  const places = classes.reduce((sum, n) => sum + n, 0);
  const amount = (n: number): string =>
    labelShape === undefined ? printCount(n) : `${(100 * (n / Math.max(1, places))).toFixed(1)}%`;
  const each = classNames.map((name, k) => `${safeText(name)} ${amount(classes[k] ?? 0)}`).join(", ");
  const areNumbers = classNames.every((name) => /^\d+$/.test(name));
  if (!areNumbers && stringWidth(each) <= CLASS_LINES * room) return each;
  const [least, most] = [Math.min(...classes), Math.max(...classes)];
  if (labelShape === undefined && least === most && count > 0) return `${printCount(least)} of each class`;
  const named = (n: number): string => `${amount(n)} (${safeText(classNames[classes.indexOf(n)] ?? "")})`;
  return `${named(least)} to ${named(most)} of a class`;
}

function splitText({ of, share, seed }: SplitReading): string {
  return `split off ${of} (share ${share}, seed ${seed})`;
}

/** The folder or the file, where parts are known by it. */
function origin({ part, from }: PartReading, { parts, format }: Reading): string {
  const isOne = parts.every((other) => other.part === part || other.from.join("\n") === from.join("\n"));
  if (isOne || format === "idx" || format === "cifar") return "";
  return `from ${from.map((path) => safeText(basename(path))).join(", ")}`;
}

function labelText({ column, reason }: LabelReading): string {
  return `  label: ${safeText(column)} (${reason})`;
}

/** Of tables and archives, whose columns and arrays people know by name, with the first names. */
function passedOverText({ what, reason, count, examples }: PassedOver, { format }: Reading): string {
  const named = (format === "csv" || format === "npz") && examples.length > 0;
  const more = count > examples.length ? ", …" : "";
  const names = named ? ` (${examples.map(safeText).join(", ")}${more})` : "";
  return `${printCount(count)} ${count === 1 ? what.slice(0, -1) : what}${names}, ${safeText(reason)}`;
}

function plural(count: number, one: string, many: string): string {
  return `${printCount(count)} ${count === 1 ? one : many}`;
}

/** At words; a word longer than a line is cut. Further lines begin with `indent` blanks. */
function wrap(text: string, width: number, indent: number): readonly string[] {
  const lines: string[] = [];
  const start = /^ */.exec(text)![0];
  let line = start;
  const blanks = " ".repeat(Math.min(indent, width >> 1));
  const isEmpty = (): boolean => line.trim() === "";
  for (const piece of text.slice(start.length).match(/\S+ */g) ?? []) {
    if (!isEmpty() && stringWidth(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = blanks;
    }
    let rest = piece;
    while (stringWidth(line + rest.trimEnd()) > width) {
      const cut = fitting(rest, width - stringWidth(line));
      lines.push(line + rest.slice(0, cut));
      rest = rest.slice(cut);
      line = blanks;
    }
    line += rest;
  }
  if (!isEmpty()) lines.push(line.trimEnd());
  return lines;
}

/** How much of a text fits, in units of its string, never between the two of one character. */
function fitting(text: string, width: number): number {
  let at = 0;
  let used = 0;
  for (const character of text) {
    used += stringWidth(character);
    if (used > width && at > 0) break;
    at += character.length;
  }
  return at;
}
