/**
 * What a training step does besides gradients: the learning rate of the step, the optimizer's numbers per step, and the
 * update of each parameter. Takes the recipe's schedule and optimizer and the parameters with their gradients; returns
 * nests. An update's body is the gradient, so it can be the epilogue of the nest that computes it.
 */
import type { Configured } from "../check/model.ts";
import { axisIndex } from "../ir/affine.ts";
import type { Nest, Write } from "../ir/nest.ts";
import type { Controls } from "../ir/program.ts";
import { type Scalar, load, result } from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";
import type { Optimizer, Schedule } from "../ops/operator.ts";
import type { ArgumentValues, Schema } from "../ops/schema.ts";
import { schedulePosition } from "./controls.ts";

export interface Optimization {
  readonly states: readonly Tensor[];
  readonly perStep: readonly Nest[];
  readonly updates: readonly Nest[];
}

export function optimize(
  schedule: Configured<Schedule>,
  optimizer: Configured<Optimizer>,
  controls: Controls,
  parameters: readonly { readonly tensor: Tensor; readonly gradient: Tensor }[],
): Optimization {
  const values = optimizer.values as ArgumentValues<Schema>;
  const rate = schedule.operator.rate(schedulePosition(controls), schedule.values as ArgumentValues<Schema>);
  const perStep: Nest[] = [once("schedule.rate", rate, { tensor: controls.rate, index: [], value: result })];
  const states: Tensor[] = [];
  // A step that only leaves gradients changes nothing that a later step reads.
  const when = { control: controls.update, nonzero: true };

  const scalars = new Map<string, Scalar>();
  for (const [name, { initial, next }] of optimizer.operator.scalars(values)) {
    const data = initial === 0 ? {} : { data: [initial] };
    const tensor: Tensor = { name: `optimizer.${name}`, role: "state", batched: false, shape: [], ...data };
    states.push(tensor);
    scalars.set(name, load(tensor));
    perStep.push(once(tensor.name, next(load(tensor)), { tensor, index: [], value: result, when }));
  }

  const updates = parameters.map(({ tensor, gradient }): Nest => {
    const axes = tensor.shape.map((extent, i) => ({ name: `d${i}`, extent }));
    const index = axes.map(({ name }) => axisIndex(name));
    const own = new Map(
      optimizer.operator
        .states(values)
        .map((name): [string, Tensor] => [
          name,
          { name: `${tensor.name}.${name}`, role: "state", batched: false, shape: tensor.shape },
        ]),
    );
    states.push(...own.values());
    const current = new Map([...own].map(([name, state]): [string, Scalar] => [name, load(state, index)]));
    const next = optimizer.operator.update(load(tensor, index), result, current, scalars, load(controls.rate), values);
    const writes: Write[] = [{ tensor, index, value: next.parameter, when }];
    for (const [name, value] of next.states) writes.push({ tensor: own.get(name)!, index, value, when });
    return {
      name: `${tensor.name}.update`,
      axes,
      within: [],
      reduction: { kind: "none" },
      body: load(gradient, index),
      writes,
    };
  });
  return { states, perStep, updates };
}

function once(name: string, body: Scalar, write: Write): Nest {
  return { name, axes: [], within: [], reduction: { kind: "none" }, body, writes: [write] };
}
