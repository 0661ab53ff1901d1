/**
 * A CRC-32 (that of zip and PNG) inside the file it is of. Takes a checkpoint whose header has room for eight hex digits,
 * writes them, and tells whether those of a file are right. Finds a flipped bit, a torn page, a header of another file; not
 * for telling a forgery.
 */
const KEY = "cnnc.checksum";
const DIGITS = 8;

/** Metadata to encode a file with before it is sealed: room for the digits. */
export const UNSEALED = [KEY, "0".repeat(DIGITS)] as const;

/** Writes the checksum of all the bytes, the digits taken as zeros. */
export function seal(bytes: Uint8Array): void {
  const at = digitsAt(bytes);
  bytes.fill(0x30, at, at + DIGITS);
  const digits = crc32(bytes).toString(16).padStart(DIGITS, "0");
  for (let i = 0; i < DIGITS; i++) bytes[at + i] = digits.charCodeAt(i);
}

export function isSealed(bytes: Uint8Array, given: string | undefined): boolean {
  const at = digitsAt(bytes);
  if (at < 0 || given?.length !== DIGITS) return false;
  const zeros = new Uint8Array(DIGITS).fill(0x30);
  const crc = crc32(bytes.subarray(at + DIGITS), crc32(zeros, crc32(bytes.subarray(0, at))));
  return crc === Number.parseInt(given, 16);
}

/** The first place where the key stands: within a JSON string its quotes would be escaped. */
function digitsAt(bytes: Uint8Array): number {
  const wanted = [...`"${KEY}":"`].map((c) => c.charCodeAt(0));
  for (let at = 8; (at = bytes.indexOf(wanted[0]!, at)) >= 0; at++) {
    if (wanted.every((code, i) => bytes[at + i] === code)) return at + wanted.length;
  }
  return -1;
}

function crc32(bytes: Uint8Array, before = 0): number {
  const table = Uint32Array.from({ length: 256 }, (_, n) => {
    let value = n;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  let crc = ~before;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ table[(crc ^ bytes[i]!) & 255]!;
  return ~crc >>> 0;
}
