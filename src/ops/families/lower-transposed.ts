/**
 * Transposed convolution as loop nests without scattering: outputs fall into one class per remainder modulo the stride, and
 * those of a class are reached by the same places of the kernel. Takes solved axes and the tensors; emits one nest per
 * class, or per run of classes where there are many. Odena et al., *Deconvolution and checkerboard artifacts*, 2016, draw the classes.
 */
import { type Affine, affine, axisIndex } from "../../ir/affine.ts";
import type { Axis, Within } from "../../ir/nest.ts";
import { residueRuns } from "../../ir/residue-runs.ts";
import { constant, load, result, times } from "../../ir/scalar.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { batchAxis, placeNames, windowNames } from "../axes.ts";
import type { Lowering } from "../operator.ts";
import { ceilDivide, greatestCommonDivisor, product, remainder } from "../size-arithmetic.ts";
import { type TransposedAxis, transposedSize } from "./transposed-geometry.ts";

/**
 * Of one axis: the outputs `stride·q + residue + r`, q below `count` and r below `run`, which read input `q + shift - back·t` by
 * tap `first + step·t + r`.
 */
interface ResidueClass {
  readonly residue: number;
  readonly run: number;
  readonly count: number;
  readonly taps: number;
  readonly first: number;
  readonly step: number;
  readonly shift: number;
  readonly back: number;
}

/** Neighbors that differ only in their first tap share a nest where there are many. */
function runsOf(axis: TransposedAxis): ResidueClass[] {
  const runs = residueRuns(
    classesOf(axis),
    (first, other, distance) =>
      first.count === other.count &&
      first.taps === other.taps &&
      first.shift === other.shift &&
      (other.taps === 0 || other.first === first.first + distance),
  );
  return runs.map(({ first, length }) => ({ ...first, run: length }));
}

/** o + P = S·y + D·i, solved for y: only places i with D·i ≡ o + P modulo S have one. */
function classesOf(axis: TransposedAxis): ResidueClass[] {
  const { kernel, stride, dilation, before } = axis;
  const size = transposedSize(axis);
  const common = greatestCommonDivisor(dilation, stride);
  const step = stride / common;
  return Array.from({ length: Math.min(stride, size) }, (_, residue): ResidueClass => {
    const count = ceilDivide(size - residue, stride);
    const places = Array.from({ length: Math.min(step, kernel) }, (_place, i) => i);
    const first = places.find((i) => remainder(residue + before - dilation * i, stride) === 0);
    if (first === undefined) return { residue, run: 1, count, taps: 0, first: 0, step, shift: 0, back: 0 };
    const taps = ceilDivide(kernel - first, step);
    return {
      residue,
      run: 1,
      count,
      taps,
      first,
      step,
      shift: (residue + before - dilation * first) / stride,
      back: dilation / common,
    };
  });
}

export function lowerTransposed(
  lowering: Lowering,
  input: Tensor,
  parameters: ReadonlyMap<string, Tensor>,
  axes: readonly TransposedAxis[],
  { filters, groups, macs }: { readonly filters: number; readonly groups: number; readonly macs: number },
): Tensor {
  const output = lowering.activation([filters, ...axes.map(transposedSize)]);
  const combinations = axes
    .map(runsOf)
    .reduce<readonly (readonly ResidueClass[])[]>(
      (rows, own) => rows.flatMap((row) => own.map((each) => [...row, each])),
      [[]],
    );
  // The multiply-adds of the definition, over the classes by the products they visit; what rounding leaves goes to the last.
  const products = combinations.map((each) => product(each.map(({ count, run, taps }) => count * run * taps)));
  const all = products.reduce((sum, own) => sum + own, 0);
  const last = products.findLastIndex((own) => own > 0);
  let left = macs;
  combinations.forEach((classes, i) => {
    const share = i === last ? left : Math.floor((macs / all) * products[i]!);
    left -= share;
    const stage = combinations.length === 1 ? "forward" : `forward-${classes.map(({ residue }) => residue).join("-")}`;
    lowerClass(lowering, input, parameters, output, axes, classes, { filters, groups, macs: share, stage });
  });
  return output;
}

function lowerClass(
  lowering: Lowering,
  input: Tensor,
  parameters: ReadonlyMap<string, Tensor>,
  output: Tensor,
  axes: readonly TransposedAxis[],
  classes: readonly ResidueClass[],
  { filters, groups, macs, stage }: { filters: number; groups: number; macs: number; stage: string },
): void {
  const depth = input.shape[0]! / groups;
  const perGroup = filters / groups;
  const outer = placeNames(axes.length);
  const inner = windowNames(axes.length);
  const grouped = (axis: string, size: number): Affine =>
    affine(0, groups === 1 ? [[axis, 1]] : [["g", size], [axis, 1]]); // prettier-ignore
  const offsets = outer.map((place) => `r${place}`);
  const positions = classes.flatMap(({ count, run }, i): Axis[] => [
    { name: outer[i]!, extent: count },
    ...(run > 1 ? [{ name: offsets[i]!, extent: run }] : []),
  ]);
  const offset = ({ run }: ResidueClass, i: number): [string, number][] => (run > 1 ? [[offsets[i]!, 1]] : []);
  const kept: Axis[] = [
    batchAxis,
    ...(groups === 1 ? [] : [{ name: "g", extent: groups }]),
    { name: "f", extent: perGroup },
    ...positions,
  ];
  const write = {
    tensor: output,
    index: [
      axisIndex("n"),
      grouped("f", perGroup),
      ...classes.map((each, i) => affine(each.residue, [[outer[i]!, axes[i]!.stride], ...offset(each, i)])),
    ],
    value: result,
  };
  const bias = parameters.get("bias");
  const initial = bias && load(bias, [grouped("f", perGroup)]);
  const name = `${lowering.name}.${stage}`;
  if (classes.some(({ taps }) => taps === 0)) {
    const body = initial ?? constant(0);
    lowering.emit({ name, axes: kept, within: [], reduction: { kind: "none" }, body, writes: [write] });
    return;
  }
  const taps = classes.map((each, i): Axis => ({ name: inner[i]!, extent: each.taps }));
  const at = classes.map(({ shift, back }, i) => affine(shift, [[outer[i]!, 1], [inner[i]!, -back]])); // prettier-ignore
  const within = at.map((value, i): Within => ({ value, extent: axes[i]!.input }));
  const tap = classes.map((each, i) => affine(each.first, [[inner[i]!, each.step], ...offset(each, i)]));
  lowering.emit({
    name,
    axes: [...kept, { name: "c", extent: depth }, ...taps],
    within,
    reduction: { kind: "sum", over: ["c", ...inner], ...(initial ? { initial } : {}) },
    body: times(
      load(input, [axisIndex("n"), grouped("c", depth), ...at]),
      load(parameters.get("weight")!, [grouped("c", depth), axisIndex("f"), ...tap]),
    ),
    writes: [write],
    ...(macs > 0 ? { macs } : {}),
  });
}
