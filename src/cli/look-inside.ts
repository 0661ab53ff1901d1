/**
 * The output of every layer for one image. Takes a run and an image; compiles the run's program once more, for prediction
 * with every output kept, gives it the run's weights, and reads what the layers made of the image. Gives a reason instead
 * where the program no longer compiles: the work of another version, or files of it that have gone.
 */
import { join } from "node:path";
import { CnncError } from "../diagnostics/diagnostic.ts";
import type { LayerOutput } from "../report/feature-maps.ts";
import { type Images, type Net, RuntimeError } from "../runtime/index.ts";
import type { Context } from "./context.ts";
import { kernelsExist } from "./kernels-exist.ts";
import { loadNet } from "./load-net.ts";
import { openModel } from "./open-model.ts";
import { readEdges } from "./read-edges.ts";
import type { OpenedRun } from "./open-run.ts";
import { RUN_FILES } from "./run-folder.ts";

export type InsideView =
  | { readonly kind: "outputs"; readonly outputs: readonly LayerOutput[] }
  | { readonly kind: "none"; readonly reason: string };

export async function lookInside(
  folder: string,
  { net, record }: OpenedRun,
  image: Images,
  context: Context,
): Promise<InsideView> {
  const reasons: string[] = [];
  const quiet: Context = {
    ...context,
    report: async (found) => {
      for (const { severity, message } of found) if (severity === "error") reasons.push(message);
    },
  };
  try {
    const opened = await openModel(`${join(folder, RUN_FILES.source)}:${record.model}`, [], quiet);
    if (opened === undefined || !(await kernelsExist(opened.model, quiet))) return none(reasons);
    const graph = await readEdges(opened, quiet);
    if (graph === undefined) return none(reasons);
    context.enter("compiling the model");
    const { compileModel } = await import("../pipeline.ts");
    const { wasm } = compileModel(opened.model, { batch: 1, training: false, keepActivations: true, ...graph });
    const open = await loadNet(wasm, undefined, context);
    copyWeights(net, open);
    context.enter("predicting");
    open.predict(image, 1);
    const kept = new Set(open.manifest.activations.map(({ name }) => name));
    const outputs = opened.model.layers.flatMap(({ name, operator, head }): LayerOutput[] => {
      const { trainingOnly, reshapes } = operator.facts;
      if (head !== undefined || trainingOnly || reshapes || !kept.has(name)) return [];
      const { shape, data } = open.activation(name);
      return [{ layer: name, shape, data }];
    });
    open.dispose();
    return { kind: "outputs", outputs };
  } catch (error) {
    if (error instanceof CnncError) return none([error.diagnostic.message]);
    if (error instanceof RuntimeError) return none([error.message]);
    throw error;
  }
}

/** What only training has, such as the weights of a head, stays behind. */
function copyWeights(from: Net, to: Net): void {
  const known = new Set(to.parameters.keys());
  to.setWeights(new Map([...from.weights()].filter(([name]) => known.has(name))));
  to.normalize(from.normalization);
}

function none(reasons: readonly string[]): InsideView {
  const reason = reasons[0] ?? "it has errors";
  return { kind: "none", reason: `the program of the run does not compile here: ${reason}` };
}
