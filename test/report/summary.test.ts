/** The layer table: the exact value of the interfaces, and its text forms. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderSummary } from "../../src/report/render-summary.ts";
import { summarize } from "../../src/report/summary.ts";
import { modelOf, network } from "../check/check-text.ts";

const text = readFileSync(new URL("../../examples/lenet5.cnn", import.meta.url), "utf8");
const summary = summarize(modelOf(text));

describe("the summary of LeNet-5", () => {
  it("is cnnc.summary/1", () => {
    const line = (start: string): number => text.split("\n").findIndex((row) => row.trimStart().startsWith(start)) + 1;
    expect(JSON.parse(renderSummary(summary, "json"))).toEqual({
      schema: "cnnc.summary/1",
      model: "LeNet5",
      input: [28, 28, 1],
      output: [10],
      layers: [
        ["conv1", "conv", [28, 28, 6], 156, 150, 117_600, 5, 18_816, line("conv 5x5x6")],
        ["relu1", "relu", [28, 28, 6], 0, 0, 0, 5, 18_816, line("conv 5x5x6")],
        ["maxpool1", "maxpool", [14, 14, 6], 0, 0, 0, 6, 4_704, line("conv 5x5x6")],
        ["conv2", "conv", [10, 10, 16], 2_416, 2_400, 240_000, 14, 6_400, line("conv 5x5x16")],
        ["relu2", "relu", [10, 10, 16], 0, 0, 0, 14, 6_400, line("conv 5x5x16")],
        ["maxpool2", "maxpool", [5, 5, 16], 0, 0, 0, 16, 1_600, line("conv 5x5x16")],
        ["fc1", "fc", [120], 48_120, 48_000, 48_000, 32, 480, line("fc 120")],
        ["relu3", "relu", [120], 0, 0, 0, 32, 480, line("fc 120")],
        ["fc2", "fc", [84], 10_164, 10_080, 10_080, 32, 336, line("fc 84")],
        ["relu4", "relu", [84], 0, 0, 0, 32, 336, line("fc 84")],
        ["fc3", "fc", [10], 850, 840, 840, 32, 40, line("fc 10")],
      ].map(([name, layer, output, params, weights, macs, rf, bytes, row]) => ({
        ...{ name, layer, output, params, weights, macs, rf, bytes, line: row },
      })),
      heads: [],
      totals: { params: 61_706, weights: 61_470, macs: 416_520, rf: 32 },
      memory: {
        batch: 64,
        weights: 246_824,
        gradients: 246_824,
        optimizer: 246_824,
        activations: 64 * (3_136 + 2 * 58_408),
        total: 3 * 246_824 + 64 * (3_136 + 2 * 58_408),
      },
    });
  });

  it("is a table of aligned columns for people", () => {
    const lines = renderSummary(summary, "human").split("\n");
    const rows = lines.filter((line) => /^(name|input|[a-z]+\d|total) /.test(line));
    expect(rows).toHaveLength(14);
    const end = (line: string, cell: string): number => line.indexOf(cell) + cell.length;
    expect(new Set([end(rows[0]!, "parameters"), end(rows[2]!, "156"), end(rows[13]!, "61,706")]).size).toBe(1);
    expect(rows[2]).toMatch(/^conv1 +conv +28x28x6 +156 +117,600 +5 +18\.4 KiB$/);
    expect(rows[13]).toMatch(/^total +61,706 +416,520 +32$/);
    expect(lines.join("\n")).toContain("61,470 weights without biases");
    expect(lines.join("\n")).toContain("training at batch 64");
    for (const line of lines) expect(line).toBe(line.trimEnd());
  });

  it("is a Markdown table", () => {
    const table = renderSummary(summary, "md")
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(table).toHaveLength(15);
    expect(new Set(table.map((line) => line.split("|").length)).size).toBe(1);
    expect(table[3]).toBe("| conv1 | conv | 28x28x6 | 156 | 117,600 | 5 | 18.4 KiB |");
  });
});

describe("memory", () => {
  it("is at the batch that is asked for, or 1 without a recipe", () => {
    const model = modelOf(network("input 4x4x1", "fc 3"));
    expect(summarize(model).memory.batch).toBe(1);
    expect(summarize(model, 7).memory).toMatchObject({ batch: 7, optimizer: 0, activations: 7 * 4 * (16 + 6) });
  });
});
