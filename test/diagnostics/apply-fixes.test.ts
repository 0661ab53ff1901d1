/** Fixes as edits of a text: whole or not at all, first by place, nothing else changed; and rounds of them that end. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyFixes } from "../../src/diagnostics/apply-fixes.ts";
import { defineDiagnostic, type Diagnostic, type Fix } from "../../src/diagnostics/diagnostic.ts";
import { makeFixes } from "../../src/diagnostics/make-fixes.ts";
import { createSource } from "../../src/source/source.ts";

const fix = (...edits: [start: number, end: number, text: string][]): Fix => ({
  title: "t",
  edits: edits.map(([start, end, text]) => ({ span: { start, end }, text })),
});

describe("applyFixes", () => {
  test.each<[what: string, fixes: Fix[], text: string, applied: number]>([
    ["nothing", [], "abcdef", 0],
    ["in any order", [fix([4, 5, "X"]), fix([0, 1, "YY"])], "YYbcdXf", 2],
    ["neighbors", [fix([0, 2, "X"]), fix([2, 4, "Y"])], "XYef", 2],
    ["an insertion beside a replacement", [fix([2, 4, "X"]), fix([4, 4, "Y"]), fix([2, 2, "Z"])], "abZXYef", 3],
    ["the first of two that overlap", [fix([1, 4, "X"]), fix([0, 2, "Y"])], "Ycdef", 1],
    ["one of two insertions at one place", [fix([3, 3, "X"]), fix([3, 3, "Y"])], "abcXdef", 1],
    ["no half of a fix", [fix([0, 1, "X"]), fix([5, 6, "Y"], [0, 1, "Z"])], "Xbcdef", 1],
    ["no fix that collides with itself", [fix([0, 3, "X"], [1, 2, "Y"])], "abcdef", 0],
    ["no place outside", [fix([5, 9, "X"]), fix([-1, 0, "X"]), fix([3, 2, "X"])], "abcdef", 0],
    ["no fix without edits", [fix()], "abcdef", 0],
  ])("%s", (_, fixes, text, applied) => {
    const result = applyFixes("abcdef", fixes);
    expect({ text: result.text, applied: result.applied.length }).toEqual({ text, applied });
  });

  test("what no edit covers stays, and every applied edit is there", () => {
    const edit = fc.tuple(fc.nat(20), fc.nat(4), fc.constantFrom("<>", "", "<<>>"));
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), (places) => {
        const before = "abcdefghijklmnopqrstuvwxyz";
        const fixes = places.map(([start, length, text]) => fix([start, start + length, text]));
        const { text, applied } = applyFixes(before, fixes);
        const covered = new Set(
          applied.flatMap(({ edits: [one] }) =>
            Array.from({ length: one!.span.end - one!.span.start }, (_, i) => one!.span.start + i),
          ),
        );
        const kept = [...before].filter((_, i) => !covered.has(i)).join("");
        expect(text.replace(/[<>]/g, "")).toBe(kept);
        const put = applied.reduce((sum, { edits: [one] }) => sum + one!.text.length, 0);
        expect(text.length).toBe(kept.length + put);
      }),
    );
  });
});

const define = defineDiagnostic({ code: "check/x", severity: "error", title: "t", explanation: "e" });
const warn = defineDiagnostic({ code: "lint/x", severity: "warning", title: "t", explanation: "e" });

/** Finds each piece of a text and says what to put there. */
function rule(find: RegExp, text: string, safe = true, make = define): (source: string) => Diagnostic[] {
  return (source) =>
    [...source.matchAll(find)].map((match) => {
      const span = { start: match.index, end: match.index + match[0].length };
      const edit = { title: `put ${text}`, edits: [{ span, text }] };
      return make({
        message: `${match[0]} at ${match.index}`,
        source: createSource("x.cnn", source),
        span,
        fixes: [safe ? { ...edit, safe: true } : edit],
      });
    });
}

describe("makeFixes", () => {
  test("makes all, then what has become possible", async () => {
    const check = (text: string): Diagnostic[] => [...rule(/a/g, "b")(text), ...rule(/bb/g, "c", true, warn)(text)];
    expect(await makeFixes("a-aa", check)).toMatchObject({ text: "b-c", applied: 4, refused: 0, diagnostics: [] });
  });

  test("leaves what is only offered, and all but the first fix", async () => {
    expect(await makeFixes("a", rule(/a/g, "b", false))).toMatchObject({ text: "a", applied: 0 });
    const [one] = rule(/a/g, "b", false)("a");
    const [two] = rule(/a/g, "c")("a");
    const both = { ...one!, fixes: [...one!.fixes, ...two!.fixes] };
    expect(await makeFixes("a", (text) => (text === "a" ? [both] : []))).toMatchObject({ text: "a", applied: 0 });
  });

  test("takes back a fix that makes it worse, and keeps the others", async () => {
    const worse = (text: string): Diagnostic[] => [
      ...rule(/a/g, "b")(text),
      ...rule(/z/g, "yyy")(text),
      ...rule(/y/g, "", false)(text),
    ];
    expect(await makeFixes("z-a", worse)).toMatchObject({ text: "z-b", applied: 1, refused: 1 });
    expect(await makeFixes("z", worse)).toMatchObject({ text: "z", applied: 0, refused: 1 });
  });

  test("what a mistake has hidden is no fault of its fix", async () => {
    const syntax = defineDiagnostic({ code: "syntax/x", severity: "error", title: "t", explanation: "e" });
    const check = (text: string): Diagnostic[] =>
      text.includes("×") ? rule(/×/g, "x", true, syntax)(text) : rule(/y/g, "z", false)(text);
    expect(await makeFixes("×yyy", check)).toMatchObject({ text: "xyyy", applied: 1, refused: 0 });
  });

  test("leaves other files alone", async () => {
    const other = rule(/a/g, "b")("a");
    expect(await makeFixes("-a", () => other)).toMatchObject({ text: "-a", applied: 0, diagnostics: other });
  });

  test("ends: in a circle, and with what never ends", async () => {
    let checks = 0;
    const circle = (text: string): Diagnostic[] => {
      checks++;
      return [...rule(/a/g, "b")(text), ...rule(/b/g, "a")(text)];
    };
    expect((await makeFixes("a", circle)).text).toMatch(/^[ab]$/);
    expect(checks).toBeLessThan(5);
    const growing = await makeFixes("a", rule(/a$/g, "aa"));
    expect(growing).toMatchObject({ text: "a".repeat(11), applied: 10 });
  });
});
