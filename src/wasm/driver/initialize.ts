/**
 * Parameters and optimizer state before the first step: `initialize` and `rewind`.
 */
import type binaryen from "binaryen";
import type { Parameter } from "../../ir/program.ts";
import type { Plan } from "../../kernels/plan.ts";
import { type Context, createLocals, forCount } from "../context.ts";
import { helper } from "../math/helpers.ts";
import { controlMemory } from "./control-memory.ts";

type Expression = binaryen.ExpressionRef;

/** Random streams of the parameters; those below are the layers' own (dropout). */
const INIT_STREAM = 0x10000;

/** Step, epoch, position and the numbers that go from step to step, as before the first one. */
export function emitRewind(context: Context, plan: Plan): void {
  const { m, binaryen } = context;
  const { set } = controlMemory(context, plan);
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

export function emitInitialize(context: Context, plan: Plan): void {
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
        m.addFunction(
          "fillConstant",
          binaryen.createType([i32, i32, f32]),
          binaryen.none,
          locals.types,
          m.block(null, body),
        );
      }
      return m.call(
        "fillConstant",
        [m.i32.const(offset), m.i32.const(bytes / 4), m.f32.const(initializer.value)],
        binaryen.none,
      );
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
