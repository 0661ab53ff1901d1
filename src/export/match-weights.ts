/**
 * The tensors of a weight file as the parameters of a model. Takes a decoded file and the names and shapes that are wanted; gives
 * float32 numbers for every name, or throws `weights/…` (exit 1) with all names that do not fit. F32 comes through bit for bit;
 * other types of numbers with a fraction are converted.
 */
import type { CheckedModel } from "../check/model.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { fail, weightsDtype, weightsNames, weightsSizes } from "./diagnostics.ts";
import type { Tensor, Weights } from "./safetensors.ts";

/** Sizes by name. */
export type Wanted = ReadonlyMap<string, readonly number[]>;

/** Everything that is learned or kept, heads included: names as PyTorch's `state_dict` has them. */
export function tensorsOf({ layers }: CheckedModel): Wanted {
  const all = layers.flatMap(({ parameters, state }) => [...parameters, ...state]);
  return new Map(all.map(({ fullName, shape }) => [fullName, shape]));
}

/** PyTorch's count of batches, beside running statistics. */
export const batchCounter = "num_batches_tracked";

/** In the order of `wanted`. `allowed` names may be in the file and are not given. */
export function matchWeights(
  { tensors }: Weights,
  wanted: Wanted,
  path: string,
  allowed: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, Float32Array<ArrayBuffer>> {
  namesMustAgree([...tensors.keys()], wanted, path, allowed);
  const matched = new Map<string, Float32Array<ArrayBuffer>>();
  for (const [name, shape] of wanted) {
    const tensor = tensors.get(name)!;
    if (!sameShape(tensor.shape, shape)) {
      const message = `\`${name}\` is [${tensor.shape.join(", ")}] in the weight file, and [${shape.join(", ")}] in the model`;
      return fail(weightsSizes({ message, file: path }));
    }
    const numbers = toFloat32(tensor);
    if (numbers === undefined) {
      const message = `\`${name}\` is of type ${tensor.dtype}, and learned numbers have a fraction`;
      return fail(weightsDtype({ message, file: path, notes: ["types read: F32, F16, BF16, F64"] }));
    }
    matched.set(name, numbers);
  }
  return matched;
}

const shown = 8;

function namesMustAgree(names: readonly string[], wanted: Wanted, path: string, allowed: ReadonlySet<string>): void {
  const given = new Set(names);
  const layers = new Set([...wanted.keys(), ...allowed].map(layerOf));
  const counts = (name: string): boolean => name.endsWith(`.${batchCounter}`) && layers.has(layerOf(name));
  const unknown = names.filter((name) => !wanted.has(name) && !allowed.has(name) && !counts(name));
  const missing = [...wanted.keys()].filter((name) => !given.has(name));
  if (unknown.length + missing.length === 0) return;
  const count = (list: readonly string[], what: string): readonly string[] =>
    list.length === 0
      ? []
      : [`${list.length} ${list.length === 1 ? `name ${what}` : `names ${what.replace("is", "are")}`}`];
  const message = `the weight file does not fit the model: ${[...count(missing, "is missing"), ...count(unknown, "is not known")].join(", ")}`;
  const cut = (list: readonly string[]): readonly string[] =>
    list.length > shown ? [...list.slice(0, shown), `and ${list.length - shown} more`] : list;
  const notes = [
    ...cut(missing.map((name) => `missing: \`${name}\``)),
    ...cut(unknown.map((name) => describeUnknown(name, missing))),
  ];
  fail(weightsNames({ message, file: path, notes }));
}

function describeUnknown(name: string, missing: readonly string[]): string {
  const near = nearest(name, missing);
  return `not known: ${JSON.stringify(name)}${near === undefined ? "" : `, did you mean \`${near}\`?`}`;
}

const layerOf = (name: string): string => name.slice(0, name.lastIndexOf("."));

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, i) => size === b[i]);

/** A copy; absent for types without a fraction. */
export function toFloat32({ dtype, data }: Tensor): Float32Array<ArrayBuffer> | undefined {
  // Copied first: the data of a file need not be aligned.
  const { buffer } = Uint8Array.from(data);
  switch (dtype) {
    case "F32":
      return new Float32Array(buffer);
    case "F64":
      return Float32Array.from(new Float64Array(buffer));
    case "BF16":
      return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer);
    case "F16":
      return Float32Array.from(new Uint16Array(buffer), halfToNumber);
    case "I64":
    case "I32":
    case "U8":
      return undefined;
    default:
      return dtype satisfies never;
  }
}

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
