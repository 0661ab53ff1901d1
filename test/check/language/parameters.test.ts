/** Parameters of models: their defaults, what a recipe gives, and what is missing. */
import { describe, expect, it } from "vitest";
import { errorsIn, net, understand } from "./understood.ts";

const body = "{\n input 8x8x3\n fc {n} -> relu -> fc {c}\n}\n";

function outputs(text: string): readonly string[] {
  const { models, errors } = understand(text);
  return [...errors.map(({ code }) => code), ...models.map(({ name, output }) => `${name} ${output.join("x")}`)];
}

describe("a model", () => {
  it.each([
    ["with defaults", `model Net(n = 4, c = n) ${body}`, ["Net 4"]],
    ["whose recipe gives some", `model Net(n = 4, c = 2*n) ${body}train Net(n = 5) {\n}\n`, ["Net 10"]],
    ["whose recipe gives all by position", `model Net(n, c) ${body}train Net(5, 6) {\n}\n`, ["Net 6"]],
    ["whose recipe computes them", `const k = 3\nmodel Net(n, c = 7) ${body}train Net(k * 2) {\n}\n`, ["Net 7"]],
    [
      "whose recipe gives one twice",
      `model Net(n, c = 7) ${body}train Net(2, n=3) {\n}\n`,
      ["check/duplicate-argument"],
    ],
    [
      "whose recipe gives one that is not there",
      `model Net(n = 1, c = 7) ${body}train Net(m = 3) {\n}\n`,
      ["check/unknown-argument"],
    ],
    [
      "whose recipe gives too many",
      `model Net(n = 1, c = 7) ${body}train Net(1, 2, 3) {\n}\n`,
      ["check/too-many-arguments"],
    ],
    ["whose recipe lacks one", `model Net(n, c = 7) ${body}train Net {\n}\n`, ["check/missing-argument"]],
    ["with one declared twice", `model Net(n = 1, n = 2) {\n input 3\n fc {n}\n}\n`, ["check/duplicate-name"]],
    ["whose input is computed", "model Net(size = 16) {\n input {size}x{size}x3 : 16x16x3\n fc 2\n}\n", ["Net 2"]],
  ])("%s", (_, text, expected) => {
    expect(outputs(text)).toEqual(expected);
  });

  it("without a value for each is not laid out, but looked through, and told as `unbound`", () => {
    const { models, unbound, errors } = understand(`model Net(n, c = n) {\n input 8x8x3\n fc {n + c} -> conw\n}\n`);
    expect(models).toEqual([]);
    expect(unbound).toEqual([{ name: "Net", parameters: ["n"] }]);
    expect(errors.map(({ code }) => code)).toEqual(["check/unknown-layer"]);
  });

  it("has no shape that its defaults could see", () => {
    expect(errorsIn("model Net(c = in.c) {\n input 8x8x{c}\n fc 2\n}\n")).toEqual(["check/wrong-kind «in.c»"]);
  });

  it.each([
    [
      "the first of two recipes counts",
      "model Net(n) {\n input 3\n fc {n}\n}\ntrain Net(3) {\n}\ntrain Net(4) {\n}\n",
      ["check/duplicate-train", "Net 3"],
    ],
    ["a recipe of a block", "block b() {\n relu\n}\ntrain b {\n}\n", ["check/unknown-model"]],
    ["a recipe of nothing", `${net("input 3", "fc 3")}train Nte {\n}\n`, ["check/unknown-model", "Net 3"]],
    [
      "two models of one name: the first counts",
      `${net("input 3", "fc 3")}${net("input 3", "fc 4")}`,
      ["check/duplicate-name", "Net 3"],
    ],
    [
      "the second is looked through",
      `${net("input 3", "fc 3")}${net("input 3", "fcc 4")}`,
      ["check/duplicate-name", "check/unknown-layer", "Net 3"],
    ],
  ])("%s", (_, text, expected) => {
    expect(outputs(text)).toEqual(expected);
  });

  it.each([
    ["no input", ["fc 10"], ["check/no-input «Net»"]],
    ["no layers", ["input 3"], ["check/empty-model «Net»"]],
    ["a block without layers", ["input 3", "u()"], ["check/empty-model «Net»"]],
    ["two inputs", ["input 3", "input 3", "fc 3"], ["check/misplaced-input «input 3»"]],
    ["a wrong input", ["input 0x3", "let c = in.c", "fc {in.size} -> conv 3x{c}"], ["check/out-of-range «0»"]],
    ["an input that asks for itself", ["input 8x8x{in.c}", "fc 3"], ["check/wrong-kind «{in.c}»"]],
  ])("with %s", (_, lines, errors) => {
    const block = lines.includes("u()") ? "block u() {\n}\n" : "";
    expect(errorsIn(block + net(...lines))).toEqual(errors);
  });
});
