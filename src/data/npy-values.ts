/**
 * The elements of numpy arrays as pixels and labels. Takes an array and the order in which its axes are wanted; returns
 * bytes or float32 in C order (a view of the file where nothing has to change), or throws `data/npy-type`. Pure.
 */
import { fail, notFinite, npyType } from "./diagnostics.ts";
import type { NpyArray, NpyType } from "./npy.ts";

/**
 * Pixels, the axes taken in the order given. Floats stand for themselves; booleans become 0 and 255; integers must be
 * within 0..255 and are bytes.
 */
export function toPixels(array: NpyArray, axes: readonly number[], path: string): Uint8Array | Float32Array {
  const { data, type } = array;
  const inOrder = isInOrder(array, axes);
  if (inOrder && type.kind === "uint" && type.bytes === 1)
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const aligned = data.byteOffset % 4 === 0 && type.littleEndian && littleEndianMachine();
  if (inOrder && type.kind === "float" && type.bytes === 4 && aligned)
    return finite(new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4), array, path);
  const read = readerOf(type);
  const count = data.byteLength / type.bytes;
  if (type.kind === "float") {
    const pixels = new Float32Array(count);
    walk(array, axes, (from, to) => {
      pixels[to] = read(data, from);
    });
    return finite(pixels, array, path);
  }
  const pixels = new Uint8Array(count);
  const scale = type.kind === "bool" ? 255 : 1;
  walk(array, axes, (from, to) => {
    const value = read(data, from);
    if (value < 0 || value > 255) refuse(array, path, "pixels beyond a byte", `value ${value}; 0 to 255 expected`);
    pixels[to] = value * scale;
  });
  return pixels;
}

/** Throws `data/not-finite` with the file, the array and the place. A float64 beyond float32 is infinite too. */
function finite(pixels: Float32Array, { name, shape }: NpyArray, path: string): Float32Array {
  const bad = pixels.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return pixels;
  const size = shape.slice(1).reduce((product, length) => product * length, 1);
  const where = `image ${Math.floor(bad / size)}, value ${bad % size} (both counted from 0)`;
  const help = "replace what is missing (`np.nan_to_num(x)`), or leave out these images";
  const message = `array ${name} has a value that is not a finite number`;
  return fail(notFinite({ message, file: path, notes: [`${where} is ${pixels[bad]!}`], help }), 1);
}

/** Labels in columns: a class of each row by its column, or several classes at once. */
export function helpForColumns({ name, shape, data, type, fortran }: NpyArray): { readonly help: string } {
  const [rows = 0, columns = 0] = shape;
  const read = readerOf(type);
  const at = (row: number, column: number): number =>
    read(data, type.bytes * (fortran ? column * rows + row : row * columns + column));
  const values = (row: number): readonly number[] => Array.from({ length: columns }, (_, column) => at(row, column));
  const isOneHot = (row: readonly number[]): boolean =>
    row.every((value) => value === 0 || value === 1) && row.filter((value) => value === 1).length === 1;
  if (shape.length !== 2) return { help: "give `y_train` one whole number for each image: N, or N x 1" };
  for (let row = 0; row < rows; row++) {
    if (isOneHot(values(row))) continue;
    const several = "several labels of an image, and numbers to predict, are not supported yet";
    return { help: `${several}: a label is one class, a whole number from 0` };
  }
  return { help: `save the class in the place of the columns: \`${name} = ${name}.argmax(1)\`` };
}

