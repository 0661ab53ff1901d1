/**
 * Many configurations of any layer, from its schema alone: every combination of a few values per argument on a few input
 * shapes, of which the layer's own shape rule takes those it accepts. So a new layer is tested before its author writes a
 * test.
 */
import type { Layer, Shape } from "../../src/ops/operator.ts";
import type { ArgumentSpec, ArgumentValues, Schema } from "../../src/ops/schema.ts";

export interface Configuration {
  readonly input: Shape;
  readonly output: Shape;
  readonly values: ArgumentValues<Schema>;
  readonly title: string;
}

/** Channels last: maps, a place, a sequence, a volume, lists. Odd sizes and size 1 among them. */
const inputs: readonly Shape[] = [[7, 6, 4], [5, 9, 2], [1, 1, 3], [2, 3, 1], [9, 4], [4, 3], [3, 4, 5, 2], [6], [1]];

function valuesFor(spec: ArgumentSpec, input: Shape): unknown[] {
  const places = Math.max(1, input.length - 1);
  switch (spec.kind) {
    case "sizes":
      return [1, 2, 3]
        .flatMap((size) => [[size], Array(places).fill(size), [...Array(places).fill(size), 4]])
        .concat([input.toReversed()], spec.optional ? [[]] : []);
    case "attribute":
      return [undefined, [2], [3], Array.from({ length: places }, (_, i) => 1 + (i % 2))];
    case "padding":
      return [
        undefined,
        [{ before: 1, after: 1 }],
        Array.from({ length: places }, (_, i) => ({ before: i % 2, after: 2 - (i % 2) })),
      ];
    case "numbers":
      return [[], [1], [2, 1]];
    case "flag":
      return [false, true];
    case "number":
    case "named-number": {
      const { minimum = 0, maximum = minimum + 4, integer } = spec;
      const own = integer ? [minimum, Math.min(maximum, minimum + 2)] : [minimum + (maximum - minimum) * 0.3];
      return spec.default === undefined ? own : [spec.default, ...own];
    }
    case "named-word":
      return [...spec.words];
    case "named-table":
      return [undefined, ...spec.words];
    case "named-text":
      return [undefined, "a name"];
    case "named-texts":
      return [undefined, [], ["a", "b"]];
    case "named-text-or-word":
      return [undefined, "a name", ...spec.words.map((word) => ({ word }))];
    case "named-numbers": {
      const { minimum = 0, maximum = minimum + 4, words = [] } = spec;
      return [undefined, [minimum + (maximum - minimum) * 0.3], ...words];
    }
    default:
      return spec satisfies never;
  }
}

/** Combinations tried on each input shape: a convolution has tens of thousands, and each is judged with its fixes. */
const TRIED = 1_000;

const found = new Map<Layer, readonly Configuration[]>();

/** Up to `limit`, spread evenly over those that the layer accepts. */
export function configurationsOf(layer: Layer, limit: number): Configuration[] {
  const accepted = found.get(layer) ?? inputs.flatMap((input) => acceptedOn(layer, input));
  found.set(layer, accepted);
  const step = Math.max(1, accepted.length / limit);
  return Array.from({ length: Math.min(limit, accepted.length) }, (_, i) => accepted[Math.floor(i * step)]!);
}

function acceptedOn(layer: Layer, input: Shape): Configuration[] {
  const accepted = new Map<string, Configuration>();
  const names = Object.keys(layer.schema);
  const choices = names.map((name) => valuesFor(layer.schema[name]!, input));
  for (const row of combinations(choices, TRIED)) {
    const values = Object.fromEntries(names.map((name, i) => [name, row[i]])) as ArgumentValues<Schema>;
    const title = `${layer.name} on ${input.join("x")} ${JSON.stringify(values)}`;
    if (accepted.has(title)) continue;
    const { output } = layer.shape(input, values);
    if (output) accepted.set(title, { input, output, values, title });
  }
  return [...accepted.values()];
}

/** One value of each choice: all rows there are, or `most` spread over them. */
function combinations(choices: readonly (readonly unknown[])[], most: number): unknown[][] {
  const all = choices.reduce((product, { length }) => product * length, 1);
  // Multiples of the golden ratio fall evenly whatever the lengths of the choices; even steps would miss values of the last.
  const place = (i: number): number => (all <= most ? i : Math.floor(((i * 0.618_033_988_749_895) % 1) * all));
  return Array.from({ length: Math.min(all, most) }, (_, i) => {
    let rest = place(i);
    return choices.map((choice) => {
      const value = choice[rest % choice.length];
      rest = Math.floor(rest / choice.length);
      return value;
    });
  });
}
