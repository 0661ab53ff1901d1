/**
 * Rows out of the bytes of a CSV file, piece by piece. Takes pieces of any size, hands each row on as its fields with the line
 * on which it begins; throws `data/csv-row` for an open quote and for a row beyond the limit. Quotes as RFC 4180 has them;
 * blank lines are passed over. Pure, and knows nothing of what a field means.
 */
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
/** Of UTF-8: some programs write it before the first field. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const SEPARATORS = [44, 59, 9];

/** One field of a row: bytes `from` to `to`, and whether quotes surround it. */
export interface CsvFields {
  readonly bytes: Uint8Array;
  /** Two numbers for each field. */
  readonly bounds: readonly number[];
  readonly separator: number;
}

export function createCsvReader(path: string, onRow: (row: CsvFields, line: number) => void): CsvReader {
  let kept = new Uint8Array(0);
  let line = 1;
  let begun = false;
  let separator: number | undefined;

  const takeRow = (bytes: Uint8Array, from: number, to: number): void => {
    let end = to > from && bytes[to - 1] === RETURN ? to - 1 : to;
    while (end > from && bytes[end - 1] === SPACE) end--;
    if (end === from) return;
    separator ??= sniffSeparator(bytes, from, end);
    onRow({ bytes, bounds: splitRow(bytes, from, end, separator), separator }, line);
  };

  /** The rows that end in the bytes; gives where the rest begins. `line` is that of the rest. */
  const takeRows = (bytes: Uint8Array): number => {
    let from = 0;
    let quoted = false;
    let newlines = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === NEWLINE) {
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

  return {
    push(piece) {
      const bytes = new Uint8Array(kept.length + piece.length);
      bytes.set(kept);
      bytes.set(piece, kept.length);
      if (!begun && bytes.length < BYTE_ORDER_MARK.length) {
        kept = bytes;
        return;
      }
      const text = !begun && BYTE_ORDER_MARK.every((byte, at) => bytes[at] === byte) ? bytes.subarray(3) : bytes;
      begun = true;
      kept = text.subarray(takeRows(text));
      if (kept.length > dataLimits.csvRowBytes)
        refuseRow(
          path,
          line,
          "the row is too long",
          `more than ${dataLimits.csvRowBytes} bytes; is a quote left open?`,
        );
    },
    end() {
      // Less than a mark is kept as it came.
      if (!begun) kept = kept.subarray(takeRows(kept));
      if (kept.length === 0) return;
      const quotes = kept.reduce((sum, byte) => sum + (byte === QUOTE ? 1 : 0), 0);
      if (quotes % 2 === 1) refuseRow(path, line, "a quote is left open");
      takeRow(kept, 0, kept.length);
    },
  };
}

/** The text of a field, its quotes taken off and blanks around it left out. */
export function fieldText({ bytes, bounds }: CsvFields, field: number): string {
  const text = new TextDecoder().decode(bytes.subarray(bounds[2 * field], bounds[2 * field + 1])).trim();
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/** Throws `data/csv-row`. */
export function refuseRow(path: string, line: number, message: string, ...notes: readonly string[]): never {
  fail(csvRow({ message: `line ${line}: ${message}`, file: path, notes }), 1);
}

/** The first that stands outside quotes; a comma when none does. */
function sniffSeparator(bytes: Uint8Array, from: number, to: number): number {
  let quoted = false;
  for (let at = from; at < to; at++) {
    if (bytes[at] === QUOTE) quoted = !quoted;
    else if (!quoted && SEPARATORS.includes(bytes[at]!)) return bytes[at]!;
  }
  return SEPARATORS[0]!;
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
