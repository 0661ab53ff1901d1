/**
 * The stages of the compiler in order, from a checked model to a module; the only file that knows them all. Loading it
 * loads binaryen (a quarter of a second), so shells import it when they build.
 */
import type { CheckedModel, Recipe } from "./check/model.ts";
import { type Edges, normalizedAdjacency } from "./graph/edges.ts";
import { buildGraph, type Graph } from "./graph/graph.ts";
import { graphPasses } from "./graph/passes.ts";
import { printGraph } from "./graph/print-graph.ts";
import { printProgram } from "./ir/print.ts";
import type { Program } from "./ir/program.ts";
import { type Plan, planProgram } from "./kernels/plan.ts";
import { printMemory, printPlan } from "./kernels/print-plan.ts";
import { buildProgram } from "./train/build-program.ts";
import { labelPlaces } from "./ops/label-places.ts";
import type { LayerFacts } from "./ops/operator.ts";
import { outputMeaning } from "./ops/output-meaning.ts";
import { defaults } from "./ops/registry.ts";
import { CONTROL_BYTES, type Manifest, type ManifestRecipe, type Preparation } from "./wasm/abi.ts";
import { type Description, emitModule, printModule } from "./wasm/emit-module.ts";

export interface CompileOptions {
  /** Images per step; the recipe's when absent, else 16. */
  readonly batch?: number;
  /** With training code; needs a recipe. */
  readonly training: boolean;
  /** Every layer's output can be looked at after `predict`, at the price of fusion. */
  readonly keepActivations?: boolean;
  readonly classes?: readonly string[];
  /** What is done to the images of the training. */
  readonly preparation?: Preparation;
  /** Of the graph that the input names; a model with a layer that reads it needs them. */
  readonly edges?: Edges;
  /** SHA-256 of the source text, hex; the caller's, since hashing is asynchronous on pages. */
  readonly sourceHash?: string;
  readonly compiler?: string;
  /** Called with the name and milliseconds of each stage. */
  readonly onStage?: (stage: string, milliseconds: number) => void;
}

export interface CompiledModel {
  readonly wasm: Uint8Array;
  readonly manifest: Manifest;
  /** What the module was made from. */
  readonly plan: Plan;
}

export type Stage = "graph" | "train" | "kernels" | "memory" | "wat";

export function compileModel(model: CheckedModel, options: CompileOptions): CompiledModel {
  const { plan } = runStages(model, options);
  return { plan, ...timed(options, "wasm", () => emitModule(plan, describeModel(model, options))) };
}

/** The text of a stage. */
export function emit(model: CheckedModel, stage: Stage, options: CompileOptions): string {
  const { graph, program, plan } = runStages(model, options);
  switch (stage) {
    case "graph":
      return printGraph(graph);
    case "train":
      return printProgram(program);
    case "kernels":
      return printPlan(plan);
    case "memory":
      return printMemory(plan);
    case "wat":
      return printModule(plan, describeModel(model, options));
    default:
      return stage satisfies never;
  }
}

export interface Stages {
  readonly graph: Graph;
  readonly program: Program;
  readonly plan: Plan;
}

/** Everything before code: for `emit`, tests and benchmarks. */
export function runStages(model: CheckedModel, options: CompileOptions): Stages {
  // Rewrites move layers past each other; who wants to look at each layer's output wants them in the order of the text.
  const passes = options.keepActivations ? [] : graphPasses;
  const graph = timed(options, "graph", () => passes.reduce((g, pass) => pass.run(g), buildGraph(model)));
  const batch = options.batch ?? model.recipe?.batch ?? 16;
  const { edges } = options;
  const program = timed(options, "train", () =>
    buildProgram(graph, model.recipe, {
      batch,
      training: options.training && model.recipe !== undefined,
      init: { operator: defaults.init, values: {} },
      ...(edges ? { adjacency: { nodes: edges.nodes, values: normalizedAdjacency(edges) } } : {}),
    }),
  );
  const plan = timed(options, "kernels", () =>
    planProgram(program, { keepActivations: options.keepActivations ?? false, controlBytes: CONTROL_BYTES }),
  );
  return { graph, program, plan };
}

function timed<T>(options: CompileOptions, stage: string, run: () => T): T {
  const start = performance.now();
  const value = run();
  options.onStage?.(stage, performance.now() - start);
  return value;
}

/** What the manifest says of a model. */
export function describeModel(model: CheckedModel, options: CompileOptions): Description {
  const places = labelPlaces(model.output);
  return {
    language: "1",
    compiler: options.compiler ?? "0.1.0",
    model: model.name,
    source: options.sourceHash ?? "",
    input: model.input,
    output: model.output,
    ...(places ? { labels: places } : {}),
    outputs: outputMeaning(model.recipe?.loss.operator, lastFacts(model)),
    ...(options.classes ? { classes: options.classes } : {}),
    ...(options.preparation ? { preparation: options.preparation } : {}),
    ...(model.recipe ? { recipe: describeRecipe(model.recipe) } : {}),
  };
}

/** Of the last layer; of a model that gives its input as it is, none. */
function lastFacts({ last, layers }: CheckedModel): LayerFacts {
  return layers.find(({ name }) => name === last)?.operator.facts ?? {};
}

function describeRecipe(recipe: Recipe): ManifestRecipe {
  const { data, normalize, optimizer, stop } = recipe;
  return {
    ...(data ? { data: data.spec } : {}),
    ...(data?.split === undefined ? {} : { split: data.split }),
    ...(data?.label === undefined ? {} : { label: data.label }),
    ...(data?.skip === undefined ? {} : { skip: data.skip }),
    epochs: recipe.epochs,
    batch: recipe.batch,
    seed: recipe.seed,
    rate: optimizer.operator.rate(optimizer.values as never),
    loss: recipe.loss.operator.name,
    optimizer: optimizer.operator.name,
    schedule: recipe.schedule.operator.name,
    ...(stop === undefined ? {} : { stop }),
    ...(normalize === undefined ? {} : { normalize }),
  };
}
