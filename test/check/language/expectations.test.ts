/** `expect`: of models, blocks and heads; what holds, what does not, and what cannot be expected. */
import { describe, expect, it } from "vitest";
import { applyFix } from "../check-text.ts";
import { errorsIn, labelsOf, net, understand } from "./understood.ts";

const messages = (text: string): readonly string[] => understand(text).errors.map(({ message }) => message);
/** 112 parameters, 108 weights, 6,912 multiply-adds; then 771, 768, 768. */
const model = (...lines: readonly string[]): string => net("input 8x8x3", "conv 3x3x4 p1 -> relu", "fc 3", ...lines);

describe("of a model", () => {
  it.each([
    ["params 883"],
    ["params == 883"],
    ["weights 876"],
    ["macs 7_680"],
    ["macs < 7_681"],
    ["macs <= 7_680"],
    ["params > 882"],
    ["params >= 883"],
    ["rf 10"],
    ["rf <= 16"],
    ["memory < 20_000"],
    ["memory > 0 @ batch 64"],
    ["params (112 + 771)"],
    ["params budget"],
    ["macs (in.size * 2560)"],
  ])("%s holds", (expectation) => {
    expect(messages(`const budget = 883\n${model(`expect ${expectation}`)}`)).toEqual([]);
  });

  it.each([
    ["params 61_706", "params is 883, expected 61,706"],
    ["params < 883", "params is 883, expected < 883"],
    ["weights > 876", "weights is 876, expected > 876"],
    ["macs >= 1e4", "an expectation is an integer, not 10000.0"],
    ["macs >= 10_000", "macs is 7,680, expected >= 10,000"],
    ["rf 8", "rf is 10, expected 8"],
    ["memory < 10 @ batch 2", "memory at batch 2 is"],
    ["params 883.0", "an expectation is an integer, not 883.0"],
    ["params (0 - 1)", "an expectation is -1, and must be 0 or more"],
    ['params "many"', 'an expectation is an integer, not "many"'],
    ["parms 883", "unknown metric `parms`"],
    ["params 883 @ batch 3", "`params` does not depend on a batch"],
    ["memory < 10_000 @ batch 0", "the batch is 0, and must be 1 or more"],
    ["params k", "unknown name `k`"],
  ])("%s: %s", (expectation, message) => {
    const found = messages(model(`expect ${expectation}`));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  it("memory is at the batch of the recipe, when it does not say", () => {
    expect(messages(`${model("expect memory < 1")}train Net {\n batch 32\n}\n`)[0]).toContain("memory at batch 32 is");
  });

  it("that does not hold can be made to hold, and only `==` can", () => {
    const text = model("expect params 5");
    expect(errorsIn(applyFix(text, understand(text).errors[0]!))).toEqual([]);
    expect(understand(model("expect params < 5")).errors[0]!.fixes).toEqual([]);
  });

  it("does not make the model wrong", () => {
    expect(understand(model("expect params 5")).models).toHaveLength(1);
  });

  it("counts heads among what is learned, not among what is computed", () => {
    expect(messages(model("head h {", "fc 2", "}", "expect params (883 + 8)", "expect macs 7_680"))).toEqual([]);
  });

  it("may stand anywhere in the body, for the whole of it", () => {
    expect(
      messages(net("expect params 883", "input 8x8x3", "expect macs 7_680", "conv 3x3x4 p1 -> relu", "fc 3")),
    ).toEqual([]);
  });

  it("of a model with mistakes is not compared, but read", () => {
    expect(errorsIn(net("input 3", "fcc 3", "expect params 5", "expect parms 5", "expect params k"))).toEqual([
      "check/unknown-layer «fcc»",
      "check/unknown-metric «parms»",
      "check/unknown-name «k»",
    ]);
  });
});

describe("of a part", () => {
  const block = (...lines: readonly string[]): string =>
    `block u(c) {\n  conv 3x3x{c} p1 -> relu\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;

  it("of a block: what each use brings, by its parameters and by `in` at that place", () => {
    const text =
      "block u(c) {\n expect params (9*in.c*c + c)\n conv 3x3x{c} p1 -> relu\n expect weights < (9*c*c + 1)\n expect macs (in.h*in.w*9*3*c)\n}\n";
    expect(messages(text + net("input 8x8x3", "u(4) -> fc 3"))).toEqual([]);
  });

  it("that holds for one use and not for another tells which, once", () => {
    const { errors } = understand(block("expect params 112") + net("input 8x8x3", "u(4)", "u(4) * 3", "fc 3"));
    expect(errors.map(({ message }) => message)).toEqual(["params is 148, expected 112"]);
    expect(labelsOf(errors[0]!)).toEqual(["in `u(4)`, first of 3 «u(4)»"]);
  });

  it("of blocks counts the blocks inside", () => {
    const text = `${block()}block two(c) {\n u(c) -> u(c)\n expect params 260\n}\n`;
    expect(messages(text + net("input 8x8x3", "two(4) -> fc 3"))).toEqual([]);
  });

  it("of a head, of a condition, of another body", () => {
    const text = net(
      "input 8x8x3",
      "conv 3x3x4 p1 -> relu",
      "head h {",
      "fc 3",
      "expect params 771",
      "expect macs 768",
      "}",
      "if true {",
      "conv 1x1x2 -> relu",
      "expect params 10",
      "}",
      "fc 3",
    );
    expect(messages(text)).toEqual([]);
    expect(messages(text.replace("771", "772"))).toEqual(["params is 771, expected 772"]);
  });

  it.each([
    ["rf 3", "`rf` is a metric of whole models"],
    ["memory < 3", "`memory` is a metric of whole models"],
    ["memory < 3 @ batch 3", "`memory` is a metric of whole models"],
  ])("has no %s", (expectation, message) => {
    expect(messages(block(`expect ${expectation}`) + net("input 8x8x3", "u(4) -> u(4)", "fc 3"))).toEqual([message]);
    expect(messages(net("input 8x8x3", "head h {", "fc 2", `expect ${expectation}`, "}", "fc 3"))).toEqual([message]);
  });

  it("of a block that nothing uses is read", () => {
    expect(
      errorsIn(
        block("expect parms 3", "expect rf 3", "expect params c", "expect params (c + k)") + net("input 3", "fc 3"),
      ),
    ).toEqual(["check/unknown-metric «parms»", "check/unknown-metric «rf»", "check/unknown-name «k»"]);
  });
});
