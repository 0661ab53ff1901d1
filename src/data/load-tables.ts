/**
 * Tables and archives as the parts of a set. Takes the files of the parts and what is known of the set; returns data sets that
 * agree, with what was read and what was passed over. Relies on the pure decoders; which file is which part is said by
 * `recognize.ts`.
 */
import { basename } from "node:path";
import { createCsvParser, type CsvTable, type Unlabeled } from "./csv.ts";
import { type Parts, settleCsv } from "./csv-parts.ts";
import type { Dataset } from "./dataset.ts";
import { readBytes, readPieces } from "./files.ts";
import { type KnownClasses, withClasses } from "./label-classes.ts";
import type { LabeledPixels } from "./labeled-pixels.ts";
import { dataLimits } from "./limits.ts";
import { decodeNpz } from "./npz.ts";
import type { PartName, PassedOver, ReaderNotes } from "./reading.ts";
import { columnName, type LeftOut, type TableColumns, type TableRequest } from "./table-columns.ts";

export interface TableContext extends KnownClasses, TableRequest {
  readonly input: readonly number[] | undefined;
  /** Places of the network's output that have a label each. */
  readonly places: readonly number[] | undefined;
}

export interface LoadedTables extends Parts<Dataset> {
  readonly notes: ReaderNotes;
}

/** Paths of the files. */
export type PartFiles = Parts<string>;

const FURTHER = ["validation", "test"] as const satisfies readonly PartName[];

/** The parts of an archive itself come before those of other files. */
export async function loadNpz(files: PartFiles, context: TableContext): Promise<LoadedTables> {
  const read = async (path: string) => decodeNpz(await readBytes(path), path, context.input, context.places);
  const own = await read(files.train);
  const parts: Partial<Record<PartName, Dataset>> = {};
  const from: Partial<Record<PartName, readonly string[]>> = { train: [files.train] };
  const passedOver = [...own.passedOver];
  const take = (part: PartName, pixels: LabeledPixels, path: string): void => {
    parts[part] = withClasses(pixels, path, context);
    from[part] = [path];
  };
  for (const part of FURTHER) {
    const path = files[part];
    const found = own[part];
    if (found !== undefined) take(part, found, files.train);
    if (path === undefined) continue;
    if (found !== undefined || own.test !== undefined) {
      passedOver.push(fileNote(path, `${basename(files.train)} has its own test part`));
      continue;
    }
    const other = await read(path);
    take(part, other[part] ?? other.train, path);
    passedOver.push(...other.passedOver);
  }
  const { validation, test } = parts;
  return {
    train: withClasses(own.train, files.train, context),
    ...(validation === undefined ? {} : { validation }),
    ...(test === undefined ? {} : { test }),
    notes: { format: "npz", from, passedOver },
  };
}

/** A further part without labels is none. */
export async function loadCsv(files: PartFiles, context: TableContext): Promise<LoadedTables> {
  const train = (await readTable(files.train, context)) as CsvTable;
  const further: Partial<Record<PartName, CsvTable>> = {};
  const passedOver = columnNotes(train.columns);
  for (const part of FURTHER) {
    const path = files[part];
    if (path === undefined) continue;
    const table = await readTable(path, context, train);
    if ("unlabeled" in table) passedOver.push(fileNote(path, table.unlabeled));
    else further[part] = table;
  }
  // Without a test part, validation is what there is to test on, as for every other format.
  const { validation, test = validation } = further;
  const three = test === validation ? {} : { validation };
  const tables: Parts<CsvTable> = {
    train,
    ...(three.validation === undefined ? {} : { validation: three.validation }),
    ...(test === undefined ? {} : { test }),
  };
  const settled = settleCsv(tables, context.input);
  const { classNames } = settled;
  const complete = (part: PartName): Dataset | undefined => {
    const pixels = settled.parts[part];
    if (pixels === undefined) return undefined;
    if (classNames !== undefined) return { ...pixels, classes: classNames.length, classNames };
    return withClasses(pixels, tables[part]!.path, context);
  };
  const [validationSet, testSet] = [complete("validation"), complete("test")];
  const pathOf = (part: PartName) => (tables[part] === undefined ? {} : { [part]: [tables[part].path] });
  return {
    train: complete("train")!,
    ...(validationSet === undefined ? {} : { validation: validationSet }),
    ...(testSet === undefined ? {} : { test: testSet }),
    notes: {
      format: "csv",
      from: { ...pathOf("train"), ...pathOf("validation"), ...pathOf("test") },
      passedOver,
      warnings: settled.warnings,
      label: { column: columnName(train.columns, train.columns.label), reason: reasonOf(train.columns) },
    },
  };
}

async function readTable(path: string, request: TableRequest, training?: CsvTable): Promise<CsvTable | Unlabeled> {
  const parser = createCsvParser(path, request, training?.columns);
  await readPieces(path, dataLimits.csvFileBytes, parser.push);
  return parser.end();
}

function fileNote(path: string, reason: string): PassedOver {
  return { what: "files", reason, count: 1, examples: [basename(path)] };
}

/** Columns that were left out, by the reason. */
function columnNotes({ header, leftOut }: TableColumns): PassedOver[] {
  const reasons = new Set(leftOut.map(({ reason }) => reason));
  return [...reasons].map((reason) => {
    const fields = leftOut.filter((left) => left.reason === reason);
    const names = fields.map(({ field }) => columnName(header === undefined ? {} : { header }, field));
    return { what: "columns", reason: phraseOf(reason), count: fields.length, examples: names.slice(0, 5) };
  });
}

function phraseOf(reason: LeftOut["reason"]): string {
  return reason === "skipped" ? "named in `skip`" : reason;
}

function reasonOf({ reason, header }: TableColumns): string {
  if (reason !== undefined) return reason;
  return header === undefined ? "found by what it holds" : "by its name";
}
