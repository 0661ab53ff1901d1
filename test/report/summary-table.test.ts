/** The table of a summary: heads, states, blocks, narrow terminals, and what the numbers in it add up to. */
import { describe, expect, it } from "vitest";
import { renderSummary } from "../../src/report/render-summary.ts";
import { summarize } from "../../src/report/summary.ts";
import { sectionsOf } from "../../src/report/summary-rows.ts";
import { modelOf } from "../check/check-text.ts";

const text = `block unit(c, s = 1) {
  add { conv 3x3x{c} s{s} p1 nobias -> bn -> relu -> conv 3x3x{c} p1 nobias -> bn
      | if s != 1 or in.c != c { conv 1x1x{c} s{s} nobias -> bn } } -> relu
}
block stage(c, s) {
  unit(c, s) -> unit(c)
}
model Net {
  input 16x16x3
  conv 3x3x8 p1 -> relu
  stage(8, 1) as low
  head aux { gavgpool -> fc 10 }
  stage(16, 2) as high
  gavgpool -> fc 10
}
`;
const summary = summarize(modelOf(text));
const human = renderSummary(summary, "human");

/** The words of the row of that name, indentation aside. */
const rowOf = (table: string, name: string): readonly string[] =>
  table.split("\n").find((line) => line.trim().startsWith(`${name} `))!.trim().split(/ {2,}/); // prettier-ignore

describe("a summary with blocks, branches, states and a head", () => {
  it("names each use of a block, what a layer reads, its states and its head", () => {
    expect(summary.blocks.slice(0, 3)).toEqual([
      { name: "low", use: "stage(8, 1)" },
      { name: "low.unit1", use: "unit(8, 1)" },
      { name: "low.unit2", use: "unit(8)" },
    ]);
    const join = summary.layers.find(({ name }) => name === "low.unit1.add1")!;
    expect(join.inputs).toEqual(["low.unit1.bn2", "relu1"]);
    expect(summary.layers.filter(({ layer }) => layer === "bn").map(({ state }) => state)).toContain(32);
    expect(summary.state).toBe(summary.layers.reduce((sum, { state }) => sum + state, 0));
    const [head] = summary.heads;
    expect(head).toMatchObject({ name: "aux", output: [10], params: 90, weights: 80, macs: 80 });
    expect(head!.layers).toEqual(summary.layers.filter(({ head: of }) => of === "aux").map(({ name }) => name));
    expect(head!.layers).toHaveLength(2);
  });

  it("adds up: parameters with the heads, MACs without them", () => {
    const sum = (key: "params" | "macs", heads: boolean) =>
      summary.layers.filter(({ head }) => heads || head === undefined).reduce((total, layer) => total + layer[key], 0);
    expect(summary.totals.params).toBe(sum("params", true));
    expect(summary.totals.macs).toBe(sum("macs", false));
    for (const depth of [undefined, 1, 2, 3]) {
      const sections = sectionsOf(summary, depth);
      expect(sections.reduce((total, { params }) => total + params, 0)).toBe(summary.totals.params);
      expect(sections[0]!.macs).toBe(summary.totals.macs);
      expect(sections.flatMap(({ rows }) => rows).reduce((total, { count }) => total + count, 0)).toBe(
        summary.layers.length,
      );
    }
  });

  it("shows shares that add up to the whole, to rounding", () => {
    const table = renderSummary(summary, "md").split("\n").filter((line) => line.startsWith("|")).slice(3); // prettier-ignore
    const rows = table.map((line) => line.split(" | ")).filter(([name]) => !/head|total/.test(name!));
    for (const column of [4, 6]) {
      const shares = rows.map((cells) => cells[column]!).filter((cell) => /%$/.test(cell));
      const total = shares.reduce((sum, cell) => sum + (cell.startsWith("<") ? 0.05 : Number.parseFloat(cell)), 0);
      expect(shares.length).toBeGreaterThan(5);
      expect(Math.abs(total - 100)).toBeLessThanOrEqual(0.05 * shares.length);
    }
  });

  it("draws blocks as a tree and heads in a section of their own", () => {
    const lines = human.split("\n");
    const at = lines.findIndex((line) => line.startsWith("low "));
    expect(lines.slice(at, at + 4).map((line) => line.slice(0, 37).trimEnd())).toEqual([
      "low            stage(8, 1)",
      "  unit1        unit(8, 1)",
      "    conv1      conv 3x3x8 s1 p1 nobia",
      "    bn1        bn",
    ]);
    const rules = lines.flatMap((line, i) => (line.startsWith("──") ? [i] : []));
    expect(rules).toHaveLength(3);
    expect(lines[rules[1]! - 1]).toMatch(/^without heads /);
    expect(lines[rules[2]! - 1]).toMatch(/^head aux /);
    expect(human).toContain("their MACs are not in the total");
    expect(human).toContain(`Keras counts these as parameters: ${(summary.totals.params + summary.state).toLocaleString("en")}`); // prettier-ignore
  });

  it("folds blocks to one row with their sums, and says so", () => {
    const folded = renderSummary(summary, "human", { depth: 1 });
    const high = summary.layers.filter(({ name }) => name.startsWith("high."));
    const sum = (key: "params" | "macs") => high.reduce((total, layer) => total + layer[key], 0).toLocaleString("en");
    expect(rowOf(folded, "high").slice(0, 4)).toEqual(["high", "stage(16, 2)", "8x8x16", sum("params")]);
    expect(rowOf(folded, "high")[5]).toBe(sum("macs"));
    expect(folded).not.toContain("unit1");
    expect(renderSummary(summary, "human", { depth: 2 })).toContain("  unit1 ");
    expect(folded).toContain("layers are folded into their blocks: `--depth all` shows each");
    expect(renderSummary(summary, "human", { longest: 10 })).toBe(folded);
    expect(renderSummary(summary, "human", { longest: 100 })).toBe(human);
    expect(JSON.parse(renderSummary(summary, "json", { depth: 1 })).layers).toHaveLength(summary.layers.length);
  });

  it("fits every width and never wraps", () => {
    const whole = human.split("\n\n")[1]!.split("\n");
    for (let width = 20; width <= 140; width += 3) {
      const lines = renderSummary(summary, "human", { width }).split("\n\n")[1]!.split("\n");
      expect(lines).toHaveLength(whole.length);
      expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(width);
    }
    expect(renderSummary(summary, "human", { width: 70 })).toMatch(/left out, as the terminal is narrow: .*activation/);
    expect(renderSummary(summary, "human", { width: 140 })).toBe(human);
  });
});

