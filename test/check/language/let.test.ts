/** `let`: a name from its line on, with `in` as it is there. */
import { describe, expect, it } from "vitest";
import { errorsIn, layersIn, net } from "./understood.ts";

describe("let", () => {
  it("keeps the shape of its place", () => {
    expect(
      layersIn(net("input 8x8x3", "let c = in.c", "conv 1x1x7 -> relu", "let d = in.c", "fc {c + d}")).at(-1),
    ).toBe("fc1 10");
  });

  it("sees lets above it, parameters and consts, and hides them", () => {
    const text = "const a = 2\nmodel Net(b = 3) {\n input 3\n let a = a + b\n let b = a * 10\n fc {b}\n}\n";
    expect(layersIn(text)).toEqual(["fc1 50"]);
  });

  it("holds decimals, strings, lists, truth values and blocks", () => {
    const text =
      "block leaf(c) {\n fc {c}\n}\n" +
      net(
        "input 3",
        "let p = 0.25",
        "let n = [4, 5]",
        "let yes = n[0] < n[1]",
        "let f = leaf",
        "f(n[1]) -> if yes { dropout {p} } -> fc 2",
      );
    expect(layersIn(text)).toEqual(["leaf1.fc1 5", "dropout1 5", "fc1 2"]);
  });

  it.each([
    ["is not known above its line", ["fc {a}", "let a = 3"], ["check/unknown-name «{a}»"]],
    ["does not see itself", ["let a = a", "fc 3"], ["check/unknown-name «a»"]],
    [
      "is given once, and is then nobody's",
      ["let a = 1", "let a = 2", "fc {a/0} -> fc {a + 0.5}"],
      ["check/duplicate-name «a»"],
    ],
    [
      "that is wrong is told once",
      ["let a = 1/0", "let b = a + 1", "fc {a} -> relu -> fc {b}"],
      ["check/division-by-zero «1/0»"],
    ],
    ["before the input sees no shape", [], ["check/wrong-kind «in.c»"]],
    ["is no statement of one stage only", ["let a = 3 -> relu"], ["syntax/unexpected-token «->»"]],
  ])("%s", (_, lines, errors) => {
    const text = lines.length > 0 ? net("input 3", ...lines) : net("let a = in.c", "input 3", "fc {a}");
    expect(errorsIn(text)).toEqual(errors);
  });

  it("ends with its body", () => {
    const inner = (open: string, close: string): string =>
      net("input 3", `${open}\n let a = 4\n fc {a}\n${close}`, "relu -> fc {a}");
    expect(errorsIn(inner("if true {", "}"))).toEqual(["check/unknown-name «{a}»"]);
    expect(errorsIn(inner("head h {", "}"))).toEqual(["check/unknown-name «{a}»"]);
  });

  it("after a mistake in a shape is quiet", () => {
    expect(errorsIn(net("input 8x8x3", "conw 1x1x4", "let a = in.c / 7", "fc {a}", "if a == 3 { relu }"))).toEqual([
      "check/unknown-layer «conw»",
    ]);
  });
});
