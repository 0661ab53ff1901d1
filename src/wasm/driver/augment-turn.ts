/**
 * The step of an augmentation that turns images: a function (source, target, image), of addresses of images with their channels
 * last, f32, and the number of the image in its batch. What it computes is said in `ir/image-step.ts`.
 */
import type binaryen from "binaryen";
import type { TurnStep } from "../../ir/image-step.ts";
import type { Context } from "../context.ts";
import { helper } from "../math/helpers.ts";
import { addImageFunction, threeExtents } from "./augment-places.ts";
import { createFrame, drawWords, type Frame, unitOf, type Variable } from "./variables.ts";

type Expression = binaryen.ExpressionRef;

/** One place of the turned image, on the walk over all of them. */
interface Place {
  readonly frame: Frame;
  /** The plane that is read. */
  readonly plane: Variable;
  /** Where the place is written; moved on by what writes it. */
  readonly target: Variable;
  /** Where in the plane it is read. */
  readonly readY: () => Expression;
  readonly readX: () => Expression;
}

export function emitTurn(context: Context, name: string, step: TurnStep, stream: number): void {
  const { m, f32, v128 } = context;
  const { input, degrees } = step;
  const frame = createFrame(context, 3);
  const [plane, target, image] = [frame.parameter(0), frame.parameter(1), frame.parameter(2)];
  const [depth, height, width] = threeExtents(input);
  const [angle, cosine, sine, awayY, awayX, rowY, rowX] = Array.from({ length: 7 }, () => frame.variable(f32)) as [
    Variable, Variable, Variable, Variable, Variable, Variable, Variable,
  ]; // prettier-ignore
  const pair = frame.variable(v128);
  const [z, y, x] = Array.from({ length: 3 }, () => frame.variable()) as [Variable, Variable, Variable];
  const number = m.f32.const.bind(m.f32);
  const whole = m.i32.const.bind(m.i32);
  const unit = m.f32x4.extract_lane(unitOf(context, drawWords(context, image.get(), whole(0), stream)), 0);
  const two = m.f32x4.replace_lane(m.f32x4.splat(angle.get()), 1, m.f32.sub(angle.get(), number(Math.PI / 2)));
  const place: Place = {
    frame,
    plane,
    target,
    readY: () => m.f32.add(rowY.get(), m.f32.mul(sine.get(), awayX.get())),
    readX: () => m.f32.add(rowX.get(), m.f32.mul(cosine.get(), awayX.get())),
  };
  const perPlace = [
    ...(step.nearest ? copyNearest(context, step, place) : mixFour(context, step, place)),
    awayX.set(m.f32.add(awayX.get(), number(1))),
  ];
  const perRow = [
    rowY.set(m.f32.add(number((height - 1) / 2), m.f32.mul(cosine.get(), awayY.get()))),
    rowX.set(m.f32.sub(number((width - 1) / 2), m.f32.mul(sine.get(), awayY.get()))),
    awayX.set(number(-(width - 1) / 2)),
    frame.range(x, whole(0), () => whole(width), perPlace),
    awayY.set(m.f32.add(awayY.get(), number(1))),
  ];
  const perPlane = [
    awayY.set(number(-(height - 1) / 2)),
    frame.range(y, whole(0), () => whole(height), perRow),
    plane.set(m.i32.add(plane.get(), whole(4 * height * width * input.at(-1)!))),
  ];
  addImageFunction(context, name, 3, frame, [
    angle.set(m.f32.mul(m.f32.sub(m.f32.mul(unit, number(2)), number(1)), number((degrees * Math.PI) / 180))),
    pair.set(m.call(helper(context, "cos"), [two], v128)),
    cosine.set(m.f32x4.extract_lane(pair.get(), 0)),
    sine.set(m.f32x4.extract_lane(pair.get(), 1)),
    frame.range(z, whole(0), () => whole(depth), perPlane),
  ]);
}

/** Of one channel: the nearest place, 0 from outside. */
function copyNearest({ m }: Context, { input }: TurnStep, { frame, plane, target, readY, readX }: Place): Expression[] {
  const [, height, width] = threeExtents(input);
  const [row, column] = [frame.variable(), frame.variable()];
  const whole = m.i32.const.bind(m.i32);
  const nearest = (value: Expression): Expression =>
    m.i32.trunc_s_sat.f32(m.f32.floor(m.f32.add(value, m.f32.const(0.5))));
  const inside = m.i32.and(m.i32.lt_u(row.get(), whole(height)), m.i32.lt_u(column.get(), whole(width)));
  const offset = m.i32.shl(m.i32.add(m.i32.mul(row.get(), whole(width)), column.get()), whole(2));
  const read = m.if(inside, m.f32.load(0, 4, m.i32.add(plane.get(), offset)), m.f32.const(0));
  return [
    row.set(nearest(readY())),
    column.set(nearest(readX())),
    m.f32.store(0, 4, target.get(), read),
    target.set(m.i32.add(target.get(), whole(4))),
  ];
}

