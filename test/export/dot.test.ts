/** Drawings: clusters per block, an edge per input, and names that mean nothing in DOT. */
import { expect, it } from "vitest";
import { exportDot } from "../../src/export/dot.ts";
import { modelOf } from "./models.ts";

it("draws boxes in the clusters of their blocks, and an edge for everything read", () => {
  const dot = exportDot(
    modelOf("block unit(c) { add { conv 3x3x{c} p1 | } -> relu }\nmodel M {\n  input 8x8x4\n  unit(4) as first -> fc 2 as scores\n}\n"), // prettier-ignore
  );
  expect(dot).toMatchInlineSnapshot(`
    "digraph "M" {
      graph [rankdir=TB, fontname="Helvetica", fontsize=11, color="#8a8a8a", style=rounded];
      node [shape=box, style=rounded, fontname="Helvetica", fontsize=10, margin="0.12,0.06"];
      edge [arrowsize=0.6];
      "input" [label="input\\n8x8x4", shape=ellipse];
      "scores" [label="scores (fc)\\n2\\n514 parameters"];
      subgraph "cluster first" {
        label="first: unit(4)";
        "first.conv1" [label="conv1\\n8x8x4\\n148 parameters"];
        "first.add1" [label="add1\\n8x8x4"];
        "first.relu1" [label="relu1\\n8x8x4"];
      }
      "input" -> "first.conv1";
      "first.conv1" -> "first.add1";
      "input" -> "first.add1";
      "first.add1" -> "first.relu1";
      "first.relu1" -> "scores";
    }
    "
  `);
});

it("lets no text of a user out of its string", () => {
  const dot = exportDot(
    modelOf('block b(text) { conv 1x1x2 }\nmodel M {\n  input 4x4x1\n  b("x\\"]; evil [label=\\"") -> relu\n}\n'.replaceAll('\\"', "'")), // prettier-ignore
  );
  for (const line of dot.split("\n"))
    expect((line.replace(/\\\\|\\"/g, "").match(/"/g) ?? []).length % 2, line).toBe(0);
});
