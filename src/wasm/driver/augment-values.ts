/**
 * The steps of an augmentation that change values where they stand: functions (address, image) of an image with its channels
 * last, f32, and its number in the batch. What they compute is said in `ir/image-step.ts`.
 */
import type binaryen from "binaryen";
import type { EraseStep, NoiseStep } from "../../ir/image-step.ts";
import type { Context } from "../context.ts";
import { helper } from "../math/helpers.ts";
import { addImageFunction, threeExtents } from "./augment-places.ts";
import { createFrame, drawWords, unitOf, wordBelow } from "./variables.ts";

type Expression = binaryen.ExpressionRef;

export function emitErase(context: Context, name: string, { input, extent }: EraseStep, stream: number): void {
  const { m, v128 } = context;
  const frame = createFrame(context, 2);
  const [address, image] = [frame.parameter(0), frame.parameter(1)];
  const words = frame.variable(v128);
  const places = threeExtents(input);
  const missing = 3 - (input.length - 1);
  const pixel = 4 * input.at(-1)!;
  const [z, y] = [frame.variable(), frame.variable()];
  const bounds = places.map(() => ({ low: frame.variable(), high: frame.variable() }));
  const [depth, height, width] = bounds as [(typeof bounds)[0], (typeof bounds)[0], (typeof bounds)[0]];
  const whole = m.i32.const.bind(m.i32);
  const limit = bounds.flatMap(({ low, high }, a): Expression[] => {
    const there = places[a as 0 | 1 | 2];
    if (a < missing) return [low.set(whole(0)), high.set(whole(there))];
    return [
      low.set(m.i32.sub(wordBelow(context, words.get(), a - missing, there), whole(Math.floor(extent / 2)))),
      high.set(m.i32.add(low.get(), whole(extent))),
      high.set(m.select(m.i32.lt_s(high.get(), whole(there)), high.get(), whole(there))),
      low.set(m.select(m.i32.gt_s(low.get(), whole(0)), low.get(), whole(0))),
    ];
  });
  const row = m.i32.add(m.i32.mul(z.get(), whole(places[1])), y.get());
  const at = m.i32.add(m.i32.mul(row, whole(places[2])), width.low.get());
  const blank = m.memory.fill(
    m.i32.add(address.get(), m.i32.mul(at, whole(pixel))),
    whole(0),
    m.i32.mul(m.i32.sub(width.high.get(), width.low.get()), whole(pixel)),
  );
  const body = [
    words.set(drawWords(context, image.get(), whole(0), stream)),
    ...limit,
    m.if(
      m.i32.gt_s(width.high.get(), width.low.get()),
      frame.range(z, depth.low.get(), depth.high.get, [frame.range(y, height.low.get(), height.high.get, [blank])]),
    ),
  ];
  addImageFunction(context, name, 2, frame, body);
}

/** May write up to 12 bytes past the end, where the buffers of images have room. */
export function emitNoise(context: Context, name: string, { input, deviation }: NoiseStep, stream: number): void {
  const { m, v128 } = context;
  const frame = createFrame(context, 2);
  const [address, image] = [frame.parameter(0), frame.parameter(1)];
  const block = frame.variable();
  const blocks = Math.ceil(input.reduce((a, b) => a * b, 1) / 4);
  const unit = unitOf(context, drawWords(context, image.get(), block.get(), stream));
  const normal = m.call(helper(context, "normal"), [unit], v128);
  const added = m.f32x4.mul(normal, m.f32x4.splat(m.f32.const(deviation)));
  const body = frame.range(block, m.i32.const(0), () => m.i32.const(blocks), [
    m.v128.store(0, 4, address.get(), m.f32x4.add(m.v128.load(0, 4, address.get()), added)),
    address.set(m.i32.add(address.get(), m.i32.const(16))),
  ]);
  addImageFunction(context, name, 2, frame, [body]);
}
