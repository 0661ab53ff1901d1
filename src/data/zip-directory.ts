/**
 * The directory of a zip archive from its last bytes alone. Takes them and the size of the file; returns the members with the places
 * where they begin, or nothing where the directory is not among those bytes. For a quick look; `zip.ts` reads archives.
 */

export interface ListedMember {
  readonly name: string;
  readonly method: "stored" | "deflated";
  /** Of its own header in the file. */
  readonly at: number;
}

const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_LENGTH = 22;

export function readZipDirectory(tail: Uint8Array, size: number): readonly ListedMember[] | undefined {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  let end = tail.length - END_LENGTH;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) return undefined;
  const offset = size - tail.length;
  let at = view.getUint32(end + 16, true) - offset;
  const members: ListedMember[] = [];
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at < 0 || at + 46 > end || view.getUint32(at, true) !== CENTRAL) return undefined;
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ];
    const method = view.getUint16(at + 10, true);
    members.push({
      name: new TextDecoder().decode(tail.subarray(at + 46, at + 46 + name)),
      method: method === 0 ? "stored" : "deflated",
      at: view.getUint32(at + 42, true),
    });
    at += 46 + name + extra + comment;
  }
  return members;
}
