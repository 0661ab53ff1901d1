/**
 * Augmentation of maps of labels: `augmentLabels` takes the map of one image through the steps that move places, with the words
 * that its image draws, so that both move alike. Takes a plan whose training has such steps and a label for each place. What is
 * computed is said in `ir/image-step.ts`; labels are moved as f32, by the nearest place, never mixed.
 */
import type binaryen from "binaryen";
import { AUGMENT_STREAM, type ImageStep, labelStep } from "../../ir/image-step.ts";
import { elementCount } from "../../ir/tensor.ts";
import { augmentBuffers } from "../../kernels/augment-buffers.ts";
import type { Plan } from "../../kernels/plan.ts";
import type { Context } from "../context.ts";
import { region } from "./control-memory.ts";
import { createFrame } from "./variables.ts";

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
