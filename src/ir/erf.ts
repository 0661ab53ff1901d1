/**
 * The error function in float64, which JavaScript lacks: 2/√π ∫ e^(-t²) dt from 0 to x. Takes any number and gives its erf to
 * about 2^-52; the interpreter takes it as the meaning of the scalar instruction `erf`. Not for modules, which have a
 * polynomial for f32 of their own (`wasm/math/`).
 */

const scale = 2 / Math.sqrt(Math.PI);

export function erf(x: number): number {
  const a = Math.abs(x);
  if (!(a < 6)) return Number.isNaN(x) ? Number.NaN : Math.sign(x);
  return Math.sign(x) * (a < 2 ? series(a) : 1 - tail(a));
}

/** 2/√π e^(-x²) Σ 2^n x^(2n+1)/(1·3·…·(2n+1)): every term is positive, so none cancels another. */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 2 ** -54; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return scale * Math.exp(-x * x) * sum;
}

/** erfc x = e^(-x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))), Laplace's continued fraction, from its far end. */
function tail(x: number): number {
  let fraction = x;
  for (let n = 120; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}
