/**
 * Rows out of the bytes of a CSV file, piece by piece. Takes pieces of any size, hands each row on as its fields with the line
 * on which it begins; throws `data/csv-row` for an open quote and for a row beyond the limit, `data/csv-encoding` for bytes
 * that are no UTF-8. Quotes as RFC 4180 has them; lines end in LF, CRLF or CR; blank lines are passed over. Pure, and knows
 * nothing of what a field means.
 */
import { createUtf8Reader, decodeUtf8 } from "./csv-encoding.ts";
import { csvRow, fail } from "./diagnostics.ts";
import { dataLimits } from "./limits.ts";

export interface CsvReader {
  push(piece: Uint8Array): void;
  /** After the last piece: a last row without a newline. */
  end(): void;
}

const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
/** In the order in which they are tried. */
const SEPARATORS = [9, 59];
const DECIMAL_COMMA = /^\s*[+-]?\d*,\d+(?:[eE][+-]?\d+)?\s*$/;

/** One field of a row: bytes `from` to `to`, and whether quotes surround it. */
export interface CsvFields {
  readonly path: string;
  readonly line: number;
  readonly bytes: Uint8Array;
  /** Two numbers for each field. */
  readonly bounds: readonly number[];
  readonly separator: number;
}

export function createCsvReader(path: string, onRow: (row: CsvFields) => void): CsvReader {
  let kept = new Uint8Array(0);
  let line = 1;
  let separator: number | undefined;

  const takeRow = (bytes: Uint8Array, from: number, to: number): void => {
    let end = to > from && bytes[to - 1] === RETURN ? to - 1 : to;
    while (end > from && bytes[end - 1] === SPACE) end--;
    if (end === from) return;
    separator ??= sniffSeparator(bytes, from, end);
    onRow({ path, line, bytes, bounds: splitRow(bytes, from, end, separator), separator });
  };

  /** The rows that end in the bytes; gives where the rest begins. `line` is that of the rest. */
  const takeRows = (bytes: Uint8Array): number => {
    let from = 0;
    let quoted = false;
    let newlines = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) quoted = !quoted;
      // A return ends a line by itself; before a newline it belongs to that, which may be the first of the next piece.
      else if (byte === NEWLINE || (byte === RETURN && at + 1 < bytes.length && bytes[at + 1] !== NEWLINE)) {
        newlines++;
        if (quoted) continue;
        takeRow(bytes, from, at);
        from = at + 1;
        line += newlines;
        newlines = 0;
      }
    }
    return from;
  };

  const push = (piece: Uint8Array): void => {
    const bytes = new Uint8Array(kept.length + piece.length);
    bytes.set(kept);
    bytes.set(piece, kept.length);
    kept = bytes.subarray(takeRows(bytes));
    if (kept.length > dataLimits.csvRowBytes)
      refuseRow(path, line, "the row is too long", {
        notes: [`more than ${dataLimits.csvRowBytes} bytes; is a quote left open?`],
      });
  };

  const text = createUtf8Reader(path, push);
  return {
    push: (piece) => text.push(piece),
    end() {
      text.end();
      if (kept.length === 0) return;
      const quotes = kept.reduce((sum, byte) => sum + (byte === QUOTE ? 1 : 0), 0);
      if (quotes % 2 === 1) refuseRow(path, line, "a quote is left open");
      takeRow(kept, 0, kept.length);
    },
  };
}

/** The text of a field, its quotes taken off and blanks around it left out; letters with marks in their composed form. */
export function fieldText({ path, line, bytes, bounds }: CsvFields, field: number): string {
  const text = decodeUtf8(bytes.subarray(bounds[2 * field], bounds[2 * field + 1]), path, line)
    .trim()
    .normalize("NFC");
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}

export interface RowDetails {
  readonly notes?: readonly string[];
  readonly help?: string;
}

/** Throws `data/csv-row`. */
export function refuseRow(path: string, line: number, message: string, details: RowDetails = {}): never {
  fail(csvRow({ message: `line ${line}: ${message}`, file: path, ...details }), 1);
}

/**
 * A tab or a semicolon where the row has one outside quotes, and what stands between them may hold a comma only as decimal
 * sign: `3,5;1,25`. Else a comma.
 */
function sniffSeparator(bytes: Uint8Array, from: number, to: number): number {
  const separates = (separator: number): boolean => {
    const bounds = splitRow(bytes, from, to, separator);
    if (bounds.length === 2) return false;
    for (let i = 0; i < bounds.length; i += 2) {
      const field = bytes.subarray(bounds[i], bounds[i + 1]);
      if (field.includes(COMMA) && !field.includes(QUOTE) && !DECIMAL_COMMA.test(new TextDecoder().decode(field)))
        return false;
    }
    return true;
  };
  return SEPARATORS.find(separates) ?? COMMA;
}

function splitRow(bytes: Uint8Array, from: number, to: number, separator: number): readonly number[] {
  const bounds: number[] = [];
  let begin = from;
  let quoted = false;
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) quoted = !quoted;
    else if (byte === separator && !quoted) {
      bounds.push(begin, at);
      begin = at + 1;
    }
  }
  bounds.push(begin, to);
  return bounds;
}
