/** Hand-built forward nests for the tests of ir and train, as the operators make them, and memory to run them on. */
import { type Affine, affine, axisIndex } from "../../src/ir/affine.ts";
import { type Memory, allocate } from "../../src/ir/interpret.ts";
import type { Nest, Within } from "../../src/ir/nest.ts";
import { type Scalar, constant, load, over, result, select, times, unary } from "../../src/ir/scalar.ts";
import { type Tensor, type TensorRole, elementCount } from "../../src/ir/tensor.ts";
import { tensorsOf } from "../../src/ir/verify.ts";

export function tensor(
  name: string,
  role: TensorRole,
  shape: readonly number[],
  batched = role !== "parameter",
): Tensor {
  return { name, role, batched, shape };
}

export const axis = axisIndex;

export interface Window {
  readonly kernel: number;
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
}

export function outputSize(size: number, { kernel, stride = 1, padding = 0, dilation = 1 }: Window): number {
  return Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
}

const windowIndex = (out: string, tap: string, { stride = 1, padding = 0, dilation = 1 }: Window): Affine =>
  affine(-padding, [
    [out, stride],
    [tap, dilation],
  ]);

const batch = { name: "n", extent: "batch" } as const;

export interface Layer {
  readonly output: Tensor;
  readonly nests: readonly Nest[];
}

/** Two-dimensional convolution with groups; weight [F, C/g, K, K]. */
export function conv(
  name: string,
  input: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  window: Window,
  groups = 1,
): Layer {
  const [, height, width] = input.shape as [number, number, number];
  const [filters, channels, rows, columns] = weight.shape as [number, number, number, number];
  const own = filters / groups;
  const y = windowIndex("y", "i", window);
  const x = windowIndex("x", "j", window);
  const output = tensor(`${name}.output`, "activation", [
    filters,
    outputSize(height, { ...window, kernel: rows }),
    outputSize(width, { ...window, kernel: columns }),
  ]);
  const filter = groups === 1 ? axis("f") : affine(0, [["g", own], ["f", 1]]); // prettier-ignore
  const channel = groups === 1 ? axis("c") : affine(0, [["g", channels], ["c", 1]]); // prettier-ignore
  const nest: Nest = {
    name: `${name}.forward`,
    axes: [
      batch,
      ...(groups === 1 ? [] : [{ name: "g", extent: groups }]),
      { name: "f", extent: own },
      { name: "y", extent: output.shape[1]! },
      { name: "x", extent: output.shape[2]! },
      { name: "c", extent: channels },
      { name: "i", extent: rows },
      { name: "j", extent: columns },
    ],
    within: window.padding
      ? [
          { value: y, extent: height },
          { value: x, extent: width },
        ]
      : [],
    reduction: { kind: "sum", over: ["c", "i", "j"], ...(bias && { initial: load(bias, [filter]) }) },
    body: times(load(input, [axis("n"), channel, y, x]), load(weight, [filter, axis("c"), axis("i"), axis("j")])),
    writes: [{ tensor: output, index: [axis("n"), filter, axis("y"), axis("x")], value: result }],
    macs: elementCount(output) * channels * rows * columns,
  };
  return { output, nests: [nest] };
}

export function pool(kind: "max" | "average", name: string, input: Tensor, window: Window): Layer {
  const [channels, height, width] = input.shape as [number, number, number];
  const { kernel, stride = kernel } = window;
  const own = { ...window, stride };
  const y = windowIndex("y", "i", own);
  const x = windowIndex("x", "j", own);
  const within: Within[] = [
    { value: y, extent: height },
    { value: x, extent: width },
  ];
  const output = tensor(`${name}.output`, "activation", [channels, outputSize(height, own), outputSize(width, own)]);
  const taps = ["i", "j"];
  const nest: Nest = {
    name: `${name}.forward`,
    axes: [
      batch,
      { name: "c", extent: channels },
      { name: "y", extent: output.shape[1]! },
      { name: "x", extent: output.shape[2]! },
      { name: "i", extent: kernel },
      { name: "j", extent: kernel },
    ],
    within: window.padding ? within : [],
    reduction:
      kind === "max"
        ? { kind: "max", over: taps, position: affine(0, [["i", kernel], ["j", 1]]) } // prettier-ignore
        : { kind: "sum", over: taps },
    body: load(input, [axis("n"), axis("c"), y, x]),
    writes: [
      {
        tensor: output,
        index: ["n", "c", "y", "x"].map(axis),
        value: kind === "max" ? result : over(result, constant(kernel * kernel)),
      },
    ],
  };
  return { output, nests: [nest] };
}