/** Labels in C order. Throws `data/npy-type` where one is no whole number that 31 bits hold. */
export function toLabels(array: NpyArray, path: string): Uint8Array | Int32Array {
  const { data, type } = array;
  const axes = [...array.shape.keys()];
  if (isInOrder(array, axes) && type.kind === "uint" && type.bytes === 1)
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const read = readerOf(type);
  const labels = new Int32Array(data.byteLength / type.bytes);
  let largest = 0;
  walk(array, axes, (from, i) => {
    const value = read(data, from);
    if (!Number.isInteger(value) || Math.abs(value) > 2 ** 31 - 1)
      refuse(
        array,
        path,
        "labels that are no whole numbers",
        `label ${i} (counted from 0) is ${value}`,
        "a label is a class, a whole number from 0; numbers to predict are not supported yet",
      );
    labels[i] = value;
    largest = Math.max(largest, value >= 0 ? value : 256);
  });
  return largest > 255 ? labels : Uint8Array.from(labels);
}

type Read = (data: DataView, at: number) => number;

function readerOf({ kind, bytes, littleEndian }: NpyType): Read {
  if (kind === "float") {
    if (bytes === 2) return (data, at) => halfFloat(data.getUint16(at, littleEndian));
    return bytes === 4
      ? (data, at) => data.getFloat32(at, littleEndian)
      : (data, at) => data.getFloat64(at, littleEndian);
  }
  const signed = kind === "int";
  switch (bytes) {
    case 1:
      if (kind === "bool") return (data, at) => (data.getUint8(at) === 0 ? 0 : 1);
      return signed ? (data, at) => data.getInt8(at) : (data, at) => data.getUint8(at);
    case 2:
      return signed ? (data, at) => data.getInt16(at, littleEndian) : (data, at) => data.getUint16(at, littleEndian);
    case 4:
      return signed ? (data, at) => data.getInt32(at, littleEndian) : (data, at) => data.getUint32(at, littleEndian);
    default: {
      // Exact where it matters: beyond 2^53 the value is out of every range that is accepted.
      const [low, high] = littleEndian ? [0, 4] : [4, 0];
      const top: Read = signed
        ? (data, at) => data.getInt32(at, littleEndian)
        : (data, at) => data.getUint32(at, littleEndian);
      return (data, at) => top(data, at + high) * 2 ** 32 + data.getUint32(at + low, littleEndian);
    }
  }
}

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Bytes from one element to the next along each axis of the array. */
function stridesOf({ shape, fortran, type }: NpyArray): readonly number[] {
  const strides = new Array<number>(shape.length);
  let step = type.bytes;
  for (let i = 0; i < shape.length; i++) {
    const axis = fortran ? i : shape.length - 1 - i;
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

function isInOrder({ shape, fortran }: NpyArray, axes: readonly number[]): boolean {
  const wide = shape.filter((size) => size > 1).length;
  return axes.every((axis, i) => axis === i) && (!fortran || wide < 2);
}

/** Every element, by where it is and where it goes: an odometer over the wanted axes, the last one turning fastest. */
function walk(array: NpyArray, axes: readonly number[], visit: (from: number, to: number) => void): void {
  const strides = stridesOf(array);
  const sizes = axes.map((axis) => array.shape[axis]!);
  const steps = axes.map((axis) => strides[axis]!);
  const count = sizes.reduce((product, size) => product * size, 1);
  const last = sizes.length - 1;
  const [inner, step] = [sizes[last] ?? 1, steps[last] ?? 0];
  const digits = new Array<number>(Math.max(0, last)).fill(0);
  let row = 0;
  for (let to = 0; to < count; to += inner) {
    for (let i = 0; i < inner; i++) visit(row + i * step, to + i);
    for (let axis = last - 1; axis >= 0; axis--) {
      row += steps[axis]!;
      if (++digits[axis]! < sizes[axis]!) break;
      row -= steps[axis]! * sizes[axis]!;
      digits[axis] = 0;
    }
  }
}

function littleEndianMachine(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
}

function refuse({ name, shape }: NpyArray, path: string, what: string, note: string, help?: string): never {
  const notes = [note, `array ${name} of shape ${shape.join("x")}`];
  const details = { message: `array ${name} holds ${what}`, file: path, notes };
  return fail(npyType(help === undefined ? details : { ...details, help }), 1);
}
