/**
 * A training as bytes, and back. Takes the module's state, gives one safetensors file: parameters under their own names,
 * the optimizer's state under `state.`, normalization under `normalize.`, and counters as metadata. A restored training goes
 * on to the same bits as one that never stopped. Throws `runtime/bad-checkpoint`; nothing is written before all is checked.
 */
import type { ManifestTensor } from "../wasm/abi.ts";
import type { ControlField } from "./control.ts";
import { badArgument, type Core } from "./core.ts";
import { RuntimeError } from "./errors.ts";
import { elements } from "./manifest.ts";
import { decodeTensors, encodeTensors, type StoredTensor, type TensorFile } from "./safetensors.ts";
import { floatsAt } from "./tensors.ts";

const STATE = "state.";

/** Numbers of the control block that a training needs to go on; all but the seed print exactly as decimals. */
const COUNTERS: readonly ControlField[] = [
  "step",
  "epoch",
  "position",
  "totalEpochs",
  "batch",
  "rate",
  "currentRate",
  "lossSum",
  "correct",
  "seen",
];

interface Slot {
  readonly key: string;
  readonly tensor: ManifestTensor;
}

function slotsOf({ manifest }: Core): readonly Slot[] {
  const { mean, inverseStd } = manifest.regions;
  const shape = [manifest.input.at(-1)!];
  return [
    ...manifest.parameters.map((tensor) => ({ key: tensor.name, tensor })),
    ...(manifest.training ? manifest.states.map((tensor) => ({ key: STATE + tensor.name, tensor })) : []),
    { key: "normalize.mean", tensor: { name: "mean", shape, ...mean } },
    { key: "normalize.inverseStd", tensor: { name: "inverseStd", shape, ...inverseStd } },
  ];
}

export function save(core: Core): Uint8Array<ArrayBuffer> {
  const { control, manifest, exports } = core;
  const metadata = new Map([
    ["format", "pt"],
    ["cnnc.checkpoint", "1"],
    ["cnnc.compiler", manifest.compiler],
    ["cnnc.model", manifest.model],
    ["cnnc.source", manifest.source],
    ["cnnc.seed", control.seed.toString()],
    ...COUNTERS.map((field): [string, string] => [`cnnc.${field}`, String(control.get(field))]),
  ]);
  const tensors = slotsOf(core).map(({ key, tensor }): [string, StoredTensor] => [
    key,
    { shape: tensor.shape, data: floatsAt(exports.memory, tensor.offset, elements(tensor.shape)) },
  ]);
  return encodeTensors({ tensors: new Map(tensors), metadata });
}

export function restore(core: Core, bytes: Uint8Array): void {
  const { control, exports, manifest } = core;
  const file = decodeTensors(bytes);
  if (file.metadata.get("cnnc.checkpoint") !== "1") throw bad("it holds tensors, but no checkpoint of version 1");
  const slots = slotsOf(core);
  const unknown = [...file.tensors.keys()].find((key) => !slots.some((slot) => slot.key === key));
  // A module built for inference takes the weights of a training and leaves the optimizer's state.
  if (unknown !== undefined && (manifest.training || !unknown.startsWith(STATE)))
    throw bad(`the module has no ${unknown}`);
  const found = slots.map(({ key, tensor }) => ({ tensor, data: storedAs(file, key, tensor) }));
  const counters = COUNTERS.map((field) => ({ field, value: counterOf(file, field) }));
  const seed = file.metadata.get("cnnc.seed") ?? "";
  if (!/^\d{1,20}$/.test(seed)) throw bad("it has no seed");
  if (manifest.training && counterOf(file, "batch") > manifest.batch)
    throw bad("its batch is larger than the module's");

  for (const { tensor, data } of found) floatsAt(exports.memory, tensor.offset, data.length).set(data);
  for (const { field, value } of counters) control.set(field, value);
  control.seed = BigInt(seed);
  control.set("diverged", 0);
  control.set("orderEpoch", -1);
}

function counterOf(file: TensorFile, field: ControlField): number {
  const value = Number(file.metadata.get(`cnnc.${field}`) ?? "missing");
  const sound = field === "lossSum" || field === "rate" || field === "currentRate";
  if (sound ? Number.isNaN(value) : !Number.isInteger(value) || value < 0 || value >= 2 ** 31)
    throw bad(`it has no ${field}`);
  return value;
}

function storedAs({ tensors }: TensorFile, key: string, { shape }: ManifestTensor): Float32Array {
  const stored = tensors.get(key);
  if (stored === undefined) throw bad(`it has no ${key}`);
  if (stored.shape.length !== shape.length || stored.shape.some((size, i) => size !== shape[i])) {
    throw bad(`${key} is ${stored.shape.join("x")}, the module has ${shape.join("x")}`);
  }
  return stored.data;
}

/** Copies of the parameters. */
export function weights({ exports, manifest }: Core): ReadonlyMap<string, StoredTensor> {
  return new Map(
    manifest.parameters.map(({ name, shape, offset }) => [
      name,
      { shape, data: floatsAt(exports.memory, offset, elements(shape)).slice() },
    ]),
  );
}

/** All parameters at once; throws `runtime/bad-argument` and changes nothing when a name or a length does not fit. */
export function setWeights(
  { exports, manifest }: Core,
  given: ReadonlyMap<string, { readonly data: ArrayLike<number> }>,
): void {
  const known = new Set(manifest.parameters.map(({ name }) => name));
  for (const name of given.keys()) if (!known.has(name)) throw badArgument(`the module has no parameter ${name}`);
  for (const { name, shape } of manifest.parameters) {
    const length = given.get(name)?.data.length;
    if (length === undefined) throw badArgument(`the weights have no ${name}`);
    if (length !== elements(shape)) throw badArgument(`${name} has ${length} values, ${elements(shape)} expected`);
  }
  for (const { name, shape, offset } of manifest.parameters) {
    floatsAt(exports.memory, offset, elements(shape)).set(given.get(name)!.data);
  }
}

function bad(message: string): RuntimeError {
  return new RuntimeError("runtime/bad-checkpoint", `the checkpoint does not fit: ${message}`);
}
