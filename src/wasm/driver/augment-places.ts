/**
 * The steps of an augmentation that move places: functions (source, target, image), of addresses of images with their channels
 * last, f32, and the number of the image in its batch. What they compute is said in `ir/image-step.ts`. Rows are copied whole
 * wherever a step leaves them whole.
 */
import type binaryen from "binaryen";
import type { Extents, MirrorStep, MoveStep } from "../../ir/image-step.ts";
import { spatialOf } from "../../ir/image-step.ts";
import { type Context, createLocals, forCount } from "../context.ts";
import { createFrame, drawWords, type Frame, type Variable, wordBelow } from "./variables.ts";

type Expression = binaryen.ExpressionRef;

/** Depth, height, width, with 1 for those an image does not have. */
export function threeExtents(extents: Extents): readonly [number, number, number] {
  const [width = 1, height = 1, depth = 1] = [...spatialOf(extents)].reverse();
  return [depth, height, width];
}

const count = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1);

/** (source, target, image) or (address, image). */
export function addImageFunction(
  context: Context,
  name: string,
  parameters: number,
  frame: Frame,
  body: readonly Expression[],
): void {
  const { m, i32, binaryen } = context;
  const taken = binaryen.createType(new Array<binaryen.Type>(parameters).fill(i32));
  m.addFunction(name, taken, binaryen.none, frame.types, m.block(null, [...body]));
}

/** (target, source, count): floats, four at a time, none past the end. */
function copyFloats(context: Context): string {
  const { m, i32, binaryen } = context;
  const name = "copyFloats";
  if (context.helpers.has(name)) return name;
  context.helpers.add(name);
  const locals = createLocals(3);
  const get = (at: number): Expression => m.local.get(at, i32);
  const increase = (at: number, by: number): Expression => m.local.set(at, m.i32.add(get(at), m.i32.const(by)));
  const four = [m.v128.store(0, 4, get(0), m.v128.load(0, 4, get(1))), increase(0, 16), increase(1, 16)];
  const one = [m.i32.store(0, 4, get(0), m.i32.load(0, 4, get(1))), increase(0, 4), increase(1, 4)];
  m.addFunction(
    name,
    binaryen.createType([i32, i32, i32]),
    binaryen.none,
    locals.types,
    m.block(null, [
      ...forCount(context, locals, [], m.i32.shr_u(get(2), m.i32.const(2)), true, four),
      ...forCount(context, locals, [], m.i32.and(get(2), m.i32.const(3)), true, one),
    ]),
  );
  return name;
}

export function emitMove(context: Context, name: string, step: MoveStep, stream: number): void {
  const { m, v128, binaryen } = context;
  const copy = copyFloats(context);
  const frame = createFrame(context, 3);
  const [source, target, image] = [frame.parameter(0), frame.parameter(1), frame.parameter(2)];
  const words = frame.variable(v128);
  const from = threeExtents(step.input);
  const to = threeExtents(step.output);
  const channels = step.input.at(-1)!;
  const missing = 3 - step.margins.length;
  const origin = [0, 1, 2].map(() => frame.variable());
  const place = [0, 1].map(() => frame.variable());
  const [left, floats, at] = [frame.variable(), frame.variable(), frame.variable()];
  const add = (a: Expression, b: Expression): Expression => m.i32.add(a, b);
  const scaled = (value: Expression, by: number): Expression => m.i32.mul(value, m.i32.const(by));
  const within = (p: 0 | 1): Expression => m.i32.lt_u(add(place[p]!.get(), origin[p]!.get()), m.i32.const(from[p]));
  const larger = (a: () => Expression, b: () => Expression): Expression => m.select(m.i32.gt_s(a(), b()), a(), b());
  const smaller = (a: () => Expression, b: () => Expression): Expression => m.select(m.i32.lt_s(a(), b()), a(), b());
  const draw = [0, 1, 2].map((a): Expression => {
    if (a < missing) return origin[a]!.set(m.i32.const(0));
    const margin = step.margins[a - missing]!;
    const choices = from[a as 0 | 1 | 2] + 2 * margin - to[a as 0 | 1 | 2] + 1;
    return origin[a]!.set(m.i32.sub(wordBelow(context, words.get(), a - missing, choices), m.i32.const(margin)));
  });
  const shift = origin[2]!;
  const right = smaller(
    () => m.i32.const(to[2]),
    () => m.i32.sub(m.i32.const(from[2]), shift.get()),
  );
  const rowAt = (places: readonly [number, number, number], z: Expression, y: Expression, x: Expression): Expression =>
    scaled(add(scaled(add(scaled(z, places[1]), y), places[2]), x), 4 * channels);
  const copyRow = m.call(
    copy,
    [
      add(target.get(), rowAt(to, place[0]!.get(), place[1]!.get(), left.get())),
      add(source.get(), rowAt(from, at.get(), add(place[1]!.get(), origin[1]!.get()), add(left.get(), shift.get()))),
      floats.get(),
    ],
    binaryen.none,
  );
  const rows = frame.range(place[1]!, m.i32.const(0), () => m.i32.const(to[1]), [m.if(within(1), copyRow)]);
  const slices = frame.range(place[0]!, m.i32.const(0), () => m.i32.const(to[0]), [
    m.if(within(0), m.block(null, [at.set(add(place[0]!.get(), origin[0]!.get())), rows])),
  ]);
  const outside = step.margins.some((margin) => margin > 0);
  addImageFunction(context, name, 3, frame, [
    words.set(drawWords(context, image.get(), m.i32.const(0), stream)),
    ...draw,
    ...(outside ? [m.memory.fill(target.get(), m.i32.const(0), m.i32.const(4 * count(step.output)))] : []),
    left.set(larger(() => m.i32.const(0), () => m.i32.sub(m.i32.const(0), shift.get()))), // prettier-ignore
    floats.set(scaled(m.i32.sub(right, left.get()), channels)),
    m.if(m.i32.gt_s(floats.get(), m.i32.const(0)), slices),
  ]);
}

export function emitMirror(context: Context, name: string, { input, axis }: MirrorStep, stream: number): void {
  const { m, v128, binaryen } = context;
  const frame = createFrame(context, 3);
  const [source, target, image] = [frame.parameter(0), frame.parameter(1), frame.parameter(2)];
  const words = frame.variable(v128);
  const [outer, place] = [frame.variable(), frame.variable()];
  const extent = input[axis]!;
  const inner = count(input.slice(axis + 1));
  const move = (pointer: Variable, by: number): Expression => pointer.set(m.i32.add(pointer.get(), m.i32.const(by)));
  const few = inner <= 4;
  const copy = few
    ? Array.from({ length: inner }, (_, k) => m.i32.store(4 * k, 4, target.get(), m.i32.load(4 * k, 4, source.get())))
    : [m.call(copyFloats(context), [target.get(), source.get(), m.i32.const(inner)], binaryen.none)];
  const places = frame.range(place, m.i32.const(0), () => m.i32.const(extent), [
    ...copy,
    move(target, 4 * inner),
    move(source, -4 * inner),
  ]);
  const mirrored = m.block(null, [
    move(source, 4 * inner * (extent - 1)),
    frame.range(outer, m.i32.const(0), () => m.i32.const(count(input.slice(0, axis))), [
      places,
      move(source, 8 * inner * extent),
    ]),
  ]);
  addImageFunction(context, name, 3, frame, [
    words.set(drawWords(context, image.get(), m.i32.const(0), stream)),
    m.if(
      wordBelow(context, words.get(), 0, 2),
      mirrored,
      m.memory.copy(target.get(), source.get(), m.i32.const(4 * count(input))),
    ),
  ]);
}
