/**
 * The bytes of a text file as UTF-8 without its byte order mark. Takes pieces of any size, hands pieces on; UTF-16 of either
 * order is recoded when its byte order mark says so. Throws `data/csv-encoding` for what is neither. Pure.
 */
import { csvEncoding, fail } from "./diagnostics.ts";

export interface Utf8Reader {
  push(piece: Uint8Array): void;
  end(): void;
}

/** Bytes that are looked at before the first are handed on. */
const FIRST_BYTES = 4;
const UTF8_MARK = [0xef, 0xbb, 0xbf];

export function createUtf8Reader(path: string, onPiece: (piece: Uint8Array) => void): Utf8Reader {
  let first: number[] | undefined = [];
  let decoder: TextDecoder | undefined;

  const decode = (piece: Uint8Array, stream: boolean): void => {
    if (decoder === undefined) onPiece(piece);
    else {
      const text = recode(decoder, piece, stream);
      if (text !== "") onPiece(new TextEncoder().encode(text));
    }
  };
  const recode = (from: TextDecoder, piece: Uint8Array, stream: boolean): string => {
    try {
      return from.decode(piece, { stream });
    } catch {
      return refuse(path, "the bytes after the byte order mark of UTF-16 are no UTF-16");
    }
  };
  const begin = (bytes: readonly number[]): void => {
    const begins = (mark: readonly number[]) => mark.every((byte, i) => bytes[i] === byte);
    if (begins([0xff, 0xfe, 0, 0]) || begins([0, 0, 0xfe, 0xff])) refuse(path, "the byte order mark is that of UTF-32");
    const little = begins([0xff, 0xfe]);
    if (little || begins([0xfe, 0xff]))
      decoder = new TextDecoder(little ? "utf-16le" : "utf-16be", { fatal: true, ignoreBOM: false });
    else if (bytes.slice(0, FIRST_BYTES).includes(0))
      refuse(path, "there are bytes of 0 at its start, as in UTF-16 without a byte order mark");
    decode(Uint8Array.from(begins(UTF8_MARK) ? bytes.slice(UTF8_MARK.length) : bytes), true);
  };

  return {
    push(piece) {
      if (first === undefined) {
        decode(piece, true);
        return;
      }
      const missing = FIRST_BYTES - first.length;
      first.push(...piece.subarray(0, missing));
      if (first.length < FIRST_BYTES) return;
      const bytes = first;
      first = undefined;
      begin(bytes);
      if (piece.length > missing) decode(piece.subarray(missing), true);
    },
    end() {
      if (first !== undefined) begin(first);
      first = undefined;
      if (decoder !== undefined) decode(new Uint8Array(0), false);
    },
  };
}

const strict = new TextDecoder("utf-8", { fatal: true });

/** The text of one field. Throws `data/csv-encoding` with the line and the first byte that is none of UTF-8. */
export function decodeUtf8(bytes: Uint8Array, path: string, line: number): string {
  try {
    return strict.decode(bytes);
  } catch {
    const loose = new TextDecoder().decode(bytes);
    const byte = bytes.find((each) => each > 0x7f)!.toString(16);
    return refuse(path, `line ${line}: byte 0x${byte} in ${JSON.stringify(loose.slice(0, 40))} is no UTF-8`);
  }
}

function refuse(path: string, note: string): never {
  return fail(
    csvEncoding({
      message: "the table is not in UTF-8",
      file: path,
      notes: [note],
      help: "save it as UTF-8: in a spreadsheet as `CSV UTF-8`, in pandas `to_csv(path, encoding='utf-8')`, or `iconv -f WINDOWS-1252 -t UTF-8`",
    }),
    1,
  );
}
