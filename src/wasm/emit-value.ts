/** Values of a kernel as wasm expressions: registers, loads, arithmetic on one number or four. */
import type { Binary, Compare } from "../ir/scalar.ts";
import { type Value, widthOf } from "../kernels/kernel.ts";
import { helper } from "./math/helpers.ts";
import { type Emitter, emitAddress, emitNumber, type Expression, type Scope } from "./pointers.ts";

export function registerLocal(e: Emitter, name: string, width: "scalar" | "vector"): number {
  let local = e.registers.get(name);
  if (local === undefined) {
    local = e.locals.add(width === "vector" ? e.context.v128 : e.context.f32);
    e.registers.set(name, local);
  }
  return local;
}

export function emitValue(e: Emitter, value: Value, scope: Scope): Expression {
  const { context } = e;
  const { m } = context;
  const inner = (v: Value): Expression => emitValue(e, v, scope);
  const width = widthOf(value);
  switch (value.kind) {
    case "constant": {
      const number = m.f32.const(value.value);
      return width === "vector" ? m.f32x4.splat(number) : number;
    }
    case "register": {
      const local = registerLocal(e, value.register.name, width);
      return m.local.get(local, width === "vector" ? context.v128 : context.f32);
    }
    case "load": {
      const { pointer, offset } = emitAddress(e, value.address, scope);
      if (value.as === "scalar") return m.f32.load(offset, 4, pointer);
      return value.as === "vector" ? m.v128.load(offset, 4, pointer) : m.v128.load32_splat(offset, 4, pointer);
    }
    case "index": {
      const number = m.f32.convert_s.i32(emitNumber(e, value.value, scope));
      if (width === "scalar") return number;
      const splat = m.f32x4.splat(number);
      if (value.laneStep === 0) return splat;
      const lanes = new Uint8Array(new Float32Array([0, 1, 2, 3].map((l) => l * value.laneStep)).buffer);
      return m.f32x4.add(splat, m.v128.const([...lanes]));
    }
    case "unary": {
      const a = inner(value.a);
      const { op } = value;
      switch (op) {
        case "neg":
          return width === "vector" ? m.f32x4.neg(a) : m.f32.neg(a);
        case "sqrt":
          return width === "vector" ? m.f32x4.sqrt(a) : m.f32.sqrt(a);
        case "floor":
          return width === "vector" ? m.f32x4.floor(a) : m.f32.floor(a);
        case "abs":
          return width === "vector" ? m.f32x4.abs(a) : m.f32.abs(a);
        case "exp":
        case "log":
        case "cos":
        case "tanh":
        case "sigmoid":
        case "erf": {
          const name = helper(context, op);
          if (width === "vector") return m.call(name, [a], context.v128);
          return m.f32x4.extract_lane(m.call(name, [m.f32x4.splat(a)], context.v128), 0);
        }
        default:
          return op satisfies never;
      }
    }
    case "binary":
      return emitBinary(e, value.op, inner(value.a), inner(value.b), width);
    case "select": {
      const { left, right, compare } = value;
      const test = emitCompare(
        e,
        compare,
        () => inner(left),
        () => inner(right),
        widthOf(left),
      );
      if (width === "scalar") return m.select(test, inner(value.then), inner(value.else));
      if (isZero(value.else)) return m.v128.and(inner(value.then), test);
      if (isZero(value.then)) return m.v128.andnot(inner(value.else), test);
      return m.v128.bitselect(inner(value.then), inner(value.else), test);
    }
    case "random": {
      const arguments_ = [emitNumber(e, value.major, scope), emitNumber(e, value.block, scope)];
      const block = m.i32.shr_s(arguments_[1]!, m.i32.const(2));
      return m.call(helper(context, "uniform"), [arguments_[0]!, block, m.i32.const(value.stream)], context.v128);
    }
    case "horizontal":
      return m.call(helper(context, "horizontal"), [inner(value.a)], context.f32);
    case "transpose-sum":
      return emitTransposeSum(e, value.parts.map(inner));
    default:
      return value satisfies never;
  }
}

/** Horizontal sums of four vectors as one, each added in the order of `horizontal`. In line: it ends short sums. */
function emitTransposeSum(e: Emitter, parts: readonly Expression[]): Expression {
  const { m, v128 } = e.context;
  const held = parts.map((part) => {
    const local = e.locals.add(v128);
    return { set: m.local.set(local, part), get: () => m.local.get(local, v128) };
  });
  const words = (indices: readonly number[]): number[] =>
    indices.flatMap((w) => [4 * w, 4 * w + 1, 4 * w + 2, 4 * w + 3]);
  const sums = [0, 2].map((k) => {
    const [a, b] = [held[k]!, held[k + 1]!];
    // Lanes: a0 + a1, b0 + b1, a2 + a3, b2 + b3.
    const pairs = m.f32x4.add(
      m.i8x16.shuffle(a.get(), b.get(), words([0, 4, 2, 6])),
      m.i8x16.shuffle(a.get(), b.get(), words([1, 5, 3, 7])),
    );
    const local = e.locals.add(v128);
    return { set: m.local.set(local, pairs), get: () => m.local.get(local, v128) };
  });
  const [low, high] = [sums[0]!, sums[1]!];
  const total = m.f32x4.add(
    m.i8x16.shuffle(low.get(), high.get(), words([0, 1, 4, 5])),
    m.i8x16.shuffle(low.get(), high.get(), words([2, 3, 6, 7])),
  );
  return m.block(null, [...held.map((h) => h.set), low.set, high.set, total], v128);
}

function isZero(value: Value): boolean {
  return value.kind === "constant" && value.value === 0;
}

function emitBinary(e: Emitter, op: Binary, a: Expression, b: Expression, width: "scalar" | "vector"): Expression {
  const { m } = e.context;
  if (width === "scalar") return m.f32[op](a, b);
  switch (op) {
    case "add":
    case "sub":
    case "mul":
    case "div":
      return m.f32x4[op](a, b);
    // pmax and pmin are one instruction where max and min are eight; operands swapped so that a NaN on the left stays.
    case "max":
      return m.f32x4.pmax(a, b);
    case "min":
      return m.f32x4.pmin(a, b);
    default:
      return op satisfies never;
  }
}

/** `a` and `b` make a fresh expression at each call. */
function emitCompare(
  e: Emitter,
  op: Compare | "<nan",
  a: () => Expression,
  b: () => Expression,
  width: "scalar" | "vector",
): Expression {
  const { m } = e.context;
  const set = width === "vector" ? m.f32x4 : m.f32;
  switch (op) {
    case "<":
      return set.lt(a(), b());
    case "<=":
      return set.le(a(), b());
    case "==":
      return set.eq(a(), b());
    case "<nan":
      return (width === "vector" ? m.v128 : m.i32).or(set.lt(a(), b()), set.ne(b(), b()));
    default:
      return op satisfies never;
  }
}
