/**
 * One module against the float64 interpreter, on random images: outputs, loss, right answers, every gradient, every parameter
 * and state after updates. The module's memory is full of NaN wherever nothing was promised, and whatever a call has no
 * business with must be as it was, to the bit. Gives the largest differences and a list of what is wrong; judges nothing.
 */
import { allocate, interpret, type Memory } from "../../src/ir/interpret.ts";
import type { Nest } from "../../src/ir/nest.ts";
import { elementCount, type Tensor } from "../../src/ir/tensor.ts";
import type { Plan } from "../../src/kernels/plan.ts";
import { tensorsRead, tensorsWritten } from "../../src/kernels/work.ts";
import type { Manifest } from "../../src/wasm/abi.ts";
import { type Compiled, createRandom, numbersAt, type Running, start } from "./compile-chain.ts";
import { controlOf } from "./control.ts";

export interface Difference {
  readonly what: string;
  /** Over max(1, |y|) for outputs and loss, over the largest of its tensor for gradients, parameters and states. */
  readonly error: number;
}

export interface Comparison {
  readonly forward: Difference;
  readonly gradients: Difference;
  readonly updated: Difference;
  /** Memory that a call changed and must not have. */
  readonly trespasses: readonly string[];
}

interface Settings {
  readonly updates?: number;
  readonly seed?: number;
  /**
   * The share of the network's largest gradient below which all numbers of a tensor are taken for the remains of larger ones that
   * cancel (a bias in front of a norm), and are compared with that share.
   */
  readonly cancelled?: number;
}

const PATTERN = 0x5ca1ab1e;

