/** `as name` and `@name`: where a label is visible, which value it names, and that a label is given once. */
import { describe, expect, it } from "vitest";
import { errorsIn, labelsOf, layersIn, modelIn, net, understand } from "./understood.ts";

/** What the first join reads. */
function joined(text: string): readonly string[] {
  return modelIn(text).layers.find(({ operator }) => operator.kind === "join")!.inputs;
}

describe("a label names the value", () => {
  it.each([
    ["of a layer", "conv 1x1x3 as a -> relu", "a"],
    ["of the input", "identity -> relu", "input"],
    ["of a group: that of its last layer", "[conv 1x1x3 -> relu] as a -> conv 1x1x3", "a.relu1"],
    ["of a repetition: that of the last turn", "conv 1x1x3 * 3 as a -> relu", "a.conv3"],
    ["of a use of a block", "unit() as a -> conv 1x1x3", "a.relu1"],
    ["of a branch", "add { relu | } as a -> conv 1x1x3", "a"],
    ["of a condition", "if true { conv 1x1x3 } as a -> relu", "a.conv1"],
    ["of a condition that chooses nothing: its input", "relu -> if false { conv 1x1x3 } as a -> conv 1x1x3", "relu1"],
    ["of a group that is repeated no times: its input", "relu -> [conv 1x1x3] * 0 as a -> conv 1x1x3", "relu1"],
    ["of a reference: that it refers to", "relu as z -> conv 1x1x3 -> @z as a -> conv 1x1x3", "z"],
    ["in a repetition: of the latest turn", "[conv 1x1x3 as a -> relu] * 3", "a.3"],
    ["in a group", "[conv 1x1x3 as a -> relu]", "a"],
    ["in an arm of a branch above", "mul { conv 1x1x3 as a -> relu | conv 1x1x3 }", "a"],
  ])("%s", (_, body, value) => {
    const text = `block unit() {\n conv 1x1x3 -> relu\n}\nmodel Net {\n input 8x8x3 as ${value === "input" ? "a" : "_i"}\n ${body}\n add { @a | conv 1x1x3 }\n}\n`;
    const join = modelIn(text)
      .layers.filter(({ operator }) => operator.kind === "join")
      .at(-1)!;
    expect(join.inputs[0]).toBe(value);
  });

  it("in a repetition, in the turn itself", () => {
    expect(layersIn(net("input 8x8x3", "[conv 1x1x3 as a -> relu -> add { @a | }] * 2"))).toHaveLength(6);
    const adds = modelIn(net("input 8x8x3", "[conv 1x1x3 as a -> relu -> add { @a | }] * 2")).layers.filter(
      ({ operator }) => operator.kind === "join",
    );
    expect(adds.map(({ inputs }) => inputs)).toEqual([
      ["a.1", "relu1"],
      ["a.2", "relu2"],
    ]);
  });

  it("is stated before its shape and behind the repetition", () => {
    expect(layersIn(net("input 8x8x3", "conv 1x1x4 * 2 as a : 8x8x4", "relu"))).toEqual([
      "a.conv1 8x8x4",
      "a.conv2 8x8x4",
      "relu1 8x8x4",
    ]);
    expect(errorsIn(net("input 8x8x3", "conv 1x1x4 as a * 2", "relu"))).toEqual(["syntax/unexpected-token «*»"]);
    expect(errorsIn(net("input 8x8x3", "conv 1x1x4 : 8x8x4 as a", "relu"))).toEqual(["syntax/unexpected-token «as»"]);
  });
});

describe("a reference", () => {
  it("in the middle of a chain starts anew from its value, and what was before is not read", () => {
    const { models, errors, warnings } = understand(net("input 8x8x3", "conv 1x1x3 as a -> relu -> @a -> conv 3x3x4"));
    expect(errors).toEqual([]);
    expect(models[0]!.layers.at(-1)!.inputs).toEqual(["a"]);
    expect(warnings.map(({ code }) => code)).toContain("lint/unused-value");
  });

  it("gives `in` and the shape of its value", () => {
    expect(
      layersIn(net("input 8x8x3", "conv 3x3x5 as a -> relu", "concat { @a -> conv 1x1x{in.c + 2} | }")).at(-1),
    ).toBe("concat1 6x6x12");
  });

  it("is repeated to no effect", () => {
    expect(joined(net("input 8x8x3", "relu as a -> conv 1x1x3", "add { @a * 3 | }"))).toEqual(["a", "conv1"]);
  });
});

