/**
 * Arrays in numpy's format. Takes the bytes of one `.npy` (version 1 to 3), returns its type, shape and elements as a view,
 * with every length checked; each failure is a `CnncError` with exit 1 that names the file and the array. Pure; the header is
 * parsed as a literal, never evaluated. What the elements mean is `npy-values.ts`.
 */
import { shapeText } from "./dataset.ts";
import { fail, npyHeader, npyLength, npyType } from "./diagnostics.ts";
import { dataLimits } from "./limits.ts";
import { parsePythonLiteral, type PythonLiteral } from "./python-literal.ts";

export interface NpyArray {
  readonly name: string;
  readonly type: NpyType;
  readonly shape: readonly number[];
  /** The first index changes fastest. */
  readonly fortran: boolean;
  /** The elements, a view of the file. */
  readonly data: DataView;
}

export interface NpyType {
  readonly kind: "bool" | "int" | "uint" | "float";
  readonly bytes: number;
  readonly littleEndian: boolean;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const DEEPEST = 8;
const KINDS: ReadonlyMap<string, { readonly kind: NpyType["kind"]; readonly sizes: readonly number[] }> = new Map([
  ["b", { kind: "bool", sizes: [1] }],
  ["i", { kind: "int", sizes: [1, 2, 4, 8] }],
  ["u", { kind: "uint", sizes: [1, 2, 4, 8] }],
  ["f", { kind: "float", sizes: [2, 4, 8] }],
]);

/** What the array is called in messages, and where it stands. */
export interface NpyPlace {
  readonly name: string;
  readonly path: string;
  /** What it is to be: the help for a wrong type differs. */
  readonly role: "images" | "labels";
}

/** What an array is, from its first bytes; its elements are `end` bytes behind. Throws `data/npy-header`, `data/npy-type`. */
export function readNpyHeader(
  bytes: Uint8Array,
  place: NpyPlace,
): Pick<NpyArray, "type" | "shape" | "fortran"> & { readonly end: number } {
  const { text, end } = readHeader(bytes, place);
  const literal = parsePythonLiteral(text);
  if (literal instanceof SyntaxError) return refuseHeader(place, literal.message);
  if (!(literal instanceof Map)) return refuseHeader(place, "a dictionary expected");
  const header: ReadonlyMap<string, PythonLiteral> = literal;
  const [descr, fortran, shape] = ["descr", "fortran_order", "shape"].map((key) => header.get(key));
  if (header.size !== 3 || descr === undefined || typeof fortran !== "boolean" || !isShape(shape))
    return refuseHeader(place, "`descr`, `fortran_order` and `shape` expected", text.trim().slice(0, 200));
  const type = readType(descr, place);
  return { type, shape, fortran, end };
}

/** Throws `data/npy-header`, `data/npy-type`, `data/npy-length`. */
export function readNpy(bytes: Uint8Array, place: NpyPlace): NpyArray {
  const { type, shape, fortran, end } = readNpyHeader(bytes, place);
  const count = shape.reduce((product, size) => product * size, 1);
  const length = count * type.bytes;
  if (bytes.length - end !== length) {
    const notes = [
      `${shapeText(shape) || "1"} elements of ${type.bytes} bytes = ${length} expected`,
      `${bytes.length - end} bytes found`,
    ];
    return fail(
      npyLength({ message: `array ${place.name} has another length than its header says`, file: place.path, notes }),
      1,
    );
  }
  const data = new DataView(bytes.buffer, bytes.byteOffset + end, length);
  return { name: place.name, type, shape, fortran, data };
}

function readHeader(bytes: Uint8Array, place: NpyPlace): { readonly text: string; readonly end: number } {
  if (!MAGIC.every((byte, i) => bytes[i] === byte)) return refuseHeader(place, "it does not begin with \\x93NUMPY");
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3) return refuseHeader(place, `version ${version}; 1 to 3 are read`);
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) return refuseHeader(place, "it is cut short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > dataLimits.npyHeaderBytes)
    return refuseHeader(place, `${length} bytes found, at most ${dataLimits.npyHeaderBytes} are read`);
  if (start + length > bytes.length)
    return refuseHeader(place, `it ends at byte ${start + length}, ${bytes.length} bytes found`);
  const text = new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(bytes.subarray(start, start + length));
  return { text, end: start + length };
}

function isShape(value: PythonLiteral | undefined): value is readonly number[] {
  if (!Array.isArray(value) || value.length > DEEPEST) return false;
  const sizes = value as readonly PythonLiteral[];
  if (!sizes.every((size) => typeof size === "number" && Number.isSafeInteger(size) && size >= 0)) return false;
  return Number.isSafeInteger((sizes as readonly number[]).reduce((product, size) => product * size, 8));
}

function readType(descr: PythonLiteral, { name, path, role }: NpyPlace): NpyType {
  const usual = role === "images" ? "save it as uint8 or float32: `x.astype('float32')`" : "save it as whole numbers";
  const refuse = (what: string, help = usual): never =>
    fail(npyType({ message: `array ${name} holds ${what}`, file: path, notes: [`dtype ${show(descr)}`], help }), 1);
  if (typeof descr !== "string") return refuse("records");
  const match = /^([<>|=])([a-zA-Z])(\d{0,8})$/.exec(descr);
  if (match === null) return refuse("elements of an unknown type");
  const [, order, letter, digits] = match;
  const numbered = role === "labels" ? "number the classes: `names, y = np.unique(y, return_inverse=True)`" : usual;
  if (letter === "O") return refuse("Python objects, which are never loaded", numbered);
  if (letter === "U" || letter === "S") return refuse("texts", numbered);
  const found = KINDS.get(letter!);
  const bytes = Number(digits);
  if (found === undefined || !found.sizes.includes(bytes)) return refuse("elements of a type that is not read");
  return { kind: found.kind, bytes, littleEndian: order !== ">" };
}

function show(value: PythonLiteral): string {
  return typeof value === "string" ? JSON.stringify(value) : "of several fields";
}

function refuseHeader({ name, path }: NpyPlace, ...notes: readonly string[]): never {
  return fail(npyHeader({ message: `the header of array ${name} is damaged`, file: path, notes }), 1);
}
