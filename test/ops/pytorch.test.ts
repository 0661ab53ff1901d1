/** Every operator, optimizer and schedule against what PyTorch answered (test/oracle), in the float64 interpreter. */
import { describe, expect, test } from "vitest";
import type { Nest } from "../../src/ir/nest.ts";
import { type Scalar, load } from "../../src/ir/scalar.ts";
import { result } from "../../src/ir/scalar.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import { losses, optimizers, schedules } from "../../src/ops/registry.ts";
import { differentiate } from "../../src/train/differentiate.ts";
import {
  OPERATOR_FILES,
  type OperatorCase,
  caseInput,
  caseParameters,
  caseUpstream,
  lcgTensor,
  readOperatorCases,
  readOptimizerCases,
  readScheduleCases,
} from "../oracle/operator-fixtures.ts";
import { readChain, readValues } from "./read-stage.ts";
import { collect, expectClose, lowerChain, run, toChannelsFirst, toChannelsLast } from "./run-chain.ts";

const scalarTensor = (name: string): Tensor => ({ name, role: "control", batched: false, shape: [] });

describe("forward and gradients", () => {
  const cases = OPERATOR_FILES.flatMap((file) => readOperatorCases(file));
  test("there are cases to compare with", () => expect(cases.length).toBeGreaterThan(150));

  test.each(cases.map((each) => [each.layers || each.loss, each.inputShape.join("x"), each.batch, each] as const))(
    "%s on %s, batch %i",
    (_layers, _shape, _batch, each) => compare(each),
  );
});

function compare(each: OperatorCase): void {
  const { batch, inputShape, loss } = each;
  const stages = readChain(each.layers);
  const chain = lowerChain(stages, inputShape);
  const given = new Map<Tensor, Float64Array>([[chain.input, toChannelsFirst(caseInput(each), inputShape)]]);
  for (const [name, values] of caseParameters(each)) given.set(chain.parameters.get(name)!, values);

  if (each.output) {
    const memory = run(chain.nests, given, batch);
    const got = toChannelsLast(memory.get(chain.output)!, chain.outputShape);
    expect([batch, ...chain.outputShape]).toEqual(each.output.shape);
    expectClose(got, each.output.float64, 1e-6);
  }

  // A chain that ends in probabilities has the loss of what they were made of.
  const fusedWith = loss === undefined ? undefined : losses.get(loss.split(" ")[0]!)!.fusedWith;
  const fused = fusedWith && stages.at(-1)?.layer.facts[fusedWith];
  const scored = fused ? lowerChain(stages.slice(0, -1), inputShape) : chain;
  const start = new Map<Tensor, Float64Array>([[scored.input, given.get(chain.input)!]]);
  for (const [name, values] of caseParameters(each)) start.set(scored.parameters.get(name)!, values);

  let seed: Tensor = { ...scored.output, name: "upstream", role: "gradient" };
  let before: readonly Nest[] = [];
  let after: readonly Nest[] = [];
  let lossOfEach: Tensor | undefined;
  if (loss !== undefined) {
    const operator = losses.get(loss.split(" ")[0]!)!;
    const label: Tensor = { name: "label", role: "label", batched: true, shape: [] };
    const controls = { count: scalarTensor("count"), inverseCount: scalarTensor("inverseCount") };
    const emitted: Nest[] = [];
    const values = readValues(operator.schema, loss.split(" ").slice(1));
    const lowered = operator.lower(collect("loss", 0, true, emitted), scored.output, label, controls, values);
    before = [...emitted, ...lowered.forward];
    after = lowered.backward;
    seed = lowered.scoresGradient;
    lossOfEach = lowered.loss;
    start.set(label, Float64Array.from(each.labels!));
    start.set(controls.count, Float64Array.of(batch));
    start.set(controls.inverseCount, Float64Array.of(1 / batch));
  } else {
    start.set(seed, toChannelsFirst(caseUpstream(each)!, scored.outputShape));
  }
  const wanted = [scored.input, ...scored.parameters.values()];
  const derived = differentiate(scored.nests, new Map([[scored.output, seed]]), wanted);
  const memory = run([...derived.forward, ...before, ...after, ...derived.nests], start, batch);
  if (lossOfEach) {
    const mean = memory.get(lossOfEach)!.reduce((sum, value) => sum + value, 0) / batch;
    expectClose([mean], [each.lossValue!.float64], 1e-6);
  }
  const gradient = (of: Tensor): Float64Array => memory.get(derived.gradients.get(of)!)!;
  expectClose(toChannelsLast(gradient(scored.input), inputShape), each.inputGradient.float64, 1e-6);
  expect([...scored.parameters.keys()]).toEqual(Object.keys(each.parameterGradients));
  for (const [name, tensor] of scored.parameters) {
    expect(tensor.shape).toEqual(each.parameters[name]!.shape);
    expectClose(gradient(tensor), each.parameterGradients[name]!.float64, 1e-6);
  }
}

