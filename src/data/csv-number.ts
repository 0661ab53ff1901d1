/**
 * Numbers of a table. Takes the fields of a row, gives float32 numbers, or nothing where a field is none; knows which decimal
 * sign the table has, and refuses one that has both. Pure.
 */
import { type CsvFields, fieldText, refuseRow } from "./csv-rows.ts";

export const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const DECIMAL_COMMA = /^[+-]?\d*,\d+(?:[eE][+-]?\d+)?$/;
const COMMA = 44;

export interface NumberReader {
  /** The number, or `NaN` where the field is none that float32 holds. */
  read(row: CsvFields, field: number): number;
  /** The text with a decimal point, where it is a number with a decimal comma; else as it is. */
  withPoint(text: string, row: CsvFields, field: number): string;
}

export function createNumberReader(): NumberReader {
  /** The first decimal sign, and its line. */
  let sign: { readonly text: string; readonly line: number; readonly example: string } | undefined;

  const mustAgree = (text: string, { path, line }: CsvFields, field: number): void => {
    const own = text.includes(",") ? "," : ".";
    sign ??= { text: own, line, example: text };
    if (sign.text === own) return;
    const names = { ",": "a decimal comma", ".": "a decimal point" } as const;
    const notes = [
      `field ${field + 1}; line ${sign.line} has ${names[sign.text === "," ? "," : "."]}: ${JSON.stringify(sign.example.slice(0, 40))}`,
    ];
    const help = "write all numbers with a decimal point, and none with separators between thousands";
    refuseRow(path, line, `${JSON.stringify(text.slice(0, 40))} has ${names[own]}`, { notes, help });
  };

  const withPoint = (text: string, row: CsvFields, field: number): string => {
    if (!DECIMAL_COMMA.test(text)) {
      // Between commas there is no decimal comma to disagree with.
      if (row.separator !== COMMA && text.includes(".") && NUMBER.test(text)) mustAgree(text, row, field);
      return text;
    }
    if (row.separator === COMMA) {
      const shown = JSON.stringify(text.slice(0, 40));
      const help = `write ${text.replace(",", ".")} or ${text.replace(",", "")}; a table with decimal commas has semicolons between its fields`;
      refuseRow(row.path, row.line, `${shown} may have a decimal comma or a comma between thousands`, {
        notes: [`field ${field + 1}`],
        help,
      });
    }
    mustAgree(text, row, field);
    return text.replace(",", ".");
  };

  return {
    withPoint,
    read(row, field) {
      // Digits alone, as pixels are, need no text.
      const [from, to] = [row.bounds[2 * field]!, row.bounds[2 * field + 1]!];
      let value = 0;
      let plain = to > from && to - from < 10;
      for (let at = from; plain && at < to; at++) {
        const digit = row.bytes[at]! - 48;
        plain = digit >= 0 && digit <= 9;
        value = value * 10 + digit;
      }
      if (plain) return value;
      const text = withPoint(fieldText(row, field), row, field);
      const number = NUMBER.test(text) ? Math.fround(Number(text)) : Number.NaN;
      return Number.isFinite(number) ? number : Number.NaN;
    },
  };
}

export const isNumberText = (text: string, separator: number): boolean =>
  NUMBER.test(text) || (separator !== COMMA && DECIMAL_COMMA.test(text));