/** Four taps; those outside weigh nothing and are read where there is something. */
function mixFour(context: Context, { input }: TurnStep, { frame, plane, target, readY, readX }: Place): Expression[] {
  const { m, f32 } = context;
  const [, height, width] = threeExtents(input);
  const channels = input.at(-1)!;
  const channel = frame.variable();
  const number = m.f32.const.bind(m.f32);
  const whole = m.i32.const.bind(m.i32);

  /** One coordinate of where a place is read: weights of the places below and above it, and their byte offsets. */
  const coordinate = (extent: number, bytes: number) => {
    const [at, low, high] = [frame.variable(f32), frame.variable(f32), frame.variable(f32)];
    const [first, second] = [frame.variable(), frame.variable()];
    const inside = (p: () => Expression): Expression => m.i32.lt_u(p(), whole(extent));
    const next = (): Expression => m.i32.add(first.get(), whole(1));
    const rest = (): Expression => m.f32.sub(number(1), high.get());
    const locate = (value: Expression): Expression[] => [
      at.set(value),
      low.set(m.f32.floor(at.get())),
      first.set(m.i32.trunc_s_sat.f32(low.get())),
      high.set(m.f32.sub(at.get(), low.get())),
      low.set(rest()),
    ];
    const clip = [
      low.set(m.select(inside(first.get), low.get(), number(0))),
      high.set(m.select(inside(next), high.get(), number(0))),
      second.set(m.i32.mul(m.select(inside(next), next(), whole(0)), whole(bytes))),
      first.set(m.i32.mul(m.select(inside(first.get), first.get(), whole(0)), whole(bytes))),
    ];
    const bothInside = m.i32.lt_u(first.get(), whole(extent - 1));
    return { locate, clip, bothInside, low, high, first, second };
  };
  const down = coordinate(height, 4 * width * channels);
  const across = coordinate(width, 4 * channels);
  const corners = [
    [down.first, across.first],
    [down.first, across.second],
    [down.second, across.first],
    [down.second, across.second],
  ] as const;
  const taps = corners.map(() => frame.variable());
  const tap = (k: number, c: number): Expression => m.f32.load(4 * c, 4, taps[k]!.get());
  const weighted = (k: number, c: number): Expression =>
    m.f32.add(m.f32.mul(across.low.get(), tap(k, c)), m.f32.mul(across.high.get(), tap(k + 1, c)));
  const mixed = (c: number): Expression =>
    m.f32.add(m.f32.mul(down.low.get(), weighted(0, c)), m.f32.mul(down.high.get(), weighted(2, c)));
  const store = (c: number): Expression => m.f32.store(4 * c, 4, target.get(), mixed(c));
  const move = (pointer: Variable, by: number): Expression => pointer.set(m.i32.add(pointer.get(), whole(by)));
  const few = channels <= 4;
  const copy = few
    ? [...Array.from({ length: channels }, (_, c) => store(c)), move(target, 4 * channels)]
    : [
        frame.range(channel, whole(0), () => whole(channels), [
          store(0),
          move(target, 4),
          ...taps.map((pointer) => move(pointer, 4)),
        ]),
      ];
  const offsets = [0, 4 * channels, 4 * width * channels, 4 * (width + 1) * channels];
  const base = m.i32.mul(m.i32.add(m.i32.mul(down.first.get(), whole(width)), across.first.get()), whole(4 * channels));
  const allInside = [
    taps[0]!.set(m.i32.add(plane.get(), base)),
    ...offsets.slice(1).map((offset, k) => taps[k + 1]!.set(m.i32.add(taps[0]!.get(), whole(offset)))),
  ];
  const someOutside = [
    ...down.clip,
    ...across.clip,
    ...corners.map(([row, column], k) => taps[k]!.set(m.i32.add(plane.get(), m.i32.add(row.get(), column.get())))),
  ];
  return [
    ...down.locate(readY()),
    ...across.locate(readX()),
    m.if(m.i32.and(down.bothInside, across.bothInside), m.block(null, allInside), m.block(null, someOutside)),
    ...copy,
  ];
}
