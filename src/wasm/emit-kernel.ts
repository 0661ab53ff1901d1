/**
 * A kernel as one wasm function, `(pointer per buffer…, first image?) → nothing`. Every address that moves in a loop gets a
 * pointer of its own that is bumped once per iteration, so the innermost loop holds no multiplication; what differs by a
 * constant shares a pointer. Chooses nothing: order, tiles and registers are the kernel's.
 */
import { FIRST_IMAGE, type Kernel, type Loop, type Statement, type Table, widthOf } from "../kernels/kernel.ts";
import { visitAddresses } from "../kernels/visit-addresses.ts";
import { type Context, createLocals, forCount } from "./context.ts";
import { emitValue, registerLocal } from "./emit-value.ts";
import {
  basesOf,
  type Emitter,
  emitAddress,
  emitNumber,
  type Expression,
  groupKey,
  numbersUsed,
  type Scope,
  sharedPointer,
  streamKey,
  streamPointer,
} from "./pointers.ts";

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
