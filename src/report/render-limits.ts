/** The limits of the compiler as a page of the reference: takes the table of limits, returns Markdown. */
import type { Limit } from "../limits.ts";

export function renderLimits(limits: Readonly<Record<string, Limit>>): string {
  const rows = Object.values(limits).map(({ value, unit, why }) => `| ${grouped(value)} | ${unit} | ${why} |`);
  const parts = [
    "# Limits",
    "Hard limits, checked before any work is done that they bound. `cnnc info` lists them too.",
    ["| at most | of what | why |", "| --: | --- | --- |", ...rows].join("\n"),
  ];
  return `${parts.join("\n\n")}\n`;
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
