/** Zip archives and numpy arrays in memory, written from the formats' definitions, whole or wrong in one place. */
import { crc32, deflateRawSync } from "node:zlib";

export interface NpyParts {
  readonly descr?: string;
  readonly fortran?: string;
  readonly shape?: string;
  /** In place of the whole literal. */
  readonly header?: string;
  readonly data?: Uint8Array;
  readonly version?: number;
}

export function npy({
  descr = "'|u1'",
  fortran = "False",
  shape = "()",
  header,
  data,
  version = 1,
}: NpyParts): Uint8Array {
  const literal = header ?? `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
  const text = Buffer.from(`${literal}\n`, "latin1");
  const length = version === 1 ? Buffer.alloc(2) : Buffer.alloc(4);
  if (version === 1) length.writeUInt16LE(text.length);
  else length.writeUInt32LE(text.length);
  const magic = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  return new Uint8Array(Buffer.concat([magic, length, text, data ?? new Uint8Array(0)]));
}

/** uint8 of the shape. */
export function bytesArray(shape: readonly number[], data: ArrayLike<number>): Uint8Array {
  return npy({ shape: `(${shape.join(", ")},)`, data: Uint8Array.from(data) });
}

export interface MemberParts {
  readonly name: string;
  readonly data: Uint8Array;
  readonly deflate?: boolean;
  /** In place of the true values. */
  readonly size?: number;
  readonly crc?: number;
  readonly method?: number;
  readonly flags?: number;
  readonly offset?: number;
}

export function zip(
  members: readonly MemberParts[],
  end: { readonly count?: number; readonly disk?: number } = {},
): Uint8Array {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const member of members) {
    const packed = member.deflate ? deflateRawSync(member.data) : Buffer.from(member.data);
    const name = Buffer.from(member.name);
    const facts = Buffer.alloc(22);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(member.flags ?? 0, 2);
    facts.writeUInt16LE(member.method ?? (member.deflate ? 8 : 0), 4);
    facts.writeUInt32LE(member.crc ?? crc32(member.data), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(member.size ?? member.data.length, 18);
    const lengths = Buffer.alloc(4);
    lengths.writeUInt16LE(name.length);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(member.offset ?? at, 10);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), facts, lengths, name, packed]);
    central.push(Buffer.concat([Buffer.from("PK\u0001\u0002"), Buffer.from([20, 0]), facts, lengths, entry, name]));
    parts.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(central);
  const last = Buffer.alloc(18);
  const count = end.count ?? members.length;
  last.writeUInt16LE(end.disk ?? 0, 0);
  last.writeUInt16LE(count, 4);
  last.writeUInt16LE(count, 6);
  last.writeUInt32LE(directory.length, 8);
  last.writeUInt32LE(at, 12);
  return new Uint8Array(Buffer.concat([...parts, directory, Buffer.from("PK\u0005\u0006"), last]));
}
