/** What is made of a model for a status bar and for documents beside it. */
import { describe, expect, test } from "vitest";
import { compareWith } from "../../src/editor/compare.ts";
import { explainHere } from "../../src/editor/explain-here.ts";
import { totalsAt } from "../../src/editor/totals.ts";
import { at, snapshotOf } from "./marks.ts";

const lenet = `model LeNet5 {
  input 28x28x1
  conv 5x5x6 p2 -> relu -> maxpool 2
  conv 5x5x16 -> relu -> maxpool 2
  fc 120 -> relu -> fc 84 -> relu -> fc 10
}
`;

describe("totals", () => {
  test("are exact below a million, and short above", () => {
    const small = totalsAt(snapshotOf(lenet), {})!;
    expect(small).toMatchObject({ model: "LeNet5", text: "61,706 params · 416,520 MACs" });
    expect(small.detail.split("\n")).toEqual([
      "28x28x1 → 10",
      "61,706 parameters, 61,470 of them weights",
      "416,520 multiplications (MACs) for one prediction",
      expect.stringMatching(/^[\d.]+ KiB to train at batch 1, before buffers are shared$/),
    ]);
    const large = totalsAt(snapshotOf('import ResNet50 from "std/resnet"\ntrain ResNet50 { batch 32 }\n'), {})!;
    expect(large.text).toBe("25.6 M params · 4.09 G MACs");
    expect(large.detail).toContain("25,557,032 parameters");
    expect(large.detail).toMatch(/GiB to train at batch 32/);
  });

  test("are not there for a program with errors", () => {
    expect(totalsAt(snapshotOf(lenet.replace("5x5x16", "50x50x16")), {})).toBeUndefined();
  });
});

describe("explain here", () => {
  const explain = (text: string) => {
    const { snapshot, offset } = at(text);
    return explainHere(snapshot, { offset });
  };

  test("is of the stage at the cursor", () => {
    const { title, text } = explain(lenet.replace("5x5x16", "5x5▮x16"))!;
    expect(title).toBe("conv2");
    expect(text).toContain("(14 - 5 + 2·0)/1 + 1 = 10");
    expect(text).not.toContain("conv1:");
  });

  test("is of a whole block where it is used, with sums", () => {
    const program = `block unit(c) { conv 3x3x{c} p1 -> relu }
model Net { input 8x8x1 -> un▮it(4) as first -> unit(4) -> fc 2 }`;
    const { title, text } = explain(program)!;
    expect(title).toBe("first");
    expect(text).toMatch(/first\.conv/);
    expect(text).toMatch(/first\.relu/);
    expect(text).not.toMatch(/fc1/);
  });

  test("says of a block's stage how often it is laid out", () => {
    const { text } = explain(`block unit(c) { con▮v 3x3x{c} p1 -> relu }
model Net { input 8x8x1 -> unit(4) * 3 -> fc 2 }`)!;
    expect(text).toContain("laid out 3 times in Net; this is the first");
  });

  test("is of the model elsewhere, and nothing where there is none", () => {
    expect(explain(lenet.replace("model", "mo▮del"))?.title).toBe("LeNet5");
    expect(explain("▮ // empty")).toBeUndefined();
  });
});

describe("a comparison", () => {
  const compare = (before: string, after: string, model?: string) =>
    compareWith(snapshotOf(before), snapshotOf(after), model === undefined ? {} : { model });

  test("shows layers and totals that differ", () => {
    const text = compare(lenet, lenet.replace("5x5x16", "5x5x32"))!;
    expect(text).toMatch(/conv2/);
    expect(text).toMatch(/\+\d/);
  });

  test("tells how weights begin, and takes names and constants for what they are", () => {
    const same = lenet.replace("conv 5x5x16", "conv 5x5x{n}").replace("fc 84", "fc 84 as middle");
    expect(compare(lenet, `const n = 4*4\n${same}`)).toContain("11 the same (1 under another name), 0 changed");
    expect(compare(lenet, lenet.replace("conv 5x5x16", "conv 5x5x16 init=he"))).toMatch(/conv2 .*init=he/);
  });

  test("finds a model that was renamed, where there is one only", () => {
    expect(compare(lenet.replace("LeNet5", "Old"), lenet)).toMatch(/LeNet5/);
    const two = `${lenet}model Second { input 4x4x1 -> fc 2 }\n`;
    expect(compare(two.replace("LeNet5", "Old"), lenet)).toBe("The earlier version has no model LeNet5.\n");
  });

  test("says what is wrong with the earlier version", () => {
    expect(compare(lenet.replace("5x5x16", "50x50x16"), lenet)).toMatch(/^The earlier version has errors: /);
    expect(compare(lenet, "model A {")).toBeUndefined();
  });
});
