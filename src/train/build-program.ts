/**
 * Makes the loop-nest program of a graph: prediction, evaluation and training. Takes a graph after its rewrites, the
 * recipe (none: a program that only predicts) and the batch; returns the program that `kernels/` compiles. Gradients are
 * derived from the forward nests. Relies on a checked model; chooses no order of loops and no layout.
 */
import type { Configured, Recipe } from "../check/model.ts";
import { dropFinalProbabilities } from "../graph/drop-final-probabilities.ts";
import { dropHeads } from "../graph/drop-heads.ts";
import { dropReshapes } from "../graph/drop-reshapes.ts";
import { dropTrainingOnly } from "../graph/drop-training-only.ts";
import type { Graph } from "../graph/graph.ts";
import type { Nest } from "../ir/nest.ts";
import type { Initializer, Parameter, Program, Training } from "../ir/program.ts";
import type { Tensor } from "../ir/tensor.ts";
import type { Initialization, ParameterSpec } from "../ops/operator.ts";
import type { ArgumentValues, Schema } from "../ops/schema.ts";
import { augmentImages } from "./augment-images.ts";
import { createControls } from "./controls.ts";
import { differentiate } from "./differentiate.ts";
import { createSums, lowerLoss, ofImage, sumUp } from "./evaluate-loss.ts";
import { gather, gatherAll } from "./gather.ts";
import { type Names, lowerGraph } from "./lower-graph.ts";
import { optimize } from "./optimize.ts";
import { addLosses, type WeighedLoss, weighScores } from "./train-losses.ts";

export interface ProgramOptions {
  readonly batch: number;
  /** Asks for the training part; needs a recipe. */
  readonly training: boolean;
  /** For parameters whose layer names none, when there is no recipe; when absent they start at zero. */
  readonly init?: Configured<Initialization>;
  /** Of the graph that the input names: how much each node gives to each, row by row. */
  readonly adjacency?: { readonly nodes: number; readonly values: ArrayLike<number> };
}

export function buildProgram(whole: Graph, recipe: Recipe | undefined, options: ProgramOptions): Program {
  const { batch, adjacency } = options;
  // Only a training has use for heads.
  const graph = recipe && options.training ? whole : dropHeads(whole);
  const controls = createControls();
  const input: Tensor = { name: graph.input.name, role: "input", batched: true, shape: graph.input.shape };
  const parameters = parametersOf(graph, recipe?.init ?? options.init);
  const byName = new Map(parameters.map(({ tensor }) => [tensor.name, tensor]));
  const names: Names = { tensors: new Map(), nests: new Map() };
  // A random stream belongs to each parameter (its place in the list), then to each layer.
  const firstStream = parameters.length;
  const shared = {
    names,
    firstStream,
    controls,
    ...(adjacency ? { adjacency: adjacencyTensor(adjacency, graph) } : {}),
  };

  const predictGraph = dropReshapes(dropTrainingOnly(dropHeads(graph)));
  const predict = lowerGraph(predictGraph, input, byName, { training: false, ...shared });
  const common = { batch, controls, input, output: predict.values.get(predictGraph.output)! };
  if (!recipe) return { ...common, parameters, states: [], predict: gatherAll(predict.nests) };

  const { fusedWith } = recipe.loss.operator;
  const scoresOf = (each: Graph): Graph => (fusedWith ? dropFinalProbabilities(each, fusedWith) : each);
  const lossStream = firstStream + Math.max(-1, ...graph.nodes.map(({ number }) => number)) + 1;
  const lossOf = (value: Tensor, training: boolean, name: string): WeighedLoss["nests"] =>
    lowerLoss(recipe.loss, value, label, controls, {
      training,
      names,
      name: nameApart(name, graph),
      stream: lossStream,
    });
  // Whether the loss does what the last layer does is asked of the model as it is trained: behind `sigmoid -> dropout` it does not.
  const trainGraph = scoresOf(graph);
  const judgedGraph = trainGraph.output === graph.output ? predictGraph : scoresOf(predictGraph);
  const scores = predict.values.get(judgedGraph.output)!;
  const label = labelOf(scores);
  const sums = createSums();
  const evaluated = lossOf(scores, false, "loss");
  const evaluationNests = [
    ...evaluated.forward,
    ...sumUp(ofImage(evaluated.loss), ofImage(evaluated.correct), sums, controls, names),
  ];
  const evaluation = { label, nests: evaluationNests, ...sums };
  if (!options.training) return { ...common, parameters, states: [], predict: gatherAll(predict.nests), evaluation };

  const trained = lowerGraph(trainGraph, input, byName, { training: true, ...shared });
  const losses = weighScores(trainGraph, trained.values).map(({ value, weight, head }): WeighedLoss => ({
    scores: value,
    weight,
    nests: value === scores ? evaluated : lossOf(value, true, head === undefined ? "loss" : `loss.${head}`),
  }));
  const loss = addLosses(losses, sums, controls, names);
  const derived = differentiate(trained.nests, loss.seeds, learnedTensors(graph, parameters));
  const withGradients = parameters.map((parameter): Parameter => {
    const gradient = derived.gradients.get(parameter.tensor);
    return gradient ? { ...parameter, gradient } : parameter;
  });
  const learned = withGradients.flatMap(({ tensor, gradient }) => (gradient ? [{ tensor, gradient }] : []));
  const { states, perStep, perEpoch, updates } = optimize(recipe, controls, learned);

  // Prediction takes the nests as training has them, so that both are one code.
  const amended = new Map<Nest, readonly Nest[]>();
  trained.nests.forEach((nest, i) => void amended.set(nest, gather(derived.forward[i]!)));
  const training: Training = {
    augment: augmentImages(recipe.augment ?? [], graph.input.shape),
    perStep,
    perEpoch,
    forward: [...trained.nests.flatMap((nest) => amended.get(nest)!), ...loss.forward],
    backward: [...loss.backward, ...gatherAll(derived.nests)],
    updates: [...trained.updates, ...updates],
  };
  const sharedNests = predict.nests.flatMap((nest) => amended.get(nest) ?? gather(nest));
  return { ...common, parameters: withGradients, states, predict: sharedNests, evaluation, training };
}

