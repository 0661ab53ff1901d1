/**
 * Every code that a source text can give: its failing program gives it and nothing else of its severity, its fixed program
 * gives no diagnostic, and every fix that is offered for the failing one leaves the program without that code.
 */
import { describe, expect, it } from "vitest";
import { gatherDefinitions } from "../../../src/report/catalogue.ts";
import { applyFix, checkText } from "../../check/check-text.ts";

const withPrograms = gatherDefinitions().filter(({ failing }) => failing !== undefined);

/** Programs about syntax may show parts of the language that this version reads and does not compile. */
function judged(code: string, found: readonly string[]): readonly string[] {
  return code.startsWith("syntax/") ? found.filter((other) => other !== "check/not-yet") : found;
}

describe("codes", () => {
  it("covers the rooms that read source text", () => {
    const rooms = new Set(withPrograms.map(({ code }) => code.split("/")[0]));
    for (const room of ["syntax", "check", "shape", "lint"]) expect(rooms).toContain(room);
  });

  it.each(withPrograms.map((definition) => [definition.code, definition] as const))("%s", (code, definition) => {
    const failing = definition.failing!;
    const found = checkText(failing);
    const last = found.diagnostics[found.diagnostics.length - 1];
    // The one code about the others stands behind them.
    const others = code === "syntax/too-many-errors" ? found.codes.slice(0, -1) : [];
    expect(found.codes).toEqual([...others, code]);
    expect(last!.severity).toBe(definition.severity);
    expect(definition.fixed).toBeDefined();
    expect(judged(code, checkText(definition.fixed!).codes)).toEqual([]);
    last!.fixes.forEach((_, i) => {
      expect(judged(code, checkText(applyFix(failing, last!, i)).codes)).toEqual([]);
    });
  });

  it("says what in lower case and without a full stop", () => {
    for (const { failing } of withPrograms)
      for (const { message, help = "", notes } of checkText(failing!).diagnostics)
        for (const line of [message, help, ...notes]) {
          expect(line).not.toMatch(/[^…]\.$/);
          expect(line).not.toMatch(/^[A-Z][a-z]/);
        }
  });
});
