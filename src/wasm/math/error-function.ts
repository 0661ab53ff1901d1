/**
 * The error function, by polynomials fitted for this file; its meaning in float64 is `ir/erf.ts`. Adds its function to the
 * module, which has `exp` already (`helpers.ts`).
 */
import type { Context } from "../context.ts";
import { lanes, vectorFunction } from "./lanes.ts";

/** x + x·P(x²) near 0, elsewhere 1 - e^(-a·Q(a)), a = |x|; P and Q are minimax fits to float64, right to 2^-26 in real numbers. */
export function makeErf(context: Context): void {
  const { m, v128 } = context;
  const exp = "exp";
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