/** `n` images in a module made for `batch` ≥ n; `updates` steps after the one that only leaves gradients. */
export function compareWithInterpreter(
  compiled: Compiled,
  n: number,
  { updates = 3, seed = 7, cancelled = 0 }: Settings = {},
): Comparison {
  const { program, plan, manifest, wasm } = compiled;
  const running = start(wasm);
  running.grow(1);
  const { exports } = running;
  const control = controlOf(running, manifest);
  const training = program.training!;
  const nests = [...training.forward, ...training.backward];
  const all = [...program.predict, ...nests, ...training.perStep, ...training.updates];
  const random = createRandom(seed);
  const trespasses: string[] = [];

  const memory: Memory = new Map();
  for (const tensor of tensorsOf(all, Object.values(program.controls) as Tensor[]))
    memory.set(tensor, allocate(tensor, n));

  poison(running, manifest, plan);
  exports.initialize();
  const pixels = n * elementCount(program.input);
  const images = numbersAt(running, manifest.regions.images);
  const labels = numbersAt(running, manifest.regions.labels);
  const classes = program.output.shape[0] ?? 1;
  for (let i = 0; i < pixels; i++) images[i] = random();
  const places = elementCount(program.evaluation!.label);
  for (let i = 0; i < n * places; i++) labels[i] = (i * 7 + 3) % classes;
  const input = memory.get(program.input)!;
  toChannelsFirst(images, input, program.input, n);
  memory.get(program.evaluation!.label)?.set(labels.subarray(0, n * places));
  program.parameters.forEach(({ tensor }, i) => {
    const values = memory.get(tensor)!;
    const own = numbersAt(running, manifest.parameters[i]!);
    // About the size that keeps sums near one, so that nothing saturates.
    const scale = Math.min(1, 1.7 / Math.sqrt(tensor.shape.slice(1).reduce((a, b) => a * b, 1)));
    // Running variances are not negative.
    const start = tensor.role === "state" ? () => 0.5 + Math.abs(random()) : () => random() * scale;
    for (let e = 0; e < values.length; e++) values[e] = own[e] = Math.fround(start());
  });
  const number = (tensor: Tensor, value: number): void => void memory.get(tensor)?.fill(value);
  const { controls } = program;
  number(controls.count, n);
  number(controls.inverseCount, 1 / n);
  number(controls.stepsPerEpoch, 1e30);
  number(controls.totalSteps, 1e30);
  number(controls.totalEpochs, 1e30);
  number(controls.baseRate, Math.fround(manifest.recipe!.rate));
  const recipeSeed = manifest.recipe!.seed;

  const watched = <T>(what: string, writable: readonly string[], call: () => T): T => {
    const before = running.memory.i32.slice();
    const result = call();
    trespasses.push(...changesOutside(before, running.memory.i32, plan, writable).map((s) => `${what}: ${s}`));
    return result;
  };
  const scratch = ["control", "numbers", "scratch", "activations", ...plainActivations(plan)];

  // Prediction.
  const forward = worst();
  watched("predict", [...scratch, "outputs"], () => exports.predict(n));
  interpret(program.predict, memory, { count: n });
  const outputs = numbersAt(running, manifest.regions.outputs);
  const expected = new Float64Array(n * elementCount(program.output));
  toChannelsLast(memory.get(program.output)!, expected, program.output, n);
  forward.absolute("output", expected, outputs.subarray(0, expected.length));

  // Gradients alone.
  const gradientNames = manifest.gradients.map((g) => `${g.name}.gradient`);
  watched("step without update", [...scratch, ...gradientNames], () => exports.step(n, 0));
  interpret(nests, memory, { count: n, seed: recipeSeed, step: 0 });
  const { lossSum, correctSum } = program.evaluation!;
  forward.absolute("loss", memory.get(lossSum)!, [control.get("lossSum")]);
  forward.absolute("correct", memory.get(correctSum)!, [control.get(places > 1 ? "correctPlaces" : "correct")]);
  const gradients = worst();
  const largest = Math.max(
    ...program.parameters.flatMap(({ gradient }) => (gradient ? magnitude(memory.get(gradient)!) : [])),
  );
  for (const { tensor, gradient } of program.parameters) {
    if (!gradient) continue;
    const place = manifest.gradients.find((g) => g.name === tensor.name)!;
    gradients.relative(gradient.name, memory.get(gradient)!, numbersAt(running, place), largest, cancelled);
  }

  // Updates.
  number(controls.update, 1);
  const learned = [...manifest.parameters, ...manifest.states].map((t) => t.name);
  const update = [...training.perStep, ...nests, ...training.updates];
  for (let step = 0; step < updates; step++) {
    number(controls.step, step);
    watched("step", [...scratch, ...gradientNames, ...learned], () => exports.step(n, 1));
    interpret(update, memory, { count: n, seed: recipeSeed, step });
  }
  const updated = worst();
  const tensors = [...program.parameters.map((p) => p.tensor), ...program.states];
  for (const [i, place] of [...manifest.parameters, ...manifest.states].entries())
    updated.relative(place.name, memory.get(tensors[i]!)!, numbersAt(running, place));
  return { forward: forward.found(), gradients: gradients.found(), updated: updated.found(), trespasses };
}

function magnitude(numbers: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < numbers.length; i++) largest = Math.max(largest, Math.abs(numbers[i]!));
  return largest;
}

/** Largest difference seen; NaN counts as infinite. */
function worst() {
  let found: Difference = { what: "nothing", error: 0 };
  const see = (what: string, i: number, wanted: number, got: number, unit: number): void => {
    const distance = Math.abs(wanted - got) / unit;
    const error = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
    if (error > found.error) found = { what: `${what}[${i}]: ${got} for ${wanted}`, error };
  };
  return {
    absolute(what: string, wanted: ArrayLike<number>, got: ArrayLike<number>): void {
      for (let i = 0; i < wanted.length; i++) see(what, i, wanted[i]!, got[i]!, Math.max(1, Math.abs(wanted[i]!)));
    },
    /** `around`: what a tensor that is nothing (1 and -1 cancel, as behind a norm over two images) came from. */
    relative(what: string, wanted: ArrayLike<number>, got: ArrayLike<number>, around = 0, cancelled = 0): void {
      const own = magnitude(wanted);
      const unit = Math.max(1e-3, own < 1e-12 ? around : own, cancelled * around);
      for (let i = 0; i < wanted.length; i++) see(what, i, wanted[i]!, got[i]!, unit);
    },
    found: () => found,
  };
}

