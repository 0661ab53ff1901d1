/**
 * A kernel as one wasm function, `(pointer per buffer…, first image?) → nothing`. Every address that moves in a loop gets a
 * pointer of its own that is bumped once per iteration, so the innermost loop holds no multiplication; what differs by a
 * constant shares a pointer. Chooses nothing: order, tiles and registers are the kernel's.
 */
import type binaryen from "binaryen";
import type { Affine } from "../ir/affine.ts";
import type { Binary, Compare } from "../ir/scalar.ts";
import { visitAddresses } from "../kernels/visit-addresses.ts";
import {
  type Address,
  FIRST_IMAGE,
  type Kernel,
  type Loop,
  type Statement,
  type Table,
  type Value,
  widthOf,
} from "../kernels/kernel.ts";
import { type Context, createLocals, forCount, type Locals } from "./context.ts";
import { helper } from "./math.ts";

export function emitKernel(context: Context, name: string, kernel: Kernel, tables: ReadonlyMap<Table, number>): void {
  const { m, i32 } = context;
  const parameters = kernel.buffers.length + (kernel.firstImage ? 1 : 0);
  const locals = createLocals(parameters);
  const emitter: Emitter = {
    context,
    kernel,
    tables,
    locals,
    registers: new Map(),
    bases: basesOf(kernel),
    numbers: numbersUsed(kernel.body),
  };
  const scope: Scope = { open: [], pointers: new Map(), counters: new Map() };
  if (kernel.firstImage) scope.counters.set(FIRST_IMAGE, kernel.buffers.length);
  const body = emitStatements(emitter, kernel.body, scope);
  const type = context.binaryen.createType(new Array(parameters).fill(i32));
  m.addFunction(name, type, context.binaryen.none, locals.types, m.block(null, body));
}

interface Emitter {
  readonly context: Context;
  readonly kernel: Kernel;
  readonly tables: ReadonlyMap<Table, number>;
  readonly locals: Locals;
  readonly registers: Map<string, number>;
  /** For each buffer and set of terms, the least constant where that is negative: offsets in wasm are not. */
  readonly bases: ReadonlyMap<string, number>;
  /** Loop variables whose value is needed as a number. */
  readonly numbers: ReadonlySet<string>;
}

interface Scope {
  readonly open: readonly string[];
  /** Stream → local that holds its pointer. */
  readonly pointers: Map<string, number>;
  /** Loop variable → local that holds its value. */
  readonly counters: Map<string, number>;
}

type Expression = binaryen.ExpressionRef;

function emitStatements(e: Emitter, statements: readonly Statement[], scope: Scope): Expression[] {
  return statements.flatMap((s): Expression[] => {
    const { m } = e.context;
    switch (s.kind) {
      case "set": {
        const value = emitValue(e, s.value, scope);
        return [m.local.set(registerLocal(e, s.register.name, s.register.width), value)];
      }
      case "store": {
        const { pointer, offset } = emitAddress(e, s.address, scope);
        const value = emitValue(e, s.value, scope);
        return [
          widthOf(s.value) === "vector"
            ? m.v128.store(offset, 4, pointer, value)
            : m.f32.store(offset, 4, pointer, value),
        ];
      }
      case "loop":
        return emitLoop(e, s.loop, s.body, scope);
      case "guard": {
        // One unsigned comparison asks for 0 <= value < extent.
        const test = m.i32.lt_u(emitNumber(e, s.value, scope), m.i32.const(s.extent));
        return [m.if(test, m.block(null, emitStatements(e, s.body, scope)))];
      }
      case "when": {
        const { pointer, offset } = emitAddress(e, s.address, scope);
        const test = (s.nonzero ? m.f32.ne : m.f32.eq)(m.f32.load(offset, 4, pointer), m.f32.const(0));
        return [m.if(test, m.block(null, emitStatements(e, s.body, scope)))];
      }
      default:
        return s satisfies never;
    }
  });
}

