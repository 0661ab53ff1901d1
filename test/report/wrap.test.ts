/**
 * On a terminal text is broken at blanks: no line is wider than the terminal unless it is one word, no word is broken or lost, and
 * without a width every byte is as it was. For summaries, differences, explanations and diagnostics in both forms, with wide characters.
 */
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import type { CheckedModel } from "../../src/check/model.ts";
import { createReport } from "../../src/diagnostics/diagnostic.ts";
import { renderHuman } from "../../src/diagnostics/render-human.ts";
import { wrapText } from "../../src/diagnostics/wrap-text.ts";
import * as operators from "../../src/ops/registry.ts";
import { describeWord } from "../../src/report/describe-word.ts";
import { diffModels } from "../../src/report/diff.ts";
import { layerMeaning } from "../../src/report/layer-meaning.ts";
import { explainLayers } from "../../src/report/explain.ts";
import { explainTotals } from "../../src/report/explain-totals.ts";
import { renderDiff } from "../../src/report/render-diff.ts";
import { renderExplanation } from "../../src/report/render-explanation.ts";
import { renderSummary } from "../../src/report/render-summary.ts";
import { summarize } from "../../src/report/summary.ts";
import { wrapPage } from "../../src/report/wrap-page.ts";
import { createSource } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/parse.ts";

const WIDTHS = [60, 80, 120];
const WIDE = "畳み込み層の 出力を 計算する プログラム 例え.cnn";

function checked(text: string) {
  const report = createReport();
  const { models } = check(parse(createSource(WIDE, text), report), operators, report);
  return { models, diagnostics: report.diagnostics };
}

const program = (last: string): string => `model M {
  input 64x64x3
  conv 3x3x32 p1 -> bn -> relu -> maxpool 2
  conv 3x3x64 p1 s2 -> bn -> relu -> maxpool 2
  ${last}
}
train M {
  optimizer adam lr=0.001
  batch 32
}
`;
const model = (last: string): CheckedModel => checked(program(last)).models[0]!;

/** The words in their order, without the drawing of frames and tables. */
const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => !/^[│=⋮┌─]*$/u.test(word));

function expectFits(text: string, columns: number): void {
  for (const line of text.split("\n")) {
    const single = line.replace(/^[\s│=┌─]*/u, "").split(" ").length === 1;
    if (!single) expect(`${stringWidth(line) <= columns} ${line}`).toBe(`true ${line}`);
  }
}

describe("wrapText", () => {
  const text = "crop, deconv, 畳み込み層 出力, a-word-that-is-longer-than-any-of-the-lines-here, and `so on`  twice";

  it.each([10, 20, 24, 40])("at %i columns keeps every word whole, in order and in width", (columns) => {
    for (const options of [{}, { indent: 2 }, { first: 7, indent: 4 }, { first: columns + 3 }]) {
      const lines = wrapText(text, columns, options);
      expect(lines.join(" ").split(/ +/).filter(Boolean)).toEqual(text.split(/ +/));
      for (const [i, line] of lines.entries()) {
        const width = stringWidth(line) + (i === 0 ? (options.first ?? 0) : 0);
        expect(width <= columns || line.trim() === "" || !line.trim().includes(" ")).toBe(true);
        if (i > 0) expect(/^ */.exec(line)![0].length).toBe(Math.min(options.indent ?? 0, columns >> 1));
      }
      expect(lines.length).toBeGreaterThan(1);
    }
  });

  it("fills lines to the last column, and leaves alone what fits or has no width to fit", () => {
    expect(wrapText("aaa bbb ccc", 7)).toEqual(["aaa bbb", "ccc"]);
    expect(wrapText("畳畳 畳", 6)).toEqual(["畳畳", "畳"]);
    expect(wrapText("畳畳 畳", 7)).toEqual(["畳畳 畳"]);
    expect(wrapText("  a  b ", 7)).toEqual(["  a  b "]);
    expect(wrapText("x ".repeat(500), undefined)).toEqual(["x ".repeat(500)]);
    expect(wrapText("  one two", 6, { indent: 4 })).toEqual(["  one", "   two"]);
  });
});

