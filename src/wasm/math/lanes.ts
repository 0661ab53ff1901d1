/**
 * Four lanes at a time: short forms for writing functions of one vector, a frame for such a function, and the sum across the
 * lanes. Takes a context; adds functions to its module. Not for memory: see `pointers.ts`.
 */
import type binaryen from "binaryen";
import { type Context, createLocals } from "../context.ts";

export type Expression = binaryen.ExpressionRef;

/** Short forms over four lanes. */
export function lanes(context: Context) {
  const { m } = context;
  const f = (value: number): Expression => m.f32x4.splat(m.f32.const(value));
  return {
    f,
    i: (value: number): Expression => m.i32x4.splat(m.i32.const(value)),
    add: (a: Expression, b: Expression): Expression => m.f32x4.add(a, b),
    sub: (a: Expression, b: Expression): Expression => m.f32x4.sub(a, b),
    mul: (a: Expression, b: Expression): Expression => m.f32x4.mul(a, b),
    /** Horner's rule, highest coefficient first. */
    polynomial: (x: () => Expression, coefficients: readonly number[]): Expression =>
      coefficients.slice(1).reduce((sum, c) => m.f32x4.add(m.f32x4.mul(sum, x()), f(c)), f(coefficients[0]!)),
  };
}

/** A function from one vector to one vector. */
export function vectorFunction(
  context: Context,
  name: string,
  body: (x: () => Expression, local: () => { get(): Expression; set(value: Expression): Expression }) => Expression[],
): void {
  const { m, v128 } = context;
  const locals = createLocals(1);
  const local = () => {
    const at = locals.add(v128);
    return { get: () => m.local.get(at, v128), set: (value: Expression) => m.local.set(at, value) };
  };
  const code = body(() => m.local.get(0, v128), local);
  m.addFunction(name, v128, v128, locals.types, m.block(null, code, v128));
}

/** (l0 + l1) + (l2 + l3). */
export function makeHorizontal(context: Context): void {
  const { m, f32, v128 } = context;
  const lane = (l: number): Expression => m.f32x4.extract_lane(m.local.get(0, v128), l);
  m.addFunction("horizontal", v128, f32, [], m.f32.add(m.f32.add(lane(0), lane(1)), m.f32.add(lane(2), lane(3))));
}
