/** Edits that make one text of another: right for every pair, and small. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/diagnostics/apply-fixes.ts";
import { editsBetween } from "../../src/editor/edits-between.ts";

const lines = fc
  .array(
    fc.tuple(fc.constantFrom("a", "b", "  a b", "", "🙂x", "\u{1f642}"), fc.constantFrom("\n", "\r\n", "\r", "")),
    {
      maxLength: 30,
    },
  )
  .map((parts) => parts.flat().join(""));

describe("edits between two texts", () => {
  it("make the second of the first", () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const edits = editsBetween(before, after);
        expect(applyEdits(before, edits)).toBe(after);
        for (const [i, { span }] of edits.entries())
          expect(span.start).toBeGreaterThanOrEqual(edits[i - 1]?.span.end ?? 0);
        for (const { span, text } of edits) expect(before.slice(span.start, span.end)).not.toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("leave out what is the same", () => {
    expect(editsBetween("a\nb\nc\n", "a\nb\nc\n")).toEqual([]);
    expect(editsBetween("a\n  b\nc\n", "a\n b\nc\n")).toEqual([{ span: { start: 3, end: 4 }, text: "" }]);
    expect(editsBetween("a\nb\nc\nd\n", "a\nc\nx\nd\n")).toEqual([
      { span: { start: 2, end: 4 }, text: "" },
      { span: { start: 6, end: 6 }, text: "x\n" },
    ]);
  });

  it("are found in long texts that differ everywhere", () => {
    const before = Array.from({ length: 5000 }, (_, i) => `a${i}\n`).join("");
    const after = Array.from({ length: 5000 }, (_, i) => `b${i}\n`).join("");
    const start = performance.now();
    expect(applyEdits(before, editsBetween(before, after))).toBe(after);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
