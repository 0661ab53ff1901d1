/**
 * Takes images from a data set, or from where the host left them, into the input tensor's layout.
 */
import type binaryen from "binaryen";
import { elementCount } from "../../ir/tensor.ts";
import { layoutOf } from "../../kernels/layout.ts";
import type { Place } from "../../kernels/place-tensors.ts";
import type { Plan } from "../../kernels/plan.ts";
import { IMAGE_FORMAT } from "../abi.ts";
import { type Context, createLocals, forCount } from "../context.ts";
import { type Augmented, augmentationOf, emitAugmentImage } from "./augment.ts";
import { controlMemory, region } from "./control-memory.ts";

type Expression = binaryen.ExpressionRef;

/** (n): the number of images for the kernels to come. */
export function emitSetBatch(context: Context, plan: Plan): void {
  const { m, i32, binaryen } = context;
  const { setNumber } = controlMemory(context, plan);
  const n = (): Expression => m.local.get(0, i32);
  const { count, inverseCount } = plan.program.controls;
  const { lanes } = plan;
  m.addFunction(
    "setBatch",
    i32,
    binaryen.none,
    [],
    m.block(null, [
      m.global.set(context.blocksGlobal, m.i32.div_u(m.i32.add(n(), m.i32.const(lanes - 1)), m.i32.const(lanes))),
      setNumber(count, m.f32.convert_s.i32(n())),
      setNumber(inverseCount, m.f32.div(m.f32.const(1), m.f32.convert_s.i32(n()))),
    ]),
  );
}

/** Formats of images: those of a data set, and the host's staging region with f32 images and f32 labels. */
const STAGED = 2;

/**
 * (images, labels, format, order, from, n): n images of a set into the input tensor, normalized, each in its lane; labels
 * into the label tensor when `labels` is not 0, place by place where each has one. `order` 0: from, from + 1, …; else the numbers at order[from…]. Lanes of
 * the last block without image become 0. Works on four images at once, the lanes of a vector.
 */
export function emitLoadBatch(context: Context, plan: Plan): void {
  emitLoader(context, plan, "loadBatch", undefined);
}

/** The function that loads batches of training: as `loadBatch`, through the augmentation where the recipe has one. */
export function trainingLoader(plan: Plan): "loadBatch" | "loadAugmented" {
  return augmentationOf(plan) ? "loadAugmented" : "loadBatch";
}

export function emitLoadAugmented(context: Context, plan: Plan): void {
  const augmented = augmentationOf(plan);
  if (!augmented) return;
  emitAugmentImage(context, plan);
  emitLoader(context, plan, trainingLoader(plan), augmented);
}

