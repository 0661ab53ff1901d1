/**
 * Weights of a model as a file that PyTorch loads with `strict=True`. Takes a checked model and its numbers by name; gives the
 * bytes: tensors in the order of the layers, running statistics with the count of batches that PyTorch has beside them.
 */
import type { CheckedModel } from "../check/model.ts";
import { batchCounter } from "./match-weights.ts";
import { encodeSafetensors, type Tensor } from "./safetensors.ts";

export function encodeWeights(
  { name, layers }: CheckedModel,
  numbers: ReadonlyMap<string, Float32Array>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const tensors = new Map<string, Tensor>();
  for (const layer of layers) {
    for (const { fullName, shape } of [...layer.parameters, ...layer.state]) {
      const { buffer, byteOffset, byteLength } = numbers.get(fullName)!;
      tensors.set(fullName, { dtype: "F32", shape, data: new Uint8Array(buffer, byteOffset, byteLength) });
    }
    if (layer.state.length > 0)
      tensors.set(`${layer.name}.${batchCounter}`, { dtype: "I64", shape: [], data: new Uint8Array(8) });
  }
  return encodeSafetensors(tensors, { format: "pt", "cnnc.model": name, ...metadata });
}