function emitLoop(e: Emitter, loop: Loop, body: readonly Statement[], outer: Scope): Expression[] {
  const { context, locals } = e;
  const { m, i32 } = context;
  const code: Expression[] = [];
  const scope: Scope = {
    open: [...outer.open, loop.name],
    pointers: new Map(outer.pointers),
    counters: new Map(outer.counters),
  };
  let start: () => Expression;
  let startValue: number | undefined;
  let count: Expression;
  let mayBeEmpty = false;
  switch (loop.trip.kind) {
    case "fixed": {
      startValue = loop.trip.start * loop.times;
      const first = startValue;
      start = () => m.i32.const(first);
      count = m.i32.const(loop.trip.count * loop.times);
      break;
    }
    case "table": {
      const table = e.tables.get(e.kernel.tables[loop.trip.table]!)!;
      const entry = locals.add(i32);
      const at = m.i32.shl(emitNumber(e, loop.trip.entry, outer), m.i32.const(3));
      code.push(m.local.set(entry, at));
      const times = (x: Expression): Expression => (loop.times === 1 ? x : m.i32.mul(x, m.i32.const(loop.times)));
      const first = locals.add(i32);
      code.push(m.local.set(first, times(m.i32.load(table, 4, m.local.get(entry, i32)))));
      start = () => m.local.get(first, i32);
      count = times(m.i32.load(table + 4, 4, m.local.get(entry, i32)));
      mayBeEmpty = e.kernel.tables[loop.trip.table]!.some(([, n]) => n === 0);
      break;
    }
    case "blocks":
      startValue = 0;
      start = () => m.i32.const(0);
      count = m.global.get(context.blocksGlobal, i32);
      break;
    default:
      return loop.trip satisfies never;
  }

  const bumps: Expression[] = [];
  const streams = new Map<string, { terms: readonly (readonly [string, number])[]; buffer: number; base: number }>();
  visitAddresses(body, (address) => {
    if (!address.bytes.terms.some(([name]) => name === loop.name)) return;
    const terms = address.bytes.terms.filter(([name]) => scope.open.includes(name));
    const base = e.bases.get(groupKey(address))!;
    streams.set(streamKey(address.buffer, terms, base), { terms, buffer: address.buffer, base });
  });
  const restore: Expression[] = [];
  for (const [key, { terms, buffer, base }] of streams) {
    const step = terms.find(([name]) => name === loop.name)![1];
    const outerTerms = terms.filter(([name]) => name !== loop.name);
    const shared = sharedPointer(e, loop, body, outer, { key, buffer, base, terms: outerTerms });
    const pointer = shared ?? locals.add(i32);
    if (shared === undefined) {
      const before = streamPointer(e, buffer, outerTerms, base, outer);
      const at = startValue === 0 ? before : m.i32.add(before, m.i32.mul(start(), m.i32.const(step)));
      code.push(m.local.set(pointer, at));
    } else if (loop.trip.kind === "fixed") {
      const run = loop.trip.count * loop.times * step;
      restore.push(m.local.set(pointer, m.i32.sub(m.local.get(pointer, i32), m.i32.const(run))));
    }
    scope.pointers.set(key, pointer);
    bumps.push(m.local.set(pointer, m.i32.add(m.local.get(pointer, i32), m.i32.const(step))));
  }
  if (e.numbers.has(loop.name)) {
    const counter = locals.add(i32);
    code.push(m.local.set(counter, start()));
    scope.counters.set(loop.name, counter);
    bumps.push(m.local.set(counter, m.i32.add(m.local.get(counter, i32), m.i32.const(1))));
  }
  const inside = emitStatements(e, body, scope);
  return [...forCount(context, locals, code, count, mayBeEmpty, [...inside, ...bumps]), ...restore];
}

/**
 * The outer loop's pointer, where this loop may move it along and put it back at its end: the loop runs a fixed number of
 * times from 0, and nothing in it needs the pointer as it was. One local then serves a whole nest of loops, where a copy
 * at each level would crowd the registers of the innermost.
 */
