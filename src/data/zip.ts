/**
 * Zip archives with bounds, as numpy writes them. Takes the bytes of a file; gives its directory, checked as a whole, and
 * unpacks one member to exactly the length and check sum that the directory says. Relies on node:zlib for deflate and knows
 * nothing of what is inside. Members stand stored or deflated; no encryption, no volumes, no directory of zip64.
 */
import { crc32, inflateRawSync } from "node:zlib";
import { fail, zipDamaged, zipName, zipTooLarge, zipUnsupported } from "./diagnostics.ts";
import { dataLimits } from "./limits.ts";

export interface ZipMember {
  readonly name: string;
  /** Unpacked bytes, as the directory says. */
  readonly size: number;
  readonly method: "stored" | "deflated";
  readonly crc: number;
  /** The packed bytes, a view of the file. */
  readonly packed: Uint8Array;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL_LENGTH = 30;
const CENTRAL_LENGTH = 46;
const END_LENGTH = 22;
const LONGEST_COMMENT = 65_535;
const ZIP64 = 0xffffffff;

export function looksLikeZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/** Throws `data/zip-damaged`, `data/zip-unsupported`, `data/zip-name`; nothing is unpacked. */
export function readZip(bytes: Uint8Array, path: string): readonly ZipMember[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = findEnd(view, path);
  const [disk, firstDisk, here, count] = [4, 6, 8, 10].map((at) => view.getUint16(end + at, true));
  const start = view.getUint32(end + 16, true);
  if (disk !== 0 || firstDisk !== 0 || here !== count) unsupported(path, "the archive has several volumes");
  if (start === ZIP64 || count === 0xffff) unsupported(path, "the archive has a directory of zip64");
  if (count! > dataLimits.zipMembers)
    unsupported(path, `the archive has ${count} members`, `at most ${dataLimits.zipMembers} are read`);
  const members = new Map<string, ZipMember & { readonly from: number; readonly to: number }>();
  let at = start;
  for (let i = 0; i < count!; i++) {
    if (at + CENTRAL_LENGTH > end || view.getUint32(at, true) !== CENTRAL)
      damaged(path, "the directory of the archive is damaged", `entry ${i + 1} of ${count} expected at byte ${at}`);
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const next = at + CENTRAL_LENGTH + nameLength! + extra! + comment!;
    if (next > end) damaged(path, "the directory of the archive is cut short", `entry ${i + 1} of ${count}`);
    const member = readMember(view, at, nameLength!, start, path);
    if (members.has(member.name)) refuseName(path, member.name, "two members have this name");
    members.set(member.name, member);
    at = next;
  }
  mustNotOverlap([...members.values()], path);
  return [...members.values()];
}

/** Throws `data/zip-too-large` unless these members may be unpacked together. */
export function mustFitLimits(members: readonly ZipMember[], path: string): void {
  const { zipRatio, zipFreeBytes, datasetBytes } = dataLimits;
  const total = members.reduce((sum, { size }) => sum + size, 0);
  if (total > datasetBytes) {
    const notes = [`${total} bytes declared, at most ${datasetBytes} are unpacked`];
    fail(zipTooLarge({ message: "the arrays of the archive are larger than the limit", file: path, notes }), 1);
  }
  const bomb = members.find(({ size, packed }) => size > zipFreeBytes && size > zipRatio * packed.length);
  if (bomb === undefined) return;
  const notes = [`${bomb.packed.length} bytes are to become ${bomb.size}`, `at most ${zipRatio} to 1 are unpacked`];
  fail(zipTooLarge({ message: `member ${bomb.name} unpacks to too much`, file: path, notes }), 1);
}

/** Exactly `size` bytes. Throws `data/zip-damaged`; call `mustFitLimits` before. */
export function unpackMember({ name, size, method, crc, packed }: ZipMember, path: string): Uint8Array {
  const wrong = (...notes: readonly string[]) =>
    damaged(path, `member ${name} does not unpack to what the directory says`, ...notes);
  let unpacked = packed;
  if (method === "deflated") {
    try {
      unpacked = inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
    } catch (error) {
      const tooLong = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
      const reason = error instanceof Error ? error.message : String(error);
      return wrong(`${size} bytes expected`, tooLong ? `more than ${size} bytes found` : reason);
    }
  }
  if (unpacked.length !== size) return wrong(`${size} bytes expected`, `${unpacked.length} bytes found`);
  if (crc32(unpacked) !== crc) return wrong("the check sum is wrong");
  return new Uint8Array(unpacked.buffer, unpacked.byteOffset, unpacked.length);
}

/** The end record stands last but for a comment; the last place that fits its own length is taken. */
function findEnd(view: DataView, path: string): number {
  const last = view.byteLength - END_LENGTH;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (view.getUint32(at, true) !== END) continue;
    if (at + END_LENGTH + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  return damaged(path, "the archive has no directory", `${view.byteLength} bytes found; it is cut short or no archive`);
}

function readMember(view: DataView, at: number, nameLength: number, start: number, path: string) {
  const name = readName(view, at + CENTRAL_LENGTH, nameLength, path);
  const flags = view.getUint16(at + 8, true);
  const kind = view.getUint16(at + 10, true);
  const [crc, packedSize, size, local] = [16, 20, 24, 42].map((field) => view.getUint32(at + field, true));
  if ((flags & 1) !== 0) unsupported(path, `member ${name} is encrypted`);
  if (kind !== 0 && kind !== 8) unsupported(path, `member ${name} is packed in a way that is not read`, `way ${kind}`);
  if (size === ZIP64 || packedSize === ZIP64 || local === ZIP64)
    unsupported(path, `member ${name} is larger than 4 GiB`);
  if (local! + LOCAL_LENGTH > start || view.getUint32(local!, true) !== LOCAL)
    return damaged(path, `member ${name} does not stand where the directory says`, `byte ${local}`);
  // Its sizes stand in the directory too; those here may be left to zip64, as numpy does.
  const [localName, extra] = [26, 28].map((field) => view.getUint16(local! + field, true));
  const from = local! + LOCAL_LENGTH + localName! + extra!;
  const to = from + packedSize!;
  if (to > start) return damaged(path, `member ${name} reaches into the directory`, `it ends at byte ${to}`);
  if (kind === 0 && packedSize !== size)
    return damaged(path, `stored member ${name} has two lengths`, `${packedSize} and ${size} bytes`);
  const packed = new Uint8Array(view.buffer, view.byteOffset + from, packedSize);
  const method: ZipMember["method"] = kind === 0 ? "stored" : "deflated";
  return { name, size: size!, method, crc: crc!, packed, from: local!, to };
}

function readName(view: DataView, from: number, length: number, path: string): string {
  const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + from, length));
  if (name === "" || length > 256) return refuseName(path, name.slice(0, 64), `${length} bytes long`);
  if (/[/\\:]|^\.\.?$/.test(name)) return refuseName(path, name, "it names a place");
  if (/[\p{C}\ufffd]/u.test(name)) return refuseName(path, name, "it has control characters");
  return name;
}

/** Members that share bytes make a bomb of an archive that keeps every other rule (Fifield, "A better zip bomb"). */
function mustNotOverlap(
  members: readonly { readonly name: string; readonly from: number; readonly to: number }[],
  path: string,
) {
  const sorted = [...members].sort((a, b) => a.from - b.from);
  for (const [i, member] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before !== undefined && member.from < before.to)
      damaged(path, `members ${before.name} and ${member.name} share bytes`, `from byte ${member.from}`);
  }
}

function refuseName(path: string, name: string, reason: string): never {
  const message = `the archive has a member named ${JSON.stringify(name)}`;
  return fail(zipName({ message, file: path, notes: [reason] }), 1);
}

function unsupported(path: string, message: string, ...notes: readonly string[]): never {
  return fail(zipUnsupported({ message, file: path, notes }), 1);
}

function damaged(path: string, message: string, ...notes: readonly string[]): never {
  return fail(zipDamaged({ message, file: path, notes }), 1);
}
