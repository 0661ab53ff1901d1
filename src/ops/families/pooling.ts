/**
 * Pooling layers: each channel on its own, one number per window. Takes how a layer computes that number; gives the whole
 * record: arguments, shape rule, explanation and the walk over the windows. Mostly nothing is learned.
 */
import type { Axis } from "../../ir/nest.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { batchAxis } from "../axes.ts";
import { defineLayer } from "../define.ts";
import type {
  Documentation,
  Explanation,
  Layer,
  LayerFacts,
  Lowering,
  ParameterSpec,
  Problem,
  Shape,
} from "../operator.ts";
import type { ArgumentValues, Schema } from "../schema.ts";
import { channelsOf, printShape, spatialOf } from "../shape.ts";
import { learnsNothing } from "./shared-parts.ts";
import { type WindowAxis, windowSchema } from "./window-geometry.ts";
import {
  type WindowArguments,
  type WindowRules,
  type WindowWalk,
  acceptedWindows,
  explainWindows,
  walkWindows,
  windowSpecs,
  windowedShape,
} from "./windowed.ts";
import type { TorchForm } from "../pytorch.ts";

/** The arguments of every pooling. */
export const poolingSchema = {
  size: { kind: "sizes", places: "window", doc: "the window, one number for all axes or one per axis: `2`, `3x2`" },
  ...windowSchema,
  stride: { ...windowSchema.stride, doc: "stride, for all axes or per axis; the size of the window when left out" },
  ceil: { kind: "flag", doc: "a window that overlaps the end counts too (PyTorch's `ceil_mode`)" },
} as const satisfies Schema;

type PoolingValues = ArgumentValues<typeof poolingSchema>;

/** What a pooling computes from. */
export interface Pooled {
  readonly input: Tensor;
  readonly output: Tensor;
  readonly windows: readonly WindowAxis[];
  readonly walk: WindowWalk;
  /** Images, channels, positions, places of the window. */
  readonly axes: readonly Axis[];
}

export interface Pooling<S extends Schema> {
  readonly name: string;
  readonly documentation: Documentation;
  readonly schema: S;
  readonly facts: LayerFacts;
  /** Absent: nothing is learned. */
  parameters?(input: Shape, values: ArgumentValues<S>): readonly ParameterSpec[];
  pytorch(input: Shape, output: Shape, windows: readonly WindowAxis[], values: ArgumentValues<S>): TorchForm;
  /** Rows of `explain` after those of the output size. */
  explainMore?(input: Shape, values: ArgumentValues<S>): readonly Explanation[];
  /** Emits the nests that fill `pooled.output`. */
  pool(lowering: Lowering, pooled: Pooled, values: ArgumentValues<S>, parameters: ReadonlyMap<string, Tensor>): void;
}

export function definePooling<const S extends Schema>({
  pool,
  pytorch,
  explainMore = () => [],
  ...pooling
}: Pooling<typeof poolingSchema & S>): Layer {
  const rules: WindowRules = {
    name: pooling.name,
    word: "window",
    argument: "size",
    strideDefault: "kernel",
    mustSeeInput: true,
  };
  const windowArguments = (values: PoolingValues): WindowArguments => ({
    ...values,
    kernel: values.size,
    behind: [],
  });
  // A family cannot know the further arguments of its members: what it reads itself is typed here, once.
  const own = (values: unknown): PoolingValues => values as PoolingValues;
  const windowsAt = (input: Shape, values: unknown): readonly WindowAxis[] =>
    acceptedWindows(input, windowArguments(own(values)), rules);

  return defineLayer({
    ...learnsNothing,
    ...pooling,
    shape(input, values) {
      const result = windowedShape(input, windowArguments(own(values)), rules, channelsOf(input));
      const lint = result.output ? poolingShouldHavePlaces(input, pooling.name) : [];
      return lint.length > 0 ? { ...result, warnings: [...(result.warnings ?? []), ...lint] } : result;
    },
    window: (input, values) => windowSpecs(windowsAt(input, values)),
    explain: (input, _, values) => [...explainWindows(windowsAt(input, values)), ...explainMore(input, values)],
    pytorch: (input, output, values) => pytorch(input, output, windowsAt(input, values), values),
    forward(lowering, input, parameters, values) {
      const [channels, ...places] = input.shape as readonly [number, ...number[]];
      const windows = windowsAt([...places, channels], values);
      const walk = walkWindows(windows);
      const output = lowering.activation([channels, ...windows.map((axis) => axis.output)]);
      const axes = [batchAxis, { name: "c", extent: channels }, ...walk.positions, ...walk.places];
      pool(lowering, { input, output, windows, walk, axes }, values, parameters);
      return output;
    },
  });
}

/** A map of one place is no map any more. */
export function poolingShouldHavePlaces(input: Shape, name: string): Problem[] {
  if (spatialOf(input).some((size) => size > 1)) return [];
  return [
    {
      code: "lint/pools-one-place",
      message: `\`${name}\` pools a map of one place`,
      notes: [`its input is ${printShape(input)}`],
      help: "leave it out",
    },
  ];
}
