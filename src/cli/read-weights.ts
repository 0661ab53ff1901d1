/**
 * The weight file of `--weights`. Takes a path, or a run folder, of which the best epoch's weights are meant, or with `last` those of
 * the last epoch, out of its checkpoint; gives the decoded tensors and where they are. Throws `CnncError`.
 */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { decodeSafetensors, type Tensor, type Weights } from "../export/safetensors.ts";
import { isSealed, UNSEALED } from "../runtime/checksum.ts";
import { fail, runtimeProblem, wrongUsage } from "./diagnostics.ts";
import { readFileBytes } from "./read-file.ts";
import { RUN_FILES } from "./run-folder.ts";
import { DEVIATION, type FoundWeights, MEAN } from "./weights.ts";

/** Node reads no more at once. */
const LARGEST = 2 ** 31 - 1;

export async function readWeights(given: string, last = false): Promise<FoundWeights> {
  const isFolder = (await stat(given).catch(() => undefined))?.isDirectory() === true;
  if (last && !isFolder) {
    const message = `\`--last\` is about a run folder, and ${given} is a file`;
    return fail(wrongUsage({ message }), 2);
  }
  const path = isFolder ? join(given, last ? RUN_FILES.checkpoint : RUN_FILES.weights) : given;
  const bytes = await readFileBytes(path, LARGEST);
  const weights = decodeSafetensors(bytes, path);
  if (!last) return { path, weights };
  if (!isSealed(bytes, weights.metadata.get(UNSEALED[0]))) {
    const message = "the checksum of the checkpoint is wrong: the file is damaged";
    return fail(runtimeProblem["runtime/bad-checkpoint"]({ message, file: path }), 3);
  }
  return { path, weights: lastOf(weights) };
}

/** The last weights in a checkpoint: beside the best where a training has ended, else its own. */
function lastOf({ tensors, metadata }: Weights): Weights {
  const keys = [...tensors.keys()];
  const names = keys.flatMap((key) => /^(?:best|last):(.*)$/s.exec(key)?.[1] ?? []);
  // Before its first epoch a training keeps no second set.
  const parameters = names.length > 0 ? names : keys.filter((key) => !/^(?:state|normalize)\./.test(key));
  return {
    tensors: new Map(parameters.map((name) => [name, tensors.get(`last:${name}`) ?? tensors.get(name)!])),
    metadata: new Map([
      ...metadata,
      [MEAN, JSON.stringify(floatsOf(tensors.get("normalize.mean")))],
      [DEVIATION, JSON.stringify(floatsOf(tensors.get("normalize.inverseStd")).map((inverse) => 1 / inverse))],
    ]),
  };
}

const floatsOf = (tensor: Tensor | undefined): readonly number[] =>
  tensor === undefined ? [] : [...new Float32Array(Uint8Array.from(tensor.data).buffer)];
