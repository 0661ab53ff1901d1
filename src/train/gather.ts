/**
 * Turns a scatter nest into nests of which each writes its elements once: the transposed iteration. Takes one scatter,
 * returns nests with no scatter that together write every element of its tensor (zero where nothing arrives), or only add
 * when the scatter accumulates. Dimension by dimension of the written index, the first that fits:
 *
 *   mixed radix, `h*W + w + 3`   each value once, one after the other: the axes stay, and zeros fill what they do not cover
 *   image, `c·o + d·k - p`       o is solved for: one nest per residue r of the image position c·q + r (or per run of them),
 *                                with only the taps k that reach it, and `within` for the bounds of o
 *   anything else                a new axis h runs over the dimension with `within` h = index: right, but it visits all
 *
 * Relies on verified nests. Choosing loops, tiles and edges is for `kernels/`.
 */
import { type Affine, add, affine, axisIndex, scale, substitute } from "../ir/affine.ts";
import { alwaysInside, extentsOf, intervalOf, neverInside } from "../ir/interval.ts";
import type { Axis, Nest, Within, Write } from "../ir/nest.ts";
import { type Scalar, constant, mapIndices, result } from "../ir/scalar.ts";
import { asMixedRadix } from "./mixed-radix.ts";
import { type Elimination, chooseElimination, residueClass, residuesOfImage } from "./residue-classes.ts";

/** A scatter on its way to a gather: the dimensions done so far have their axes in `kept`. */
interface State {
  readonly axes: readonly Axis[];
  readonly within: readonly Within[];
  readonly body: Scalar;
  readonly index: readonly Affine[];
  readonly kept: ReadonlySet<string>;
  /** Dimensions that have their image axis. */
  readonly split: ReadonlySet<number>;
  /** Number of the class in each split dimension, for the name. */
  readonly classes: readonly number[];
}

export function gather(scatter: Nest): Nest[] {
  const write = scatter.writes[0]!;
  if (scatter.reduction.kind !== "scatter") return [scatter];
  const { tensor } = write;
  const extents: (number | "batch")[] = [...(tensor.batched ? ["batch" as const] : []), ...tensor.shape];
  const start = withoutUnitAxes({
    axes: scatter.axes,
    within: scatter.within,
    body: scatter.body,
    index: write.index,
    kept: new Set(),
    split: new Set(),
    classes: [],
  });

  // Dimensions whose axes can stay come first: the images of the others may then rely on them.
  let state = start;
  const solved: number[] = [];
  const covered = new Map<number, readonly [first: number, last: number]>();
  extents.forEach((extent, dimension) => {
    const digits = asMixedRadix(state.index[dimension]!, extent, state.axes, state.kept);
    if (!digits) return;
    state = { ...state, kept: new Set([...state.kept, ...digits.axes]) };
    solved.push(dimension);
    if (digits.range) covered.set(dimension, digits.range);
  });
  const rest = extents.flatMap((extent, dimension) =>
    solved.includes(dimension) || extent === "batch" ? [] : [{ extent, dimension }],
  );
  let states: State[] = [state];
  const empty: State[] = [];
  for (const { extent, dimension } of rest) {
    states = states.flatMap((each) => {
      const { full, none } = splitImage(each, dimension, extent);
      empty.push(...none);
      return full;
    });
  }

  const nests: Nest[] = [];
  for (const each of states) {
    const nest = finish(each, scatter, write);
    if (nest) nests.push(nest);
    else empty.push(each);
  }
  if (!write.accumulate) {
    const classZeros = empty.map((each) => zerosOf(each, rest, scatter, write));
    nests.push(...classZeros, ...zerosOutside(covered, extents, scatter, write));
  }
  return shareMacs(numberApart(nests), scatter);
}

/** Axes of one point are index 0. */
function withoutUnitAxes(state: State): State {
  const units = new Map(state.axes.filter(({ extent }) => extent === 1).map(({ name }) => [name, affine(0)]));
  return { ...replaceAxes(state, units), axes: state.axes.filter(({ name }) => !units.has(name)) };
}

