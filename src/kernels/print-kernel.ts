/** Kernels as short, stable text, for `--emit kernels` and for tests. */
import { printAffine } from "../ir/affine.ts";
import type { Address, Kernel, Loop, Statement, Value } from "./kernel.ts";

export function printKernel(kernel: Kernel): string {
  const buffers = kernel.buffers.map((b, i) => `p${i}: ${"scratch" in b ? `scratch ${b.scratch}` : b.name}`);
  const lines = [`kernel ${kernel.name}(${buffers.join(", ")}) per ${kernel.call === "block" ? "block" : "batch"}`];
  kernel.tables.forEach((table, i) => {
    lines.push(`  table t${i} = ${table.map(([start, count]) => `${start}+${count}`).join(" ")}`);
  });
  print(kernel.body, "  ", lines);
  return lines.join("\n");
}

function print(body: readonly Statement[], indent: string, lines: string[]): void {
  for (const s of body) {
    switch (s.kind) {
      case "set":
        lines.push(`${indent}${s.register.name} = ${printValue(s.value)}`);
        break;
      case "store":
        lines.push(`${indent}[${printAddress(s.address)}] = ${printValue(s.value)}`);
        break;
      case "loop":
        lines.push(`${indent}for ${s.loop.name} in ${printTrip(s.loop)}`);
        print(s.body, `${indent}  `, lines);
        break;
      case "guard":
        lines.push(`${indent}if 0 <= ${printAffine(s.value)} < ${s.extent}`);
        print(s.body, `${indent}  `, lines);
        break;
      case "when":
        lines.push(`${indent}when [${printAddress(s.address)}] ${s.nonzero ? "!=" : "=="} 0`);
        print(s.body, `${indent}  `, lines);
        break;
      default:
        s satisfies never;
    }
  }
}

function printTrip({ trip, times }: Loop): string {
  const scaled = times === 1 ? "" : ` times ${times}`;
  switch (trip.kind) {
    case "fixed":
      return `${trip.start * times}..${(trip.start + trip.count) * times}`;
    case "table":
      return `t${trip.table}[${printAffine(trip.entry)}]${scaled}`;
    case "blocks":
      return "blocks";
    default:
      return trip satisfies never;
  }
}

function printAddress(address: Address): string {
  return `p${address.buffer} + ${printAffine(address.bytes)}`;
}

function printValue(value: Value): string {
  switch (value.kind) {
    case "constant":
      return String(value.value);
    case "register":
      return value.register.name;
    case "load":
      return `${value.as === "vector" ? "" : `${value.as} `}[${printAddress(value.address)}]`;
    case "index":
      return `index(${printAffine(value.value)}${value.laneStep === 0 ? "" : ` + ${value.laneStep}*lane`})`;
    case "unary":
      return `${value.op}(${printValue(value.a)})`;
    case "binary":
      return `${value.op}(${printValue(value.a)}, ${printValue(value.b)})`;
    case "select":
      return `(${printValue(value.left)} ${value.compare} ${printValue(value.right)} ? ${printValue(value.then)} : ${printValue(value.else)})`;
    case "random":
      return `random(${value.stream}, ${printAffine(value.major)}, ${printAffine(value.block)})`;
    case "horizontal":
      return `sum-lanes(${printValue(value.a)})`;
    case "transpose-sum":
      return `sum-lanes(${value.parts.map(printValue).join(", ")})`;
    default:
      return value satisfies never;
  }
}