describe("optimizers", () => {
  test.each(readOptimizerCases().map((each) => [each.optimizer, each] as const))("%s", (text, each) => {
    const [name, ...words] = text.split(" ");
    const optimizer = optimizers.get(name!)!;
    const values = readValues(optimizer.schema, words);
    expect(optimizer.rate(values)).toBe(each.lr);
    const rate = scalarTensor("rate");
    const vector = (of: string): Tensor => ({ name: of, role: "state", batched: false, shape: [each.count] });
    const [parameter, gradient] = [vector("parameter"), vector("gradient")];
    const states = new Map(optimizer.states(values).map((state) => [state, vector(state)]));
    const scalars = new Map(
      [...optimizer.scalars(values)].map(([key, of]) => [key, { of, tensor: scalarTensor(key) }]),
    );
    const at = { constant: 0, terms: [["e", 1]] } as const;
    const read = (tensors: ReadonlyMap<string, Tensor>): Map<string, Scalar> =>
      new Map([...tensors].map(([key, tensor]) => [key, load(tensor, tensor.shape.length ? [at] : [])]));
    const updated = optimizer.update(
      load(parameter, [at]),
      load(gradient, [at]),
      read(states),
      read(new Map([...scalars].map(([key, { tensor }]) => [key, tensor]))),
      load(rate),
      values,
    );
    const once = [...scalars].map(([key, { of, tensor }]): Nest => ({
      name: key,
      axes: [],
      within: [],
      reduction: { kind: "none" },
      body: of.next(load(tensor)),
      writes: [{ tensor, index: [], value: result }],
    }));
    const update: Nest = {
      name: "update",
      axes: [{ name: "e", extent: each.count }],
      within: [],
      reduction: { kind: "none" },
      body: load(gradient, [at]),
      writes: [
        { tensor: parameter, index: [at], value: updated.parameter },
        ...[...updated.states].map(([key, value]) => ({ tensor: states.get(key)!, index: [at], value })),
      ],
    };
    expect([...updated.states.keys()]).toEqual([...states.keys()]);
    const memory = new Map<Tensor, Float64Array>([
      [parameter, lcgTensor(each.parameters, each.count)],
      [rate, Float64Array.of(each.lr)],
    ]);
    for (const tensor of states.values()) memory.set(tensor, new Float64Array(each.count));
    for (const { of, tensor } of scalars.values()) memory.set(tensor, Float64Array.of(of.initial));
    for (let step = 0; step < each.updates; step++) {
      const { firstSeed, scale } = each.gradients;
      memory.set(gradient, lcgTensor({ seed: firstSeed + step, scale }, each.count));
      run([...once, update], memory, 1);
      expectClose(memory.get(parameter)!, each.parametersAfter.float64[step]!, 1e-8);
    }
  });
});

describe("schedules", () => {
  test.each(readScheduleCases().map((each) => [each.schedule, each.per, each.rates.length, each] as const))(
    "%s per %s, %i rates",
    (text, per, count, each) => {
      const [name, ...words] = text.split(" ");
      const schedule = schedules.get(name!)!;
      const position = {
        base: scalarTensor("base"),
        step: scalarTensor("step"),
        epoch: scalarTensor("epoch"),
        stepsPerEpoch: scalarTensor("stepsPerEpoch"),
        totalSteps: scalarTensor("totalSteps"),
        totalEpochs: scalarTensor("totalEpochs"),
      };
      const rate = scalarTensor("rate");
      const read = Object.fromEntries(Object.entries(position).map(([key, tensor]) => [key, load(tensor)]));
      const nest: Nest = {
        name: "rate",
        axes: [],
        within: [],
        reduction: { kind: "none" },
        body: schedule.rate(
          read as Record<keyof typeof position, Scalar>,
          readValues(schedule.schema, words),
          new Map(),
        ),
        writes: [{ tensor: rate, index: [], value: result }],
      };
      expect(each.rates.length).toBe(count);
      const stepsPerEpoch = per === "epoch" ? 3 : (each.stepsPerEpoch ?? count);
      each.rates.forEach((wanted, i) => {
        const step = per === "epoch" ? i * stepsPerEpoch : i;
        const epoch = Math.floor(step / stepsPerEpoch);
        const totalSteps = per === "epoch" ? count * stepsPerEpoch : count;
        const numbers = {
          base: each.lr,
          step,
          epoch,
          stepsPerEpoch,
          totalSteps,
          totalEpochs: totalSteps / stepsPerEpoch,
        };
        const given = new Map<Tensor, Float64Array>([[rate, new Float64Array(1)]]);
        for (const [key, tensor] of Object.entries(position))
          given.set(tensor, Float64Array.of(numbers[key as keyof typeof numbers]));
        run([nest], given, 1);
        expectClose(given.get(rate)!, [wanted], 1e-8);
      });
    },
  );
});
