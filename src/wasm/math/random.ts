/**
 * Random numbers: the generator (Philox4x32-10), uniform ones of the current step, and normal ones by the inverse error function
 * of Giles 2010. Each adds its function to the module; those it calls are there already (`helpers.ts`). What they mean is
 * said by `ir/philox.ts`.
 */
import { CONTROL } from "../abi.ts";
import { type Context, createLocals } from "../context.ts";
import { type Expression, lanes, vectorFunction } from "./lanes.ts";

/** Philox4x32-10 (Salmon et al. 2011): (c0, c1, c2, c3) → four words, under the seed of the control block. */
export function makePhilox(context: Context): void {
  const { m, i32, i64, v128 } = context;
  const locals = createLocals(4);
  const key = [locals.add(i32), locals.add(i32)];
  const product = [locals.add(i64), locals.add(i64)];
  const round = locals.add(i32);
  const get = (at: number): Expression => m.local.get(at, i32);
  const multiply = (word: Expression, factor: number): Expression =>
    m.i64.mul(m.i64.extend_u(word), m.i64.const(BigInt(factor)));
  const high = (at: number): Expression => m.i32.wrap(m.i64.shr_u(m.local.get(at, i64), m.i64.const(32n)));
  const low = (at: number): Expression => m.i32.wrap(m.local.get(at, i64));
  const body = m.block(null, [
    m.local.set(product[0]!, multiply(get(0), 0xd2511f53)),
    m.local.set(product[1]!, multiply(get(2), 0xcd9e8d57)),
    m.local.set(0, m.i32.xor(m.i32.xor(high(product[1]!), get(1)), get(key[0]!))),
    m.local.set(1, low(product[1]!)),
    m.local.set(2, m.i32.xor(m.i32.xor(high(product[0]!), get(3)), get(key[1]!))),
    m.local.set(3, low(product[0]!)),
    m.local.set(key[0]!, m.i32.add(get(key[0]!), m.i32.const(0x9e3779b9 | 0))),
    m.local.set(key[1]!, m.i32.add(get(key[1]!), m.i32.const(0xbb67ae85 | 0))),
    m.br("round", m.local.tee(round, m.i32.sub(get(round), m.i32.const(1)), i32)),
  ]);
  const seed = (offset: number): Expression => m.i32.load(context.control + offset, 4, m.i32.const(0));
  const words = [1, 2, 3].reduce(
    (vector, lane) => m.i32x4.replace_lane(vector, lane, get(lane)),
    m.i32x4.splat(get(0)),
  );
  m.addFunction(
    "philox",
    context.binaryen.createType([i32, i32, i32, i32]),
    v128,
    locals.types,
    m.block(
      null,
      [
        m.local.set(key[0]!, seed(CONTROL.seedLow.offset)),
        m.local.set(key[1]!, seed(CONTROL.seedHigh.offset)),
        m.local.set(round, m.i32.const(10)),
        m.loop("round", body),
        words,
      ],
      v128,
    ),
  );
}

/** (major, block, stream) → four uniform numbers in [0, 1) of the current step. */
export function makeUniform(context: Context): void {
  const { m, i32, v128 } = context;
  const philox = "philox";
  const step = m.i32.load(context.control + CONTROL.step.offset, 4, m.i32.const(0));
  const get = (at: number): Expression => m.local.get(at, i32);
  const words = m.call(philox, [get(0), get(1), get(2), step], v128);
  m.addFunction(
    "uniform",
    context.binaryen.createType([i32, i32, i32]),
    v128,
    [],
    m.f32x4.mul(m.f32x4.convert_i32x4_u(m.i32x4.shr_u(words, m.i32.const(8))), m.f32x4.splat(m.f32.const(2 ** -24))),
  );
}

/** Standard normal from u uniform in [0, 1) (multiples of 2^-24): √2·erfinv(2u - 1 + 2^-24). */
export function makeNormal(context: Context): void {
  const { m, v128 } = context;
  const log = "log";
  const { f, add, sub, mul, polynomial } = lanes(context);
  vectorFunction(context, "normal", (u, local) => {
    const x = local();
    const w = local();
    const near = local();
    const far = local();
    return [
      x.set(add(sub(add(u(), u()), f(1)), f(2 ** -24))),
      w.set(m.f32x4.neg(m.call(log, [mul(sub(f(1), x.get()), add(f(1), x.get()))], v128))),
      near.set(sub(w.get(), f(2.5))),
      near.set(
        polynomial(
          near.get,
          [
            2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3, -4.17768164e-3,
            2.46640727e-1, 1.50140941,
          ],
        ),
      ),
      far.set(sub(m.f32x4.sqrt(w.get()), f(3))),
      far.set(
        polynomial(
          far.get,
          [
            -2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3, -7.6224613e-3, 9.43887047e-3,
            1.00167406, 2.83297682,
          ],
        ),
      ),
      mul(mul(m.v128.bitselect(near.get(), far.get(), m.f32x4.lt(w.get(), f(5))), x.get()), f(Math.SQRT2)),
    ];
  });
}
