/**
 * How large a value is drawn: its places give height and slant, its channels the depth, each by the square root of its extent
 * beside the largest of the model, so that 224x224x3 and 1x1x1000 are both seen and larger is never drawn smaller. Takes a
 * model, returns the measure of shapes.
 */
import type { CheckedModel } from "../../check/model.ts";
import type { Shape } from "../../ops/operator.ts";
import { channelsOf, spatialOf } from "../../ops/shape.ts";

export interface Extent {
  /** Along the flow: the channels. */
  readonly width: number;
  readonly height: number;
  /** Of the back, to the right and up. */
  readonly shift: number;
  readonly echoes: number;
}

export type Scale = (shape: Shape) => Extent;

const tallest = 92;
const thickest = 54;
/** Of a model whose values are all small they are drawn small. */
const leastExtent = 24;
const leastChannels = 64;
const slant = 0.3;

export function scaleOf({ input, layers }: CheckedModel): Scale {
  const shapes = [input, ...layers.map(({ output }) => output)];
  const maps = shapes.filter((shape) => shape.length > 1);
  const largest = (numbers: readonly number[], least: number): number =>
    numbers.reduce((a, b) => Math.max(a, b), least);
  const places = largest(maps.flatMap(spatialOf), leastExtent);
  const channels = largest(maps.map(channelsOf), leastChannels);
  const units = largest(shapes.filter((shape) => shape.length === 1).map(channelsOf), leastChannels);
  const along = (size: number, whole: number, least: number, most: number): number =>
    least + (most - least) * Math.sqrt(size / whole);
  return (shape) => {
    // A list of numbers: a thin bar, as tall as it is long.
    if (shape.length === 1) return { width: 7, height: along(shape[0]!, units, 8, tallest), shift: 3, echoes: 0 };
    const spatial = spatialOf(shape);
    const height = along(spatial[spatial.length === 1 ? 0 : spatial.length - 2]!, places, 5, tallest);
    const across = spatial.length === 1 ? 5 : along(spatial[spatial.length - 1]!, places, 5, tallest);
    return {
      width: along(channelsOf(shape), channels, 3, thickest),
      height,
      // A back higher than the middle of the front would hide where lines leave.
      shift: Math.min(slant * across, height / 2),
      echoes: spatial.length > 2 ? Math.min(3, Math.ceil(Math.log2(spatial[0]! + 1) / 2)) : 0,
    };
  };
}
