/**
 * A list of numbers that grows: bytes as long as every value is one, float32 from the first that is not. Takes values one
 * by one, gives one array. Not for numbers that float32 does not hold: those are refused by the caller.
 */

export type NumberList = Uint8Array | Float32Array;

export interface GrowingValues {
  readonly length: number;
  /** Bytes that it takes now. */
  readonly bytes: number;
  push(value: number): void;
  /** A view of the values. */
  values(): NumberList;
}

export function createGrowingValues(): GrowingValues {
  let values: NumberList = new Uint8Array(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    get bytes() {
      return length * values.BYTES_PER_ELEMENT;
    },
    push(value) {
      if (values instanceof Uint8Array && !(value >= 0 && value <= 255 && value === Math.trunc(value)))
        values = toFloats(values);
      if (length === values.length) {
        const larger: NumberList =
          values instanceof Uint8Array ? new Uint8Array(length * 2) : new Float32Array(length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    values: () => values.subarray(0, length),
  };
}

export function toFloats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes);
}
