/**
 * One function per kind of operator that gives a record its kind and, from its schema, the types of its arguments, so
 * that a file of this room states facts and nothing else. Relies on methods being checked both ways: a record with a
 * precise schema then fits where any record is asked for, without a cast.
 */
import { warmUp, warmUpInTorch, warmupSchema } from "./families/warmup.ts";
import type { Augmentation, Clip, Initialization, Join, Layer, Loss, Optimizer, Schedule } from "./operator.ts";
import type { Schema } from "./schema.ts";

export function defineLayer<const S extends Schema>(layer: Omit<Layer<S>, "kind">): Layer<S> {
  return { kind: "layer", ...layer };
}

export function defineJoin(join: Omit<Join, "kind" | "schema">): Join {
  return { kind: "join", schema: {}, ...join };
}

export function defineLoss<const S extends Schema>(loss: Omit<Loss<S>, "kind">): Loss<S> {
  return { kind: "loss", ...loss };
}

export function defineOptimizer<const S extends Schema>(optimizer: Omit<Optimizer<S>, "kind">): Optimizer<S> {
  return { kind: "optimizer", ...optimizer };
}

/** Every schedule may begin with a warmup. */
export function defineSchedule<const S extends Schema>(
  schedule: Omit<Schedule<S>, "kind">,
): Schedule<S & typeof warmupSchema> {
  return {
    kind: "schedule",
    ...schedule,
    schema: { ...schedule.schema, ...warmupSchema },
    rate: (position, values, memory) => warmUp(schedule.rate(position, values, memory), position, values),
    ...(schedule.pytorch ? { pytorch: (values) => warmUpInTorch(schedule.pytorch!(values), values) } : {}),
  };
}

export function defineClip<const S extends Schema>(clip: Omit<Clip<S>, "kind">): Clip<S> {
  return { kind: "clip", ...clip };
}

export function defineAugmentation<const S extends Schema>(
  augmentation: Omit<Augmentation<S>, "kind">,
): Augmentation<S> {
  return { kind: "augmentation", ...augmentation };
}

export function defineInitialization<const S extends Schema>(init: Omit<Initialization<S>, "kind">): Initialization<S> {
  return { kind: "init", ...init };
}
