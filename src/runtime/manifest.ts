/**
 * Reads the manifest out of a compiled module. Takes a `WebAssembly.Module`, returns its `Manifest` with every offset
 * checked against the plan, so that what follows may make views without looking again. Throws `runtime/not-a-module` and
 * `runtime/other-abi`. Modules may come from anywhere: nothing in the JSON is believed.
 */
import {
  ABI_VERSION,
  CONTROL_BYTES,
  MANIFEST_SECTION,
  type Manifest,
  OUTPUT_MEANINGS,
  type OutputMeaning,
  STOP_METRICS,
  type StopRule,
} from "../wasm/abi.ts";
import { isBoolean, isObject as isRecord } from "./arguments.ts";
import { RuntimeError } from "./errors.ts";
import { isPreparation } from "./preparation.ts";

export function readManifest(module: WebAssembly.Module): Manifest {
  const sections = WebAssembly.Module.customSections(module, MANIFEST_SECTION);
  if (sections.length !== 1)
    throw notAModule(`the module has ${sections.length} sections named ${MANIFEST_SECTION}, not 1`);
  let manifest: Partial<Manifest> | null;
  try {
    manifest = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(sections[0])) as Partial<Manifest> | null;
  } catch {
    throw notAModule("the manifest is not JSON");
  }
  if (typeof manifest !== "object" || manifest === null) throw notAModule("the manifest is not an object");
  if (manifest.abi !== ABI_VERSION) {
    throw new RuntimeError(
      "runtime/other-abi",
      `the module has interface version ${JSON.stringify(manifest.abi)}, this runtime knows ${ABI_VERSION}`,
      { expected: ABI_VERSION },
    );
  }
  const fault = faultOf(manifest);
  if (fault !== undefined) throw notAModule(`the manifest is damaged: ${fault}`);
  return manifest as Manifest;
}

function notAModule(message: string): RuntimeError {
  return new RuntimeError("runtime/not-a-module", message);
}

/** The first field that a manifest of our own making would not have. */
function faultOf(given: Partial<Manifest>): string | undefined {
  const own = faultIn(given, ownChecks);
  if (own !== undefined) return own;
  const manifest = given as Manifest;
  const { batch, memory, regions, control, parameters, states, gradients, activations } = manifest;
  if (manifest.labels !== undefined && manifest.labels.join() !== manifest.output.slice(0, -1).join()) return "labels";
  if (!isCount(memory?.bytes)) return "memory.bytes";
  const plan = memory.bytes;

  const liesInside = (region: unknown, bytes: number): boolean => {
    if (!isRecord(region)) return false;
    const { offset, bytes: size } = region;
    return isOffset(offset) && offset % 4 === 0 && isOffset(size) && size >= bytes && offset + size <= plan;
  };
  if (!liesInside(control, CONTROL_BYTES)) return "control";
  const channels = manifest.input.at(-1)!;
  const needed = {
    images: 4 * batch * elements(manifest.input),
    labels: 4 * batch * labelsPerImage(manifest),
    outputs: 4 * batch * elements(manifest.output),
    mean: 4 * channels,
    inverseStd: 4 * channels,
  };
  for (const [name, bytes] of Object.entries(needed)) {
    const optional = name === "labels" && !manifest.training;
    if (!optional && !liesInside(regions?.[name as keyof typeof needed], bytes)) return `regions.${name}`;
  }
  const lists = { parameters, states, gradients };
  for (const [name, tensors] of Object.entries(lists)) {
    if (!Array.isArray(tensors)) return name;
    for (const tensor of tensors) {
      const sound = isTensor(tensor) && tensor.bytes === 4 * elements(tensor.shape) && liesInside(tensor, tensor.bytes);
      if (!sound) return name;
    }
  }
  const { recipe, preparation } = manifest;
  if (preparation !== undefined && !isPreparation(preparation, channels)) return "preparation";
  const inside = recipe === undefined ? undefined : faultIn(recipe, recipeChecks(channels));
  if (inside !== undefined) return `recipe.${inside}`;
  const map: unknown = memory.map;
  if (!Array.isArray(map) || !map.every((each) => isNamed(each) && liesInside(each, 0))) return "memory.map";
  if (!Array.isArray(activations) || !activations.every((each) => isActivation(each, batch, plan)))
    return "activations";
  return undefined;
}

