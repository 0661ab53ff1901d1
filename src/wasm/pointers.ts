/**
 * Pointers of a kernel under emission. Every address that moves in a loop gets a pointer that is bumped once per iteration;
 * what differs by a constant shares one. Gives the pointer of an address at a place, and the numbers of loop variables.
 */
import type binaryen from "binaryen";
import type { Affine } from "../ir/affine.ts";
import type { Address, Kernel, Loop, Statement, Table } from "../kernels/kernel.ts";
import { visitAddresses } from "../kernels/visit-addresses.ts";
import type { Context, Locals } from "./context.ts";

export type Expression = binaryen.ExpressionRef;

export interface Emitter {
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

export interface Scope {
  readonly open: readonly string[];
  /** Stream → local that holds its pointer. */
  readonly pointers: Map<string, number>;
  /** Loop variable → local that holds its value. */
  readonly counters: Map<string, number>;
}

/**
 * The outer loop's pointer, where this loop may move it along and put it back at its end: the loop runs a fixed number of
 * times from 0, and nothing in it needs the pointer as it was. One local then serves a whole nest of loops, where a copy
 * at each level would crowd the registers of the innermost.
 */
export function sharedPointer(
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

export function streamKey(buffer: number, terms: readonly (readonly [string, number])[], base: number): string {
  return `${buffer} ${base} ${terms.map(([name, c]) => `${name}*${c}`).join(" ")}`;
}

export function groupKey(address: Address): string {
  return streamKey(address.buffer, address.bytes.terms, 0);
}

export function streamPointer(
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

export function emitAddress(e: Emitter, address: Address, scope: Scope): { pointer: Expression; offset: number } {
  const base = e.bases.get(groupKey(address))!;
  return {
    pointer: streamPointer(e, address.buffer, address.bytes.terms, base, scope),
    offset: address.bytes.constant - base,
  };
}

export function basesOf(kernel: Kernel): ReadonlyMap<string, number> {
  const bases = new Map<string, number>();
  visitAddresses(kernel.body, (address) => {
    const key = groupKey(address);
    bases.set(key, Math.min(bases.get(key) ?? 0, address.bytes.constant));
  });
  return bases;
}

/** Loop variables in tables, guards, indices and random counters. */
export function numbersUsed(body: readonly Statement[]): ReadonlySet<string> {
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

export function emitNumber(e: Emitter, value: Affine, scope: Scope): Expression {
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
