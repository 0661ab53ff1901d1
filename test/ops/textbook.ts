/**
 * Convolution, pooling and full connection written out as the textbook has them, on nested loops over plain arrays,
 * images H x W x C. Shares nothing with the compiler: what the operators mean is compared with it.
 */
export interface Map2d {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly at: (y: number, x: number, c: number) => number;
}

export function mapOf(height: number, width: number, channels: number, values: ArrayLike<number>): Map2d {
  return { height, width, channels, at: (y, x, c) => values[(y * width + x) * channels + c]! };
}

const inside = ({ height, width }: Map2d, y: number, x: number): boolean => y >= 0 && y < height && x >= 0 && x < width;

export interface ConvSpec {
  readonly filters: number;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** top, bottom, left, right */
  readonly padding: readonly [number, number, number, number];
  readonly groups: number;
}

/** `weight(f, c, i, j)` with c counted inside the group. */
export function convolve(
  x: Map2d,
  weight: (f: number, c: number, i: number, j: number) => number,
  bias: (f: number) => number,
  {
    filters,
    kernel: [kh, kw],
    stride: [sy, sx],
    dilation: [dy, dx],
    padding: [top, bottom, left, right],
    groups,
  }: ConvSpec,
): number[] {
  const output: number[] = [];
  const depth = x.channels / groups;
  for (let top0 = -top; top0 + dy * (kh - 1) < x.height + bottom; top0 += sy)
    for (let left0 = -left; left0 + dx * (kw - 1) < x.width + right; left0 += sx)
      for (let f = 0; f < filters; f++) {
        let sum = bias(f);
        const group = Math.floor(f / (filters / groups));
        for (let c = 0; c < depth; c++)
          for (let i = 0; i < kh; i++)
            for (let j = 0; j < kw; j++) {
              const [y, z] = [top0 + dy * i, left0 + dx * j];
              if (inside(x, y, z)) sum += x.at(y, z, group * depth + c) * weight(f, c, i, j);
            }
        output.push(sum);
      }
  return output;
}

export interface PoolSpec {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
}

/** Whole windows only. `reduce` gets the input values seen and how many places of padding are beside them. */
export function pool(
  x: Map2d,
  { kernel: [kh, kw], stride: [sy, sx], padding: [top, bottom, left, right] }: PoolSpec,
  reduce: (seen: readonly number[], padded: number) => number,
): number[] {
  const output: number[] = [];
  for (let top0 = -top; top0 + kh <= x.height + bottom; top0 += sy)
    for (let left0 = -left; left0 + kw <= x.width + right; left0 += sx)
      for (let c = 0; c < x.channels; c++) {
        const seen: number[] = [];
        for (let i = 0; i < kh; i++)
          for (let j = 0; j < kw; j++) if (inside(x, top0 + i, left0 + j)) seen.push(x.at(top0 + i, left0 + j, c));
        output.push(reduce(seen, kh * kw - seen.length));
      }
  return output;
}

/** `weight[out][in]`, inputs channel by channel, row by row. */
export function connect(x: Map2d, weight: (out: number, input: number) => number, bias: readonly number[]): number[] {
  return bias.map((start, out) => {
    let sum = start;
    let input = 0;
    for (let c = 0; c < x.channels; c++)
      for (let y = 0; y < x.height; y++) for (let z = 0; z < x.width; z++) sum += x.at(y, z, c) * weight(out, input++);
    return sum;
  });
}
