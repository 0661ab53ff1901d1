/**
 * The module's own loop: takes batches from a data set, runs the phases of a plan over them, and counts. Everything between
 * two progress ticks happens here, without JavaScript. Exports and control block as `abi.ts` describes them.
 */
import type binaryen from "binaryen";
import type { Parameter } from "../ir/program.ts";
import { elementCount, type Tensor } from "../ir/tensor.ts";
import { layoutOf } from "../kernels/layout.ts";
import type { Phase, Plan } from "../kernels/plan.ts";
import { CONTROL, IMAGE_FORMAT } from "./abi.ts";
import { type Context, createLocals, forCount, type Locals } from "./context.ts";
import { helper } from "./math.ts";

type Expression = binaryen.ExpressionRef;

/** Streams of the random generator; those below are the layers' own (dropout). */
const INIT_STREAM = 0x10000;
const SHUFFLE_STREAM = 0x20000;

/** `kernelNames[i]` is the function of kernel i. */
export function emitDriver(context: Context, plan: Plan, kernelNames: readonly string[]): void {
  emitSetBatch(context, plan);
  emitLoadBatch(context, plan);
  emitStoreOutputs(context, plan);
  emitPhases(context, plan, kernelNames, "predictPhases", plan.predict);
  emitPredict(context, plan);
  emitRewind(context, plan);
  emitInitialize(context, plan);
  if (plan.program.evaluation) {
    emitPhases(context, plan, kernelNames, "evaluationPhases", plan.evaluation);
    emitEvaluate(context, plan);
  }
  if (plan.step) {
    emitPhases(context, plan, kernelNames, "measurePhases", plan.step.measure);
    emitPhases(context, plan, kernelNames, "perStepPhases", plan.step.perStep);
    emitPhases(context, plan, kernelNames, "learnPhases", plan.step.learn);
    emitTrain(context, plan);
    emitStep(context, plan);
    emitShuffle(context);
    emitFit(context, plan);
  }
}

/** Loads and stores of the control block, and of the numbers that nests read. */
function memory(context: Context, plan: Plan) {
  const { m } = context;
  const zero = (): Expression => m.i32.const(0);
  const at = (field: keyof typeof CONTROL): number => context.control + CONTROL[field].offset;
  const number = (tensor: Tensor): number => plan.places.get(tensor)!.offset;
  return {
    get: (field: keyof typeof CONTROL): Expression => m.i32.load(at(field), 4, zero()),
    set: (field: keyof typeof CONTROL, value: Expression): Expression => m.i32.store(at(field), 4, zero(), value),
    getF32: (field: keyof typeof CONTROL): Expression => m.f32.load(at(field), 4, zero()),
    setF32: (field: keyof typeof CONTROL, value: Expression): Expression => m.f32.store(at(field), 4, zero(), value),
    addLoss: (value: Expression): Expression =>
      m.f64.store(at("lossSum"), 8, zero(), m.f64.add(m.f64.load(at("lossSum"), 8, zero()), m.f64.promote(value))),
    number: (tensor: Tensor): Expression => m.f32.load(number(tensor), 4, zero()),
    setNumber: (tensor: Tensor, value: Expression): Expression => m.f32.store(number(tensor), 4, zero(), value),
  };
}

function region(plan: Plan, name: string): number {
  return plan.regions.get(name)!.offset;
}

/** Calls of a sequence, blocks in an inner loop. */
function emitPhases(
  context: Context,
  plan: Plan,
  kernelNames: readonly string[],
  name: string,
  phases: readonly Phase[],
): void {
  const { m, i32, binaryen } = context;
  const locals = createLocals(0);
  const block = locals.add(i32);
  const code = phases.flatMap((phase): Expression[] => {
    const calls = phase.calls.map((call): Expression => {
      const operands = call.pointers.map(({ offset, blockStride }) =>
        phase.call === "block" && blockStride !== 0
          ? m.i32.add(m.i32.const(offset), m.i32.mul(m.local.get(block, i32), m.i32.const(blockStride)))
          : m.i32.const(offset),
      );
      if (plan.kernels[call.kernel]!.firstImage) {
        operands.push(m.i32.mul(m.local.get(block, i32), m.i32.const(plan.lanes)));
      }
      return m.call(kernelNames[call.kernel]!, operands, binaryen.none);
    });
    if (phase.call === "once") return calls;
    const next = m.local.set(block, m.i32.add(m.local.get(block, i32), m.i32.const(1)));
    const start = m.local.set(block, m.i32.const(0));
    return forCount(context, locals, [start], m.global.get(context.blocksGlobal, i32), false, [...calls, next]);
  });
  m.addFunction(name, binaryen.none, binaryen.none, locals.types, m.block(null, code));
}

