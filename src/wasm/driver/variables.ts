/**
 * Locals of a function as values that are read and set, loops over a range, and the words a step of an augmentation draws: so
 * that longer functions of the driver read like the program they are. Takes a context; gives expressions.
 */
import type binaryen from "binaryen";
import { CONTROL } from "../abi.ts";
import { type Context, createLocals } from "../context.ts";
import { helper } from "../math/helpers.ts";

type Expression = binaryen.ExpressionRef;

export interface Variable {
  get(): Expression;
  set(value: Expression): Expression;
}

export interface Frame {
  readonly types: binaryen.Type[];
  /** A local of that type, behind the parameters, which are numbers 0 and up and all i32. */
  variable(type?: binaryen.Type): Variable;
  parameter(number: number): Variable;
  /** `body` for i = from, from + 1, … below `to`, which is asked each time. */
  range(i: Variable, from: Expression, to: () => Expression, body: readonly Expression[]): Expression;
}

export function createFrame(context: Context, parameters: number): Frame {
  const { m, i32 } = context;
  const locals = createLocals(parameters);
  let loops = 0;
  const at = (number: number, type: binaryen.Type): Variable => ({
    get: () => m.local.get(number, type),
    set: (value) => m.local.set(number, value),
  });
  return {
    types: locals.types,
    variable: (type = i32) => at(locals.add(type), type),
    parameter: (number) => at(number, i32),
    range(i, from, to, body) {
      const label = `r${loops++}`;
      const next = i.set(m.i32.add(i.get(), m.i32.const(1)));
      const turn = m.block(null, [...body, next, m.br(label)]);
      return m.block(null, [i.set(from), m.loop(label, m.if(m.i32.lt_s(i.get(), to()), turn))]);
    },
  };
}

/** Four words of the current update: block `block` of an image's, for the stream of a step. */
export function drawWords(context: Context, image: Expression, block: Expression, stream: number): Expression {
  const { m } = context;
  const update = m.i32.load(context.control + CONTROL.step.offset, 4, m.i32.const(0));
  return m.call(helper(context, "philox"), [image, block, m.i32.const(stream), update], context.v128);
}

/** Word `k` of four, made a whole number below n: the high word of word · n. */
export function wordBelow({ m }: Context, words: Expression, k: number, n: number): Expression {
  const word = m.i64.extend_u(m.i32x4.extract_lane(words, k));
  return m.i32.wrap(m.i64.shr_u(m.i64.mul(word, m.i64.const(BigInt(n))), m.i64.const(32n)));
}

/** Words made numbers in [0, 1), multiples of 2^-24. */
export function unitOf({ m }: Context, words: Expression): Expression {
  return m.f32x4.mul(
    m.f32x4.convert_i32x4_u(m.i32x4.shr_u(words, m.i32.const(8))),
    m.f32x4.splat(m.f32.const(2 ** -24)),
  );
}