describe.each(WIDTHS)("at %i columns", (columns) => {
  it("summary: what stands under the table", () => {
    const summary = summarize(model("fc 10"));
    const under = (text: string): string => text.split("\n\n")[2]!.replace(/left out,.*/s, "");
    const text = renderSummary(summary, "human", { width: columns });
    expectFits(text, columns);
    expect(words(under(text))).toEqual(words(under(renderSummary(summary, "human"))));
  });

  it("diff: the two sides and the line about layers", () => {
    const diff = diffModels(model("fc 10"), model("fc 20 -> relu -> fc 10"), layerMeaning);
    const told = (text: string): readonly string[] => {
      const parts = text.split("\n\n");
      return words(`${parts[0]} ${parts[2]}`);
    };
    const text = renderDiff(diff, "human", columns);
    expectFits(text, columns);
    expect(told(text)).toEqual(told(renderDiff(diff, "human")));
  });

  it("explain: layers and sums", () => {
    const of = model("fc 10");
    const render = (width?: number): string => renderExplanation(explainLayers(of), explainTotals(of), width);
    expectFits(render(columns), columns);
    expect(words(render(columns))).toEqual(words(render()));
  });

  it("explain: a page, whose programs and tables stay", () => {
    const long = "word ".repeat(60).trim();
    const page = `# T\n\n${long}\n\n- ${long}\n\n| ${long} |\n\n\`\`\`cnn\n${long}\n\`\`\`\n`;
    const lines = wrapPage(page, columns).split("\n");
    expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([`| ${long} |`, long]);
    expect(words(lines.join("\n"))).toEqual(words(page));
    expect(lines.some((line) => line.startsWith("  word"))).toBe(true);
    expect(wrapPage(page, undefined)).toBe(page);
  });

  it("pages of words keep every word, their tables too", () => {
    for (const word of ["loss", "stop", "conv", "lr", "in", "->", "batch", "crop"]) {
      const { markdown } = describeWord(word)!;
      const shown = wrapPage(markdown, columns);
      const plain = (text: string): readonly string[] =>
        text
          .replaceAll(/(?<!\\)\|/g, " ")
          .replaceAll("\\|", "|")
          .split(/\s+/)
          .filter((each) => !/^[-─:]*$/u.test(each));
      // Where a row is a paragraph, titles stand before its cells, but the first.
      const withoutTitles = markdown.replaceAll(/^\|.*\n(?=\| --- )/gm, "");
      const missing = plain(withoutTitles).filter((each) => !shown.includes(each));
      expect(missing).toEqual([]);
      let isFenced = false;
      for (const line of shown.split("\n")) {
        if (line.startsWith("```")) isFenced = !isFenced;
        if (!isFenced && line.trim().includes(" ")) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
      }
      expect(shown).not.toMatch(/^\|/m);
    }
  });

  const faulty = [
    `model M {\n  input 8x8x3\n  cvno 3x3x8 // 畳み込み 畳み込み\n  fc 3\n}\n`,
    `model M {\n  input 32x32x3\n  (conv 3x3x8 | conv 3x3x8 s2) -> add // 足し算\n  fc 3\n}\n`,
    `const a = 1, a = 2\nmodel M {\n  input 8x8x3 /* ${"畳み込み層の説明 ".repeat(12)}*/ fullyconnected 3 // ${"後 ".repeat(40)}\n}\n`,
    program("fc 10").replace("lr=0.001", "lr=99 momentun=0.9").replace("batch 32", "batchsize 32"),
  ];

  it.each(["narrated", "frame"] as const)("check: %s", (form) => {
    for (const text of faulty) {
      const { diagnostics } = checked(text);
      expect(diagnostics.length).toBeGreaterThan(0);
      const wrapped = renderHuman(diagnostics, { form, columns });
      expectFits(wrapped, columns);
      const source = (line: string): boolean => form === "frame" && /^ *\d+ │/u.test(line);
      const told = (all: string): readonly string[] =>
        words(
          all
            .split("\n")
            .filter((line) => !source(line))
            .join("\n"),
        ).map((word) => word.replace(/^(\^+|-+)$/, "mark"));
      const whole = renderHuman(diagnostics, { form });
      // Where lines of a source are cut for another width, marks that reach into the cut are of another length.
      expect(told(wrapped)).toEqual(told(whole));
      // Color takes no room.
      const esc = String.fromCharCode(27);
      const colored = renderHuman(diagnostics, { form, columns, color: true });
      expect(colored.replaceAll(new RegExp(`${esc}\\[\\d+m`, "g"), "")).toBe(wrapped);
    }
  });
});
