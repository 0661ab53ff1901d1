/**
 * Every code that a source text can give: its failing program gives it and nothing else of its severity, its fixed program
 * gives no diagnostic, and every fix that is offered for the failing one, with the safe fixes that then become possible, leaves
 * the program without any.
 */
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../../src/diagnostics/apply-fixes.ts";
import { makeFixes } from "../../../src/diagnostics/make-fixes.ts";
import { gatherDefinitions } from "../../../src/report/catalogue.ts";
import { factsOfNamedSet } from "../../../src/std/data-sets.ts";
import { checkText as checkTextWith } from "../../check/check-text.ts";

const checkText = (text: string) => checkTextWith(text, "test.cnn", factsOfNamedSet);

const withPrograms = gatherDefinitions().filter(({ failing }) => failing !== undefined);

describe("codes", () => {
  it("covers the rooms that read source text", () => {
    const rooms = new Set(withPrograms.map(({ code }) => code.split("/")[0]));
    for (const room of ["syntax", "check", "import", "shape", "lint"]) expect(rooms).toContain(room);
  });

  it.each(withPrograms.map((definition) => [definition.code, definition] as const))("%s", async (code, definition) => {
    const failing = definition.failing!;
    const found = checkText(failing);
    const last = found.diagnostics[found.diagnostics.length - 1];
    // The one code about the others stands behind them.
    const others = code === "syntax/too-many-errors" ? found.codes.slice(0, -1) : [];
    expect(found.codes).toEqual([...others, code]);
    expect(last!.severity).toBe(definition.severity);
    expect(definition.fixed).toBeDefined();
    expect(checkText(definition.fixed!).codes).toEqual([]);
    for (const { edits } of last!.fixes) {
      expect(edits.length).toBeGreaterThan(0);
      const once = applyEdits(failing, edits);
      expect(checkText(once).codes).not.toContain(code);
      const { diagnostics } = await makeFixes(once, (text) => checkText(text).diagnostics);
      expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([]);
    }
  });

  it("says what in lower case and without a full stop", () => {
    for (const { failing } of withPrograms)
      for (const { message, help = "", notes, labels, fixes } of checkText(failing!).diagnostics) {
        const lines = [
          message,
          help,
          ...notes,
          ...labels.map((label) => label.message),
          ...fixes.map((fix) => fix.title),
        ];
        for (const line of lines) {
          expect(line).not.toMatch(/[^…]\.$/);
          expect(line).not.toMatch(/^[A-Z][a-z]/);
          expect(line).not.toMatch(/\b(illegal|invalid|please|sorry|oops)\b|\n/i);
        }
        // How to fix it is the help's to say.
        expect(message).not.toMatch(/\b(did you mean|should|try|use instead)\b/);
      }
  });
});
