/**
 * A training as bytes, and back. Takes the module's state, gives one safetensors file: parameters under their own names,
 * the optimizer's state under `state.`, normalization under `normalize.`, and counters as metadata. A restored training goes
 * on to the same bits as one that never stopped. Throws `runtime/bad-checkpoint`; nothing is written before all is checked.
 */
import { type ManifestTensor, STOP_METRICS } from "../wasm/abi.ts";
import { isSealed, seal, UNSEALED } from "./checksum.ts";
import type { ControlField } from "./control.ts";
import { badArgument, isNumbers, isObject, kindOfArray, show } from "./arguments.ts";
import type { Core } from "./core.ts";
import type { Watched } from "./early-stop.ts";
import { RuntimeError } from "./errors.ts";
import { elements } from "./manifest.ts";
import { decodeTensors, encodeTensors, type StoredTensor, type TensorFile } from "./safetensors.ts";
import { floatsAt } from "./tensors.ts";

const STATE = "state.";
/** Of what an early stop keeps: `best:conv1.weight`. No layer has a colon in its name. */
const KEPT = { best: "best:", last: "last:" } as const;

/** What the epoch under way was begun with: a number of images, or `batches`. Absent in checkpoints of earlier versions. */
const SET = "cnnc.set";

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
    UNSEALED,
    ["cnnc.compiler", manifest.compiler],
    ["cnnc.model", manifest.model],
    ["cnnc.source", manifest.source],
    ["cnnc.seed", control.seed.toString()],
    ...(core.underWay.set === undefined || control.get("position") === 0
      ? []
      : [[SET, String(core.underWay.set)] as const]),
    ...COUNTERS.map((field): [string, string] => [`cnnc.${field}`, String(control.get(placeOf(field, core)))]),
    ...watchedFacts(core),
  ]);
  const tensors = slotsOf(core).map(({ key, tensor }): [string, StoredTensor] => [
    key,
    { shape: tensor.shape, data: floatsAt(exports.memory, tensor.offset, elements(tensor.shape)) },
  ]);
  const bytes = encodeTensors({ tensors: new Map([...tensors, ...keptTensors(core)]), metadata });
  seal(bytes);
  return bytes;
}

function watchedFacts({ early: { watched } }: Core): readonly (readonly [string, string])[] {
  if (watched === undefined) return [];
  const { metric, value, loss, epoch, waited } = watched;
  return Object.entries({ metric, value, loss, epoch, waited }).map(([name, fact]) => [
    `cnnc.stop.${name}`,
    String(fact),
  ]);
}

function keptTensors({ early: { watched }, manifest }: Core): readonly (readonly [string, StoredTensor])[] {
  const kept = watched?.kept;
  if (kept === undefined) return [];
  return manifest.parameters.map(({ name, shape }, i) => [KEPT[kept.which] + name, { shape, data: kept.tensors[i]! }]);
}

/** What an early stop knew; nothing when nobody watched. */
function watchedIn(file: TensorFile, { parameters }: Core["manifest"]): Watched | undefined {
  const fact = (name: string): string | undefined => file.metadata.get(`cnnc.stop.${name}`);
  const metric = STOP_METRICS.find((each) => each === fact("metric"));
  if (metric === undefined) return undefined;
  const [value, epoch, waited] = [Number(fact("value")), Number(fact("epoch")), Number(fact("waited"))];
  const isCount = (number: number): boolean => Number.isInteger(number) && number >= 0 && number < 2 ** 31;
  if (!isCount(epoch) || !isCount(waited)) throw bad("what its early stop knows is damaged");
  // Absent in checkpoints of earlier versions.
  const loss = Number(fact("loss") ?? Number.NaN);
  if (epoch === 0) return { metric, value: Number.NaN, loss: Number.NaN, epoch, waited };
  if (Number.isNaN(value)) throw bad("what its early stop knows is damaged");
  const which = [...file.tensors.keys()].some((key) => key.startsWith(KEPT.best)) ? "best" : "last";
  const tensors = parameters.map((tensor) => storedAs(file, KEPT[which] + tensor.name, tensor));
  return { metric, value, loss, epoch, waited, kept: { which, tensors } };
}

