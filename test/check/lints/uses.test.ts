/** A warning inside a block is told once for all its uses, which a line of notes names where their numbers differ. */
import { expect, it } from "vitest";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { checkText, network } from "../check-text.ts";

/** The one warning of a program. */
function warning(text: string): Diagnostic {
  const { diagnostics } = checkText(text);
  expect(diagnostics.map(({ code }) => code)).toHaveLength(1);
  expect(diagnostics[0]!).not.toHaveProperty("use");
  return diagnostics[0]!;
}

const lastNote = (text: string): string | undefined => warning(text).notes.at(-1);

const pool = "block half(c) {\n  conv 1x1x{c} -> relu -> maxpool 2\n}\n";
const norm = "block unit(c) {\n  conv 3x3x{c} p1 -> bn -> relu\n}\n";

it("names uses with other numbers, and the numbers", () => {
  const text = `${pool}${network("input 23x23x1", "half(4) -> half(8) -> conv 2x2x8 -> relu -> half(9) -> fc 2")}`;
  const { message, notes } = warning(text);
  expect(message).toContain("its 23x23 input");
  expect(notes.at(-1)).toBe("and in 1 more use: `half(8)` (11x11)");
});

it("names three at most", () => {
  const uses = network("input 16x16x1", "unit(2) -> unit(3) -> unit(4) -> unit(5) -> unit(6) -> unit(7)", "fc 2");
  expect(lastNote(norm + uses)).toBe("and in 5 more uses: `unit(3)`, `unit(4)`, `unit(5)`, …");
});

it("says nothing of uses with the same numbers", () => {
  const { notes } = warning(norm + network("input 16x16x1", "unit(4) -> unit(4) * 3 -> unit(4)", "fc 2"));
  expect(notes.join("\n")).not.toContain("more use");
});

it("counts turns whose numbers differ", () => {
  const text = network("input 27x27x1", "[conv 1x1x4 -> relu -> maxpool 2] * 3", "fc 2");
  const { message, notes } = warning(text);
  expect(message).toContain("its 27x27 input");
  expect(notes.at(-1)).toBe("and in 1 more use: turn 2 of 3 (13x13)");
});

it("counts a use once, however many turns are in it", () => {
  const block = "block unit(c) {\n  [conv 3x3x{c} p1 -> bn -> relu] * 2\n}\n";
  expect(lastNote(block + network("input 16x16x1", "unit(16) -> unit(32) * 3", "fc 2"))).toBe(
    "and in 1 more use: `unit(32)`",
  );
});

it("tells turns of one use apart where their numbers differ", () => {
  const block = "block halves(n) {\n  [conv 1x1x4 -> relu -> maxpool 2] * n\n}\n";
  expect(lastNote(block + network("input 27x27x1", "halves(2)", "fc 2"))).toBe(
    "and in 1 more use: turn 2 of 2 (13x13)",
  );
});

it("leaves out uses that silence it", () => {
  const uses = ["unit(2)", "unit(4)", "unit(3) // cnnc-ignore lint/bias-before-bn"];
  expect(lastNote(norm + network("input 16x16x1", ...uses, "fc 2"))).toBe("and in 1 more use: `unit(4)`");
});

it("knows the uses of uses apart", () => {
  const outer = "block pair(c) {\n  unit(c)\n}\n";
  const text = norm + outer + network("input 16x16x1", "pair(4) -> pair(8) -> unit(9)", "fc 2");
  expect(lastNote(text)).toBe("and in 2 more uses: `unit(8)`, `unit(9)`");
});

it("of thousands of turns takes no minute", () => {
  const start = performance.now();
  warning(norm + network("input 8x8x1", "unit(4) * 3000", "fc 2"));
  expect(performance.now() - start).toBeLessThan(10_000);
});
