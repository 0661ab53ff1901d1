/**
 * The cosine, by the polynomials of the Cephes library (Moshier), single precision. Adds its function to the module. Not for
 * angles of more than some thousands.
 */
import type { Context } from "../context.ts";
import { lanes, vectorFunction } from "./lanes.ts";

/** cos(x) for |x| up to some thousands: quarter turns taken off in three parts, then the polynomial of sine or cosine. */
export function makeCos(context: Context): void {
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
