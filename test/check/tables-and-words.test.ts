/** Arguments by schema: tables, words with and without their name, several numbers, and what is said when they are wrong. */
import { describe, expect, test } from "vitest";
import { applyFix, checkText, modelOf, network } from "./check-text.ts";

const only = (text: string) => {
  const { diagnostics } = checkText(text);
  expect(diagnostics.map(({ message }) => message)).toHaveLength(1);
  return diagnostics[0]!;
};

describe("connection tables", () => {
  const lines = ["input 14x14x6", "", "fc 10"];
  const withTable = (stage: string, ...before: string[]) => [...before, network(...lines.with(1, stage))].join("\n");

  test.each(['conv 5x5x16 table="c3"', "conv 5x5x16 table=c3"])("%s", (stage) => {
    expect(modelOf(withTable(stage)).layers[0]).toMatchObject({ params: 1516, weights: 1500, macs: 150_000 });
  });
  test("a list, a const that holds one, and a const of the name of a table", () => {
    expect(modelOf(withTable("conv 3x3x2 table={[[0, 1], [5]]}")).layers[0]!.params).toBe(29);
    expect(modelOf(withTable("conv 3x3x2 table={rows}", "const rows = [[0, 1], [5]]")).layers[0]!.params).toBe(29);
    expect(modelOf(withTable("conv 3x3x2 table={c3}", "const c3 = [[0], [1]]")).layers[0]!.params).toBe(20);
    expect(modelOf(withTable("conv 5x5x16 table={which}", 'const which = "c3"')).layers[0]!.params).toBe(1516);
  });
  test.each([
    ["conv 5x5x16 table=c4", "`table` cannot be `c4`", "conv 5x5x16 table=c3"],
    ['conv 5x5x16 table="c4"', "`table` cannot be `c4`", 'conv 5x5x16 table="c3"'],
  ])("%s: %s, and a fix", (stage, message, fixed) => {
    const diagnostic = only(withTable(stage));
    expect(diagnostic).toMatchObject({ code: "check/unknown-choice", message });
    expect(applyFix(withTable(stage), diagnostic)).toBe(withTable(fixed));
  });
  test.each([
    ["table={[1, 2]}", "`table` is a list of lists of whole numbers, and has 1"],
    ["table={[[0], [0.5]]}", "`table` is a list of lists of whole numbers, and has [0.5]"],
    ["table=3", "`table` is a list of lists of whole numbers, and has 3"],
    ["table={[[0], [6]]}", "row 1 of the table names channel 6, and its input has 6"],
  ])("%s: %s", (table, message) => {
    expect(only(withTable(`conv 3x3x2 ${table}`)).message).toBe(message);
  });
});

describe("words", () => {
  const mode = (stage: string) => modelOf(network("input 4x4x1", stage)).layers[0]!.values.mode;
  test("may stand alone, with their name, as a string, or in a const", () => {
    expect(mode("upsample 2")).toBe("nearest");
    expect(mode("upsample 2 bilinear")).toBe("bilinear");
    expect(mode("upsample 2 mode=bilinear")).toBe("bilinear");
    expect(mode('upsample 2 mode="bilinear"')).toBe("bilinear");
    const text = `const how = "bilinear"\n${network("input 4x4x1", "upsample 2 mode={how}")}`;
    expect(modelOf(text).layers[0]!.values.mode).toBe("bilinear");
  });
  test("are given once, and nearly right ones are fixed", () => {
    expect(only(network("input 4x4x1", "upsample 2 bilinear nearest"))).toMatchObject({
      code: "check/duplicate-argument",
      message: "`mode` of `upsample` is given twice",
    });
    const text = network("input 4x4x1", "upsample 2 biliner");
    const diagnostic = only(text);
    expect(diagnostic).toMatchObject({
      code: "check/unknown-argument",
      help: "did you mean `bilinear`?",
      notes: ["`upsample` takes sizes (factor), `nearest` or `bilinear`"],
    });
    expect(applyFix(text, diagnostic)).toBe(network("input 4x4x1", "upsample 2 bilinear"));
  });
});

describe("several numbers", () => {
  test.each([
    ["channels", "check/missing-argument", "`channels` lacks its numbers (from, to)"],
    ["channels 2", "check/missing-argument", "`channels` lacks its number (to)"],
    ["channels 0 2 4", "check/too-many-arguments", "`channels` takes 2 numbers (from, to)"],
    ["channels 0x2", "check/wrong-kind", "`channels` takes 2 numbers (from, to), not a list of 2 sizes"],
    ["channels 0 0", "check/out-of-range", "`to` of `channels` is 0, and must be 1 or more and 2,147,483,647 or less"],
    ["shuffle", "check/missing-argument", "`shuffle` lacks its number (groups)"],
    ["gavgpool 2", "check/too-many-arguments", "`gavgpool` takes no size"],
    ["dwconv", "check/missing-argument", "`dwconv` lacks its sizes (kernel…, or kernel…xmultiplier)"],
    ["dwconv 3x3 2", "check/too-many-arguments", "`dwconv` takes one size list"],
  ])("%s", (stage, code, message) => {
    const { diagnostics } = checkText(network("input 8x8x8", stage));
    expect(diagnostics.map((each) => [each.code, each.message])).toEqual([[code, message]]);
  });
  test("a size list in place of numbers is taken apart", () => {
    const text = network("input 8x8x8", "channels 0x4");
    expect(applyFix(text, only(text))).toBe(network("input 8x8x8", "channels 0 4"));
  });
  test("numbers may be computed", () => {
    const text = network("input 8x8x8", "channels {in.c/2} {in.c}");
    expect(modelOf(text).layers[0]!.output).toEqual([8, 8, 4]);
  });
});

test("receptive fields go on through layers that enlarge", () => {
  const fields = modelOf(network("input 16x16x1", "conv 3x3x4 s2 p1", "upsample 2", "conv 3x3x4 p1", "deconv 4x4x2 s2 p1", "conv 3x3x2 p1", "gavgpool")).layers.map(({ receptiveField, jump }) => [receptiveField[0], jump[0]]); // prettier-ignore
  expect(fields.slice(0, 5)).toEqual([
    [3, 2],
    [3, 1],
    [5, 1],
    [6, 0.5],
    [7, 0.5],
  ]);
  expect(fields[5]![0]).toBeGreaterThanOrEqual(16);
});
