/** Tables of Markdown at a terminal: aligned where there is room, rows as paragraphs where there is none, every cell whole. */
import { describe, expect, it } from "vitest";
import { terminalTable } from "../../src/report/terminal-table.ts";

const table = [
  "| argument | written | |",
  "| --- | --- | --- |",
  "| lr | `lr=` | how far a step goes \\| at first |",
  "| 畳み | `momentum=` | what stays |",
];

describe("terminalTable", () => {
  it("aligns columns by what a terminal shows", () => {
    expect(terminalTable(table, 80)).toEqual([
      "argument  written",
      "─".repeat(10 + 13 + 30),
      "lr        `lr=`        how far a step goes | at first",
      "畳み      `momentum=`  what stays",
    ]);
  });

  it("breaks the last column where it is half of the width", () => {
    expect(terminalTable(table, 46)).toEqual([
      "argument  written",
      "─".repeat(46),
      "lr        `lr=`        how far a step goes |",
      "                       at first",
      "畳み      `momentum=`  what stays",
    ]);
  });

  it("makes paragraphs of rows where there is no room", () => {
    expect(terminalTable(table, 24)).toEqual([
      "lr",
      "  written: `lr=`",
      "  how far a step goes |",
      "    at first",
      "畳み",
      "  written: `momentum=`",
      "  what stays",
    ]);
  });

  it("leaves titles out that say nothing, and lines that are no table as they are", () => {
    expect(terminalTable(["| | |", "| --- | --- |", "| `a` | b |"], 40)).toEqual(["`a`  b"]);
    expect(terminalTable(["| a | b |"], 4)).toEqual(["| a | b |"]);
    expect(terminalTable(["| a | b |", "| c | d |"], 4)).toEqual(["| a | b |", "| c | d |"]);
    expect(terminalTable([], 40)).toEqual([]);
  });
});
