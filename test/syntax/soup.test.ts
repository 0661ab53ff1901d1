/** Whatever the text: no exception, no bad span, no long time. Everyday a tenth of the texts (see `test/soak.ts`). */
import fc from "fast-check";
import { expect, test } from "vitest";
import { tokenRows } from "../../grammar/tokens.ts";
import { printAst } from "../../src/syntax/print-ast.ts";
import { share } from "../soak.ts";
import { parseText } from "./parse-text.ts";

const literals = tokenRows.map((row) => row.literal).filter((literal) => literal !== undefined);
const words = [
  ...literals,
  "a",
  "relu",
  "conv",
  "s2",
  "p1:0",
  "s{",
  "3x3",
  "x",
  "12",
  "0.5",
  '"s"',
  '"',
  "\n",
  "\n",
  " ",
];
const soup = fc.array(fc.tuple(fc.constantFrom(...words), fc.constantFrom("", " ", " ")), { maxLength: 120 });

function mustSurvive(text: string): void {
  const start = performance.now();
  const { file, report } = parseText(text);
  expect(performance.now() - start).toBeLessThan(5_000);
  printAst(file);
  for (const { span, message, labels } of report.diagnostics) {
    for (const place of [span, ...labels.map((label) => label.span)]) {
      expect(place).toBeDefined();
      expect(place!.start).toBeGreaterThanOrEqual(0);
      expect(place!.end).toBeGreaterThanOrEqual(place!.start);
      expect(place!.end).toBeLessThanOrEqual(text.length);
    }
    expect(message).toMatch(/^[^A-Z].*[^.]$/su);
  }
  spansMustBeInside(file.declarations, text.length);
}

function spansMustBeInside(value: unknown, length: number): void {
  if (value === null || typeof value !== "object") return;
  for (const [key, child] of Object.entries(value)) {
    if (key === "source") continue;
    if (key === "span") {
      const span = child as { start: number; end: number };
      if (!(span.start >= 0 && span.end >= span.start && span.end <= length)) throw new Error(JSON.stringify(value));
    } else {
      spansMustBeInside(child, length);
    }
  }
}

test("soups of words", () => {
  fc.assert(
    fc.property(soup, (parts) => mustSurvive(parts.flat().join(""))),
    { numRuns: share(1_000) },
  );
  fc.assert(
    fc.property(soup, (parts) => mustSurvive(`model A {\n${parts.flat().join("")}\n}`)),
    { numRuns: share(1_000) },
  );
});

test("soups of characters", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), mustSurvive), { numRuns: share(1_000) });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => mustSurvive(String.fromCharCode(...bytes))),
    { numRuns: share(1_000) },
  );
});

test("a right program with one word changed says something or nothing, and parses on", () => {
  const program =
    "const h = 2\nmodel A(c = 10) {\n  input 8x8x1\n  conv 3x3x{h} s2 p1:0 -> [relu] * 2 : 4x4x2\n  fc {c}\n}\n";
  const pieces = program.split(/(\s+|[(){}[\]])/).filter((piece) => piece !== "");
  fc.assert(
    fc.property(fc.nat(pieces.length - 1), fc.constantFrom("", ...words), (at, word) => {
      mustSurvive(pieces.with(at, word).join(""));
    }),
    { numRuns: share(500) },
  );
});

test("an attribute may follow any argument", () => {
  for (const before of ["3x3x8", "0.5", '"c3"', "{n}", "a=[1, 2]", "a=true", "a=false", "a=in.c", "a=f(1)", "same"]) {
    const { file, report } = parseText(`model A { conv ${before} s2 }`);
    expect(report.diagnostics, before).toEqual([]);
    expect(printAst(file)).toContain("s2");
  }
});
