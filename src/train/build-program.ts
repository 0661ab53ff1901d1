/**
 * Makes the loop-nest program of a graph: prediction, evaluation and training. Takes a graph after its rewrites, the
 * recipe (none: a program that only predicts) and the batch; returns the program that `kernels/` compiles. Gradients are
 * derived from the forward nests. Relies on a checked model; chooses no order of loops and no layout.
 */
import type { Configured, Recipe } from "../check/model.ts";
import { dropFinalProbabilities } from "../graph/drop-final-probabilities.ts";
import { dropReshapes } from "../graph/drop-reshapes.ts";
import { dropTrainingOnly } from "../graph/drop-training-only.ts";
import type { Graph } from "../graph/graph.ts";
import type { Nest } from "../ir/nest.ts";
import type { Initializer, Parameter, Program, Training } from "../ir/program.ts";
import type { Tensor } from "../ir/tensor.ts";
import type { Initialization, ParameterSpec } from "../ops/operator.ts";
import type { ArgumentValues, Schema } from "../ops/schema.ts";
import { createControls } from "./controls.ts";
import { differentiate } from "./differentiate.ts";
import { createSums, lowerLoss } from "./evaluate-loss.ts";
import { gather, gatherAll } from "./gather.ts";
import { type Names, lowerGraph } from "./lower-graph.ts";
import { optimize } from "./optimize.ts";

export interface ProgramOptions {
  readonly batch: number;
  /** Asks for the training part; needs a recipe. */
  readonly training: boolean;
  /** For parameters whose layer names none, when there is no recipe; else they start at zero. */
  readonly init?: Configured<Initialization>;
}

export function buildProgram(graph: Graph, recipe: Recipe | undefined, options: ProgramOptions): Program {
  const { batch } = options;
  const controls = createControls();
  const input: Tensor = { name: graph.input.name, role: "input", batched: true, shape: graph.input.shape };
  const parameters = parametersOf(graph, recipe?.init ?? options.init);
  const byName = new Map(parameters.map(({ tensor }) => [tensor.name, tensor]));
  const names: Names = { tensors: new Map(), nests: new Map() };
  // A random stream belongs to each parameter (its place in the list), then to each layer.
  const firstStream = parameters.length;

  const predictGraph = dropReshapes(dropTrainingOnly(graph));
  const predict = lowerGraph(predictGraph, input, byName, { training: false, names, firstStream, controls });
  const common = { batch, controls, input, output: predict.values.get(predictGraph.output)! };
  if (!recipe) return { ...common, parameters, states: [], predict: gatherAll(predict.nests) };

  const label: Tensor = { name: "label", role: "label", batched: true, shape: [] };
  const sums = createSums();
  const { fusedWith } = recipe.loss.operator;
  const scoresOf = (whole: Graph): Graph => (fusedWith ? dropFinalProbabilities(whole, fusedWith) : whole);
  const forLoss = { names, name: nameApart("loss", graph), stream: firstStream + graph.nodes.length };
  const scores = predict.values.get(scoresOf(predictGraph).output)!;
  const evaluated = lowerLoss(recipe.loss, scores, label, sums, controls, { training: false, ...forLoss });
  const evaluation = { label, nests: evaluated.forward, ...sums };
  if (!options.training) return { ...common, parameters, states: [], predict: gatherAll(predict.nests), evaluation };

  const trainGraph = scoresOf(graph);
  const trained = lowerGraph(trainGraph, input, byName, { training: true, names, firstStream, controls });
  const trainScores = trained.values.get(trainGraph.output)!;
  const loss =
    trainScores === scores
      ? evaluated
      : lowerLoss(recipe.loss, trainScores, label, sums, controls, { training: true, ...forLoss });
  const derived = differentiate(
    trained.nests,
    new Map([[trainScores, loss.scoresGradient]]),
    learnedTensors(parameters),
  );
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
    perStep,
    perEpoch,
    forward: [...trained.nests.flatMap((nest) => amended.get(nest)!), ...loss.forward],
    backward: [...loss.backward, ...gatherAll(derived.nests)],
    updates: [...trained.updates, ...updates],
  };
  const shared = predict.nests.flatMap((nest) => amended.get(nest) ?? gather(nest));
  return { ...common, parameters: withGradients, states, predict: shared, evaluation, training };
}

/** A layer may be labelled with any name. */
function nameApart(name: string, graph: Graph): string {
  return graph.nodes.some((node) => node.name === name) ? nameApart(`${name}'`, graph) : name;
}

function learnedTensors(parameters: readonly Parameter[]): readonly Tensor[] {
  return parameters.map(({ tensor }) => tensor).filter(({ role }) => role === "parameter");
}

/** What a weight file holds: learned parameters, then what layers keep without learning it. */
function parametersOf(graph: Graph, fallback: Configured<Initialization> | undefined): Parameter[] {
  const learned = graph.nodes.flatMap((node) =>
    node.parameters.map((parameter): Parameter => {
      const init = parameter.init ?? fallback;
      return {
        tensor: { name: parameter.fullName, role: "parameter", batched: false, shape: parameter.shape },
        initializer: initializerOf(parameter, init),
      };
    }),
  );
  // Behind the others, so that the random streams of those do not depend on it.
  const kept = graph.nodes.flatMap(({ state }) =>
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
