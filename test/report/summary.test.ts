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
    const rows = [
      ["conv1", "conv 5x5x6 s1 p2", [28, 28, 6], 156, 150, 117_600, 5, 18_816, line("conv 5x5x6")],
      ["relu1", "relu", [28, 28, 6], 0, 0, 0, 5, 18_816, line("conv 5x5x6")],
      ["maxpool1", "maxpool 2", [14, 14, 6], 0, 0, 0, 6, 4_704, line("conv 5x5x6")],
      ["conv2", "conv 5x5x16", [10, 10, 16], 2_416, 2_400, 240_000, 14, 6_400, line("conv 5x5x16")],
      ["relu2", "relu", [10, 10, 16], 0, 0, 0, 14, 6_400, line("conv 5x5x16")],
      ["maxpool2", "maxpool 2", [5, 5, 16], 0, 0, 0, 16, 1_600, line("conv 5x5x16")],
      ["fc1", "fc 120", [120], 48_120, 48_000, 48_000, 32, 480, line("fc 120")],
      ["relu3", "relu", [120], 0, 0, 0, 32, 480, line("fc 120")],
      ["fc2", "fc 84", [84], 10_164, 10_080, 10_080, 32, 336, line("fc 84")],
      ["relu4", "relu", [84], 0, 0, 0, 32, 336, line("fc 84")],
      ["fc3", "fc 10", [10], 850, 840, 840, 32, 40, line("fc 10")],
    ] as const;
    expect(JSON.parse(renderSummary(summary, "json"))).toEqual({
      schema: "cnnc.summary/1",
      model: "LeNet5",
      input: [28, 28, 1],
      output: [10],
      layers: rows.map(([name, written, output, params, weights, macs, rf, bytes, row], i) => ({
        ...{ name, layer: written.split(" ")[0], written, inputs: [rows[i - 1]?.[0] ?? "input"] },
        ...{ output, params, weights, macs, state: 0, rf, bytes, line: row },
      })),
      blocks: [],
      heads: [],
      totals: { params: 61_706, weights: 61_470, macs: 416_520, rf: 32 },
      state: 0,
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

  it("is a table for people", () => {
    expect(renderSummary(summary, "human")).toBe(`LeNet5

name      layer             output    parameters  params %     MACs  MACs %  receptive field  activation
────────────────────────────────────────────────────────────────────────────────────────────────────────
input                       28x28x1
conv1     conv 5x5x6 s1 p2  28x28x6          156      0.3%  117,600   28.2%                5    18.4 KiB
relu1     relu              28x28x6            -         -        -       -                5    18.4 KiB
maxpool1  maxpool 2         14x14x6            -         -        -       -                6     4.6 KiB
conv2     conv 5x5x16       10x10x16       2,416      3.9%  240,000   57.6%               14     6.3 KiB
relu2     relu              10x10x16           -         -        -       -               14     6.3 KiB
maxpool2  maxpool 2         5x5x16             -         -        -       -               16     1.6 KiB
fc1       fc 120            120           48,120     78.0%   48,000   11.5%               32       480 B
relu3     relu              120                -         -        -       -               32       480 B
fc2       fc 84             84            10,164     16.5%   10,080    2.4%               32       336 B
relu4     relu              84                 -         -        -       -               32       336 B
fc3       fc 10             10               850      1.4%      840    0.2%               32        40 B
────────────────────────────────────────────────────────────────────────────────────────────────────────
total                                     61,706      100%  416,520    100%               32    57.0 KiB

61,470 weights without biases and normalization
416,520 MACs (multiply-adds) for one image; FLOPs = 2 × MACs: 833,040
training at batch 64, before buffers share places: 8.0 MiB (weights 241.0 KiB, gradients 241.0 KiB, optimizer 241.0 KiB, activations 7.3 MiB)
`);
  });

  it("is a Markdown table", () => {
    const table = renderSummary(summary, "md")
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(table).toHaveLength(15);
    expect(new Set(table.map((line) => line.split("|").length)).size).toBe(1);
    expect(table[3]).toBe("| conv1 | conv 5x5x6 s1 p2 | 28x28x6 | 156 | 0.3% | 117,600 | 28.2% | 5 | 18.4 KiB |");
  });
});

describe("memory", () => {
  it("is at the batch that is asked for, or 1 without a recipe", () => {
    const model = modelOf(network("input 4x4x1", "fc 3"));
    expect(summarize(model).memory.batch).toBe(1);
    expect(summarize(model, 7).memory).toMatchObject({ batch: 7, optimizer: 0, activations: 7 * 4 * (16 + 6) });
  });
});
