/**
 * The columns of a further part of a set, as those of its training table are. Takes the first row of the part and the columns
 * of training; returns the fields to read in the order of training, or why the part has no labels (then it is no part), or
 * throws `data/columns-disagree` with both files. Pure.
 */
import { isNumberText } from "./csv-number.ts";
import { columnsDisagree, fail } from "./diagnostics.ts";
import { columnName, isHeader, namesNote, type TableColumns } from "./table-columns.ts";

/** The columns of training, with the label known. */
export interface KnownColumns extends TableColumns {
  readonly path: string;
  readonly label: number;
}

export type PartColumns = { readonly columns: TableColumns } | { readonly unlabeled: string };

export function columnsOfPart(
  texts: readonly string[],
  separator: number,
  training: KnownColumns,
  path: string,
): PartColumns {
  const { header } = training;
  if (header === undefined) return byPosition(texts, separator, training, path);
  const named = isHeader(texts, separator, { label: header[training.label]! });
  const known = texts.filter((text) => text !== "" && header.includes(text)).length;
  if (!named || known === 0) return byPosition(texts, separator, training, path);
  const name = header[training.label]!;
  const label = fieldOf(name, training.label, texts, header);
  if (label === undefined) return { unlabeled: `no column \`${columnName(training, training.label)}\`` };
  const numbers = training.numbers.map((field) => fieldOf(header[field]!, field, texts, header));
  const missing = training.numbers.filter((_, i) => numbers[i] === undefined);
  const read = new Set([label, ...numbers]);
  const ignored = new Set(training.leftOut.map(({ field }) => header[field]!));
  const more = [...texts.keys()].filter((field) => !read.has(field) && !ignored.has(texts[field]!));
  if (missing.length > 0 || more.length > 0) {
    const names = (fields: readonly number[], of: readonly string[]) =>
      fields
        .slice(0, 8)
        .map((field) => columnName({ header: of }, field))
        .join(", ");
    refuse(training, path, [
      ...(missing.length > 0 ? [`missing: ${names(missing, header)}`] : []),
      ...(more.length > 0 ? [`not in training: ${names(more, texts)}`] : []),
      `${training.path} has ${namesNote(header)}`,
    ]);
  }
  return {
    columns: {
      header: texts,
      count: texts.length,
      labels: [label],
      ...(training.reason === undefined ? {} : { reason: training.reason }),
      numbers: numbers.map((field) => field!),
      leftOut: [...texts.keys()].filter((field) => !read.has(field)).map((field) => ({ field, reason: "skipped" })),
    },
  };
}

/** By its name; where several columns have the same, by its place. */
function fieldOf(name: string, place: number, texts: readonly string[], header: readonly string[]): number | undefined {
  const at = texts.indexOf(name);
  if (at < 0) return undefined;
  const isOnly = texts.indexOf(name, at + 1) < 0 && header.indexOf(name) === header.lastIndexOf(name);
  if (isOnly) return at;
  return texts[place] === name ? place : undefined;
}

function byPosition(texts: readonly string[], separator: number, training: KnownColumns, path: string): PartColumns {
  const { header: _, ...columns } = training;
  if (texts.length === training.count) return { columns: { ...columns, labels: [training.label] } };
  const areNumbers = texts.every((text) => isNumberText(text, separator));
  if (texts.length === training.count - 1 && (areNumbers || training.header === undefined)) {
    return { unlabeled: `${texts.length} columns and no label, ${training.count} columns in training` };
  }
  return refuse(training, path, [
    `${texts.length} columns found`,
    `${training.count} expected, as in ${training.path}`,
  ]);
}

function refuse(training: KnownColumns, path: string, notes: readonly string[]): never {
  const message = "the table has other columns than the training table";
  return fail(columnsDisagree({ message, file: path, notes: [...notes, `training: ${training.path}`] }), 1);
}