function sharedPointer(
  e: Emitter,
  loop: Loop,
  body: readonly Statement[],
  outer: Scope,
  stream: { key: string; buffer: number; base: number; terms: readonly (readonly [string, number])[] },
): number | undefined {
  if (loop.trip.kind !== "fixed" || loop.trip.start !== 0) return undefined;
  const outerKey = streamKey(stream.buffer, stream.terms, stream.base);
  const pointer = stream.terms.length === 0 && stream.base === 0 ? stream.buffer : outer.pointers.get(outerKey);
  if (pointer === undefined) return undefined;
  const open = new Set([...outer.open, loop.name]);
  let alone = true;
  visitAddresses(body, (address) => {
    const base = e.bases.get(groupKey(address))!;
    const terms = address.bytes.terms.filter(([name]) => open.has(name));
    const theirs = terms.filter(([name]) => name !== loop.name);
    const samePointer =
      streamKey(address.buffer, theirs, base) === outerKey ||
      // Streams of the same buffer with another base start from the bare parameter too.
      (stream.terms.length === 0 && address.buffer === stream.buffer && theirs.length === 0);
    if (samePointer && streamKey(address.buffer, terms, base) !== stream.key) alone = false;
  });
  return alone ? pointer : undefined;
}

function streamKey(buffer: number, terms: readonly (readonly [string, number])[], base: number): string {
  return `${buffer} ${base} ${terms.map(([name, c]) => `${name}*${c}`).join(" ")}`;
}

function groupKey(address: Address): string {
  return streamKey(address.buffer, address.bytes.terms, 0);
}

function streamPointer(
  e: Emitter,
  buffer: number,
  terms: readonly (readonly [string, number])[],
  base: number,
  scope: Scope,
): Expression {
  const { m, i32 } = e.context;
  if (terms.length === 0) {
    const parameter = m.local.get(buffer, i32);
    return base === 0 ? parameter : m.i32.add(parameter, m.i32.const(base));
  }
  const local = scope.pointers.get(streamKey(buffer, terms, base));
  if (local !== undefined) return m.local.get(local, i32);
  // A loop variable that no pointer follows (the number of the first image): reached by arithmetic.
  const sum = terms.reduce(
    (at: Expression, [name, c]) => {
      const value = scope.counters.get(name);
      if (value === undefined) throw new Error(`${e.kernel.name}: no pointer for ${streamKey(buffer, terms, base)}`);
      return m.i32.add(at, m.i32.mul(m.local.get(value, i32), m.i32.const(c)));
    },
    m.local.get(buffer, i32),
  );
  return base === 0 ? sum : m.i32.add(sum, m.i32.const(base));
}

function emitAddress(e: Emitter, address: Address, scope: Scope): { pointer: Expression; offset: number } {
  const base = e.bases.get(groupKey(address))!;
  return {
    pointer: streamPointer(e, address.buffer, address.bytes.terms, base, scope),
    offset: address.bytes.constant - base,
  };
}

function basesOf(kernel: Kernel): ReadonlyMap<string, number> {
  const bases = new Map<string, number>();
  visitAddresses(kernel.body, (address) => {
    const key = groupKey(address);
    bases.set(key, Math.min(bases.get(key) ?? 0, address.bytes.constant));
  });
  return bases;
}

/** Loop variables in tables, guards, indices and random counters. */
function numbersUsed(body: readonly Statement[]): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = (node: unknown, key: string): void => {
    if (key === "bytes" || node === null || typeof node !== "object") return;
    if (Array.isArray((node as { terms?: unknown }).terms)) {
      for (const [name] of (node as Affine).terms) used.add(name);
      return;
    }
    for (const [k, v] of Object.entries(node)) visit(v, k);
  };
  visit(body, "");
  return used;
}

function emitNumber(e: Emitter, value: Affine, scope: Scope): Expression {
  const { m, i32 } = e.context;
  let sum: Expression | undefined;
  for (const [name, c] of value.terms) {
    const local = scope.counters.get(name);
    if (local === undefined) throw new Error(`${e.kernel.name}: ${name} is not counted`);
    const get = m.local.get(local, i32);
    const term = c === 1 ? get : m.i32.mul(get, m.i32.const(c));
    sum = sum === undefined ? term : m.i32.add(sum, term);
  }
  if (sum === undefined) return m.i32.const(value.constant);
  return value.constant === 0 ? sum : m.i32.add(sum, m.i32.const(value.constant));
}

function registerLocal(e: Emitter, name: string, width: "scalar" | "vector"): number {
  let local = e.registers.get(name);
  if (local === undefined) {
    local = e.locals.add(width === "vector" ? e.context.v128 : e.context.f32);
    e.registers.set(name, local);
  }
  return local;
}

function emitValue(e: Emitter, value: Value, scope: Scope): Expression {
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
        case "sigmoid": {
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