function tensorsOf(nests: readonly Nest[], more: readonly Tensor[]): ReadonlySet<Tensor> {
  return new Set([...nests.flatMap((nest) => [...tensorsRead(nest), ...tensorsWritten(nest)]), ...more]);
}

/** NaN where the module must write before it reads; a pattern where it must never write. */
function poison(running: Running, manifest: Manifest, plan: Plan): void {
  const { i32 } = running.memory;
  const known = new Uint8Array(i32.length);
  const places = namedPlaces(plan);
  for (const { offset, bytes } of places.values()) known.fill(1, offset >> 2, (offset + bytes + 3) >> 2);
  for (let i = 0; i < i32.length; i++) if (!known[i]) i32[i] = PATTERN;
  const { images, labels, outputs } = manifest.regions;
  for (const region of [images, labels, outputs, ...manifest.gradients]) numbersAt(running, region).fill(Number.NaN);
  for (const name of ["activations", "scratch", "numbers", ...plainActivations(plan)]) {
    const region = places.get(name);
    if (region) numbersAt(running, region).fill(Number.NaN);
  }
}

/** Regions, and tensors with an address of their own, by name. */
function namedPlaces(plan: Plan): ReadonlyMap<string, { readonly offset: number; readonly bytes: number }> {
  const tensors = [...plan.places].filter(([t]) => !t.batched && t.role !== "control");
  return new Map([...plan.regions, ...tensors.map(([t, place]) => [t.name, place] as const)]);
}

/** Activations that are not per image have places of their own. */
function plainActivations(plan: Plan): string[] {
  return [...plan.places.keys()]
    .filter((t) => !t.batched && ["activation", "gradient"].includes(t.role))
    .map((t) => t.name);
}

function changesOutside(before: Int32Array, after: Int32Array, plan: Plan, writable: readonly string[]): string[] {
  const free = new Uint8Array(after.length);
  const places = namedPlaces(plan);
  for (const name of writable) {
    const region = places.get(name);
    if (!region) continue;
    free.fill(1, region.offset >> 2, (region.offset + region.bytes) >> 2);
  }
  // Room between activations belongs to nobody.
  const pool = plan.regions.get("activations")!;
  const held = new Uint8Array(pool.bytes >> 2);
  for (const [tensor, { offset, bytes }] of plan.places)
    if (tensor.batched) held.fill(1, (offset - pool.offset) >> 2, (offset - pool.offset + bytes) >> 2);
  held.forEach((is, i) => {
    if (!is) free[(pool.offset >> 2) + i] = 0;
  });
  const changed: string[] = [];
  for (let i = 0; i < after.length; i++) {
    if (free[i] || after[i] === before[i]) continue;
    const place = [...places].find(([, r]) => r.offset <= 4 * i && 4 * i < r.offset + r.bytes);
    changed.push(
      `changed ${place ? `${place[0]} at byte ${4 * i - place[1].offset}` : `byte ${4 * i}, which is nobody's`}`,
    );
    if (changed.length >= 3) break;
  }
  return changed;
}

/** `[n][pixel][channel]` to `[n][channel][pixel]`. */
export function toChannelsFirst(from: ArrayLike<number>, to: Float64Array, tensor: Tensor, n: number): void {
  move(tensor, n, (last, first) => void (to[first] = from[last]!));
}

export function toChannelsLast(from: ArrayLike<number>, to: Float64Array, tensor: Tensor, n: number): void {
  move(tensor, n, (last, first) => void (to[last] = from[first]!));
}

function move(tensor: Tensor, n: number, copy: (last: number, first: number) => void): void {
  const size = elementCount(tensor);
  const channels = tensor.shape[0] ?? 1;
  const pixels = size / channels;
  for (let b = 0; b < n; b++)
    for (let p = 0; p < pixels; p++)
      for (let c = 0; c < channels; c++) copy(b * size + p * channels + c, b * size + c * pixels + p);
}
