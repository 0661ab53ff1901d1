/**
 * The kernels of a sequence as one function: blocks in a loop, the rest once.
 */
import type binaryen from "binaryen";
import type { Phase, Plan } from "../../kernels/plan.ts";
import { type Context, createLocals, forCount } from "../context.ts";

type Expression = binaryen.ExpressionRef;

/** Calls of a sequence, blocks in an inner loop. */
export function emitPhases(
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
