/**
 * Training: one step (`step`), and the loop over a shuffled data set (`fit`).
 */
import type binaryen from "binaryen";
import type { Program } from "../../ir/program.ts";
import type { Tensor } from "../../ir/tensor.ts";
import type { Plan } from "../../kernels/plan.ts";
import { tensorsRead } from "../../kernels/work.ts";
import { type Context, createLocals } from "../context.ts";
import { controlMemory } from "./control-memory.ts";
import { loadStaged, trainingLoader } from "./load-batch.ts";

type Expression = binaryen.ExpressionRef;

/** (update) → 1, or 0 when the loss of the loaded batch is not finite (then nothing is learned). */
export function emitTrain(context: Context, plan: Plan): void {
  const { m, i32, f32, binaryen } = context;
  const { controls, evaluation } = plan.program;
  const { get, set, getF32, setF32, addLoss, addCorrect, number, setNumber } = controlMemory(context, plan);
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
        addCorrect(number(correctSum)),
        set("seen", m.i32.add(get("seen"), m.i32.trunc_s_sat.f32(number(controls.count)))),
        m.if(finite, m.block(null, [learn, m.return(m.i32.const(1))]), set("diverged", m.i32.const(1))),
        m.i32.const(0),
      ],
      i32,
    ),
  );
}

/** Whether the rate of a step depends on how many steps an epoch, or the training, has. */
export function schedulesBySteps({ controls, training }: Program): boolean {
  const lengths: readonly Tensor[] = [controls.stepsPerEpoch, controls.totalSteps, controls.totalEpochs];
  return (training?.perStep ?? []).some((nest) => tensorsRead(nest).some((tensor) => lengths.includes(tensor)));
}

export function emitStep(context: Context, plan: Plan): void {
  const { m, i32, binaryen } = context;
  const { controls } = plan.program;
  const { get, setNumber } = controlMemory(context, plan);
  const n = (): Expression => m.local.get(0, i32);
  const far = m.f32.const(1e30);
  const float = (value: Expression): Expression => m.f32.convert_s.i32(value);
  const planned = schedulesBySteps(plan.program)
    ? [
        setNumber(controls.stepsPerEpoch, float(get("stepsPerEpoch"))),
        setNumber(controls.totalEpochs, float(get("totalEpochs"))),
        setNumber(controls.totalSteps, float(m.i32.mul(get("totalEpochs"), get("stepsPerEpoch")))),
      ]
    : [];
  m.addFunction(
    "step",
    binaryen.createType([i32, i32]),
    binaryen.none,
    [],
    m.block(null, [
      loadStaged(context, plan, n, "train"),
      // Single steps know no length of training, but from a host that says it: schedules see one without end.
      setNumber(controls.stepsPerEpoch, far),
      setNumber(controls.totalSteps, m.f32.const(1e30)),
      setNumber(controls.totalEpochs, m.f32.const(1e30)),
      ...(schedulesBySteps(plan.program) ? [m.if(get("stepsPerEpoch"), m.block(null, planned))] : []),
      m.drop(m.call("train", [m.local.get(1, i32)], i32)),
    ]),
  );
  m.addFunctionExport("step", "step");
}

export function emitFit(context: Context, plan: Plan): void {
  const { m, i32, binaryen } = context;
  const { controls } = plan.program;
  const { get, set, setNumber } = controlMemory(context, plan);
  const locals = createLocals(1);
  const done = locals.add(i32);
  const n = locals.add(i32);
  const steps = locals.add(i32);
  const local = (at: number): Expression => m.local.get(at, i32);
  const left = m.i32.sub(get("set0Count"), get("position"));
  const take = m.i32.sub(get("set0Count"), get("position"));
  const float = (value: Expression): Expression => m.f32.convert_s.i32(value);
  const body = m.block(null, [
    // An empty set has no permutation and no end of an epoch.
    m.if(m.i32.or(m.i32.ge_s(local(done), local(0)), m.i32.eqz(get("set0Count"))), m.return(local(done))),
    m.if(m.i32.ne(get("orderEpoch"), get("epoch")), m.call("shuffle", [], binaryen.none)),
    m.local.set(n, m.select(m.i32.lt_s(left, get("batch")), take, get("batch"))),
    m.call(
      trainingLoader(plan),
      [get("set0Images"), get("set0Labels"), get("set0Format"), get("order"), get("position"), local(n)],
      binaryen.none,
    ),
    m.local.set(steps, m.i32.div_s(m.i32.add(get("set0Count"), m.i32.sub(get("batch"), m.i32.const(1))), get("batch"))),
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