/** (n): the number of images for the kernels to come. */
function emitSetBatch(context: Context, plan: Plan): void {
  const { m, i32, binaryen } = context;
  const { setNumber } = memory(context, plan);
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

/**
 * (images, labels, format, order, from, n): n images of a set into the input tensor, normalized, each in its lane; labels
 * into the label tensor when `labels` is not 0. `order` 0: from, from + 1, …; else the numbers at order[from…]. Lanes of
 * the last block without image become 0. `format` 2: the host's staging region, f32 images and f32 labels.
 */
function emitLoadBatch(context: Context, plan: Plan): void {
  const { m, i32, binaryen } = context;
  const { input, evaluation } = plan.program;
  const place = plan.places.get(input)!;
  const { strides } = layoutOf(input, plan.lanes);
  const channels = input.shape.length > 1 ? input.shape[0]! : 1;
  const pixels = elementCount(input) / channels;
  const channelStride = input.shape.length > 1 ? strides[0]! : 0;
  const pixelStride = plan.lanes * 4;
  const [images, labels, format, order, from, n] = [0, 1, 2, 3, 4, 5];
  const locals = createLocals(6);
  const [slot, target, source, number, element, channel] = Array.from({ length: 6 }, () => locals.add(i32));
  const get = (local: number): Expression => m.local.get(local, i32);
  const set = (local: number | undefined, value: Expression): Expression => m.local.set(local!, value);
  const increase = (local: number, by: number): Expression => set(local, m.i32.add(get(local), m.i32.const(by)));
  const laneOf = (base: number, blockStride: number): Expression =>
    m.i32.add(
      m.i32.const(base),
      m.i32.add(
        m.i32.mul(m.i32.div_u(get(slot!), m.i32.const(plan.lanes)), m.i32.const(blockStride)),
        m.i32.shl(m.i32.rem_u(get(slot!), m.i32.const(plan.lanes)), m.i32.const(2)),
      ),
    );
  const perElement = (value: Expression, step: Expression): Expression[] => {
    const four = m.i32.shl(get(channel!), m.i32.const(2));
    const fourAgain = m.i32.shl(get(channel!), m.i32.const(2));
    const normalized = m.f32.mul(
      m.f32.sub(value, m.f32.load(region(plan, "mean"), 4, four)),
      m.f32.load(region(plan, "inverseStd"), 4, fourAgain),
    );
    const address = m.i32.add(get(element!), m.i32.mul(get(channel!), m.i32.const(channelStride)));
    const body = [
      m.f32.store(0, 4, address, normalized),
      set(source, m.i32.add(get(source!), step)),
      increase(channel!, 1),
    ];
    const overChannels = forCount(context, locals, [set(channel, m.i32.const(0))], m.i32.const(channels), false, body);
    return forCount(context, locals, [set(element, get(target!))], m.i32.const(pixels), false, [
      ...overChannels,
      increase(element!, pixelStride),
    ]);
  };
  const bytesPerImage = channels * pixels;
  const isBytes = m.i32.eq(get(format!), m.i32.const(IMAGE_FORMAT.u8));
  const pickNumber = m.if(
    get(order!),
    set(
      number,
      m.i32.load(0, 4, m.i32.add(get(order!), m.i32.shl(m.i32.add(get(from!), get(slot!)), m.i32.const(2)))),
    ),
    set(number, m.i32.add(get(from!), get(slot!))),
  );
  const byteValue = m.f32.div(m.f32.convert_u.i32(m.i32.load8_u(0, 1, get(source!))), m.f32.const(255));
  const copy = m.if(
    isBytes,
    m.block(null, [
      set(source, m.i32.add(get(images!), m.i32.mul(get(number!), m.i32.const(bytesPerImage)))),
      ...perElement(byteValue, m.i32.const(1)),
    ]),
    m.block(null, [
      set(source, m.i32.add(get(images!), m.i32.mul(get(number!), m.i32.const(4 * bytesPerImage)))),
      ...perElement(m.f32.load(0, 4, get(source!)), m.i32.const(4)),
    ]),
  );
  const clearElement = m.f32.store(
    0,
    4,
    m.i32.add(get(element!), m.i32.mul(get(channel!), m.i32.const(channelStride))),
    m.f32.const(0),
  );
  const clear = forCount(context, locals, [set(element, get(target!))], m.i32.const(pixels), false, [
    ...forCount(context, locals, [set(channel, m.i32.const(0))], m.i32.const(channels), false, [
      clearElement,
      increase(channel!, 1),
    ]),
    increase(element!, pixelStride),
  ]);
  const labelPlace = evaluation ? plan.places.get(evaluation.label) : undefined;
  const copyLabel = labelPlace
    ? [
        m.if(
          get(labels!),
          m.f32.store(
            0,
            4,
            laneOf(labelPlace.offset, labelPlace.blockStride),
            m.if(
              m.i32.eq(get(format!), m.i32.const(2)),
              m.f32.load(0, 4, m.i32.add(get(labels!), m.i32.shl(get(number!), m.i32.const(2)))),
              m.f32.convert_u.i32(m.i32.load8_u(0, 1, m.i32.add(get(labels!), get(number!)))),
            ),
          ),
        ),
      ]
    : [];
  const perSlot = [
    set(target, laneOf(place.offset, place.blockStride)),
    m.if(
      m.i32.lt_u(get(slot!), get(n!)),
      m.block(null, [pickNumber, copy, ...copyLabel]),
      m.block(null, clear),
    ),
    increase(slot!, 1),
  ];
  const slots = m.i32.mul(m.global.get(context.blocksGlobal, i32), m.i32.const(plan.lanes));
  m.addFunction(
    "loadBatch",
    binaryen.createType(new Array(6).fill(i32)),
    binaryen.none,
    locals.types,
    m.block(null, [
      m.call("setBatch", [get(n!)], binaryen.none),
      ...forCount(context, locals, [set(slot, m.i32.const(0))], slots, false, perSlot),
    ]),
  );
}

/** (n): the outputs of the batch into the staging region, channels last. */
function emitStoreOutputs(context: Context, plan: Plan): void {
  const { m, i32, f32, binaryen } = context;
  const { output } = plan.program;
  const place = plan.places.get(output)!;
  const { strides } = layoutOf(output, plan.lanes);
  const channels = output.shape[0] ?? 1;
  const pixels = elementCount(output) / channels;
  const channelStride = strides[0] ?? 0;
  const pixelStride = plan.lanes * 4;
  const locals = createLocals(1);
  const [slot, source, target, channel] = Array.from({ length: 4 }, () => locals.add(i32)) as [number, number, number, number];
  const get = (local: number): Expression => m.local.get(local, i32);
  const set = (local: number, value: Expression): Expression => m.local.set(local, value);
  const increase = (local: number, by: number): Expression => set(local, m.i32.add(get(local), m.i32.const(by)));
  const first = m.i32.add(
    m.i32.const(place.offset),
    m.i32.add(
      m.i32.mul(m.i32.div_u(get(slot), m.i32.const(plan.lanes)), m.i32.const(place.blockStride)),
      m.i32.shl(m.i32.rem_u(get(slot), m.i32.const(plan.lanes)), m.i32.const(2)),
    ),
  );
  const element = m.f32.load(0, 4, m.i32.add(get(source), m.i32.mul(get(channel), m.i32.const(channelStride))));
  const perChannel = [m.f32.store(0, 4, get(target), element), increase(target, 4), increase(channel, 1)];
  const perPixel = [
    ...forCount(context, locals, [set(channel, m.i32.const(0))], m.i32.const(channels), false, perChannel),
    increase(source, pixelStride),
  ];
  const perImage = [...forCount(context, locals, [set(source, first)], m.i32.const(pixels), false, perPixel), increase(slot, 1)];
  m.addFunction(
    "storeOutputs",
    i32,
    binaryen.none,
    locals.types,
    m.block(null, [
      set(target, m.i32.const(region(plan, "outputs"))),
      ...forCount(context, locals, [set(slot, m.i32.const(0))], get(0), true, perImage),
    ]),
  );
}

function loadStaged(context: Context, plan: Plan, n: () => Expression, labels: boolean): Expression {
  const { m, binaryen } = context;
  return m.call(
    "loadBatch",
    [
      m.i32.const(region(plan, "images")),
      m.i32.const(labels ? region(plan, "labels") : 0),
      m.i32.const(2),
      m.i32.const(0),
      m.i32.const(0),
      n(),
    ],
    binaryen.none,
  );
}

function emitPredict(context: Context, plan: Plan): void {
  const { m, i32, binaryen } = context;
  const n = (): Expression => m.local.get(0, i32);
  m.addFunction(
    "predict",
    i32,
    binaryen.none,
    [],
    m.block(null, [
      loadStaged(context, plan, n, false),
      m.call("predictPhases", [], binaryen.none),
      m.call("storeOutputs", [n()], binaryen.none),
    ]),
  );
  m.addFunctionExport("predict", "predict");
}

function emitEvaluate(context: Context, plan: Plan): void {
  const { m, i32, binaryen } = context;
  const evaluation = plan.program.evaluation!;
  const { get, set, addLoss, number } = memory(context, plan);
  const [which, from, count] = [0, 1, 2];
  const locals = createLocals(3);
  const n = locals.add(i32);
  const local = (at: number): Expression => m.local.get(at, i32);
  const ofSet = (zero: keyof typeof CONTROL, one: keyof typeof CONTROL): Expression =>
    m.if(local(which), get(one), get(zero));
  const batch = plan.program.batch;
  const body = m.block(null, [
    m.local.set(n, m.select(m.i32.lt_u(local(count), m.i32.const(batch)), local(count), m.i32.const(batch))),
    m.call(
      "loadBatch",
      [
        ofSet("set0Images", "set1Images"),
        ofSet("set0Labels", "set1Labels"),
        ofSet("set0Format", "set1Format"),
        m.i32.const(0),
        local(from),
        local(n),
      ],
      binaryen.none,
    ),
    m.call("predictPhases", [], binaryen.none),
    m.call("evaluationPhases", [], binaryen.none),
    addLoss(number(evaluation.lossSum)),
    set("correct", m.i32.add(get("correct"), m.i32.trunc_s_sat.f32(number(evaluation.correctSum)))),
    set("seen", m.i32.add(get("seen"), local(n))),
    m.local.set(from, m.i32.add(local(from), local(n))),
    m.br("next", m.local.tee(count, m.i32.sub(local(count), local(n)), i32)),
  ]);
  m.addFunction(
    "evaluate",
    binaryen.createType([i32, i32, i32]),
    binaryen.none,
    locals.types,
    m.if(local(count), m.loop("next", body)),
  );
  m.addFunctionExport("evaluate", "evaluate");
}

/** Step, epoch, position and the numbers that go from step to step, as before the first one. */
function emitRewind(context: Context, plan: Plan): void {
  const { m, binaryen } = context;
  const { set } = memory(context, plan);
  const scalars = plan.program.states.filter((t) => t.shape.length === 0);
  m.addFunction(
    "rewind",
    binaryen.none,
    binaryen.none,
    [],
    m.block(null, [
      set("step", m.i32.const(0)),
      set("epoch", m.i32.const(0)),
      set("position", m.i32.const(0)),
      set("diverged", m.i32.const(0)),
      set("orderEpoch", m.i32.const(-1)),
      ...scalars.map((t) => m.f32.store(plan.places.get(t)!.offset, 4, m.i32.const(0), m.f32.const(t.data?.[0] ?? 0))),
    ]),
  );
  m.addFunctionExport("rewind", "rewind");
}

function emitInitialize(context: Context, plan: Plan): void {
  const { m, binaryen } = context;
  const { parameters, states } = plan.program;
  const arrays = states.filter((t) => t.shape.length > 0);
  const fills = parameters.map((p, i) => fillParameter(context, plan, p, INIT_STREAM + i));
  const zeros = arrays.flatMap((t): Expression[] => {
    const { offset, bytes } = plan.places.get(t)!;
    if (t.data) throw new Error(`${t.name}: states with values of their own are filled per number only`);
    return [m.memory.fill(m.i32.const(offset), m.i32.const(0), m.i32.const(bytes))];
  });
  m.addFunction(
    "initialize",
    binaryen.none,
    binaryen.none,
    [],
    m.block(null, [m.call("rewind", [], binaryen.none), ...fills, ...zeros]),
  );
  m.addFunctionExport("initialize", "initialize");
}

function fillParameter(context: Context, plan: Plan, parameter: Parameter, stream: number): Expression {
  const { m, f32, i32, binaryen } = context;
  const { offset, bytes } = plan.places.get(parameter.tensor)!;
  const { initializer } = parameter;
  const random = (name: "fillUniform" | "fillNormal", scale: number): Expression => {
    emitFill(context, name);
    const operands = [m.i32.const(offset), m.i32.const(bytes / 4), m.i32.const(stream), m.f32.const(scale)];
    return m.call(name, operands, binaryen.none);
  };
  switch (initializer.kind) {
    case "uniform":
      return random("fillUniform", initializer.bound);
    case "normal":
      return random("fillNormal", initializer.deviation);
    case "zeros":
      return m.memory.fill(m.i32.const(offset), m.i32.const(0), m.i32.const(bytes));
    case "constant": {
      if (!context.helpers.has("fillConstant")) {
        context.helpers.add("fillConstant");
        const locals = createLocals(3);
        const store = m.f32.store(0, 4, m.local.get(0, i32), m.local.get(2, f32));
        const next = m.local.set(0, m.i32.add(m.local.get(0, i32), m.i32.const(4)));
        const body = forCount(context, locals, [], m.local.get(1, i32), true, [store, next]);
        m.addFunction("fillConstant", binaryen.createType([i32, i32, f32]), binaryen.none, locals.types, m.block(null, body));
      }
      return m.call("fillConstant", [m.i32.const(offset), m.i32.const(bytes / 4), m.f32.const(initializer.value)], binaryen.none);
    }
    default:
      return initializer satisfies never;
  }
}

/**
 * (address, count, stream, scale): random numbers, four at a time at counter (block, 0, stream, 0). May write up to 12 bytes
 * past the end, where every region has room.
 */
function emitFill(context: Context, name: "fillUniform" | "fillNormal"): void {
  const { m, f32, i32, v128, binaryen } = context;
  if (context.helpers.has(name)) return;
  context.helpers.add(name);
  const philox = helper(context, "philox");
  const normal = name === "fillNormal" ? helper(context, "normal") : undefined;
  const locals = createLocals(4);
  const block = locals.add(i32);
  const get = (at: number): Expression => m.local.get(at, i32);
  const words = m.call(philox, [get(block), m.i32.const(0), get(2), m.i32.const(0)], v128);
  const unit = m.f32x4.mul(
    m.f32x4.convert_i32x4_u(m.i32x4.shr_u(words, m.i32.const(8))),
    m.f32x4.splat(m.f32.const(2 ** -24)),
  );
  const value = normal
    ? m.call(normal, [unit], v128)
    : m.f32x4.sub(m.f32x4.mul(unit, m.f32x4.splat(m.f32.const(2))), m.f32x4.splat(m.f32.const(1)));
  const body = [
    m.v128.store(0, 4, get(0), m.f32x4.mul(value, m.f32x4.splat(m.local.get(3, f32)))),
    m.local.set(0, m.i32.add(get(0), m.i32.const(16))),
    m.local.set(block, m.i32.add(get(block), m.i32.const(1))),
  ];
  const blocks = m.i32.shr_u(m.i32.add(get(1), m.i32.const(3)), m.i32.const(2));
  m.addFunction(
    name,
    binaryen.createType([i32, i32, i32, f32]),
    binaryen.none,
    locals.types,
    m.block(null, forCount(context, locals, [m.local.set(block, m.i32.const(0))], blocks, true, body)),
  );
}

/** (update) → 1, or 0 when the loss of the loaded batch is not finite (then nothing is learned). */
function emitTrain(context: Context, plan: Plan): void {
  const { m, i32, f32, binaryen } = context;
  const { controls, evaluation } = plan.program;
  const { get, set, getF32, setF32, addLoss, number, setNumber } = memory(context, plan);
  const { lossSum, correctSum } = evaluation!;
  const update = (): Expression => m.local.get(0, i32);
  const locals = createLocals(1);
  const loss = locals.add(f32);
  // x - x is 0 for every finite x, NaN otherwise.
  const finite = m.f32.eq(m.f32.sub(m.local.get(loss, f32), m.local.get(loss, f32)), m.f32.const(0));
  const learn = m.block(null, [
    m.if(update(), m.call("perStepPhases", [], binaryen.none)),
    m.call("learnPhases", [], binaryen.none),
    m.if(
      update(),
      m.block(null, [
        set("step", m.i32.add(get("step"), m.i32.const(1))),
        setF32("currentRate", number(controls.rate)),
      ]),
    ),
  ]);
  m.addFunction(
    "train",
    i32,
    i32,
    locals.types,
    m.block(
      null,
      [
        setNumber(controls.update, m.f32.convert_s.i32(update())),
        setNumber(controls.step, m.f32.convert_s.i32(get("step"))),
        setNumber(controls.epoch, m.f32.convert_s.i32(get("epoch"))),
        setNumber(controls.baseRate, getF32("rate")),
        m.call("measurePhases", [], binaryen.none),
        m.local.set(loss, number(lossSum)),
        addLoss(m.local.get(loss, f32)),
        set("correct", m.i32.add(get("correct"), m.i32.trunc_s_sat.f32(number(correctSum)))),
        set("seen", m.i32.add(get("seen"), m.i32.trunc_s_sat.f32(number(controls.count)))),
        m.if(
          finite,
          m.block(null, [learn, m.return(m.i32.const(1))]),
          set("diverged", m.i32.const(1)),
        ),
        m.i32.const(0),
      ],
      i32,
    ),
  );
}

function emitStep(context: Context, plan: Plan): void {
  const { m, i32, binaryen } = context;
  const { controls } = plan.program;
  const { setNumber } = memory(context, plan);
  const n = (): Expression => m.local.get(0, i32);
  const far = m.f32.const(1e30);
  m.addFunction(
    "step",
    binaryen.createType([i32, i32]),
    binaryen.none,
    [],
    m.block(null, [
      loadStaged(context, plan, n, true),
      // Single steps know no length of training: schedules see one without end.
      setNumber(controls.stepsPerEpoch, far),
      setNumber(controls.totalSteps, m.f32.const(1e30)),
      setNumber(controls.totalEpochs, m.f32.const(1e30)),
      m.drop(m.call("train", [m.local.get(1, i32)], i32)),
    ]),
  );
  m.addFunctionExport("step", "step");
}

/** The permutation of an epoch (Fisher and Yates, Durstenfeld's form), drawn anew from (seed, epoch). */
function emitShuffle(context: Context): void {
  const { m, i32, i64, v128, binaryen } = context;
  const philox = helper(context, "philox");
  const field = (name: keyof typeof CONTROL): Expression => m.i32.load(context.control + CONTROL[name].offset, 4, m.i32.const(0));
  const locals = createLocals(0);
  const [i, j, at, other, held] = Array.from({ length: 5 }, () => locals.add(i32)) as [number, number, number, number, number];
  const words = locals.add(v128);
  const get = (local: number): Expression => m.local.get(local, i32);
  const address = (number: Expression): Expression => m.i32.add(field("order"), m.i32.shl(number, m.i32.const(2)));
  const fill = forCount(context, locals, [m.local.set(i, m.i32.const(0))], field("set0Count"), true, [
    m.i32.store(0, 4, address(get(i)), get(i)),
    m.local.set(i, m.i32.add(get(i), m.i32.const(1))),
  ]);
  const draw = m.call(
    philox,
    [m.i32.shr_u(get(i), m.i32.const(2)), field("epoch"), m.i32.const(SHUFFLE_STREAM), m.i32.const(0)],
    v128,
  );
  const lane = m.i32.and(get(i), m.i32.const(3));
  const word = m.if(
    m.i32.and(lane, m.i32.const(2)),
    m.if(
      m.i32.and(get(i), m.i32.const(1)),
      m.i32x4.extract_lane(m.local.get(words, v128), 3),
      m.i32x4.extract_lane(m.local.get(words, v128), 2),
    ),
    m.if(
      m.i32.and(get(i), m.i32.const(1)),
      m.i32x4.extract_lane(m.local.get(words, v128), 1),
      m.i32x4.extract_lane(m.local.get(words, v128), 0),
    ),
  );
  // A number below i + 1: the high word of word · (i + 1).
  const below = m.i32.wrap(
    m.i64.shr_u(
      m.i64.mul(m.i64.extend_u(word), m.i64.extend_u(m.i32.add(get(i), m.i32.const(1)))),
      m.i64.const(32n),
    ),
  );
  const swap = [
    m.local.set(words, draw),
    m.local.set(j, below),
    m.local.set(at, address(get(i))),
    m.local.set(other, address(get(j))),
    m.local.set(held, m.i32.load(0, 4, get(at))),
    m.i32.store(0, 4, get(at), m.i32.load(0, 4, get(other))),
    m.i32.store(0, 4, get(other), get(held)),
    m.local.set(i, m.i32.sub(get(i), m.i32.const(1))),
  ];
  m.addFunction(
    "shuffle",
    binaryen.none,
    binaryen.none,
    locals.types,
    m.block(null, [
      ...fill,
      m.local.set(i, m.i32.sub(field("set0Count"), m.i32.const(1))),
      ...forCount(context, locals, [], m.i32.sub(field("set0Count"), m.i32.const(1)), true, swap),
      m.i32.store(context.control + CONTROL.orderEpoch.offset, 4, m.i32.const(0), field("epoch")),
    ]),
  );
}

function emitFit(context: Context, plan: Plan): void {
  const { m, i32, binaryen } = context;
  const { controls } = plan.program;
  const { get, set, setNumber } = memory(context, plan);
  const locals = createLocals(1);
  const done = locals.add(i32);
  const n = locals.add(i32);
  const steps = locals.add(i32);
  const local = (at: number): Expression => m.local.get(at, i32);
  const left = m.i32.sub(get("set0Count"), get("position"));
  const take = m.i32.sub(get("set0Count"), get("position"));
  const float = (value: Expression): Expression => m.f32.convert_s.i32(value);
  const body = m.block(null, [
    m.if(m.i32.ge_s(local(done), local(0)), m.return(local(done))),
    m.if(m.i32.ne(get("orderEpoch"), get("epoch")), m.call("shuffle", [], binaryen.none)),
    m.local.set(n, m.select(m.i32.lt_s(left, get("batch")), take, get("batch"))),
    m.call(
      "loadBatch",
      [get("set0Images"), get("set0Labels"), get("set0Format"), get("order"), get("position"), local(n)],
      binaryen.none,
    ),
    m.local.set(
      steps,
      m.i32.div_s(m.i32.add(get("set0Count"), m.i32.sub(get("batch"), m.i32.const(1))), get("batch")),
    ),
    setNumber(controls.stepsPerEpoch, float(local(steps))),
    setNumber(controls.totalEpochs, float(get("totalEpochs"))),
    setNumber(controls.totalSteps, float(m.i32.mul(get("totalEpochs"), local(steps)))),
    m.if(m.i32.eqz(m.call("train", [m.i32.const(1)], i32)), m.return(local(done))),
    m.local.set(done, m.i32.add(local(done), m.i32.const(1))),
    set("position", m.i32.add(get("position"), local(n))),
    m.if(
      m.i32.ge_s(get("position"), get("set0Count")),
      m.block(null, [
        set("position", m.i32.const(0)),
        set("epoch", m.i32.add(get("epoch"), m.i32.const(1))),
        m.return(local(done)),
      ]),
    ),
    m.br("next"),
  ]);
  m.addFunction(
    "fit",
    i32,
    i32,
    locals.types,
    m.block(null, [m.local.set(done, m.i32.const(0)), m.loop("next", body), m.unreachable()], i32),
  );
  m.addFunctionExport("fit", "fit");
}
