/**
 * A sum in registers: loops over what is summed, one accumulator for each point that is computed side by side. Takes the
 * axes, the sum and its points, gives statements and the registers that hold the sums after them.
 */
import { coefficient } from "../ir/affine.ts";
import type { Within } from "../ir/nest.ts";
import type { Scalar } from "../ir/scalar.ts";
import type { KernelBuilder } from "./build-kernel.ts";
import { openLoops, type Range, type Scope } from "./open-loops.ts";
import { type Code, createCode, type Point, translate } from "./translate.ts";
import type { Register, Statement, Value } from "./kernel.ts";

/**
 * Loops of a sum around one register per point; conditions clip the loops. With axes `outside`, what the others add up is
 * added to the sum as one number.
 */
export function accumulate(
  builder: KernelBuilder,
  taps: readonly Range[],
  sum: {
    readonly within: readonly Within[];
    readonly initial?: Scalar | undefined;
    readonly body: Scalar;
    readonly outside?: ReadonlySet<string>;
  },
  scope: Scope,
  points: readonly Point[],
): { statements: readonly Statement[]; registers: readonly Register[] } {
  const registers = points.map(() => register(builder, "sum"));
  const start: Code = createCode();
  points.forEach((p, i) => {
    const initial: Scalar = sum.initial ?? { kind: "constant", value: 0 };
    start.statements.push(set(registers[i]!, translate(builder, start, initial, p)));
  });
  const ordered = loopOrder(taps, (t) => sum.within.some((w) => coefficient(w.value, t.name) !== 0));
  const outer = ordered.filter((t) => sum.outside?.has(t.name));
  const inner = ordered.filter((t) => !sum.outside?.has(t.name));
  const addTo =
    (held: readonly Register[], terms: (here: Point, code: Code, i: number) => Value) => (inside: Scope) => {
      const code = createCode();
      points.forEach((p, i) => {
        const here: Point = { ...p, axes: new Map([...inside.axes, ...p.axes]) };
        const a: Value = { kind: "register", register: held[i]! };
        code.statements.push(set(held[i]!, { kind: "binary", op: "add", a, b: terms(here, code, i) }));
      });
      return code.statements;
    };
  const add = (held: readonly Register[]) => addTo(held, (here, code) => translate(builder, code, sum.body, here));
  const all: Scope = { ...scope, within: sum.within };
  if (outer.length === 0) {
    return { statements: [...start.statements, ...openLoops(builder, inner, all, add(registers))], registers };
  }
  const parts = points.map(() => register(builder, "part"));
  const loops = openLoops(builder, outer, all, (scope) => [
    ...parts.map((r) => set(r, { kind: "constant", value: 0, width: "vector" })),
    ...openLoops(builder, inner, scope, add(parts)),
    ...addTo(registers, (_, __, i) => ({ kind: "register", register: parts[i]! }))(scope),
  ]);
  return { statements: [...start.statements, ...loops], registers };
}

/**
 * Clipped loops outside, since their runs are short at borders. The innermost is the last, whose data lie side by side,
 * unless it is so short that entering it costs more than that: then the longest.
 */
function loopOrder(taps: readonly Range[], clipped: (t: Range) => boolean): readonly Range[] {
  const whole = taps.filter((t) => !clipped(t));
  const last = whole.at(-1);
  const longest = whole.reduce<Range | undefined>((a, b) => (a && a.extent > b.extent ? a : b), undefined);
  const inner = last && last.extent >= 4 ? last : longest;
  return [...taps.filter(clipped), ...whole.filter((t) => t !== inner), ...(inner ? [inner] : [])];
}

export function register(builder: KernelBuilder, name: string): Register {
  return { name: builder.fresh(name), width: "vector" };
}

export function set(to: Register, value: Value): Statement {
  return { kind: "set", register: to, value };
}
