/**
 * Augmentation of maps of labels: `augmentLabels` takes the map of one image through the steps that move places, with the words
 * that its image draws, so that both move alike. Takes a plan whose training has such steps and a label for each place. What is
 * computed is said in `ir/image-step.ts`; labels are moved as f32, by the nearest place, never mixed.
 */
import type binaryen from "binaryen";
import { AUGMENT_STREAM, type ImageStep, labelStep, type TurnStep } from "../../ir/image-step.ts";
import { elementCount } from "../../ir/tensor.ts";
import { augmentBuffers } from "../../kernels/augment-buffers.ts";
import type { Plan } from "../../kernels/plan.ts";
import type { Context } from "../context.ts";
import { helper } from "../math/helpers.ts";
import { addImageFunction, threeExtents } from "./augment-places.ts";
import { region } from "./control-memory.ts";
import { createFrame, drawWords, unitOf, type Variable } from "./variables.ts";

type Expression = binaryen.ExpressionRef;

/** Where four moved maps stand; nothing where a plan moves none. */
export function movedLabelsOf(plan: Plan): { readonly offset: number; readonly stride: number } | undefined {
  const { program } = plan;
  const moving = (program.training?.augment ?? []).filter((step) => labelStep(step) !== undefined);
  if (moving.length === 0 || (program.evaluation?.label.shape.length ?? 0) === 0) return undefined;
  return { offset: region(plan, "augmentLabels"), stride: buffersOf(plan).finished };
}

const buffersOf = ({ program }: Plan) =>
  augmentBuffers(
    program.training!.augment.flatMap((step) => labelStep(step) ?? []),
    elementCount(program.evaluation!.label),
  );

/** (source, staged, image, target): bytes, or floats where `staged` is not 0, of one map. `emit` makes the function of a step. */
export function emitAugmentLabels(
  context: Context,
  plan: Plan,
  emit: (name: string, step: ImageStep, stream: number) => void,
): void {
  const { m, i32, binaryen } = context;
  const moving = plan.program.training!.augment.flatMap((step, s) => {
    const moved = labelStep(step);
    return moved ? [{ step: moved, name: `augmentLabels${s + 1}.${step.name}`, stream: AUGMENT_STREAM + s }] : [];
  });
  for (const { name, step, stream } of moving) emit(name, step, stream);
  const places = elementCount(plan.program.evaluation!.label);
  const { finished, working } = buffersOf(plan);
  const [decoded, other] = [0, 1].map((k) => region(plan, "augmentLabels") + 4 * finished + k * working) as [number, number]; // prettier-ignore
  const frame = createFrame(context, 4);
  const [source, staged, image, target] = [frame.parameter(0), frame.parameter(1), frame.parameter(2), frame.parameter(3)]; // prettier-ignore
  const place = frame.variable();
  const at = (bytes: number): Expression => m.i32.mul(place.get(), m.i32.const(bytes));
  const byte = m.f32.convert_u.i32(m.i32.load8_u(0, 1, m.i32.add(source.get(), at(1))));
  const decode = frame.range(place, m.i32.const(0), () => m.i32.const(places), [
    m.f32.store(0, 4, m.i32.add(m.i32.const(decoded), at(4)), byte),
  ]);
  const copy = m.memory.copy(m.i32.const(decoded), source.get(), m.i32.const(4 * places));
  const run = moving.map(({ name }, i): Expression => {
    const from = m.i32.const(i % 2 === 0 ? decoded : other);
    const to = i === moving.length - 1 ? target.get() : m.i32.const(i % 2 === 0 ? other : decoded);
    return m.call(name, [from, to, image.get()], binaryen.none);
  });
  m.addFunction(
    "augmentLabels",
    binaryen.createType([i32, i32, i32, i32]),
    binaryen.none,
    frame.types,
    m.block(null, [m.if(staged.get(), copy, decode), ...run]),
  );
}

/** (source, target, image), of one channel: each place is the nearest of where it was, 0 from outside. */
export function emitNearestTurn(context: Context, name: string, { input, degrees }: TurnStep, stream: number): void {
  const { m, f32, v128 } = context;
  const frame = createFrame(context, 3);
  const [source, target, image] = [frame.parameter(0), frame.parameter(1), frame.parameter(2)];
  const [depth, height, width] = threeExtents(input);
  const [angle, cosine, sine, awayY, awayX] = Array.from({ length: 5 }, () => frame.variable(f32)) as [
    Variable, Variable, Variable, Variable, Variable,
  ]; // prettier-ignore
  const pair = frame.variable(v128);
  const [z, y, x, row, column] = Array.from({ length: 5 }, () => frame.variable()) as [
    Variable, Variable, Variable, Variable, Variable,
  ]; // prettier-ignore
  const number = m.f32.const.bind(m.f32);
  const whole = m.i32.const.bind(m.i32);
  const unit = m.f32x4.extract_lane(unitOf(context, drawWords(context, image.get(), whole(0), stream)), 0);
  const two = m.f32x4.replace_lane(m.f32x4.splat(angle.get()), 1, m.f32.sub(angle.get(), number(Math.PI / 2)));
  const nearest = (value: Expression): Expression => m.i32.trunc_s_sat.f32(m.f32.floor(m.f32.add(value, number(0.5))));
  // In the order of the image's own coordinates, so that both round alike.
  const rowY = m.f32.add(number((height - 1) / 2), m.f32.mul(cosine.get(), awayY.get()));
  const rowX = m.f32.sub(number((width - 1) / 2), m.f32.mul(sine.get(), awayY.get()));
  const inside = m.i32.and(m.i32.lt_u(row.get(), whole(height)), m.i32.lt_u(column.get(), whole(width)));
  const offset = m.i32.shl(m.i32.add(m.i32.mul(row.get(), whole(width)), column.get()), whole(2));
  const perPlace = [
    row.set(nearest(m.f32.add(rowY, m.f32.mul(sine.get(), awayX.get())))),
    column.set(nearest(m.f32.add(rowX, m.f32.mul(cosine.get(), awayX.get())))),
    m.f32.store(0, 4, target.get(), m.if(inside, m.f32.load(0, 4, m.i32.add(source.get(), offset)), number(0))),
    target.set(m.i32.add(target.get(), whole(4))),
    awayX.set(m.f32.add(awayX.get(), number(1))),
  ];
  const perRow = [
    awayX.set(number(-(width - 1) / 2)),
    frame.range(x, whole(0), () => whole(width), perPlace),
    awayY.set(m.f32.add(awayY.get(), number(1))),
  ];
  const perSlice = [
    awayY.set(number(-(height - 1) / 2)),
    frame.range(y, whole(0), () => whole(height), perRow),
    source.set(m.i32.add(source.get(), whole(4 * height * width))),
  ];
  addImageFunction(context, name, 3, frame, [
    angle.set(m.f32.mul(m.f32.sub(m.f32.mul(unit, number(2)), number(1)), number((degrees * Math.PI) / 180))),
    pair.set(m.call(helper(context, "cos"), [two], v128)),
    cosine.set(m.f32x4.extract_lane(pair.get(), 0)),
    sine.set(m.f32x4.extract_lane(pair.get(), 1)),
    frame.range(z, whole(0), () => whole(depth), perSlice),
  ]);
}
