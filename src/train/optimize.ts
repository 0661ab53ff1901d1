/**
 * What a training step does besides gradients: the learning rate of the step, the optimizer's numbers per step, what is done
 * to gradients, and the update of each parameter. Takes the recipe and the parameters with their gradients; returns nests.
 * An update's body is the gradient, so it can be the epilogue of the nest that computes it, unless the recipe's clip waits
 * for all gradients.
 */
import type { Recipe } from "../check/model.ts";
import { axisIndex } from "../ir/affine.ts";
import type { Nest, Write } from "../ir/nest.ts";
import type { Controls } from "../ir/program.ts";
import { type Scalar, load, result } from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";
import type { ArgumentValues, Schema } from "../ops/schema.ts";
import { clipGradients } from "./clip-gradients.ts";
import { scheduleRate } from "./schedule-rate.ts";

export interface Optimization {
  readonly states: readonly Tensor[];
  readonly perStep: readonly Nest[];
  readonly perEpoch: readonly Nest[];
  readonly updates: readonly Nest[];
}

export function optimize(
  { schedule, optimizer, clip }: Pick<Recipe, "schedule" | "optimizer" | "clip">,
  controls: Controls,
  parameters: readonly { readonly tensor: Tensor; readonly gradient: Tensor }[],
): Optimization {
  const values = optimizer.values as ArgumentValues<Schema>;
  const scheduling = scheduleRate(schedule, controls);
  const perStep: Nest[] = [...scheduling.perStep];
  const states: Tensor[] = [...scheduling.states];
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

  const clipping = clipGradients(
    clip,
    parameters.map(({ gradient }) => gradient),
  );
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
    const next = optimizer.operator.update(
      load(tensor, index),
      clipping.clip(result),
      current,
      scalars,
      load(controls.rate),
      values,
    );
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
  return { states, perStep, perEpoch: scheduling.perEpoch, updates: [...clipping.nests, ...updates] };
}

function once(name: string, body: Scalar, write: Write): Nest {
  return { name, axes: [], within: [], reduction: { kind: "none" }, body, writes: [write] };
}
