/**
 * Trains a program in the float64 interpreter: every epoch is one step on one batch, as in the traces of PyTorch. Takes a
 * program and a case; gives the loss and the rate of each step, and the parameters after the last.
 */
import { allocate, interpret, type Memory } from "../../src/ir/interpret.ts";
import type { Program } from "../../src/ir/program.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import { tensorsOf } from "../../src/ir/verify.ts";
import { caseInput, caseParameters, type TraceCase } from "../oracle/operator-fixtures.ts";
import { toChannelsFirst } from "../ops/run-chain.ts";

export interface Trained {
  readonly losses: readonly number[];
  readonly rates: readonly number[];
  readonly parameters: ReadonlyMap<string, Float64Array>;
}

export function trainInInterpreter(program: Program, each: TraceCase, baseRate: number): Trained {
  const { batch, epochs, inputShape, labels } = each;
  const { controls, evaluation, states } = program;
  const { perStep, perEpoch, forward, backward, updates } = program.training!;
  const step = [...perStep, ...forward, ...backward, ...updates];
  const memory: Memory = new Map();
  // Activations and gradients start as NaN, so that reading one before it is written shows.
  for (const tensor of [...step, ...perEpoch].flatMap(tensorsOf))
    if (!memory.has(tensor)) memory.set(tensor, allocate(tensor, batch, Number.NaN));
  for (const tensor of states) memory.set(tensor, allocate(tensor, batch));
  const given = caseParameters(each);
  for (const { tensor } of program.parameters) memory.set(tensor, given.get(tensor.name)!);
  memory.set(program.input, toChannelsFirst(caseInput(each), inputShape));
  memory.set(evaluation!.label, Float64Array.from(labels));
  const set = (tensor: Tensor, value: number): void => void memory.set(tensor, Float64Array.of(value));
  set(controls.count, batch);
  set(controls.inverseCount, 1 / batch);
  set(controls.update, 1);
  set(controls.baseRate, baseRate);
  set(controls.stepsPerEpoch, 1);
  set(controls.totalSteps, epochs);
  set(controls.totalEpochs, epochs);

  const [losses, rates]: [number[], number[]] = [[], []];
  for (let epoch = 0; epoch < epochs; epoch++) {
    set(controls.step, epoch);
    set(controls.epoch, epoch);
    interpret(step, memory, { count: batch });
    const loss = memory.get(evaluation!.lossSum)![0]! / batch;
    losses.push(loss);
    rates.push(memory.get(controls.rate)![0]!);
    set(controls.epochLoss, loss);
    interpret(perEpoch, memory, { count: batch });
  }
  return {
    losses,
    rates,
    parameters: new Map(program.parameters.map(({ tensor }) => [tensor.name, memory.get(tensor)!])),
  };
}
