/**
 * Functions on four lanes that wasm does not have, made on first use: exponential and its kin, random numbers, sums across
 * lanes. Built from add, multiply and bit operations alone, so every engine gives the same bits. Polynomials and constants
 * are those of the Cephes library (Moshier), single precision, about 1 unit in the last place on the reduced range; the
 * inverse error function is Giles 2010, the error function fitted for this file.
 */
import type binaryen from "binaryen";
import { CONTROL } from "./abi.ts";
import { type Context, createLocals } from "./context.ts";

type Expression = binaryen.ExpressionRef;

export type Helper = keyof typeof makers;

/** The name of a helper function, which is added to the module when first asked for. */
export function helper(context: Context, name: Helper): string {
  if (!context.helpers.has(name)) {
    context.helpers.add(name);
    makers[name](context);
  }
  return name;
}

const makers = {
  exp: makeExp,
  log: makeLog,
  cos: makeCos,
  tanh: makeTanh,
  sigmoid: makeSigmoid,
  erf: makeErf,
  normal: makeNormal,
  philox: makePhilox,
  uniform: makeUniform,
  horizontal: makeHorizontal,
};

/** Short forms over four lanes. */
function lanes(context: Context) {
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
function vectorFunction(
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

/** exp(x): x = n·ln 2 + r, |r| ≤ ln 2 / 2, exp(r) by polynomial, times 2^n in two factors so that neither overflows early. */
function makeExp(context: Context): void {
  const { m } = context;
  const { f, i, add, sub, mul, polynomial } = lanes(context);
  vectorFunction(context, "exp", (x, local) => {
    const clamped = local();
    const n = local();
    const r = local();
    const k = local();
    const half = local();
    const power = (e: Expression): Expression => m.i32x4.shl(m.i32x4.add(e, i(127)), m.i32.const(23));
    return [
      clamped.set(m.f32x4.pmin(m.f32x4.pmax(x(), f(-104)), f(89))),
      n.set(m.f32x4.nearest(mul(clamped.get(), f(Math.LOG2E)))),
      r.set(sub(sub(clamped.get(), mul(n.get(), f(0.693359375))), mul(n.get(), f(-2.1219444e-4)))),
      k.set(m.i32x4.trunc_sat_f32x4_s(n.get())),
      half.set(m.i32x4.shr_s(k.get(), m.i32.const(1))),
      r.set(
        add(
          add(
            mul(
              mul(r.get(), r.get()),
              polynomial(
                r.get,
                [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
              ),
            ),
            r.get(),
          ),
          f(1),
        ),
      ),
      mul(mul(r.get(), power(half.get())), power(m.i32x4.sub(k.get(), half.get()))),
    ];
  });
}

/** ln(x) for x ≥ 0 (ln 0 = -Infinity); below 0: NaN. Subnormal numbers count as the least normal one. */
function makeLog(context: Context): void {
  const { m } = context;
  const { f, i, add, sub, mul, polynomial } = lanes(context);
  vectorFunction(context, "log", (x, local) => {
    const bits = local();
    const e = local();
    const t = local();
    const small = local();
    const z = local();
    const y = local();
    return [
      bits.set(m.f32x4.pmax(x(), f(1.17549435e-38))),
      e.set(m.f32x4.convert_i32x4_s(m.i32x4.sub(m.i32x4.shr_u(bits.get(), m.i32.const(23)), i(126)))),
      t.set(m.v128.or(m.v128.and(bits.get(), i(0x007fffff)), i(0x3f000000))),
      small.set(m.f32x4.lt(t.get(), f(Math.SQRT1_2))),
      e.set(sub(e.get(), m.v128.and(f(1), small.get()))),
      t.set(sub(add(t.get(), m.v128.and(t.get(), small.get())), f(1))),
      z.set(mul(t.get(), t.get())),
      y.set(
        mul(
          mul(
            polynomial(
              t.get,
              [
                7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
                2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
              ],
            ),
            t.get(),
          ),
          z.get(),
        ),
      ),
      y.set(add(y.get(), mul(e.get(), f(-2.1219444e-4)))),
      y.set(sub(y.get(), mul(z.get(), f(0.5)))),
      y.set(add(add(t.get(), y.get()), mul(e.get(), f(0.693359375)))),
      // Zero, negative numbers, infinity and NaN.
      y.set(m.v128.bitselect(f(Number.NEGATIVE_INFINITY), y.get(), m.f32x4.eq(x(), f(0)))),
      y.set(m.v128.bitselect(f(Number.POSITIVE_INFINITY), y.get(), m.f32x4.eq(x(), f(Number.POSITIVE_INFINITY)))),
      m.v128.bitselect(y.get(), f(Number.NaN), m.f32x4.ge(x(), f(0))),
    ];
  });
}

/** cos(x) for |x| up to some thousands: quarter turns taken off in three parts, then the polynomial of sine or cosine. */
function makeCos(context: Context): void {
  const { m } = context;
  const { f, i, add, sub, mul, polynomial } = lanes(context);
  vectorFunction(context, "cos", (x, local) => {
    const n = local();
    const r = local();
    const z = local();
    const q = local();
    const sine = local();
    const cosine = local();
    const value = local();
    return [
      n.set(m.f32x4.nearest(mul(x(), f(2 / Math.PI)))),
      r.set(sub(x(), mul(n.get(), f(1.5703125)))),
      r.set(sub(r.get(), mul(n.get(), f(4.837512969970703e-4)))),
      r.set(sub(r.get(), mul(n.get(), f(7.549789954891882e-8)))),
      z.set(mul(r.get(), r.get())),
      q.set(m.i32x4.trunc_sat_f32x4_s(n.get())),
      sine.set(
        add(
          mul(mul(polynomial(z.get, [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]), z.get()), r.get()),
          r.get(),
        ),
      ),
      cosine.set(
        add(
          sub(
            mul(
              mul(polynomial(z.get, [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2]), z.get()),
              z.get(),
            ),
            mul(z.get(), f(0.5)),
          ),
          f(1),
        ),
      ),
      // Quarter 0: cos r; 1: -sin r; 2: -cos r; 3: sin r.
      value.set(m.v128.bitselect(sine.get(), cosine.get(), m.i32x4.eq(m.v128.and(q.get(), i(1)), i(1)))),
      m.v128.xor(
        value.get(),
        m.i32x4.shl(m.i32x4.shr_u(m.v128.and(m.i32x4.add(q.get(), i(1)), i(2)), m.i32.const(1)), m.i32.const(31)),
      ),
    ];
  });
}

function makeTanh(context: Context): void {
  const { m, v128 } = context;
  const exp = helper(context, "exp");
  const { f, i, add, sub, mul, polynomial } = lanes(context);
  vectorFunction(context, "tanh", (x, local) => {
    const magnitude = local();
    const z = local();
    const near = local();
    const far = local();
    return [
      magnitude.set(m.f32x4.abs(x())),
      z.set(mul(x(), x())),
      near.set(
        add(
          mul(
            mul(
              polynomial(
                z.get,
                [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
              ),
              z.get(),
            ),
            x(),
          ),
          x(),
        ),
      ),
      far.set(sub(f(1), m.f32x4.div(f(2), add(m.call(exp, [add(magnitude.get(), magnitude.get())], v128), f(1))))),
      far.set(m.v128.or(far.get(), m.v128.and(x(), i(0x80000000 | 0)))),
      m.v128.bitselect(near.get(), far.get(), m.f32x4.lt(magnitude.get(), f(0.625))),
    ];
  });
}

function makeSigmoid(context: Context): void {
  const { m, v128 } = context;
  const exp = helper(context, "exp");
  const { f, add } = lanes(context);
  vectorFunction(context, "sigmoid", (x) => [m.f32x4.div(f(1), add(f(1), m.call(exp, [m.f32x4.neg(x())], v128)))]);
}

/** x + x·P(x²) near 0, elsewhere 1 - e^(-a·Q(a)), a = |x|; P and Q are minimax fits to float64, right to 2^-26 in real numbers. */
function makeErf(context: Context): void {
  const { m, v128 } = context;
  const exp = helper(context, "exp");
  const { f, i, add, sub, mul, polynomial } = lanes(context);
  vectorFunction(context, "erf", (x, local) => {
    const magnitude = local();
    const square = local();
    const near = local();
    const far = local();
    return [
      // Beyond 4 it is 1 to the last bit.
      magnitude.set(m.f32x4.pmin(m.f32x4.abs(x()), f(4))),
      square.set(mul(magnitude.get(), magnitude.get())),
      near.set(
        polynomial(
          square.get,
          [
            -6.2032547410113e-4, 5.0321812510939e-3, -2.67914629938135e-2, 1.12824553287941e-1, -3.76125504641675e-1,
            1.28379157491811e-1,
          ],
        ),
      ),
      near.set(add(mul(near.get(), x()), x())),
      far.set(
        polynomial(
          magnitude.get,
          [
            9.3646571912384e-6, -3.04331611788211e-4, 3.56826875263818e-3, -2.36072119292779e-2, 1.06059629824541e-1,
            6.35256885294128e-1, 1.12862290733137,
          ],
        ),
      ),
      far.set(sub(f(1), m.call(exp, [m.f32x4.neg(mul(far.get(), magnitude.get()))], v128))),
      far.set(m.v128.or(far.get(), m.v128.and(x(), i(0x80000000 | 0)))),
      m.v128.bitselect(near.get(), far.get(), m.f32x4.lt(magnitude.get(), f(0.875))),
    ];
  });
}

/** Standard normal from u uniform in [0, 1) (multiples of 2^-24): √2·erfinv(2u - 1 + 2^-24). */
function makeNormal(context: Context): void {
  const { m, v128 } = context;
  const log = helper(context, "log");
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

/** Philox4x32-10 (Salmon et al. 2011): (c0, c1, c2, c3) → four words, under the seed of the control block. */
function makePhilox(context: Context): void {
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
function makeUniform(context: Context): void {
  const { m, i32, v128 } = context;
  const philox = helper(context, "philox");
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

/** (l0 + l1) + (l2 + l3). */
function makeHorizontal(context: Context): void {
  const { m, f32, v128 } = context;
  const lane = (l: number): Expression => m.f32x4.extract_lane(m.local.get(0, v128), l);
  m.addFunction("horizontal", v128, f32, [], m.f32.add(m.f32.add(lane(0), lane(1)), m.f32.add(lane(2), lane(3))));
}
