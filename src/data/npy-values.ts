/**
 * The elements of numpy arrays as pixels and labels. Takes an array and the order in which its axes are wanted; returns
 * bytes or float32 in C order (a view of the file where nothing has to change), or throws `data/npy-type`. Pure.
 */
import { fail, npyType } from "./diagnostics.ts";
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
    return new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4);
  const read = readerOf(type);
  const count = data.byteLength / type.bytes;
  if (type.kind === "float") {
    const pixels = new Float32Array(count);
    walk(array, axes, (from, to) => {
      pixels[to] = read(data, from);
    });
    return pixels;
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
      refuse(array, path, "labels that are no whole numbers", `label ${i} (counted from 0) is ${value}`);
    labels[i] = value;
    largest = Math.max(largest, value >= 0 ? value : 256);
  });
  return largest > 255 ? labels : Uint8Array.from(labels);
}

type Read = (data: DataView, at: number) => number;

function readerOf({ kind, bytes, littleEndian }: NpyType): Read {
  if (kind === "float") {
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

function refuse({ name, shape }: NpyArray, path: string, what: string, note: string): never {
  const notes = [note, `array ${name} of shape ${shape.join("x")}`];
  return fail(npyType({ message: `array ${name} holds ${what}`, file: path, notes }), 1);
}
