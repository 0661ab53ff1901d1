/**
 * Arguments as they come from people's programs, checked once, at the door: before anything of the network has changed, and each with
 * a code, so that what is handed in wrongly is said to be wrong and never guessed. Takes any value; returns nothing, or the value with
 * its type. What depends on the module (shapes, labels) is for `dataset.ts`.
 */
import { RuntimeError } from "./errors.ts";

export function badArgument(message: string): RuntimeError {
  return new RuntimeError("runtime/bad-argument", message);
}

/** A whole number from `least` to `most`, or `runtime/bad-argument`. */
export function checkInteger(name: string, value: unknown, least: number, most: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw badArgument(`${name} is ${show(value)}, a whole number from ${least} to ${most} is expected`);
}

/** A seed: a whole number of at most 64 bits. */
export function checkSeed(value: unknown): bigint {
  const seed = typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof seed === "bigint" && seed >= -(2n ** 63n) && seed < 2n ** 64n) return seed;
  throw badArgument(`seed is ${show(value)}, a whole number of at most 64 bits is expected`);
}

/** What may be in an object of options: its name, and whether a value is one. */
export type Known<Options> = Readonly<Record<keyof Options, (value: unknown) => boolean>>;

/** Options that are there must be known and of their kind; one that is undefined is absent. */
export function checkOptions<Options extends object>(call: string, options: unknown, known: Known<Options>): Options {
  if (options === undefined) return {} as Options;
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw badArgument(`the options of ${call} are ${show(options)}, an object is expected`);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(known, name))
      throw badArgument(`${call} has no option ${name}; it has ${Object.keys(known).join(", ")}`);
    if (value !== undefined && !known[name as keyof Options](value))
      throw badArgument(`the option ${name} of ${call} is ${show(value)}`);
  }
  return options as Options;
}

export const isFunction = (value: unknown): boolean => typeof value === "function";
export const isBoolean = (value: unknown): boolean => typeof value === "boolean";
/** For options that are checked where they are used. */
export const isChecked = (): boolean => true;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** `Uint8Array`, `Float32Array`, …, also of another frame or worker; nothing for what is no typed array. */
export function kindOfArray(value: unknown): string | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  return (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag];
}

/** Array-like: something with a length of its own that is no text and no function. */
export function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  if (typeof value !== "object" || value === null) return false;
  const { length } = value as { length?: unknown };
  return Number.isSafeInteger(length) && (length as number) >= 0;
}

/** Numbers, as many as there are in the list or array. */
export function isNumbers(value: unknown): value is ArrayLike<number> {
  if (!isArrayLike(value)) return false;
  const kind = kindOfArray(value);
  if (kind !== undefined) return !kind.startsWith("Big") && kind !== "DataView";
  for (let i = 0; i < value.length; i++) if (typeof value[i] !== "number") return false;
  return true;
}

/** A value in a message: short, whatever it is. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  return `${/^[AEIOU]/.test(kind) ? "an" : "a"} ${kind}${isArrayLike(value) ? ` of ${value.length}` : ""}`;
}