function emitLoader(context: Context, plan: Plan, name: string, augmented: Augmented | undefined): void {
  const { m, i32, v128, binaryen } = context;
  const { input, evaluation } = plan.program;
  const place = plan.places.get(input)!;
  const { strides } = layoutOf(input, plan.lanes);
  const channels = input.shape[0] ?? 1;
  const pixels = elementCount(input) / channels;
  const channelStride = strides[0] ?? 0;
  const pixelStride = plan.lanes * 4;
  const bytesPerImage = channels * pixels;
  const [images, labels, format, order, from, n] = [0, 1, 2, 3, 4, 5];
  const locals = createLocals(6);
  const [slot, target, channel] = [locals.add(i32), locals.add(i32), locals.add(i32)];
  const start = [0, 1, 2, 3].map(() => locals.add(i32));
  const source = [0, 1, 2, 3].map(() => locals.add(i32));
  const number = [0, 1, 2, 3].map(() => locals.add(i32));
  const [live, mean, inverse] = [locals.add(v128), locals.add(v128), locals.add(v128)];
  const get = (local: number): Expression => m.local.get(local, i32);
  const vector = (local: number): Expression => m.local.get(local, v128);
  const increase = (local: number, by: Expression): Expression => m.local.set(local, m.i32.add(get(local), by));
  const lane = (k: number): Expression => m.i32.add(get(slot), m.i32.const(k));
  const alive = (k: number): Expression => m.i32.lt_u(lane(k), get(n));
  const isFormat = (value: number): Expression => m.i32.eq(get(format), m.i32.const(value));
  /** Where the four lanes from `slot` stand in a batched tensor. */
  const addressOf = (tensor: Place): Expression =>
    m.i32.add(
      m.i32.const(tensor.offset),
      m.i32.add(
        m.i32.mul(m.i32.div_u(get(slot), m.i32.const(plan.lanes)), m.i32.const(tensor.blockStride)),
        m.i32.shl(m.i32.rem_u(get(slot), m.i32.const(plan.lanes)), m.i32.const(2)),
      ),
    );

  // A lane without image reads the first image of the batch, and what it reads is masked.
  const chooseNumbers = number.flatMap((at, k): Expression[] => {
    const index = m.i32.add(get(from), m.select(alive(k), lane(k), m.i32.const(0)));
    return [
      m.local.set(at, index),
      m.if(get(order), m.local.set(at, m.i32.load(0, 4, m.i32.add(get(order), m.i32.shl(get(at), m.i32.const(2)))))),
      m.local.set(live, m.i32x4.replace_lane(vector(live), k, m.i32.sub(m.i32.const(0), alive(k)))),
    ];
  });
  const combine = (values: readonly Expression[]): Expression =>
    values.slice(1).reduce((v, x, k) => m.f32x4.replace_lane(v, k + 1, x), m.f32x4.splat(values[0]!));
  const labelOf = (k: number): Expression =>
    m.if(
      isFormat(STAGED),
      m.f32.load(0, 4, m.i32.add(get(labels), m.i32.shl(get(number[k]!), m.i32.const(2)))),
      m.f32.convert_u.i32(m.i32.load8_u(0, 1, m.i32.add(get(labels), get(number[k]!)))),
    );
  const labelPlace = evaluation ? plan.places.get(evaluation.label) : undefined;
  const labelsPerImage = evaluation ? elementCount(evaluation.label) : 0;
  const hasMap = (evaluation?.label.shape.length ?? 0) > 0;
  /** A map of labels, place by place: from the set, from the staging region, or from where the augmentation left it. */
  const copyMap = (to: Place): Expression => {
    const starting = (bytes: number): Expression[] =>
      start.map((s, k) => {
        const offset = m.i32.mul(get(number[k]!), m.i32.const(bytes * labelsPerImage));
        return m.local.set(s, m.i32.add(get(labels), offset));
      });
    const perPlace = (bytes: number, read: (address: Expression) => Expression): Expression[] => {
      const next = start.map((s) => increase(s, m.i32.const(bytes)));
      const values = combine(start.map((s) => read(get(s))));
      const keep = m.v128.store(0, 4, get(target), m.v128.and(values, vector(live)));
      const one = [keep, increase(target, m.i32.const(pixelStride)), ...next];
      const begin = [m.local.set(target, addressOf(to))];
      return forCount(context, locals, begin, m.i32.const(labelsPerImage), false, one);
    };
    const asFloat = (address: Expression): Expression => m.f32.load(0, 4, address);
    const asByte = (address: Expression): Expression => m.f32.convert_u.i32(m.i32.load8_u(0, 1, address));
    if (augmented?.labels) return m.block(null, [...moveLabels(augmented.labels), ...perPlace(4, asFloat)]);
    return m.if(
      isFormat(STAGED),
      m.block(null, [...starting(4), ...perPlace(4, asFloat)]),
      m.block(null, [...starting(1), ...perPlace(1, asByte)]),
    );
  };
  /** Four maps through the steps that move places. */
  const moveLabels = ({ offset, stride }: NonNullable<Augmented["labels"]>): Expression[] =>
    start.flatMap((s, k): Expression[] => {
      const element = m.select(isFormat(STAGED), m.i32.const(2), m.i32.const(0));
      const map = m.i32.shl(m.i32.mul(get(number[k]!), m.i32.const(labelsPerImage)), element);
      const to = m.i32.const(offset + k * stride);
      const operands = [m.i32.add(get(labels), map), isFormat(STAGED), lane(k), to];
      return [
        m.if(alive(k), m.call("augmentLabels", operands, binaryen.none)),
        m.local.set(s, m.i32.const(offset + k * stride)),
      ];
    });
  const copyOne = (to: Place): Expression =>
    m.v128.store(0, 4, addressOf(to), m.v128.and(combine([0, 1, 2, 3].map(labelOf)), vector(live)));
  const copyLabels = labelPlace ? [m.if(get(labels), hasMap ? copyMap(labelPlace) : copyOne(labelPlace))] : [];

  const startInSet = (bytes: number): Expression[] =>
    start.map((s, k) => {
      const offset = m.i32.mul(get(number[k]!), m.i32.const(bytes * bytesPerImage));
      return m.local.set(s, m.i32.add(get(images), offset));
    });
  const copyPixels = (
    bytes: number,
    values: () => Expression,
    begin: readonly Expression[] = startInSet(bytes),
  ): Expression[] => {
    const normalized = m.f32x4.mul(m.f32x4.sub(values(), vector(mean)), vector(inverse));
    const perPixel = [
      m.v128.store(0, 4, get(target), m.v128.and(normalized, vector(live))),
      increase(target, m.i32.const(pixelStride)),
      ...source.map((s) => increase(s, m.i32.const(bytes * channels))),
    ];
    const perChannel = [
      m.local.set(target, m.i32.add(addressOf(place), m.i32.mul(get(channel), m.i32.const(channelStride)))),
      ...source.map((s, k) => {
        const offset = m.i32.mul(get(channel), m.i32.const(bytes));
        return m.local.set(s, m.i32.add(get(start[k]!), offset));
      }),
      m.local.set(mean, m.v128.load32_splat(region(plan, "mean"), 4, m.i32.shl(get(channel), m.i32.const(2)))),
      m.local.set(inverse, m.v128.load32_splat(region(plan, "inverseStd"), 4, m.i32.shl(get(channel), m.i32.const(2)))),
      ...forCount(context, locals, [], m.i32.const(pixels), false, perPixel),
      increase(channel, m.i32.const(1)),
    ];
    return [
      ...begin,
      ...forCount(context, locals, [m.local.set(channel, m.i32.const(0))], m.i32.const(channels), false, perChannel),
    ];
  };
  const fromBytes = (): Expression => {
    const words = source
      .slice(1)
      .reduce(
        (v, s, k) => m.i32x4.replace_lane(v, k + 1, m.i32.load8_u(0, 1, get(s))),
        m.i32x4.splat(m.i32.load8_u(0, 1, get(source[0]!))),
      );
    return m.f32x4.div(m.f32x4.convert_i32x4_u(words), m.f32x4.splat(m.f32.const(255)));
  };
  const fromFloats = (): Expression => combine(source.map((s) => m.f32.load(0, 4, get(s))));

  const asIs = (): Expression =>
    m.if(isFormat(IMAGE_FORMAT.u8), m.block(null, copyPixels(1, fromBytes)), m.block(null, copyPixels(4, fromFloats)));
  /** Four images through the steps, one after the other; then like images of a set of four. */
  const throughSteps = ({ offset, stride }: Augmented): Expression =>
    m.block(null, [
      ...start.flatMap((s, k): Expression[] => {
        const element = m.select(isFormat(IMAGE_FORMAT.u8), m.i32.const(0), m.i32.const(2));
        const image = m.i32.shl(m.i32.mul(get(number[k]!), m.i32.const(bytesPerImage)), element);
        const target = m.i32.const(offset + k * stride);
        const operands = [m.i32.add(get(images), image), get(format), lane(k), target];
        return [
          m.if(alive(k), m.call("augmentImage", operands, binaryen.none)),
          m.local.set(s, m.i32.const(offset + k * stride)),
        ];
      }),
      ...copyPixels(4, fromFloats, []),
    ]);
  const perGroup = [
    ...chooseNumbers,
    ...copyLabels,
    augmented ? throughSteps(augmented) : asIs(),
    increase(slot, m.i32.const(4)),
  ];
  const groups = m.i32.mul(m.global.get(context.blocksGlobal, i32), m.i32.const(plan.lanes / 4));
  m.addFunction(
    name,
    binaryen.createType(new Array(6).fill(i32)),
    binaryen.none,
    locals.types,
    m.block(null, [
      m.call("setBatch", [get(n)], binaryen.none),
      ...forCount(context, locals, [m.local.set(slot, m.i32.const(0))], groups, false, perGroup),
    ]),
  );
}

/** The first n images (and labels) of the host's staging regions. */
export function loadStaged(context: Context, plan: Plan, n: () => Expression, use: "predict" | "train"): Expression {
  const { m, binaryen } = context;
  return m.call(
    use === "train" ? trainingLoader(plan) : "loadBatch",
    [
      m.i32.const(region(plan, "images")),
      m.i32.const(use === "train" ? region(plan, "labels") : 0),
      m.i32.const(STAGED),
      m.i32.const(0),
      m.i32.const(0),
      n(),
    ],
    binaryen.none,
  );
}
