/**
 * `cnnc export FILE --to FORMAT`: a model for other systems. Takes a program and, with `--weights`, a weight file that must fit
 * it; writes PyTorch source, safetensors or a drawing (SVG, mermaid, Graphviz). Source and drawings need no compiler; weights
 * that nobody gave are those a training would begin with.
 */
import { basename, resolve } from "node:path";
import type { CheckedModel } from "../../check/model.ts";
import { formatAt } from "../../data/format-at.ts";
import { namedSets } from "../../data/named-sets.ts";
import { labelPlaces } from "../../ops/label-places.ts";
import { isPreparation } from "../../runtime/preparation.ts";
import { createReport } from "../../diagnostics/diagnostic.ts";
import { encodeWeights } from "../../export/encode-weights.ts";
import { exportMissing } from "../../export/diagnostics.ts";
import { matchWeights, tensorsOf } from "../../export/match-weights.ts";
import { kernelsMustExist } from "../../graph/kernels-must-exist.ts";
import { writeAtomically } from "../atomic-write.ts";
import type { Command, Context } from "../context.ts";
import { fail, wrongUsage } from "../diagnostics.ts";
import { bytes } from "../numbers.ts";
import { type OpenedModel, openModel } from "../open-model.ts";
import { programOfRunMustBeTheTrained } from "../open-run.ts";
import type { Options } from "../options.ts";
import { STDIN } from "../program-input.ts";
import { readWeights } from "../read-weights.ts";
import { holdsRun, readRecord } from "../run-folder.ts";
import { sha256 } from "../sha256.ts";

export const exportModel: Command = async ([address = ""], options, context) => {
  const opened = await openModel(address, options.set ?? [], context);
  if (opened === undefined) return 1;
  const { model } = opened;
  await programOfRunMustBeTheTrained(opened.path, context);
  const target = options.output ?? STDIN;
  const given =
    options.weights === undefined && options.last !== true ? undefined : await givenWeights(model, options, context);
  switch (options.to) {
    case "safetensors":
      return write(target, await encodeAll(opened, given, options, context), `${model.name}, weights`, context);
    case "dot": {
      const { exportDot } = await import("../../export/dot.ts");
      return write(target, exportDot(model), `${model.name}, drawing`, context);
    }
    case "svg": {
      const { drawModel } = await import("../../report/drawing/draw.ts");
      return write(target, drawModel(model, { file: opened.file }), `${model.name}, drawing`, context);
    }
    case "mermaid": {
      const { renderMermaid } = await import("../../report/drawing/render-mermaid.ts");
      return write(target, renderMermaid(model), `${model.name}, flowchart`, context);
    }
    default: {
      const source = await pytorchSource(opened, options.weights, context);
      const code = await write(target, source, `${model.name}, PyTorch source`, context);
      if (given === undefined || target === STDIN) return code;
      const beside = target.replace(/(\.py)?$/, ".safetensors");
      const weights = await encodeAll(opened, given, options, context);
      await write(beside, weights, `${model.name}, weights`, context);
      context.terminal.talk(`use them: python3 ${basename(target)} --weights ${basename(beside)}\n`);
      return code;
    }
  }
};

/** With the reader of the data that stands where the recipe says, prepared as the run's were whose weights go along. */
async function pytorchSource(
  { model, source, root }: OpenedModel,
  weights: string | undefined,
  context: Context,
): Promise<string> {
  const { exportPytorch } = await import("../../export/pytorch/write.ts");
  const run = weights === undefined || !(await holdsRun(weights)) ? undefined : await readRecord(weights);
  const where = run?.data.folder ?? resolve(root, model.recipe?.data?.spec ?? ".");
  const isNamed = run?.data.folder === undefined && namedSets.has(model.recipe?.data?.spec ?? "");
  const isMap = labelPlaces(model.output) !== undefined;
  const data = isNamed || model.recipe === undefined ? undefined : await formatAt(where, isMap);
  const preparation = isPreparation(run?.preparation, model.input.at(-1)!) ? run.preparation : undefined;
  context.enter("writing the source");
  const result = exportPytorch(model, {
    version: context.version,
    ...(data === undefined ? {} : { data }),
    ...(preparation === undefined ? {} : { preparation }),
  });
  if ("source" in result) return result.source;
  const message = `${model.name} has no PyTorch source: ${result.missing.join(", ")} ${result.missing.length === 1 ? "has" : "have"} no form there yet`;
  return fail(exportMissing({ message, file: source.path }), 1);
}

type Numbers = ReadonlyMap<string, Float32Array>;

async function givenWeights(
  model: CheckedModel,
  { weights: given, last }: Options,
  context: Context,
): Promise<Numbers> {
  context.enter("reading the weights");
  if (given === undefined) {
    const message = "`--last` says which weights of a run are meant, and `--weights RUN` is not given";
    return fail(wrongUsage({ message }), 2);
  }
  const { weights, path } = await readWeights(given, last);
  return matchWeights(weights, tensorsOf(model), path);
}

async function encodeAll(
  opened: OpenedModel,
  given: Numbers | undefined,
  options: Options,
  context: Context,
): Promise<Uint8Array> {
  const { model, source } = opened;
  const numbers = given ?? (await startingWeights(model, options.seed ?? model.recipe?.seed ?? 1, context));
  context.enter("writing the weights");
  return encodeWeights(model, numbers, {
    "cnnc.version": context.version,
    "cnnc.model_sha256": sha256(source.text),
  });
}

/** What a training would begin with, to the bit where the module has the parameter. */
async function startingWeights(model: CheckedModel, seed: number, context: Context): Promise<Numbers> {
  const { initialWeights } = await import("../../export/initial-weights.ts");
  const { defaults } = await import("../../ops/registry.ts");
  const fallback = { operator: defaults.init, values: {} };
  if (!kernelsMustExist(model, createReport())) return initialWeights(model, fallback, seed);
  context.enter("compiling the model");
  const { compileModel } = await import("../../pipeline.ts");
  const { loadNet } = await import("../load-net.ts");
  const { wasm } = compileModel(model, {
    training: false,
    batch: 1,
    // Weights do not depend on which nodes are neighbors.
    ...(model.graph ? { edges: { nodes: model.input[0]!, pairs: [] } } : {}),
  });
  const net = await loadNet(wasm, undefined, context);
  net.init(seed);
  const known = new Map([...net.weights()].map(([name, { data }]) => [name, data] as const));
  return initialWeights(model, fallback, seed, known);
}

async function write(target: string, data: string | Uint8Array, what: string, context: Context): Promise<number> {
  if (target === STDIN) {
    context.terminal.out(typeof data === "string" ? new TextEncoder().encode(data) : data);
    return 0;
  }
  context.enter("writing the file");
  await writeAtomically(target, data);
  context.terminal.talk(`${target}: ${what}, ${bytes(Buffer.byteLength(data))}\n`);
  return 0;
}
