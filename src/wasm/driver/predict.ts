/**
 * Forward passes: `predict` over the staged images, `evaluate` over a data set.
 */
import type binaryen from "binaryen";
import { elementCount } from "../../ir/tensor.ts";
import { layoutOf } from "../../kernels/layout.ts";
import type { Plan } from "../../kernels/plan.ts";
import type { CONTROL } from "../abi.ts";
import { type Context, createLocals, forCount } from "../context.ts";
import { controlMemory, region } from "./control-memory.ts";
import { loadStaged } from "./load-batch.ts";

type Expression = binaryen.ExpressionRef;

export function emitPredict(context: Context, plan: Plan): void {
  const { m, i32, binaryen } = context;
  const n = (): Expression => m.local.get(0, i32);
  m.addFunction(
    "predict",
    i32,
    binaryen.none,
    [],
    m.block(null, [
      loadStaged(context, plan, n, "predict"),
      m.call("predictPhases", [], binaryen.none),
      m.call("storeOutputs", [n()], binaryen.none),
    ]),
  );
  m.addFunctionExport("predict", "predict");
}

export function emitEvaluate(context: Context, plan: Plan): void {
  const { m, i32, binaryen } = context;
  const evaluation = plan.program.evaluation!;
  const { get, set, addLoss, addCorrect, number } = controlMemory(context, plan);
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
    m.call("storeOutputs", [local(n)], binaryen.none),
    m.call("evaluationPhases", [], binaryen.none),
    addLoss(number(evaluation.lossSum)),
    addCorrect(number(evaluation.correctSum)),
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

/** (n): the outputs of the batch into the staging region, channels last. */
export function emitStoreOutputs(context: Context, plan: Plan): void {
  const { m, i32, binaryen } = context;
  const { output } = plan.program;
  const place = plan.places.get(output)!;
  const { strides } = layoutOf(output, plan.lanes);
  const channels = output.shape[0] ?? 1;
  const pixels = elementCount(output) / channels;
  const channelStride = strides[0] ?? 0;
  const pixelStride = plan.lanes * 4;
  const locals = createLocals(1);
  const [slot, source, target, channel] = Array.from({ length: 4 }, () => locals.add(i32)) as [
    number,
    number,
    number,
    number,
  ];
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
  const perImage = [
    ...forCount(context, locals, [set(source, first)], m.i32.const(pixels), false, perPixel),
    increase(slot, 1),
  ];
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