/** Of an image, or of each of its places where the scores have more than one. */
function labelOf({ shape: [, ...places] }: Tensor): Tensor {
  const isMap = places.some((extent) => extent > 1);
  return { name: "label", role: "label", batched: true, shape: isMap ? [1, ...places] : [] };
}

/** A layer may be labelled with any name. */
function nameApart(name: string, graph: Graph): string {
  return graph.nodes.some((node) => node.name === name) ? nameApart(`${name}'`, graph) : name;
}

function adjacencyTensor({ nodes, values }: NonNullable<ProgramOptions["adjacency"]>, graph: Graph): Tensor {
  const name = nameApart("graph", graph);
  return { name, role: "constant", batched: false, shape: [nodes, nodes], data: Array.from(values) };
}

/** What is frozen is wanted by nobody, and nothing is derived for its sake. */
function learnedTensors({ nodes }: Graph, parameters: readonly Parameter[]): readonly Tensor[] {
  const frozen = new Set(nodes.flatMap((node) => (node.frozen ? node.parameters.map(({ fullName }) => fullName) : [])));
  return parameters.map(({ tensor }) => tensor).filter(({ role, name }) => role === "parameter" && !frozen.has(name));
}

/** What a weight file holds: learned parameters, then what layers keep without learning it. */
function parametersOf(graph: Graph, fallback: Configured<Initialization> | undefined): Parameter[] {
  // Those of heads behind the model's own, which then begin as they would without heads.
  const nodes = [
    ...graph.nodes.filter(({ head }) => head === undefined),
    ...graph.nodes.filter(({ head }) => head !== undefined),
  ];
  const learned = nodes.flatMap((node) =>
    node.parameters.map((parameter): Parameter => {
      const init = parameter.init ?? fallback;
      return {
        tensor: { name: parameter.fullName, role: "parameter", batched: false, shape: parameter.shape },
        initializer: initializerOf(parameter, init),
      };
    }),
  );
  // Behind the others, so that the random streams of those do not depend on it.
  const kept = nodes.flatMap(({ state }) =>
    state.map(({ fullName, shape, initial }): Parameter => ({
      tensor: { name: fullName, role: "state", batched: false, shape },
      initializer: { kind: "constant", value: initial },
    })),
  );
  return [...learned, ...kept];
}

function initializerOf(parameter: ParameterSpec, init: Configured<Initialization> | undefined): Initializer {
  if (parameter.initial !== undefined) return { kind: "constant", value: parameter.initial };
  return init ? init.operator.initializer(parameter, init.values as ArgumentValues<Schema>) : { kind: "zeros" };
}
