/**
 * What every emitter of this room shares: the binaryen module under construction, its value types, the helpers made so
 * far, and the shape of a counted loop.
 */
import type binaryen from "binaryen";

export type Binaryen = typeof binaryen;

export interface Context {
  readonly binaryen: Binaryen;
  readonly m: binaryen.Module;
  readonly i32: binaryen.Type;
  readonly i64: binaryen.Type;
  readonly f32: binaryen.Type;
  readonly v128: binaryen.Type;
  /** Global: blocks of images the current batch fills. */
  readonly blocksGlobal: string;
  /** Address of the control block. */
  readonly control: number;
  /** Functions of `math/` made so far. */
  readonly helpers: Set<string>;
}

export interface Locals {
  readonly types: binaryen.Type[];
  add(type: binaryen.Type): number;
}

export function createLocals(parameters: number): Locals {
  const types: binaryen.Type[] = [];
  return {
    types,
    add(type) {
      types.push(type);
      return parameters + types.length - 1;
    },
  };
}

/** `before`, then `body` count times; the loop counts down, since a test against zero is free. */
export function forCount(
  context: Context,
  locals: Locals,
  before: readonly binaryen.ExpressionRef[],
  count: binaryen.ExpressionRef,
  mayBeEmpty: boolean,
  body: readonly binaryen.ExpressionRef[],
): binaryen.ExpressionRef[] {
  const { m, i32 } = context;
  const left = locals.add(i32);
  const label = `l${left}`;
  const step = m.local.tee(left, m.i32.sub(m.local.get(left, i32), m.i32.const(1)), i32);
  const loop = m.loop(label, m.block(null, [...body, m.br(label, step)]));
  const whole = [...before, m.local.set(left, count)];
  if (!mayBeEmpty) return [...whole, loop];
  return [...whole, m.if(m.local.get(left, i32), loop)];
}
