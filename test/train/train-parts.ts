/**
 * Trains a program of `training-parts.json` in the float64 interpreter, then evaluates it. Takes the program and the case; gives
 * the loss of each step, all parameters and kept numbers after the last, and scores and loss of the evaluation.
 */
import { allocate, interpret, type Memory } from "../../src/ir/interpret.ts";
import type { Program } from "../../src/ir/program.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import { tensorsOf } from "../../src/ir/verify.ts";
import { caseInput } from "../oracle/operator-fixtures.ts";
import { type PartsCase, partsTensors } from "../oracle/training-parts.ts";
import { toChannelsFirst } from "../ops/run-chain.ts";

export function memoryOfParts(program: Program, each: PartsCase, rate: number): Memory {
  const { batch, inputShape, labels } = each;
  const { controls, evaluation, states, training } = program;
  const { perStep, forward, backward, updates } = training!;
  const memory: Memory = new Map();
  // Activations and gradients start as NaN, so that reading one before it is written shows.
  const nests = [...program.predict, ...evaluation!.nests, ...perStep, ...forward, ...backward, ...updates];
  for (const tensor of nests.flatMap(tensorsOf)) {
    if (memory.has(tensor)) continue;
    memory.set(tensor, tensor.data ? Float64Array.from(tensor.data) : allocate(tensor, batch, Number.NaN));
  }
  for (const tensor of states) memory.set(tensor, allocate(tensor, batch));
  const given = partsTensors(each);
  for (const { tensor } of program.parameters) memory.set(tensor, given.get(tensor.name)!);
  memory.set(program.input, toChannelsFirst(caseInput(each), inputShape));
  memory.set(evaluation!.label, Float64Array.from(labels));
  const set = (tensor: Tensor, value: number): void => void memory.set(tensor, Float64Array.of(value));
  set(controls.count, batch);
  set(controls.inverseCount, 1 / batch);
  set(controls.update, 1);
  set(controls.epoch, 0);
  set(controls.baseRate, rate);
  for (const endless of [controls.stepsPerEpoch, controls.totalSteps, controls.totalEpochs]) set(endless, 1e30);
  return memory;
}

export function trainParts(program: Program, each: PartsCase, rate: number) {
  const { batch } = each;
  const { controls, evaluation, training } = program;
  const { perStep, forward, backward, updates } = training!;
  const memory = memoryOfParts(program, each, rate);
  const losses = each.losses.map((_, step) => {
    memory.set(controls.step, Float64Array.of(step));
    interpret([...perStep, ...forward, ...backward, ...updates], memory, { count: batch });
    return memory.get(evaluation!.lossSum)![0]! / batch;
  });
  interpret([...program.predict, ...evaluation!.nests], memory, { count: batch });
  return {
    losses,
    after: new Map(program.parameters.map(({ tensor }) => [tensor.name, memory.get(tensor)!])),
    scores: memory.get(program.output)!,
    testLoss: memory.get(evaluation!.lossSum)![0]! / batch,
  };
}
