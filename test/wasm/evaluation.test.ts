/**
 * What is said of a labeled set is what `predict` says of its images: loss and accuracy in float64 from the outputs of `predict`,
 * for every loss behind every last layer there is, in batches that are never full. A step without update says the same where the
 * network does in training what it does in prediction; else it is held to the interpreter. New losses and layers are in by themselves.
 */
import { describe, expect, it } from "vitest";
import type { Configured } from "../../src/check/model.ts";
import { allocate, interpret, type Memory } from "../../src/ir/interpret.ts";
import { elementCount, type Tensor } from "../../src/ir/tensor.ts";
import { tensorsOf } from "../../src/ir/verify.ts";
import type { Loss } from "../../src/ops/operator.ts";
import { losses } from "../../src/ops/registry.ts";
import { type Dataset, load, type Net } from "../../src/runtime/index.ts";
import { createControls } from "../../src/train/controls.ts";
import { lowerLoss } from "../../src/train/evaluate-loss.ts";
import { createRandom } from "../fuzz/random.ts";
import { toChannelsFirst } from "./against-interpreter.ts";
import type { Compiled } from "./compile-chain.ts";
import { compileText } from "./compile-text.ts";
import { type Ending, endingsIn, runnable } from "./last-layers.ts";

const COUNTS = [1, 3, 7];
const BATCHES = [4, 5];
const TOLERANCE = 2e-6;

interface Figures {
  /** Sum over the images. */
  readonly loss: number;
  /** Images, or places. */
  readonly correct: number;
}

/** The network's outputs as the loss takes them: where it computes the last layer by itself, what went into that layer. */
function scoresOf(outputs: Float32Array, { operator }: Configured<Loss>, { layer }: Ending): Float64Array {
  const values = Float64Array.from(outputs);
  const { fusedWith } = operator;
  if (fusedWith === undefined || !layer.facts[fusedWith]) return values;
  // The logarithm of probabilities is their scores but for a shift, which a loss of probabilities cannot see.
  return fusedWith === "probabilities" ? values.map(Math.log) : values.map((p) => Math.log(p / (1 - p)));
}

/** The definition of the loss, in float64, on scores of n images. */
function judge(scores: Float64Array, labels: Uint8Array, n: number, loss: Configured<Loss>, output: Tensor): Figures {
  const places = elementCount(output) / (output.shape[0] ?? 1);
  const label: Tensor = { name: "label", role: "label", batched: true, shape: places > 1 ? [1, ...output.shape.slice(1)] : [] }; // prettier-ignore
  const input: Tensor = { ...output, name: "scores", role: "activation" };
  const controls = createControls();
  const names = { tensors: new Map(), nests: new Map() };
  const nests = lowerLoss(loss, input, label, controls, { training: false, names, name: "judge", stream: 0 });
  const memory: Memory = new Map();
  for (const tensor of nests.forward.flatMap(tensorsOf)) memory.set(tensor, allocate(tensor, n));
  const first = new Float64Array(scores.length);
  toChannelsFirst(scores, first, output, n);
  memory.set(input, first);
  memory.set(label, Float64Array.from(labels));
  memory.set(controls.count, Float64Array.of(n));
  memory.set(controls.inverseCount, Float64Array.of(1 / n));
  interpret(nests.forward, memory, { count: n });
  const sum = (tensor: Tensor): number => memory.get(tensor)!.reduce((all, value) => all + value, 0);
  return { loss: sum(nests.loss), correct: sum(nests.correct) };
}

/** One step's loss and right answers by the program of the training, with the network's own weights. */
function interpretStep({ program }: Compiled, net: Net, images: Float32Array, labels: Uint8Array, n: number): Figures {
  const { controls, training, evaluation } = program;
  const memory: Memory = new Map();
  const tensors = [...training!.forward.flatMap(tensorsOf), ...(Object.values(controls) as Tensor[]), program.input];
  for (const tensor of tensors) memory.set(tensor, allocate(tensor, n));
  toChannelsFirst(images, memory.get(program.input)!, program.input, n);
  memory.set(evaluation!.label, Float64Array.from(labels));
  for (const { tensor } of program.parameters) memory.set(tensor, Float64Array.from(net.parameters.get(tensor.name)!.data)); // prettier-ignore
  memory.get(controls.count)!.fill(n);
  memory.get(controls.inverseCount)!.fill(1 / n);
  interpret(training!.forward, memory, { count: n, seed: net.manifest.recipe!.seed, step: net.position.step });
  return { loss: memory.get(evaluation!.lossSum)![0]!, correct: memory.get(evaluation!.correctSum)![0]! };
}

const found = { pairs: new Set<string>(), networks: 0, figures: 0, largest: 0, where: "" };

function compare(where: string, got: number | undefined, wanted: number): void {
  const error = Math.abs(got! - wanted) / Math.max(1, Math.abs(wanted));
  found.figures++;
  if (!(error <= found.largest)) Object.assign(found, { largest: error, where });
  if (!(error <= TOLERANCE)) expect.fail(`${where}: ${got}, and ${wanted} from the outputs`);
}