/** Reads its input, of any shape, as one list; weight [O, I]. */
export function fc(name: string, input: Tensor, weight: Tensor, bias?: Tensor): Layer {
  const output = tensor(`${name}.output`, "activation", [weight.shape[0]!]);
  const names = input.shape.map((_, i) => `i${i}`);
  const flat = affine(
    0,
    names.map((each, i) => [each, input.shape.slice(i + 1).reduce((a, b) => a * b, 1)]),
  );
  const nest: Nest = {
    name: `${name}.forward`,
    axes: [
      batch,
      { name: "o", extent: weight.shape[0]! },
      ...names.map((each, i) => ({ name: each, extent: input.shape[i]! })),
    ],
    within: [],
    reduction: { kind: "sum", over: names, ...(bias && { initial: load(bias, [axis("o")]) }) },
    body: times(load(input, [axis("n"), ...names.map(axis)]), load(weight, [axis("o"), flat])),
    writes: [{ tensor: output, index: [axis("n"), axis("o")], value: result }],
    macs: elementCount(weight),
  };
  return { output, nests: [nest] };
}

export function elementwise(name: string, input: Tensor, f: (x: Scalar) => Scalar): Layer {
  const output = tensor(`${name}.output`, "activation", input.shape);
  const axes = [batch, ...input.shape.map((extent, i) => ({ name: `d${i}`, extent }))];
  const index = axes.map((each) => axis(each.name));
  const nest: Nest = {
    name: `${name}.forward`,
    axes,
    within: [],
    reduction: { kind: "none" },
    body: f(load(input, index)),
    writes: [{ tensor: output, index, value: result }],
  };
  return { output, nests: [nest] };
}

/** As the operator does it: the shift by the maximum is constant to the gradient. */
export function softmax(name: string, input: Tensor): Layer {
  const shape = input.shape;
  const shift = tensor(`${name}.shift`, "activation", []);
  const exponential = tensor(`${name}.exponential`, "activation", shape);
  const sum = tensor(`${name}.sum`, "activation", []);
  const output = tensor(`${name}.output`, "activation", shape);
  const axes = [batch, { name: "k", extent: shape[0]! }];
  const at = [axis("n"), axis("k")];
  const image = [axis("n")];
  const nest = (stage: string, body: Scalar, to: Tensor, reduction: Nest["reduction"]): Nest => ({
    name: `${name}.${stage}`,
    axes,
    within: [],
    reduction,
    body,
    writes: [{ tensor: to, index: reduction.kind === "none" ? at : image, value: result }],
  });
  const over_ = ["k"];
  return {
    output,
    nests: [
      { ...nest("shift", load(input, at), shift, { kind: "max", over: over_, position: axis("k") }), constant: true },
      nest(
        "exponential",
        unary("exp", { kind: "binary", op: "sub", a: load(input, at), b: load(shift, image) }),
        exponential,
        { kind: "none" },
      ),
      nest("sum", load(exponential, at), sum, { kind: "sum", over: over_ }),
      nest("divide", over(load(exponential, at), load(sum, image)), output, { kind: "none" }),
    ],
  };
}

export const relu = (x: Scalar): Scalar => ({ kind: "binary", op: "max", a: x, b: constant(0) });
export const leaky = (x: Scalar): Scalar => select(constant(0), "<", x, x, times(x, constant(0.01)));

/** Memory for every tensor of some nests, filled with NaN but for what `values` gives. */
export function memoryFor(
  nests: Iterable<Nest>,
  count: number,
  values: ReadonlyMap<Tensor, ArrayLike<number>>,
): Memory {
  const memory: Memory = new Map();
  for (const nest of nests)
    for (const each of tensorsOf(nest)) if (!memory.has(each)) memory.set(each, allocate(each, count, Number.NaN));
  for (const [each, array] of memory) array.set(startOf(each, count, array.length));
  for (const [each, array] of values) memory.set(each, Float64Array.from(array));
  return memory;
}

/** What a tensor holds before the first nest of a step that changes no state: NaN where nothing is promised. */
export function startOf({ name, role, data }: Tensor, count: number, length: number): ArrayLike<number> {
  if (data) return data;
  const controls = new Map([
    ["control.count", count],
    ["control.inverseCount", 1 / count],
    ["control.update", 0],
  ]);
  return new Float64Array(length).fill(role === "control" ? (controls.get(name) ?? Number.NaN) : Number.NaN);
}

/** Numbers in (-1, 1), the same for the same seed, no two equal in practice. */
export function numbers(length: number, seed: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    const x = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    return 2 * (x - Math.floor(x)) - 1;
  });
}

export function fill(each: Tensor, count: number, seed: number): Float64Array {
  return numbers(elementCount(each) * (each.batched ? count : 1), seed);
}
