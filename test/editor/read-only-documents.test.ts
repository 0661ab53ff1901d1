/** Documents made of a model. */
import { expect, it } from "vitest";
import { readOnlyDocument } from "../../src/editor/read-only-documents.ts";
import { snapshotOf } from "./marks.ts";

const net = `block unit(c, name = "<script>") { conv 3x3x{c} p1 -> relu }

model Net {
  input 8x8x1
  unit(4, name="</style><script>alert(1)</script>")
  fc 10
}

model Open(n) { input 4
  fc {n} }

model Broken { input 4
  conv 3x3x4 }
`;
const snapshot = snapshotOf(net);

it("is the table, the arithmetic or the drawing of a model", () => {
  expect(readOnlyDocument(snapshot, "summary", "Net")?.text).toContain("training at batch 1");
  expect(readOnlyDocument(snapshot, "explain", "Net")?.text).toContain("K·K·(C/g)·F + F = 3·3·1·4 + 4 = 40");
  const drawing = readOnlyDocument(snapshot, "drawing", "Net");
  expect(drawing?.text).toMatch(/^<svg /);
  expect(drawing?.text).not.toContain("<script");
  expect(drawing?.language).toBe("svg");
});

it("says why there is none", () => {
  expect(readOnlyDocument(snapshot, "summary", "Open")?.text).toContain("parameters have values: n");
  expect(readOnlyDocument(snapshot, "drawing", "Broken")).toMatchObject({ language: "plaintext" });
  expect(readOnlyDocument(snapshot, "summary", "Other")).toBeUndefined();
});
