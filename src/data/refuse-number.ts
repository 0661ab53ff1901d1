/**
 * What is said of a field that should be a number and is none. Takes the row and the columns of its table; throws
 * `data/csv-row` that names the column, with every column of words in that row in the help. Pure.
 */
import { isNumberText } from "./csv-number.ts";
import { type CsvFields, fieldText, refuseRow } from "./csv-rows.ts";
import type { TableColumns } from "./table-columns.ts";

const MISSING = /^(?:|na|n\/a|nan|null|none|nil|-|\?)$/i;

export function refuseNumber(row: CsvFields, field: number, columns: TableColumns): never {
  const { header } = columns;
  const text = fieldText(row, field);
  const shown = JSON.stringify(text.slice(0, 40));
  const name = header?.[field];
  const notes = [`field ${field + 1}${name === undefined || name === "" ? "" : `, column ${name}`}`];
  const message = text === "" ? "a number is missing" : `${shown} is not a number`;
  if (MISSING.test(text)) {
    const help = "fill in what is missing, or leave out these rows: in pandas `dropna()`";
    return refuseRow(row.path, row.line, message, { notes, help });
  }
  if (isNumberText(text, row.separator))
    return refuseRow(row.path, row.line, `${shown} is larger than a float32 holds`, { notes });
  const words = columns.numbers.filter((each) => {
    const other = fieldText(row, each);
    return !isNumberText(other, row.separator) && !MISSING.test(other);
  });
  const names = words.map((each) => header?.[each] ?? "").filter((each) => each !== "");
  const many = names.length > 8 ? ", …" : "";
  const list = names
    .slice(0, 8)
    .map((each) => `"${each}"`)
    .join(", ");
  const help =
    names.length > 0
      ? `leave columns of words out: \`skip=[${list}${many}]\`, or write them as numbers`
      : "a row has one label, and numbers: give the table a line of names to leave columns out with `skip=[…]`";
  return refuseRow(row.path, row.line, message, { notes, help });
}
