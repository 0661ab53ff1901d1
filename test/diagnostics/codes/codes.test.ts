/**
 * Every code that a source text can give: its failing program gives it and nothing else of its severity, its fixed program
 * gives no diagnostic, and every fix that is offered for the failing one leaves the program without that code.
 */
import { describe, expect, it } from "vitest";
import { definitions } from "../../../src/report/catalogue.ts";
import { applyFix, checkText } from "../../check/check-text.ts";

const withPrograms = definitions.filter(({ failing }) => failing !== undefined);

describe("codes", () => {
  it("covers the rooms that read source text", () => {
    const rooms = new Set(withPrograms.map(({ code }) => code.split("/")[0]));
    for (const room of ["syntax", "check", "shape", "lint"]) expect(rooms).toContain(room);
  });

  it.each(withPrograms.map((definition) => [definition.code, definition] as const))("%s", (code, definition) => {
    const failing = definition.failing!;
    const found = checkText(failing);
    expect(found.codes).toEqual([code]);
    expect(found.diagnostics[0]!.severity).toBe(definition.severity);
    expect(definition.fixed).toBeDefined();
    expect(checkText(definition.fixed!).codes).toEqual([]);
    const [diagnostic] = found.diagnostics;
    diagnostic!.fixes.forEach((_, i) => {
      expect(checkText(applyFix(failing, diagnostic!, i)).codes).toEqual([]);
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
