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
    default:
      return spec satisfies never;
  }
}

/** Up to `limit`, spread evenly over all that the layer accepts. */
export function configurationsOf(layer: Layer, limit: number): Configuration[] {
  const accepted: Configuration[] = [];
  for (const input of inputs) {
    const names = Object.keys(layer.schema);
    const seen = new Set<string>();
    for (const values of combinations(names.map((name) => valuesFor(layer.schema[name]!, input)))) {
      const own = Object.fromEntries(names.map((name, i) => [name, values[i]])) as ArgumentValues<Schema>;
      const title = `${layer.name} on ${input.join("x")} ${JSON.stringify(own)}`;
      if (seen.has(title)) continue;
      seen.add(title);
      const { output } = layer.shape(input, own);
      if (output) accepted.push({ input, output, values: own, title });
    }
  }
  const step = Math.max(1, accepted.length / limit);
  return Array.from({ length: Math.min(limit, accepted.length) }, (_, i) => accepted[Math.floor(i * step)]!);
}

function combinations(choices: readonly (readonly unknown[])[]): unknown[][] {
  return choices.reduce<unknown[][]>((rows, own) => rows.flatMap((row) => own.map((value) => [...row, value])), [[]]);
}
