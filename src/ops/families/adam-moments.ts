/**
 * What Adam and AdamW share: running means of the gradient and of its square, both corrected for having started at zero.
 * Takes the gradient and the arguments; gives the step and the new means. Weight decay, in which the two differ, is theirs.
 */
import { type Scalar, constant, over, plus, times, unary } from "../../ir/scalar.ts";
import type { Schema } from "../schema.ts";

export const adamSchema = {
  lr: { kind: "named-number", minimum: 0, default: 1e-3, doc: "learning rate" },
  beta1: beta(0.9, "how much of the mean of the gradient is kept in a step"),
  beta2: beta(0.999, "how much of the mean of its square is kept in a step"),
  eps: {
    kind: "named-number",
    minimum: 0,
    default: 1e-8,
    doc: "added to the root, so that nothing is divided by zero",
  },
} as const satisfies Schema;

interface Values {
  readonly lr: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
}

export const adamMoments = {
  rate: ({ lr }: Values): number => lr,
  usualRates: [1e-5, 0.01] as const,
  states: (): readonly string[] => ["m", "v"],
  // 1 - beta^t step by step, not by a power: in f32, 1 - 0.999 taken apart again would have lost four digits.
  scalars: ({ beta1, beta2 }: Values) =>
    new Map([
      ["correction", { initial: 0, next: (c: Scalar) => plus(times(constant(beta1), c), constant(1 - beta1)) }],
      [
        "root-correction",
        {
          initial: 0,
          next: (r: Scalar) => unary("sqrt", plus(times(constant(beta2), times(r, r)), constant(1 - beta2))),
        },
      ],
    ]),
};

export function stepByMoments(
  gradient: Scalar,
  states: ReadonlyMap<string, Scalar>,
  scalars: ReadonlyMap<string, Scalar>,
  rate: Scalar,
  { beta1, beta2, eps }: Values,
): { readonly step: Scalar; readonly states: ReadonlyMap<string, Scalar> } {
  const m = plus(times(constant(beta1), states.get("m")!), times(constant(1 - beta1), gradient));
  const v = plus(times(constant(beta2), states.get("v")!), times(constant(1 - beta2), times(gradient, gradient)));
  const root = plus(over(unary("sqrt", v), scalars.get("root-correction")!), constant(eps));
  const step = times(over(rate, scalars.get("correction")!), over(m, root));
  return {
    step,
    states: new Map([
      ["m", m],
      ["v", v],
    ]),
  };
}

function beta<const N extends number>(standard: N, doc: string) {
  return { kind: "named-number", minimum: 0, maximum: 1, exclusiveMaximum: true, default: standard, doc } as const;
}
