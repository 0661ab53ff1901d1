/**
 * Weights before the first step, from a seed. Takes a checked model, what to start with when its recipe does not say, and the
 * numbers a compiled module began with, as far as there are any; the rest (heads, which a module leaves out) is drawn here from
 * streams of its own. Uniform numbers have the module's bits, normal ones its values but for the last digits.
 */
import type { CheckedModel, CheckedParameter, Configured } from "../check/model.ts";
import { keyOfSeed, philox, uniform } from "../ir/philox.ts";
import type { Initializer } from "../ir/program.ts";
import type { Initialization } from "../ops/operator.ts";

/** Above the streams of a module's parameters. */
const firstStream = 0x20000;

export function initialWeights(
  model: CheckedModel,
  fallback: Configured<Initialization>,
  seed: number,
  known: ReadonlyMap<string, Float32Array> = new Map(),
): ReadonlyMap<string, Float32Array> {
  const numbers = new Map<string, Float32Array>();
  let stream = firstStream;
  for (const { parameters, state } of model.layers) {
    for (const parameter of parameters) {
      const count = countOf(parameter.shape);
      const init = parameter.init ?? model.recipe?.init ?? fallback;
      const drawn = known.get(parameter.fullName) ?? draw(initializerOf(parameter, init), count, stream, seed);
      numbers.set(parameter.fullName, drawn);
      stream++;
    }
    for (const { fullName, shape, initial } of state)
      numbers.set(fullName, known.get(fullName) ?? new Float32Array(countOf(shape)).fill(initial));
  }
  return numbers;
}

const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

function initializerOf(parameter: CheckedParameter, { operator, values }: Configured<Initialization>): Initializer {
  if (parameter.initial !== undefined) return { kind: "constant", value: parameter.initial };
  return operator.initializer(parameter, values);
}

function draw(initializer: Initializer, count: number, stream: number, seed: number): Float32Array {
  const numbers = new Float32Array(count);
  switch (initializer.kind) {
    case "zeros":
      return numbers;
    case "constant":
      return numbers.fill(initializer.value);
    case "uniform": {
      const bound = Math.fround(initializer.bound);
      return fill(numbers, stream, seed, (u) => (2 * u - 1) * bound);
    }
    case "normal": {
      // Of a uniform number in the open interval, as the module's.
      const deviation = initializer.deviation;
      return fill(numbers, stream, seed, (u) => deviation * Math.SQRT2 * inverseErf(2 * u - 1 + 2 ** -24));
    }
    default:
      return initializer satisfies never;
  }
}

function fill(numbers: Float32Array, stream: number, seed: number, of: (u: number) => number): Float32Array {
  const key = keyOfSeed(seed);
  for (let i = 0; i < numbers.length; i += 4) {
    const words = philox([i >>> 2, 0, stream, 0], key);
    words.forEach((word, k) => {
      if (i + k < numbers.length) numbers[i + k] = of(uniform(word));
    });
  }
  return numbers;
}

/** Giles, *Approximating the erfinv function*, 2010. */
function inverseErf(x: number): number {
  const w = -Math.log((1 - x) * (1 + x));
  const near = w < 5;
  const t = near ? w - 2.5 : Math.sqrt(w) - 3;
  const coefficients = near
    ? [2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3, -4.17768164e-3, 2.46640727e-1, 1.50140941] // prettier-ignore
    : [-2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3, -7.6224613e-3, 9.43887047e-3, 1.00167406, 2.83297682]; // prettier-ignore
  return x * coefficients.reduce((sum, coefficient) => sum * t + coefficient, 0);
}
