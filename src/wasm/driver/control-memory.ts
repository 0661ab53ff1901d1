/**
 * Loads and stores of the control block and of the numbers that nests read, for the other files of this folder.
 */
import type binaryen from "binaryen";
import type { Tensor } from "../../ir/tensor.ts";
import type { Plan } from "../../kernels/plan.ts";
import { CONTROL } from "../abi.ts";
import type { Context } from "../context.ts";

type Expression = binaryen.ExpressionRef;

/** Loads and stores of the control block, and of the numbers that nests read. */
export function controlMemory(context: Context, plan: Plan) {
  const { m } = context;
  const zero = (): Expression => m.i32.const(0);
  const at = (field: keyof typeof CONTROL): number => context.control + CONTROL[field].offset;
  const number = (tensor: Tensor): number => plan.places.get(tensor)!.offset;
  const addTo = (field: "lossSum" | "correctPlaces", value: Expression): Expression =>
    m.f64.store(at(field), 8, zero(), m.f64.add(m.f64.load(at(field), 8, zero()), m.f64.promote(value)));
  const addWhole = (field: "correct", value: Expression): Expression => {
    const sum = m.i32.add(m.i32.load(at(field), 4, zero()), m.i32.trunc_s_sat.f32(value));
    return m.i32.store(at(field), 4, zero(), sum);
  };
  const hasMap = (plan.program.evaluation?.label.shape.length ?? 0) > 0;
  return {
    get: (field: keyof typeof CONTROL): Expression => m.i32.load(at(field), 4, zero()),
    set: (field: keyof typeof CONTROL, value: Expression): Expression => m.i32.store(at(field), 4, zero(), value),
    getF32: (field: keyof typeof CONTROL): Expression => m.f32.load(at(field), 4, zero()),
    setF32: (field: keyof typeof CONTROL, value: Expression): Expression => m.f32.store(at(field), 4, zero(), value),
    addLoss: (value: Expression): Expression => addTo("lossSum", value),
    /** Right answers: images, or places where each has a label. */
    addCorrect: (value: Expression): Expression =>
      hasMap ? addTo("correctPlaces", value) : addWhole("correct", value),
    number: (tensor: Tensor): Expression => m.f32.load(number(tensor), 4, zero()),
    setNumber: (tensor: Tensor, value: Expression): Expression => m.f32.store(number(tensor), 4, zero(), value),
  };
}

export function region(plan: Plan, name: string): number {
  return plan.regions.get(name)!.offset;
}