it("a string of the program does not break the table", () => {
  const hostile = modelOf('block unit(name) { relu }\nmodel Net {\n  input 4x4x1\n  unit("a|b") -> fc 2\n}\n');
  const row = renderSummary(summarize(hostile), "md", { depth: 1 })
    .split("\n")
    .find((line) => line.includes("unit("))!;
  expect(row).toContain('unit("a\\|b")');
  expect(row.replaceAll("\\|", "").split("|")).toHaveLength(11);
});

describe("the remark on heads", () => {
  const remark = (recipe: string): string => {
    const text = `model A {\n  input 8x8x1\n  head early { fc 3 }\n  conv 3x3x2\n  head late { fc 3 }\n  fc 3\n}\n${recipe}`;
    const lines = renderSummary(summarize(modelOf(text)), "human", {}).split("\n");
    return lines.find((line) => line.includes("predictions leave heads out"))!;
  };
  const train = (...aux: readonly string[]): string =>
    `train A {\n  data mnist\n${aux.map((line) => `  ${line}\n`).join("")}}\n`;

  it.each([
    ["", "no recipe trains the heads (`aux NAME weight=…` does)"],
    [train(), "no recipe trains the heads (`aux NAME weight=…` does)"],
    [train("aux late weight=0.3"), "the recipe trains the head late (weight 0.3) and not early"],
    [
      train("aux late weight=0.3", "aux early weight=0.5"),
      "the recipe trains the heads early (weight 0.5), late (weight 0.3)",
    ],
  ])("%j", (recipe, text) => {
    expect(remark(recipe)).toBe(`${text}; predictions leave heads out: their MACs are not in the total`);
  });
});
