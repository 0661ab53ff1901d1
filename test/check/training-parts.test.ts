/** Parts of a model that a recipe names: what `freeze` freezes and which heads `aux` weighs. */
import { describe, expect, it } from "vitest";
import { checkText, modelOf } from "./check-text.ts";

const text = (...settings: readonly string[]): string => `
block unit(c) {
  conv 3x3x{c} p1 nobias -> bn -> relu
  head side {
    gavgpool -> fc 10
  }
}
block stage(c) { unit(c) * 2 -> maxpool 2 }

model Net {
  input 16x16x3
  conv 3x3x4 p1 as stem -> relu
  stage(8)   as low
  stage(16)  as high
  head last {
    fc 10
  }
  head wide {
    fc 12
  }
  fc 10 as scores
}

train Net {
${settings.map((line) => `  ${line}\n`).join("")}}
`;

const frozen = (...settings: readonly string[]): string[] =>
  modelOf(text(...settings)).layers.flatMap((layer) => (layer.frozen ? [layer.name] : []));
const weights = (...settings: readonly string[]): unknown =>
  Object.fromEntries(
    modelOf(text(...settings)).heads.flatMap(({ name, weight }) => (weight === undefined ? [] : [[name, weight]])),
  );

describe("freeze", () => {
  it("names layers, uses of blocks, heads, and every use of a block", () => {
    const all = modelOf(text()).layers.map(({ name }) => name);
    expect(all.filter((name) => name.startsWith("low."))).toHaveLength(11);
    expect(frozen()).toEqual([]);
    expect(frozen("freeze stem")).toEqual(["stem"]);
    expect(frozen("freeze stem low")).toEqual(all.filter((name) => /^(stem$|low\.)/.test(name)));
    expect(frozen('freeze "low.unit2"')).toEqual(all.filter((name) => name.startsWith("low.unit2.")));
    expect(frozen('freeze "low.unit1.conv1"')).toEqual(["low.unit1.conv1"]);
    expect(frozen("freeze unit")).toEqual(all.filter((name) => /\.unit\d\./.test(name)));
    expect(frozen("freeze stage last")).toEqual(all.filter((name) => /^(low|high|last)\./.test(name)));
  });

  it("does not take the beginning of a word for a name", () => {
    expect(checkText(text("freeze lo")).codes).toEqual(["check/unknown-part"]);
    expect(checkText(text('freeze "low."')).codes).toEqual(["check/unknown-part"]);
    expect(checkText(text('freeze ""')).codes).toEqual(["check/unknown-part"]);
  });

  it("offers the nearest name, in quotes where it has dots", () => {
    const fixOf = (setting: string): unknown =>
      checkText(text(setting)).diagnostics[0]!.fixes?.map(({ edits }) => edits.map((edit) => edit.text));
    expect(fixOf("freeze stm")).toEqual([["stem"]]);
    expect(fixOf('freeze "low.unit1.cnv1"')).toEqual([['"low.unit1.conv1"']]);
  });

  it("warns of what learns nothing", () => {
    expect(checkText(text('freeze "low.maxpool1"')).codes).toEqual(["lint/freeze-without-effect"]);
    expect(checkText(text('freeze "low.unit1.bn1"')).codes).toEqual([]);
  });

  it("leaves something to learn", () => {
    expect(checkText(text("freeze stem low high last wide scores")).codes).toEqual(["check/nothing-to-train"]);
  });
});

describe("aux", () => {
  it("weighs heads, each once", () => {
    expect(weights()).toEqual({});
    expect(weights("aux last")).toEqual({ last: 0.3 });
    expect(weights("aux last weight=0.5", 'aux "low.unit1.side" weight=2')).toEqual({ "low.unit1.side": 2, last: 0.5 });
    expect(checkText(text("aux last", "aux last weight=0.4")).codes).toEqual(["check/duplicate-setting"]);
    expect(checkText(text("batch 3", "batch 4")).codes).toEqual(["check/duplicate-setting"]);
  });

  it("takes the last word of a name where it is enough", () => {
    const one = text("aux side weight=1").replace("stage(16)  as high", "").replace("unit(c) * 2", "unit(c)");
    expect(modelOf(one).heads.find(({ name }) => name === "low.unit1.side")!.weight).toBe(1);
    expect(checkText(text("aux side")).codes).toEqual(["check/ambiguous-head"]);
    expect(checkText(text("aux sid")).codes).toEqual(["check/unknown-head"]);
    expect(checkText(text("aux scores")).codes).toEqual(["check/unknown-head"]);
  });

  it("wants the scores of the model", () => {
    expect(checkText(text("aux wide")).codes).toEqual(["check/head-output-differs"]);
    const map = text("aux last").replace("head last {\n    fc 10", "head last {\n    gavgpool");
    expect(checkText(map).codes).toEqual(["check/head-output-differs"]);
    const maps = (head: string): string =>
      `model Net {\n  input 8x8x1\n  conv 3x3x4 p1 -> relu\n  head side {\n    ${head}\n  }\n  conv 3x3x3 p1\n}\ntrain Net {\n  aux side\n}\n`;
    expect(checkText(maps("conv 1x1x3")).codes).toEqual([]);
    expect(checkText(maps("conv 2x2x3 s2")).codes).toEqual(["check/head-output-differs"]);
    expect(checkText(maps("fc 3")).codes).toEqual(["check/head-output-differs"]);
  });
});
