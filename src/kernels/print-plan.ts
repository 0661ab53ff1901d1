/** A plan as text: its kernels and the order in which its sequences call them, or its memory map. */
import type { Phase, Plan } from "./plan.ts";
import { printKernel } from "./print-kernel.ts";

export function printPlan(plan: Plan): string {
  const sequences: [string, readonly Phase[]][] = [
    ["predict", plan.predict],
    ["evaluation", plan.evaluation],
    ["step: measure", plan.step?.measure ?? []],
    ["step: once per update", plan.step?.perStep ?? []],
    ["step: once per epoch", plan.step?.perEpoch ?? []],
    ["step: learn", plan.step?.learn ?? []],
  ];
  const order = sequences.flatMap(([name, phases]) => [
    `sequence ${name}`,
    ...phases.flatMap((p) => [
      `  ${p.call === "block" ? "for each block" : "once"}`,
      ...p.calls.map((c) => {
        const kernel = plan.kernels[c.kernel]!.name;
        return `    ${c.name}${kernel === c.name ? "" : ` (${kernel})`}`;
      }),
    ]),
  ]);
  return [`batch ${plan.program.batch}, lanes ${plan.lanes}`, ...order, ...plan.kernels.map(printKernel)].join("\n");
}

export function printMemory(plan: Plan): string {
  const rows = [...plan.places]
    .filter(([t]) => t.role !== "control")
    .map(([t, p]) => ({ name: t.batched ? `activations: ${t.name}` : t.name, offset: p.offset, bytes: p.bytes }));
  const all = [...plan.regions].map(([name, r]) => ({ name, ...r })).concat(rows);
  return [
    ...all
      .sort((a, b) => a.offset - b.offset)
      .map((r) => `${String(r.offset).padStart(10)} ${String(r.bytes).padStart(10)}  ${r.name}`),
    `${String(plan.bytes).padStart(10)}             end`,
  ].join("\n");
}
