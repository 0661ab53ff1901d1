/**
 * The order in which an epoch visits the training set.
 */
import type binaryen from "binaryen";
import { CONTROL } from "../abi.ts";
import { type Context, createLocals, forCount } from "../context.ts";
import { helper } from "../math/helpers.ts";

type Expression = binaryen.ExpressionRef;

const SHUFFLE_STREAM = 0x20000;

/** The permutation of an epoch (Fisher and Yates, Durstenfeld's form), drawn anew from (seed, epoch). */
export function emitShuffle(context: Context): void {
  const { m, i32, v128, binaryen } = context;
  const philox = helper(context, "philox");
  const field = (name: keyof typeof CONTROL): Expression =>
    m.i32.load(context.control + CONTROL[name].offset, 4, m.i32.const(0));
  const locals = createLocals(0);
  const [i, j, at, other, held] = Array.from({ length: 5 }, () => locals.add(i32)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const words = locals.add(v128);
  const get = (local: number): Expression => m.local.get(local, i32);
  const address = (number: Expression): Expression => m.i32.add(field("order"), m.i32.shl(number, m.i32.const(2)));
  const fill = forCount(context, locals, [m.local.set(i, m.i32.const(0))], field("set0Count"), true, [
    m.i32.store(0, 4, address(get(i)), get(i)),
    m.local.set(i, m.i32.add(get(i), m.i32.const(1))),
  ]);
  const draw = m.call(
    philox,
    [m.i32.shr_u(get(i), m.i32.const(2)), field("epoch"), m.i32.const(SHUFFLE_STREAM), m.i32.const(0)],
    v128,
  );
  const lane = m.i32.and(get(i), m.i32.const(3));
  const word = m.if(
    m.i32.and(lane, m.i32.const(2)),
    m.if(
      m.i32.and(get(i), m.i32.const(1)),
      m.i32x4.extract_lane(m.local.get(words, v128), 3),
      m.i32x4.extract_lane(m.local.get(words, v128), 2),
    ),
    m.if(
      m.i32.and(get(i), m.i32.const(1)),
      m.i32x4.extract_lane(m.local.get(words, v128), 1),
      m.i32x4.extract_lane(m.local.get(words, v128), 0),
    ),
  );
  // A number below i + 1: the high word of word · (i + 1).
  const below = m.i32.wrap(
    m.i64.shr_u(m.i64.mul(m.i64.extend_u(word), m.i64.extend_u(m.i32.add(get(i), m.i32.const(1)))), m.i64.const(32n)),
  );
  const swap = [
    m.local.set(words, draw),
    m.local.set(j, below),
    m.local.set(at, address(get(i))),
    m.local.set(other, address(get(j))),
    m.local.set(held, m.i32.load(0, 4, get(at))),
    m.i32.store(0, 4, get(at), m.i32.load(0, 4, get(other))),
    m.i32.store(0, 4, get(other), get(held)),
    m.local.set(i, m.i32.sub(get(i), m.i32.const(1))),
  ];
  m.addFunction(
    "shuffle",
    binaryen.none,
    binaryen.none,
    locals.types,
    m.block(null, [
      ...fill,
      m.local.set(i, m.i32.sub(field("set0Count"), m.i32.const(1))),
      ...forCount(context, locals, [], m.i32.sub(field("set0Count"), m.i32.const(1)), true, swap),
      m.i32.store(context.control + CONTROL.orderEpoch.offset, 4, m.i32.const(0), field("epoch")),
    ]),
  );
}
