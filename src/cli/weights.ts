/**
 * Weights between a network and `weights.safetensors`. Takes a network, gives the file's bytes, and back. The tensors have
 * PyTorch's names and layouts; normalization goes along as metadata, since a network without it reads other images.
 */
import { CnncError } from "../diagnostics/diagnostic.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor, type Weights } from "../export/safetensors.ts";
import { matchWeights } from "../export/match-weights.ts";
import type { Net, WhichWeights } from "../runtime/index.ts";
import { runtimeProblem } from "./diagnostics.ts";

/** Decoded, and the file they are of. */
export interface FoundWeights {
  readonly path: string;
  readonly weights: Weights;
}

export const MEAN = "cnnc.mean";
export const DEVIATION = "cnnc.std";

export function encodeNetWeights(net: Net, which: WhichWeights = "current"): Uint8Array {
  const { mean, std } = net.normalization;
  const tensors = new Map<string, Tensor>();
  for (const [name, { shape, data }] of net.weights(which)) {
    tensors.set(name, { dtype: "F32", shape, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) });
  }
  return encodeSafetensors(tensors, {
    format: "pt",
    "cnnc.version": net.manifest.compiler,
    "cnnc.model": net.manifest.model,
    "cnnc.model_sha256": net.manifest.source,
    "cnnc.step": String(net.position.step),
    [MEAN]: JSON.stringify(mean),
    [DEVIATION]: JSON.stringify(std),
  });
}

/** Throws `weights/…` for a damaged file and `runtime/bad-checkpoint` for tensors that are not the network's. */
export function restoreNetWeights(net: Net, bytes: Uint8Array, file: string): void {
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const misfit = (message: string): CnncError =>
    new CnncError(runtimeProblem["runtime/bad-checkpoint"]({ message, file }), 3);
  const given = new Map<string, { readonly data: Float32Array }>();
  for (const [name, { dtype, shape, data }] of tensors) {
    const wanted = net.parameters.get(name);
    if (wanted === undefined) throw misfit(`the model has no ${name}`);
    if (dtype !== "F32") throw misfit(`${name} is ${dtype}, F32 expected`);
    if (shape.length !== wanted.shape.length || shape.some((size, i) => size !== wanted.shape[i])) {
      throw misfit(`${name} is ${shape.join("x")}, the model has ${wanted.shape.join("x")}`);
    }
    given.set(name, { data: new Float32Array(Uint8Array.from(data).buffer) });
  }
  const missing = [...net.parameters.keys()].find((name) => !given.has(name));
  if (missing !== undefined) throw misfit(`the weights have no ${missing}`);
  net.setWeights(given);
  takeNormalization(net, metadata);
}

/**
 * Weights from elsewhere (`--weights`): throws `weights/…` where they do not fit. `allowed` are names that a module leaves out.
 * The images are read as the file says, where it does, unless the network is to be `trained`: then the recipe says it.
 */
export function takeWeights(
  net: Net,
  { weights, path }: FoundWeights,
  { allowed = new Set(), trained = false }: { readonly allowed?: ReadonlySet<string>; readonly trained?: boolean } = {},
): void {
  const wanted = new Map([...net.parameters].map(([name, { shape }]) => [name, shape] as const));
  const matched = matchWeights(weights, wanted, path, allowed);
  net.setWeights(new Map([...matched].map(([name, data]) => [name, { data }] as const)));
  if (!trained) takeNormalization(net, weights.metadata);
}

/** Of the network that the weights come from, where the file tells it. */
function takeNormalization(net: Net, metadata: ReadonlyMap<string, string>): void {
  const mean = numbersOf(metadata.get(MEAN));
  const std = numbersOf(metadata.get(DEVIATION));
  if (mean !== undefined && std !== undefined) net.normalize({ mean, std });
}

export function parametersAreFinite(net: Net): boolean {
  for (const { data } of net.parameters.values()) {
    for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
  }
  return true;
}

function numbersOf(text: string | undefined): readonly number[] | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return Array.isArray(value) && value.every((n) => Number.isFinite(n)) ? (value as readonly number[]) : undefined;
  } catch {
    return undefined;
  }
}
