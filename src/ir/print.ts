/**
 * The loop-nest vocabulary as text, for `--emit train`, tests and messages: short, stable and complete. Takes scalars,
 * nests and programs; nothing reads the text back.
 */
import { printAffine } from "./affine.ts";
import { printImageStep } from "./image-step.ts";
import type { Axis, Nest, Write } from "./nest.ts";
import type { Initializer, Program } from "./program.ts";
import { type Binary, type Scalar, operands } from "./scalar.ts";
import type { Tensor } from "./tensor.ts";

/** Symbol and binding strength of the operators that are written between their operands. */
const infix: Partial<Record<Binary, readonly [symbol: string, strength: number]>> = {
  add: ["+", 1],
  sub: ["-", 1],
  mul: ["*", 2],
  div: ["/", 2],
};

export function printScalar(e: Scalar): string {
  return print(e, 0);
}

function print(e: Scalar, strength: number): string {
  switch (e.kind) {
    case "constant":
      return String(e.value);
    case "load":
      return access(e.tensor, e.index);
    case "index":
      return `#(${printAffine(e.value)})`;
    case "unary":
      return `${e.op}(${print(e.a, 0)})`;
    case "binary": {
      const form = infix[e.op];
      if (!form) return `${e.op}(${print(e.a, 0)}, ${print(e.b, 0)})`;
      const text = `${print(e.a, form[1])} ${form[0]} ${print(e.b, form[1] + 1)}`;
      return form[1] < strength ? `(${text})` : text;
    }
    case "select": {
      const [left, right, then, otherwise] = operands(e).map((operand) => print(operand, 0));
      return `(${left} ${e.compare} ${right} ? ${then} : ${otherwise})`;
    }
    case "random":
      return `random${e.stream}(${printAffine(e.major)}, ${printAffine(e.minor)})`;
    case "result":
    case "position":
      return e.kind;
    default:
      return e satisfies never;
  }
}

function access(tensor: Tensor, index: readonly Parameters<typeof printAffine>[0][]): string {
  return `${tensor.name}[${index.map(printAffine).join(", ")}]`;
}

const printAxis = (axis: Axis): string => `${axis.name}<${axis.extent}`;

function printWrite(write: Write): string {
  const when = write.when ? ` when ${write.when.control.name} ${write.when.nonzero ? "!=" : "=="} 0` : "";
  return `${access(write.tensor, write.index)} ${write.accumulate ? "+=" : "="} ${printScalar(write.value)}${when}`;
}

/** Several lines, the first with the nest's name, the others indented. */
export function printNest(nest: Nest): string {
  const { reduction } = nest;
  const reduced = new Set(reduction.kind === "sum" || reduction.kind === "max" ? reduction.over : []);
  const kept = nest.axes.filter((axis) => !reduced.has(axis.name)).map(printAxis);
  const over = nest.axes.filter((axis) => reduced.has(axis.name)).map(printAxis);
  const lines = [`${nest.name}:${nest.constant ? " constant" : ""}${kept.length ? ` for ${kept.join(" ")}` : ""}`];
  for (const { value, extent } of nest.within) lines.push(`  within 0 <= ${printAffine(value)} < ${extent}`);
  const body = printScalar(nest.body);
  switch (reduction.kind) {
    case "none":
    case "scatter":
      lines.push(`  ${reduction.kind === "scatter" ? "scatter " : ""}${body}`);
      break;
    case "sum":
      lines.push(`  ${["sum", ...over].join(" ")} of ${body}`);
      if (reduction.initial) lines.push(`  from ${printScalar(reduction.initial)}`);
      break;
    case "max":
      lines.push(`  ${["max", ...over].join(" ")} of ${body}`, `  position ${printAffine(reduction.position)}`);
      break;
    default:
      reduction satisfies never;
  }
  for (const write of nest.writes) lines.push(`  ${printWrite(write)}`);
  return lines.join("\n");
}

export function printTensor(tensor: Tensor): string {
  const shape = [...(tensor.batched ? ["batch"] : []), ...tensor.shape].join(", ");
  return `${tensor.role} ${tensor.name}[${shape}]`;
}

function printInitializer(initializer: Initializer): string {
  switch (initializer.kind) {
    case "zeros":
      return "zeros";
    case "constant":
      return `constant ${initializer.value}`;
    case "uniform":
      return `uniform ${initializer.bound}`;
    case "normal":
      return `normal ${initializer.deviation}`;
    default:
      return initializer satisfies never;
  }
}

/** The whole program, section by section; nests that stand in two sections are printed once and then named. */
export function printProgram(program: Program): string {
  const lines = [`program: batch ${program.batch}`, printTensor(program.input)];
  for (const { tensor, initializer } of program.parameters)
    lines.push(`${printTensor(tensor)} = ${printInitializer(initializer)}`);
  for (const state of program.states)
    lines.push(`${printTensor(state)}${state.data ? ` = ${state.data.join(" ")}` : ""}`);
  const printed = new Set<Nest>();
  const section = (title: string, nests: readonly Nest[]): void => {
    lines.push("", `${title}:`);
    for (const nest of nests) lines.push(printed.has(nest) ? `${nest.name}: as above` : printNest(nest));
    for (const nest of nests) printed.add(nest);
  };
  section(`predict gives ${program.output.name}`, program.predict);
  if (program.evaluation) section(`evaluate with ${program.evaluation.label.name}`, program.evaluation.nests);
  if (program.training) {
    const { augment } = program.training;
    if (augment.length > 0) lines.push("", "augment:", ...augment.map(printImageStep));
    section("per step", program.training.perStep);
    if (program.training.perEpoch.length > 0) section("per epoch", program.training.perEpoch);
    section("forward", program.training.forward);
    section("backward", program.training.backward);
    section("update", program.training.updates);
  }
  return `${lines.join("\n")}\n`;
}
