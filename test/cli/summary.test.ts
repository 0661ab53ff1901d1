/** `cnnc summary`: what reaches standard output in a pipe, on a terminal, and by `--depth`. */
import { describe, expect, it } from "vitest";
import { summary } from "../../src/cli/commands/summary.ts";
import { call } from "./call.ts";

const resnet = "std/resnet:ResNet50";
const rows = (text: string): number => text.split("\n").length;

describe("summary of ResNet-50", () => {
  it("shows every layer in a pipe, as Markdown and as JSON", async () => {
    const [human, md, json] = await Promise.all([
      call(summary, [resnet], { format: "human" }),
      call(summary, [resnet], { format: "md" }),
      call(summary, [resnet], { format: "json" }),
    ]);
    const { layers, totals, state } = JSON.parse(json.stdout);
    expect(totals).toMatchObject({ params: 25_557_032, macs: 4_089_184_256 });
    expect(state).toBe(53_120);
    expect(layers.length).toBeGreaterThan(170);
    expect(rows(human.stdout)).toBeGreaterThan(layers.length);
    expect(md.stdout.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(layers.length + 4);
    expect(human.stdout).toContain("4,089,184,256 (4.09 G) MACs");
    expect(human.stdout).toContain("Keras counts these as parameters: 25,610,152");
  });

  it("folds on a terminal, and unfolds when asked to", async () => {
    const folded = await call(summary, [resnet], { format: "human" }, 120);
    expect(rows(folded.stdout)).toBeLessThan(30);
    expect(folded.stdout).toMatch(/^conv2 +stage\(bottleneck, 64, 3\) +56x56x256 +215,808 /m);
    expect(folded.stdout).toContain("`--depth all` shows each");
    const [deeper, all, markdown] = await Promise.all([
      call(summary, [resnet], { format: "human", depth: 2 }, 120),
      call(summary, [resnet], { format: "human", depth: "all" }, 120),
      call(summary, [resnet], { format: "md" }, 120),
    ]);
    expect(deeper.stdout).toMatch(/^ {2}bottleneck2 +bottleneck\(64\) +56x56x256 +70,400 /m);
    expect(all.stdout).not.toContain("folded");
    expect(markdown.stdout).toContain("| conv2.bottleneck1.bn3 | bn | 56x56x256 |");
  });

  it("keeps to the width of the terminal", async () => {
    const { stdout } = await call(summary, [resnet], { format: "human", depth: "all" }, 72);
    const table = stdout.split("\n\n")[1]!.split("\n");
    expect(table.length).toBeGreaterThan(170);
    expect(Math.max(...table.map((line) => [...line].length))).toBeLessThanOrEqual(72);
  });
});