describe("a label is visible", () => {
  it.each([
    [
      "in groups, branches, conditions and heads behind it",
      "relu as a",
      "if true { [add { @a | }] } -> head h { fc 2 -> fc 3 }".split(" -> head")[0]!,
    ],
    ["in a head", "relu as a", "head h { @a -> fc 3 }\n conv 1x1x3"],
    ["behind the arm that holds it", "mul { relu as a | }", "add { @a | }"],
    ["in the next arm", "add { relu as a -> conv 1x1x3 | @a }", "relu"],
  ])("%s", (_, first, second) => {
    expect(errorsIn(net("input 8x8x3", first, second))).toEqual([]);
  });

  it.each([
    ["not above its line", "add { @a | relu }\n relu as a"],
    ["not in its own stage", "[add { @a | relu }] as a"],
    ["not in blocks", "relu as a -> reads()"],
    ["not outside of its block", "gives() -> add { @a | relu }"],
  ])("%s", (_, body) => {
    const text = `block gives() {\n conv 1x1x3 as a -> relu\n}\nblock reads() {\n if true { add { @a | relu } }\n}\n`;
    const used = body.includes("gives")
      ? text.slice(0, text.indexOf("block reads"))
      : body.includes("reads")
        ? text.slice(text.indexOf("block reads"))
        : "";
    const { errors } = understand(used + net("input 8x8x3", body));
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ["check/unknown-label", "no label `a` above this place"],
    ]);
  });

  it.each([
    ["the body of a condition", "if true {\n relu as a -> conv 1x1x3\n}"],
    ["both bodies of a condition", "if in.c == 3 {\n relu as a -> conv 1x1x3\n} else {\n conv 1x1x3 as a\n}"],
    ["a body that is not chosen", "if in.c == 4 {\n relu as a -> conv 1x1x3\n}"],
    ["a body of a body", "if true {\n if true {\n relu as a -> conv 1x1x3\n }\n}"],
    ["a head", "head h {\n fc 3 as a -> relu\n}"],
  ])("only inside of %s, which the message tells", (_, body) => {
    const { errors } = understand(net("input 8x8x3", body, "add { @a | relu }"));
    expect(errors.map(({ message }) => message)).toEqual(["label `a` is visible only in the body that holds it"]);
    expect(labelsOf(errors[0]!)).toEqual(["it is given here «a»"]);
    expect(errors[0]!.help).toContain("} as a");
  });

  it("nothing near: the labels that there are", () => {
    const { errors } = understand(net("input 8x8x3", "relu as first -> conv 1x1x3 as second", "add { @zzz | }"));
    expect(errors[0]!.notes).toEqual(["labels here: first, second"]);
  });

  it("something near: the fix", () => {
    const { errors } = understand(net("input 8x8x3", "relu as enc1 -> conv 1x1x3", "add { @enc | }"));
    expect(errors[0]!.help).toBe("did you mean `enc1`?");
    expect(errors[0]!.fixes[0]!.edits[0]!.text).toBe("enc1");
  });
});

describe("a label is given once", () => {
  it.each([
    ["in one body", "conv 1x1x3 as a -> relu as a"],
    ["in the arms of one branch", "add { conv 1x1x3 as a -> relu | relu as a }"],
    ["in a body and a body inside", "relu as a -> if true { conv 1x1x3 as a }"],
    ["in a body and a head", "relu as a\n head h { fc 3 as a }"],
    ["in a repetition", "[conv 1x1x3 as a -> relu as a] * 2"],
  ])("%s", (_, body) => {
    const { errors } = understand(net("input 8x8x3", body, "fc 3"));
    expect(errors.map(({ code }) => code)).toEqual(["check/duplicate-name"]);
    expect(labelsOf(errors[0]!)).toEqual(["first given here «a»"]);
  });

  it("of two nobody knows which is meant, so what reads it is not judged", () => {
    expect(
      errorsIn(net("input 8x8x3", "relu as a -> conv 1x1x5 as a -> relu", "add { @a | conv 1x1x3 }", "fc 3")),
    ).toEqual(["check/duplicate-name «a»"]);
  });

  it("of what is laid out is known to what is not, with the shapes before it left out", () => {
    const text = net("input 8x8x3", "conv 1x1x5 as a -> if false { @a -> conv 9x9x1 }", "fc 3");
    expect(errorsIn(text)).toEqual(["shape/kernel-exceeds-input «conv 9x9x1»"]);
  });

  it.each([
    ["bodies side by side", "if true { relu as a }\n if true { conv 1x1x3 as a }"],
    ["a body that has ended and one behind it", "if true { relu as a }\n conv 1x1x3 as a"],
    ["uses of a block", "unit() -> unit()"],
    ["a block and its use", "unit() as a"],
    ["two heads", "head h { fc 3 as a }\n head g { fc 3 as a }"],
    ["layer and label", "conv 1x1x3 as relu1 -> relu"],
    [
      "names of JavaScript",
      "relu as constructor -> conv 1x1x3 as __proto__ -> relu as toString\n add { @constructor | @__proto__ | @toString }",
    ],
  ])("%s may share one", (_, body) => {
    expect(errorsIn(`block unit() {\n conv 1x1x3 as a -> relu\n}\n${net("input 8x8x3", body, "fc 3")}`)).toEqual([]);
  });
});