function replaceAxes(state: State, replacement: ReadonlyMap<string, Affine>): State {
  if (replacement.size === 0) return state;
  const map = (value: Affine): Affine => substitute(value, replacement);
  return {
    ...state,
    within: state.within.map(({ value, extent }) => ({ value: map(value), extent })),
    body: mapIndices(state.body, map),
    index: state.index.map(map),
  };
}

/** Gives one dimension an image axis. `none` are the classes that nothing reaches. */
function splitImage(before: State, dimension: number, extent: number): { full: State[]; none: State[] } {
  const state: State = { ...before, split: new Set([...before.split, dimension]) };
  const index = state.index[dimension]!;
  const elimination = chooseElimination(index, state.axes, state.kept);
  if (!elimination) return { full: [visitAll(state, dimension, extent)], none: [] };
  const full: State[] = [];
  const none: State[] = [];
  for (const run of residuesOfImage(index, elimination, extent)) {
    const image = freshAxis(elimination.axis.name, state.axes);
    const offset = freshAxis(image, state.axes);
    const imageAxes = [
      { name: image, extent: Math.ceil((extent - run.first) / elimination.classes) },
      { name: offset, extent: run.length },
    ].filter((axis) => axis.extent > 1);
    const along = (name: string): Affine =>
      imageAxes.some((axis) => axis.name === name) ? axisIndex(name) : affine(0);
    const position = add(add(affine(run.first), scale(along(image), elimination.classes)), along(offset));
    const classes = elimination.classes === 1 ? state.classes : [...state.classes, run.first];
    const kept = new Set([...state.kept, ...imageAxes.map(({ name }) => name)]);
    const solution = residueClass(index, elimination, run, along(image), along(offset));
    if (!solution) {
      const axes = [...imageAxes, ...state.axes];
      none.push({ ...state, axes, kept, classes, index: state.index.with(dimension, position) });
      continue;
    }
    const replaced = replaceAxes(state, solution.replacement);
    full.push({
      ...replaced,
      axes: [...imageAxes, ...replaced.axes.flatMap((axis) => axisAfter(axis, elimination, solution.taps))],
      within: [
        ...replaced.within,
        { value: solution.replacement.get(elimination.axis.name)!, extent: extentOf(elimination) },
      ],
      index: replaced.index.with(dimension, position),
      kept,
      classes,
    });
  }
  return { full, none };
}

const extentOf = (elimination: Elimination): number => elimination.axis.extent;

/** The eliminated axis is gone, the tap axis has only the taps of the class. */
function axisAfter(axis: Axis, elimination: Elimination, taps: number | undefined): Axis[] {
  if (axis.name === elimination.axis.name) return [];
  if (axis.name !== elimination.tap?.name || taps === undefined) return [axis];
  return taps === 1 ? [] : [{ name: axis.name, extent: taps }];
}

/** The way that always works: visit every element with every point and take those that meet. */
function visitAll(state: State, dimension: number, extent: number): State {
  const image = freshAxis("h", state.axes);
  const distance = add(axisIndex(image), scale(state.index[dimension]!, -1));
  return {
    ...state,
    axes: [{ name: image, extent }, ...state.axes],
    within: [...state.within, { value: distance, extent: 1 }],
    index: state.index.with(dimension, axisIndex(image)),
    kept: new Set([...state.kept, image]),
  };
}

/** `y` gives `y'`, which tells the place in the image from the place in the output. */
function freshAxis(like: string, axes: readonly Axis[]): string {
  let name = `${like}'`;
  while (axes.some((axis) => axis.name === name)) name += "'";
  return name;
}

/** The nest of a state whose dimensions are all done; undefined when none of its points can count. */
function finish(state: State, scatter: Nest, write: Write): Nest | undefined {
  const extents = extentsOf(state.axes);
  const within: Within[] = [];
  for (const { value, extent } of state.within) {
    const interval = intervalOf(value, extents);
    if (neverInside(interval, extent)) return undefined;
    if (alwaysInside(interval, extent)) continue;
    if (!within.some((other) => other.extent === extent && sameValue(other.value, value)))
      within.push({ value, extent });
  }
  const kept = inIndexOrder(state.index, state.axes);
  const over = state.axes.filter(({ name }) => !state.kept.has(name));
  return {
    name: [scatter.name, ...(state.classes.length ? [`class-${state.classes.join("-")}`] : [])].join("."),
    axes: [...kept, ...over],
    within,
    // A sum over nothing is 0 where `within` fails, so it also writes the elements that nothing reaches.
    reduction: over.length || within.length ? { kind: "sum", over: over.map(({ name }) => name) } : { kind: "none" },
    body: state.body,
    writes: [{ ...write, index: state.index, value: result }],
  };
}

