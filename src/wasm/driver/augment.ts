/**
 * Augmentation inside the module: `augmentImage` takes one image of a set through the steps of the recipe. Takes a plan whose
 * training has steps; the loader of `load-batch.ts` calls the function, for images of training alone. The chance is that of
 * (seed, update, number in the batch), so that nothing has to be kept.
 */
import type binaryen from "binaryen";
import { AUGMENT_STREAM, type ImageStep } from "../../ir/image-step.ts";
import { elementCount } from "../../ir/tensor.ts";
import { augmentBuffers } from "../../kernels/augment-buffers.ts";
import type { Plan } from "../../kernels/plan.ts";
import { IMAGE_FORMAT } from "../abi.ts";
import type { Context } from "../context.ts";
import { emitAugmentLabels, movedLabelsOf } from "./augment-labels.ts";
import { emitMirror, emitMove } from "./augment-places.ts";
import { emitTurn } from "./augment-turn.ts";
import { emitErase, emitNoise } from "./augment-values.ts";
import { region } from "./control-memory.ts";
import { createFrame } from "./variables.ts";

type Expression = binaryen.ExpressionRef;

/** What the loader needs to know of four augmented images: where the first stands, and bytes from one to the next. */
export interface Augmented {
  readonly offset: number;
  readonly stride: number;
  /** The same of four maps of labels, where they are moved with their images. */
  readonly labels?: { readonly offset: number; readonly stride: number };
}

export function augmentationOf(plan: Plan): Augmented | undefined {
  const steps = plan.program.training?.augment ?? [];
  if (steps.length === 0) return undefined;
  const labels = movedLabelsOf(plan);
  const { finished } = augmentBuffers(steps, elementCount(plan.program.input));
  return { offset: region(plan, "augment"), stride: finished, ...(labels ? { labels } : {}) };
}

/** (source, format, image, target): one image of a set, whose number in its batch is `image`, as the network is to see it. */
export function emitAugmentImage(context: Context, plan: Plan): void {
  const { m, i32, binaryen } = context;
  const steps = plan.program.training!.augment;
  const names = steps.map((step, s) => `augment${s + 1}.${step.name}`);
  for (const [s, step] of steps.entries()) emitStep(context, names[s]!, step, AUGMENT_STREAM + s);
  const elements = elementCount(plan.program.input);
  const decode = emitDecode(context, elements);
  const { finished, working } = augmentBuffers(steps, elements);
  const buffers = [0, 1].map((k) => region(plan, "augment") + 4 * finished + k * working);
  const frame = createFrame(context, 4);
  const [source, format, image, target] = [frame.parameter(0), frame.parameter(1), frame.parameter(2), frame.parameter(3)]; // prettier-ignore
  const current = frame.variable();
  const lastMoving = steps.findLastIndex((step) => !staysInPlace(step));
  const begin = lastMoving < 0 ? target.get : () => m.i32.const(buffers[0]!);
  // A step that works in place must not work on the set itself.
  const asIs =
    steps[0] && !staysInPlace(steps[0])
      ? current.set(source.get())
      : m.block(null, [m.memory.copy(begin(), source.get(), m.i32.const(4 * elements)), current.set(begin())]);
  const isBytes = m.i32.eq(format.get(), m.i32.const(IMAGE_FORMAT.u8));
  const decoded = m.block(null, [m.call(decode, [begin(), source.get()], binaryen.none), current.set(begin())]);
  let free = 1;
  const run = steps.flatMap((step, s): Expression[] => {
    if (staysInPlace(step)) return [m.call(names[s]!, [current.get(), image.get()], binaryen.none)];
    const at = buffers[free]!;
    free = 1 - free;
    const to = s === lastMoving ? target.get : () => m.i32.const(at);
    return [m.call(names[s]!, [current.get(), to(), image.get()], binaryen.none), current.set(to())];
  });
  m.addFunction(
    "augmentImage",
    binaryen.createType([i32, i32, i32, i32]),
    binaryen.none,
    frame.types,
    m.block(null, [m.if(isBytes, decoded, asIs), ...run]),
  );
  if (movedLabelsOf(plan))
    emitAugmentLabels(context, plan, (name, step, stream) => emitStep(context, name, step, stream));
}

function staysInPlace({ kind }: ImageStep): boolean {
  return kind === "erase" || kind === "noise";
}

function emitStep(context: Context, name: string, step: ImageStep, stream: number): void {
  switch (step.kind) {
    case "move":
      emitMove(context, name, step, stream);
      break;
    case "mirror":
      emitMirror(context, name, step, stream);
      break;
    case "turn":
      emitTurn(context, name, step, stream);
      break;
    case "erase":
      emitErase(context, name, step, stream);
      break;
    case "noise":
      emitNoise(context, name, step, stream);
      break;
    default:
      step satisfies never;
  }
}

/** (target, source): bytes as numbers in 0..1, four at a time; reads and writes past the end where there is room. */
function emitDecode(context: Context, elements: number): string {
  const { m, i32, binaryen } = context;
  const name = "decodeImage";
  const frame = createFrame(context, 2);
  const [target, source, four] = [frame.parameter(0), frame.parameter(1), frame.variable()];
  const words = m.i32x4.extend_low_i16x8_u(m.i16x8.extend_low_i8x16_u(m.v128.load32_zero(0, 1, source.get())));
  const body = frame.range(four, m.i32.const(0), () => m.i32.const(Math.ceil(elements / 4)), [
    m.v128.store(0, 4, target.get(), m.f32x4.div(m.f32x4.convert_i32x4_u(words), m.f32x4.splat(m.f32.const(255)))),
    target.set(m.i32.add(target.get(), m.i32.const(16))),
    source.set(m.i32.add(source.get(), m.i32.const(4))),
  ]);
  m.addFunction(name, binaryen.createType([i32, i32]), binaryen.none, frame.types, body);
  return name;
}
