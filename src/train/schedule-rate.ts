/**
 * The learning rate: in each step from the recipe's schedule, and between epochs what a schedule keeps that watches the loss.
 * Takes the schedule and the control block; returns nests, the states they keep, and nothing of parameters.
 */
import type { Configured } from "../check/model.ts";
import type { Nest, Write } from "../ir/nest.ts";
import type { Controls } from "../ir/program.ts";
import { type Scalar, load, result } from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";
import type { Schedule } from "../ops/operator.ts";
import type { ArgumentValues, Schema } from "../ops/schema.ts";
import { schedulePosition } from "./controls.ts";

export interface Scheduling {
  readonly states: readonly Tensor[];
  readonly perStep: readonly Nest[];
  readonly perEpoch: readonly Nest[];
}

export function scheduleRate(schedule: Configured<Schedule>, controls: Controls): Scheduling {
  const { operator } = schedule;
  const values = schedule.values as ArgumentValues<Schema>;
  const states = new Map(
    Object.entries(operator.memory?.initial ?? {}).map(([name, initial]): [string, Tensor] => [
      name,
      { name: `schedule.${name}`, role: "state", batched: false, shape: [], data: [initial] },
    ]),
  );
  const memory = new Map([...states].map(([name, state]): [string, Scalar] => [name, load(state)]));
  const rate = operator.rate(schedulePosition(controls), values, memory);
  const perStep = [once("schedule.rate", rate, [{ tensor: controls.rate, index: [], value: result }])];
  if (!operator.memory) return { states: [], perStep, perEpoch: [] };
  const end = { loss: load(controls.epochLoss), base: load(controls.baseRate) };
  const next = operator.memory.next(memory, end, values);
  // All at once: each new number may read every old one.
  const writes = [...next].map(([name, value]): Write => ({ tensor: states.get(name)!, index: [], value }));
  return { states: [...states.values()], perStep, perEpoch: [once("schedule.memory", end.loss, writes)] };
}

function once(name: string, body: Scalar, writes: readonly Write[]): Nest {
  return { name, axes: [], within: [], reduction: { kind: "none" }, body, writes };
}