const sameValue = (a: Affine, b: Affine): boolean => {
  const difference = add(a, scale(b, -1));
  return difference.constant === 0 && difference.terms.length === 0;
};

/** Kept axes as the written index mentions them: dimension by dimension, large steps first. */
function inIndexOrder(index: readonly Affine[], axes: readonly Axis[]): Axis[] {
  const names = new Set(
    index.flatMap(({ terms }) => [...terms].sort(([, a], [, b]) => Math.abs(b) - Math.abs(a)).map(([name]) => name)),
  );
  return [...names].map((name) => axes.find((axis) => axis.name === name)!);
}

/** Zeros for a class that nothing reaches; dimensions not split yet are whole. */
function zerosOf(
  state: State,
  rest: readonly { readonly extent: number; readonly dimension: number }[],
  scatter: Nest,
  write: Write,
): Nest {
  const axes: Axis[] = [...state.axes];
  const index = state.index.map((value, dimension) => {
    const whole = rest.find((each) => each.dimension === dimension);
    if (!whole || state.split.has(dimension)) return value;
    const name = freshAxis("h", axes);
    axes.push({ name, extent: whole.extent });
    return axisIndex(name);
  });
  return zeros([scatter.name, ["zero", ...state.classes].join("-")].join("."), inIndexOrder(index, axes), index, write);
}

/** Zeros outside the ranges that the mixed-radix dimensions cover: each element once. */
function zerosOutside(
  covered: ReadonlyMap<number, readonly [first: number, last: number]>,
  extents: readonly (number | "batch")[],
  scatter: Nest,
  write: Write,
): Nest[] {
  const nests: Nest[] = [];
  for (const [dimension, [first, last]] of covered) {
    const extent = extents[dimension]! as number;
    for (const [from, to] of [
      [0, first],
      [last + 1, extent],
    ] as const) {
      if (from >= to) continue;
      const axes: Axis[] = [];
      const index = extents.map((size, d) => {
        const name = `h${d}`;
        const inner = d < dimension ? covered.get(d) : undefined;
        const [begin, end] = d === dimension ? [from, to] : inner ? [inner[0], inner[1] + 1] : [0, size];
        const length = end === "batch" ? end : end - begin;
        if (length === 1) return affine(begin);
        axes.push({ name, extent: length });
        return affine(begin, [[name, 1]]);
      });
      nests.push(zeros(`${scatter.name}.zero`, axes, index, write));
    }
  }
  return nests;
}

function zeros(name: string, axes: readonly Axis[], index: readonly Affine[], write: Write): Nest {
  return {
    name,
    axes,
    within: [],
    reduction: { kind: "none" },
    body: constant(0),
    writes: [{ ...write, index, value: result }],
  };
}

function numberApart(nests: readonly Nest[]): Nest[] {
  const seen = new Map<string, number>();
  return nests.map((nest) => {
    const number = (seen.get(nest.name) ?? 0) + 1;
    seen.set(nest.name, number);
    return number === 1 ? nest : { ...nest, name: `${nest.name}-${number}` };
  });
}

/** The multiply-adds of the definition, over the classes by the points they visit. */
function shareMacs(nests: readonly Nest[], { macs }: Nest): Nest[] {
  if (!macs) return [...nests];
  const points = (nest: Nest): number =>
    nest.body.kind === "constant" ? 0 : nest.axes.reduce((n, { extent }) => n * (extent === "batch" ? 1 : extent), 1);
  const all = nests.reduce((sum, nest) => sum + points(nest), 0);
  return nests.map((nest) => (points(nest) ? { ...nest, macs: Math.round((macs * points(nest)) / all) } : nest));
}

/** Gathers every scatter of a list, in place. */
export function gatherAll(nests: readonly Nest[]): Nest[] {
  return nests.flatMap(gather);
}