async function hold(ending: Ending, loss: Configured<Loss>, batch: number): Promise<void> {
  const { body, layer } = ending;
  const text = `model M {\n  ${body}\n}\ntrain M {\n  loss ${loss.operator.name}\n  optimizer sgd lr=0.01\n  batch ${batch}\n  epochs 1\n  seed 3\n}\n`; // prettier-ignore
  const edges = { nodes: 6, pairs: [[0, 1], [1, 2], [3, 5]] } as const; // prettier-ignore
  const compiled = compileText(text, body.includes("graph=") ? { edges } : {});
  const { manifest, program } = compiled;
  const net = await load(new Uint8Array(compiled.wasm));
  const random = createRandom(batch);
  const size = manifest.input.reduce((a, b) => a * b, 1);
  const classes = manifest.labels === undefined ? manifest.output.reduce((a, b) => a * b, 1) : manifest.output.at(-1)!;
  const places = (manifest.labels ?? []).reduce((a, b) => a * b, 1);
  const where = `${layer.name} (${ending.context}), ${loss.operator.name}, batch ${batch}`;
  const draw = (n: number): { images: Float32Array; labels: Uint8Array } => ({
    images: Float32Array.from({ length: n * size }, () => 2 * random.next() - 1),
    labels: Uint8Array.from({ length: n * places }, () => random.below(classes)),
  });
  const setOf = (n: number): Dataset & ReturnType<typeof draw> => ({ ...draw(n), shape: manifest.input });
  const wantedOf = ({ images, labels }: ReturnType<typeof draw>, n: number): Figures =>
    judge(scoresOf(net.predict(images, n), loss, ending), labels, n, loss, program.output);
  // A batch of other images first, so that what is left of it would show.
  net.predict(setOf(batch).images, batch);
  for (const n of COUNTS) {
    const set = setOf(n);
    const wanted = wantedOf(set, n);
    const { loss: mean, accuracy } = await net.evaluate(set);
    compare(`${where}: evaluate's loss of ${n}`, mean, wanted.loss / n);
    compare(`${where}: evaluate's accuracy of ${n}`, accuracy, wanted.correct / (n * places));
    if (n > batch) continue;
    const other = ["batchStatistics", "trainingOnly"] as const;
    const differs = /-> (bn|dropout)\b/.test(body) || other.some((fact) => layer.facts[fact]);
    const inTraining = differs ? interpretStep(compiled, net, set.images, set.labels, n) : wanted;
    const step = net.trainStep(set.images, set.labels, n, { update: false });
    compare(`${where}: step's loss of ${n}`, step.loss, inTraining.loss / n);
    compare(`${where}: step's right answers of ${n}`, step.correct, inTraining.correct);
  }
  // The table of epochs, from which stop and schedule read.
  const test = setOf(7);
  const { history } = await net.fit(setOf(3), { epochs: 1, test });
  const wanted = wantedOf(test, 7);
  compare(`${where}: the test loss of an epoch`, history[0]!.testLoss, wanted.loss / 7);
  compare(`${where}: the test accuracy of an epoch`, history[0]!.testAccuracy, wanted.correct / (7 * places));
  net.dispose();
  found.networks++;
  found.pairs.add(`${layer.name} ${loss.operator.name}`);
}

describe.each([...losses.values()].map((operator) => [operator.name, operator] as const))(
  "loss %s",
  (name, operator) => {
    const values = Object.fromEntries(
      Object.entries(operator.schema).map(([key, spec]) => [key, "default" in spec ? spec.default : undefined]),
    );
    const loss = { operator, values } as Configured<Loss>;
    const { fusedWith } = operator;
    const before = runnable.filter(({ facts }) => fusedWith !== undefined && facts[fusedWith]);
    // What the loss looks behind is the last layer alone, in training and in prediction, also where prediction leaves that one out.
    it.each(before.flatMap(({ name: known }) => ["dropout 0.5", "flatten", "identity"].map((last) => [known, last])))(
      "behind %s -> %s",
      async (known, last) => {
        const layer = runnable.find((each) => each.name === last!.split(" ")[0])!;
        const body = `input 5x6x2\n  conv 3x3x4 p1 -> gavgpool -> ${known} -> ${last}`;
        await hold({ layer, context: `behind ${known}`, body }, loss, 4);
      },
    );
    it.each(runnable.map((layer) => [layer.name, layer] as const))("behind %s", async (_, layer) => {
      const endings = endingsIn(layer);
      const fused = operator.fusedWith !== undefined && layer.facts[operator.fusedWith];
      // Every context where the loss looks behind the layer, else each loss another one.
      const turn = [...losses.keys()].indexOf(name);
      const chosen = fused ? endings : [endings[turn % endings.length]!];
      for (const [i, ending] of chosen.entries()) await hold(ending, loss, BATCHES[(turn + i) % BATCHES.length]!);
      expect(found.pairs.has(`${layer.name} ${name}`)).toBe(true);
    });
  },
);

it("held every pair, and says how many", () => {
  expect(found.pairs.size).toBe(losses.size * runnable.length);
  const { networks, figures, largest, where } = found;
  console.log(`${found.pairs.size} pairs in ${networks} networks, ${figures} figures; largest difference ${largest.toExponential(2)}: ${where}`); // prettier-ignore
});
