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
  STOP_METRICS,
  type StopRule,
} from "../wasm/abi.ts";
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
function faultOf(manifest: Partial<Manifest>): string | undefined {
  const { batch, lanes, memory, regions, control, parameters, states, gradients, activations } = manifest;
  for (const name of ["language", "compiler", "model", "source"] as const) {
    if (typeof manifest[name] !== "string") return name;
  }
  if (typeof manifest.training !== "boolean") return "training";
  if (!isCount(batch)) return "batch";
  if (!isCount(lanes)) return "lanes";
  if (!isShape(manifest.input)) return "input";
  if (!isShape(manifest.output)) return "output";
  const labels: unknown = manifest.labels;
  if (labels !== undefined && (!isShape(labels) || labels.join() !== manifest.output.slice(0, -1).join()))
    return "labels";
  if (!isCount(memory?.bytes)) return "memory.bytes";
  const plan = memory.bytes;

  const liesInside = (region: unknown, bytes: number): boolean => {
    if (typeof region !== "object" || region === null) return false;
    const { offset, bytes: size } = region as { offset?: unknown; bytes?: unknown };
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
  const meaning: unknown = manifest.outputs;
  if (meaning !== undefined && !OUTPUT_MEANINGS.some((each) => each === meaning)) return "outputs";
  const stop: unknown = manifest.recipe?.stop;
  if (stop !== undefined && !isStopRule(stop)) return "recipe.stop";
  const preparation: unknown = manifest.preparation;
  if (preparation !== undefined && !isPreparation(preparation, channels)) return "preparation";
  if (!Array.isArray(activations)) return "activations";
  return undefined;
}

export function isStopRule(value: unknown): value is StopRule {
  if (typeof value !== "object" || value === null) return false;
  const { metric, patience } = value as { metric?: unknown; patience?: unknown };
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
  if (typeof value !== "object" || value === null) return false;
  const { name, shape } = value as { name?: unknown; shape?: unknown };
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