type Checks = Readonly<Record<string, (value: unknown) => boolean>>;

/** The name of the first field that is not what it should be; of no object, nothing is. */
function faultIn(value: unknown, checks: Checks): string | undefined {
  return Object.keys(checks).find((name) => !isRecord(value) || !checks[name]!(value[name]));
}

/** Of what a recipe says, the runtime uses some and hosts show the rest. */
function recipeChecks(channels: number): Checks {
  const fits = (list: unknown): boolean =>
    Array.isArray(list) && list.every(Number.isFinite) && (list.length === 1 || list.length === channels);
  return {
    loss: isText,
    optimizer: isText,
    schedule: isText,
    data: optional(isText),
    split: optional(Number.isFinite),
    epochs: isCount,
    batch: isCount,
    seed: Number.isSafeInteger,
    rate: Number.isFinite,
    stop: optional(isStopRule),
    normalize: optional((value) => value === "auto" || (isRecord(value) && fits(value.mean) && fits(value.std))),
  };
}

const optional =
  (is: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || is(value);

const isTrue = (value: unknown): boolean => value === true;

/** Fields that can be judged by themselves. */
const ownChecks: Checks = {
  language: isText,
  compiler: isText,
  model: isText,
  source: isText,
  training: isBoolean,
  batch: isCount,
  lanes: isCount,
  input: isShape,
  output: isShape,
  labels: optional(isShape),
  outputs: optional((value) => OUTPUT_MEANINGS.includes(value as OutputMeaning)),
  classes: optional(isTexts),
  features: isTexts,
  evaluateGivesOutputs: optional(isTrue),
  schedulesBySteps: optional(isTrue),
};

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isNamed(value: unknown): boolean {
  return isRecord(value) && isText(value.name);
}

/** Every element of every image of a batch must lie in the plan. */
function isActivation(value: unknown, batch: number, plan: number): boolean {
  if (!isRecord(value) || !isText(value.name)) return false;
  const { shape, strides, offset, lanes, block } = value;
  const isList = (list: unknown): list is readonly number[] => Array.isArray(list) && list.every(isOffset);
  if (!isList(shape) || !shape.every(isCount) || !isList(strides) || strides.length < shape.length) return false;
  if (!isOffset(offset) || offset % 4 !== 0 || !isCount(lanes) || !isOffset(block)) return false;
  const farthest = shape.reduce((sum, extent, axis) => sum + (extent - 1) * strides[axis]!, 0);
  return offset + Math.floor((batch - 1) / lanes) * block + 4 * (lanes - 1) + farthest + 4 <= plan;
}

export function isStopRule(value: unknown): value is StopRule {
  if (!isRecord(value)) return false;
  const { metric, patience } = value;
  return STOP_METRICS.some((each) => each === metric) && isCount(patience);
}

/** Product of a shape; the empty shape is a scalar. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Labels of an image: 1, or one for each place of its output. */
export function labelsPerImage({ labels = [] }: Pick<Manifest, "labels">): number {
  return elements(labels);
}

/** What a label chooses from. */
export function classCount({ output, labels }: Pick<Manifest, "output" | "labels">): number {
  return labels === undefined ? elements(output) : output.at(-1)!;
}

function isTensor(value: unknown): value is { name: string; shape: number[]; bytes: number } {
  if (!isRecord(value)) return false;
  const { name, shape } = value;
  return typeof name === "string" && Array.isArray(shape) && shape.every(isCount);
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every(isCount);
}

function isCount(value: unknown): value is number {
  return isOffset(value) && value > 0;
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 2 ** 32;
}