export function restore(core: Core, bytes: unknown): void {
  const { control, exports, manifest } = core;
  if (kindOfArray(bytes) !== "Uint8Array") throw badArgument(`a checkpoint is a Uint8Array, this is ${show(bytes)}`);
  const file = decodeTensors(bytes as Uint8Array);
  if (file.metadata.get("cnnc.checkpoint") !== "1") throw bad("it holds tensors, but no checkpoint of version 1");
  if (!isSealed(bytes as Uint8Array, file.metadata.get(UNSEALED[0])))
    throw bad("its checksum is wrong: the file is damaged");
  const slots = slotsOf(core);
  const keys = new Set(slots.map(({ key }) => key));
  const kept = (key: string): boolean => Object.values(KEPT).some((prefix) => key.startsWith(prefix));
  const unknown = [...file.tensors.keys()].find((key) => !keys.has(key) && !kept(key));
  // A module built for inference takes the weights of a training and leaves the optimizer's state.
  if (unknown !== undefined && (manifest.training || !unknown.startsWith(STATE)))
    throw bad(`the module has no ${unknown}`);
  const found = slots.map(({ key, tensor }) => ({ tensor, data: storedAs(file, key, tensor) }));
  const watched = manifest.training ? watchedIn(file, manifest) : undefined;
  const counters = COUNTERS.map((field) => ({ field, value: counterOf(file, field, core) }));
  const seed = file.metadata.get("cnnc.seed") ?? "";
  if (!/^\d{1,20}$/.test(seed)) throw bad("it has no seed");
  if (manifest.training && counterOf(file, "batch", core) > manifest.batch)
    throw bad("its batch is larger than the module's");
  const set = file.metadata.get(SET);
  if (set !== undefined && set !== "batches" && !/^\d{1,10}$/.test(set)) throw bad("the set of its epoch is damaged");

  for (const { tensor, data } of found) floatsAt(exports.memory, tensor.offset, data.length).set(data);
  for (const { field, value } of counters) control.set(placeOf(field, core), value);
  control.seed = BigInt(seed);
  core.early.watched = watched;
  core.underWay.normalized = true;
  core.underWay.set = set === undefined || set === "batches" ? set : Number(set);
  control.set("diverged", 0);
  control.set("orderEpoch", -1);
}

/** Right answers stand under one name, wherever the module counts them. */
function placeOf(field: ControlField, { control }: Core): ControlField {
  return field === "correct" ? control.correct : field;
}

function counterOf(file: TensorFile, field: ControlField, core: Core): number {
  const value = Number(file.metadata.get(`cnnc.${field}`) ?? "missing");
  // Places are counted beyond 31 bits.
  const most = placeOf(field, core) === "correctPlaces" ? 2 ** 53 : 2 ** 31;
  const sound = field === "lossSum" || field === "rate" || field === "currentRate";
  if (sound ? Number.isNaN(value) : !Number.isSafeInteger(value) || value < 0 || value >= most)
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

/** Which weights: those in the module, or those of the best or the last epoch of a training that keeps the best. */
export type WhichWeights = "current" | "best" | "last";

/** Copies of the parameters. Where nothing is kept, the best and the last are those in the module. */
export function weights(
  { exports, manifest, early }: Core,
  which: WhichWeights = "current",
): ReadonlyMap<string, StoredTensor> {
  if (!["current", "best", "last"].includes(which))
    throw badArgument(`weights are asked for as ${show(which)}: "current", "best" or "last" is expected`);
  const kept = which === "current" ? undefined : early.keptOf(which);
  return new Map(
    manifest.parameters.map(({ name, shape, offset }, i) => [
      name,
      { shape, data: (kept?.[i] ?? floatsAt(exports.memory, offset, elements(shape))).slice() },
    ]),
  );
}

/** All parameters at once; throws `runtime/bad-argument` and changes nothing when a name or a length does not fit. */
export function setWeights({ exports, manifest }: Core, weightsGiven: unknown): void {
  if (Object.prototype.toString.call(weightsGiven) !== "[object Map]")
    throw badArgument(`the weights are ${show(weightsGiven)}: a Map of names to { data } is expected`);
  const given = weightsGiven as ReadonlyMap<unknown, { readonly data: ArrayLike<number> }>;
  const known = new Set<unknown>(manifest.parameters.map(({ name }) => name));
  for (const name of given.keys()) if (!known.has(name)) throw badArgument(`the module has no parameter ${show(name)}`);
  for (const { name, shape } of manifest.parameters) {
    if (!given.has(name)) throw badArgument(`the weights have no ${name}`);
    const tensor: unknown = given.get(name);
    const data = isObject(tensor) ? tensor.data : undefined;
    if (!isNumbers(data)) throw badArgument(`${name} is ${show(tensor)}: { data } with numbers is expected`);
    if (data.length !== elements(shape))
      throw badArgument(`${name} has ${data.length} values, ${elements(shape)} expected`);
  }
  for (const { name, shape, offset } of manifest.parameters) {
    floatsAt(exports.memory, offset, elements(shape)).set(given.get(name)!.data);
  }
}

function bad(message: string): RuntimeError {
  return new RuntimeError("runtime/bad-checkpoint", `the checkpoint does not fit: ${message}`);
}
