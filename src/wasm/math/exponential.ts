/**
 * Exponential, natural logarithm, and what is made of the exponential: tanh and the logistic function. Polynomials and constants
 * are those of the Cephes library (Moshier), single precision, about 1 unit in the last place on the reduced range. Each adds
 * its function to the module; those it calls are there already (`helpers.ts`).
 */
import type { Context } from "../context.ts";
import { type Expression, lanes, vectorFunction } from "./lanes.ts";

/** exp(x): x = n·ln 2 + r, |r| ≤ ln 2 / 2, exp(r) by polynomial, times 2^n in two factors so that neither overflows early. */
export function makeExp(context: Context): void {
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
export function makeLog(context: Context): void {
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

export function makeTanh(context: Context): void {
  const { m, v128 } = context;
  const exp = "exp";
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

export function makeSigmoid(context: Context): void {
  const { m, v128 } = context;
  const exp = "exp";
  const { f, add } = lanes(context);
  vectorFunction(context, "sigmoid", (x) => [m.f32x4.div(f(1), add(f(1), m.call(exp, [m.f32x4.neg(x())], v128)))]);
}
