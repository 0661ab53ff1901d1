/** Questions the contract leaves open, and how they are settled: each test's name is the decision. */
import { describe, expect, it } from "vitest";
import { errorsIn, layersIn, modelIn, net, understand } from "./understood.ts";

describe("blocks", () => {
  it("an argument that the block does not use is evaluated all the same, and a wrong one is a mistake", () => {
    const text = `block unit(c, _spare) {\n  fc {c}\n}\n`;
    expect(errorsIn(text + net("input 3", "unit(3, 1/0)"))).toEqual(["check/division-by-zero «1/0»"]);
    expect(layersIn(text + net("input 3", 'unit(3, "anything")'))).toEqual(["fc1 3"]);
  });

  it("an argument of a use that cannot be bound is looked at for mistakes of its own", () => {
    expect(errorsIn(net("input 3", "unit(k)", "fc 3"))).toEqual([
      "check/unknown-block «unit»",
      "check/unknown-name «k»",
    ]);
  });

  it("a block that ends in nothing is the identity", () => {
    for (const body of ["", "let _d = c", "if c == 0 {\n fc 5\n}", "[fc 5] * 0", "identity"]) {
      const { models, errors } = understand(
        `block unit(c) {\n  ${body}\n}\n${net("input 3", "fc 4 -> unit(3) -> relu")}`,
      );
      expect(errors).toEqual([]);
      expect(models[0]!.output).toEqual([4]);
    }
  });

  it("a position counts the named arguments before it", () => {
    const text = "block unit(a, b) {\n fc {a} -> relu -> fc {b}\n}\n";
    expect(layersIn(text + net("input 3", "unit(a=3, 4)"))).toEqual(["fc1 3", "relu1 3", "fc2 4"]);
    expect(errorsIn(text + net("input 3", "unit(b=3, 4)"))).toEqual(["check/duplicate-argument «4»"]);
  });

  it("`input` in a block is misplaced, whether the block is used or not", () => {
    const text = "block unit() {\n  input 3\n  fc 3\n}\n";
    expect(errorsIn(text + net("input 3", "fc 3"))).toEqual(["check/misplaced-input «input 3»"]);
    expect(errorsIn(text + net("unit()"))).toEqual(["check/misplaced-input «input 3»"]);
  });

  it("blocks are no values to compare: which block came is for the one who hands it in to know", () => {
    expect(errorsIn(`block a() {\n relu\n}\n${net("input 3", "if a == a { a() }", "fc 3")}`)).toEqual([
      "check/wrong-kind «a == a»",
    ]);
  });
});

describe("values and labels", () => {
  it("`@x` in the middle of a chain starts anew; what was before is left without a reader, and a warning says so", () => {
    const { models, errors, warnings } = understand(net("input 8x8x3", "conv 3x3x4 p1 as a -> relu -> @a -> gelu"));
    expect(errors).toEqual([]);
    expect(models[0]!.layers.map(({ name, inputs }) => [name, ...inputs])).toEqual([
      ["a", "input"],
      ["relu1", "a"],
      ["gelu1", "a"],
    ]);
    expect(warnings.map(({ code }) => code)).toEqual(["lint/unused-value"]);
  });

  it("labels in both bodies of an `if` are not visible behind it; a label on the `if` is", () => {
    const branches = (label: string, inner: string): string =>
      net(
        "input 8x8x3",
        `if in.c == 3 {\n conv 3x3x3 p1${inner}\n} else {\n conv 1x1x3${inner}\n}${label}`,
        "relu",
        "add { @a | }",
      );
    expect(errorsIn(branches("", " as a"))).toEqual(["check/unknown-label «a»"]);
    expect(errorsIn(branches(" as a", ""))).toEqual([]);
  });

  it("a labeled group that is repeated no times names the value that reaches it, and no layer", () => {
    const { layers } = modelIn(
      net("input 8x8x3", "conv 1x1x3 -> relu", "[conv 3x3x3] * 0 as none", "gelu -> add { @none | }"),
    );
    expect(layers.map(({ name }) => name)).toEqual(["conv1", "relu1", "gelu1", "add1"]);
    expect(layers.at(-1)!.inputs).toEqual(["relu1", "gelu1"]);
  });

  it("what is repeated no times is looked through for mistakes, and its labels are nowhere", () => {
    expect(errorsIn(net("input 8x8x3", "[conw 3x3x3 -> fc {in.d / 7}] * 0", "fc 3"))).toEqual([
      "check/unknown-layer «conw»",
    ]);
    expect(errorsIn(net("input 8x8x3", "[relu as a -> conv 1x1x3] * 0", "add { @a | relu }"))).toEqual([
      "check/unknown-label «a»",
    ]);
    expect(errorsIn(net("input 8x8x3", "conv 1x1x3 as a", "[relu as a] * 0"))).toEqual(["check/duplicate-name «a»"]);
  });

  it("the order is stage, repetition, label, shape", () => {
    expect(layersIn(net("input 8x8x3", "relu * 2 as a : 8x8x3"))).toEqual(["a.relu1 8x8x3", "a.relu2 8x8x3"]);
    for (const stage of ["relu as a * 2", "relu : 8x8x3 as a", "relu as a as b"])
      expect(understand(net("input 8x8x3", stage)).errors.map(({ code }) => code)).toEqual(["syntax/unexpected-token"]);
  });

  it("a shape behind a repetition is that of the last turn", () => {
    expect(errorsIn(net("input 8x8x3", "[conv 3x3x4] * 2 : 4x4x4"))).toEqual([]);
    expect(errorsIn(net("input 8x8x3", "[conv 3x3x4 : 6x6x4] * 2"))).toEqual(["check/shape-differs «6x6x4»"]);
  });

  it("what `in` is in a list: only its size; `in.c` of a list is a mistake, as layers by channel are", () => {
    expect(layersIn(net("input 784", "fc {in.size / 2}"))).toEqual(["fc1 392"]);
    for (const field of ["h", "w", "c", "d", "l"])
      expect(errorsIn(net("input 784", `fc {in.${field}}`))).toEqual([`check/unknown-name «${field}»`]);
  });

  it("what `in` has by the number of axes", () => {
    const fields = (input: string): string =>
      ["d", "h", "w", "l", "c", "size"]
        .filter((field) => errorsIn(net(`input ${input}`, `fc {in.${field}}`)).length === 0)
        .join(" ");
    expect(["5", "5x6", "5x6x7", "5x6x7x8"].map(fields)).toEqual(["size", "l c size", "h w c size", "d h w c size"]);
  });
});

describe("heads and expectations", () => {
  it("a head behind the last layer reads the output of the model", () => {
    expect(modelIn(net("input 8", "fc 3", "head aux {", "fc 2", "}")).heads[0]).toMatchObject({
      from: "fc1",
      last: "aux.fc1",
    });
  });

  it("a head in a repetition is there in every turn, numbered as labels are", () => {
    expect(
      modelIn(net("input 8", "[if true { head aux { fc 2 }\n relu }] * 2", "fc 3")).heads.map(({ name }) => name),
    ).toEqual(["aux.1", "aux.2"]);
  });

  it("an expectation is a whole number, and a decimal is not, though it be whole", () => {
    expect(errorsIn(net("input 8", "fc 3", "expect params 27.0"))).toEqual(["check/not-an-integer «27.0»"]);
    expect(errorsIn(net("input 8", "fc 3", "expect params < 2.7e1"))).toEqual(["check/not-an-integer «2.7e1»"]);
    expect(errorsIn(net("input 8", "fc 3", "expect params 27"))).toEqual([]);
  });

  it("an expectation of a body is of the layers of that body alone, wherever it stands", () => {
    expect(errorsIn(net("input 8", "fc 3 -> relu", "if true {", "expect params 8", "fc 2", "}"))).toEqual([]);
  });
});

describe("names", () => {
  it.each([["in"], ["true"], ["false"], ["and"], ["or"], ["not"], ["if"], ["add"], ["input"]])(
    "`%s` is a word of the language and names nothing",
    (word) => {
      for (const text of [
        `const ${word} = 3\n`,
        `block ${word}() {\n relu\n}\n`,
        `block unit(${word}) {\n relu\n}\n`,
        `model ${word} {\n input 3\n fc 3\n}\n`,
      ])
        expect(understand(text + net("input 3", "fc 3")).errors.map(({ code }) => code)).toEqual([
          expect.stringMatching(/^syntax\//),
        ]);
      expect(understand(net("input 3", `let ${word} = 3`, "fc 3")).errors[0]!.code).toMatch(/^syntax\//);
    },
  );

  it.each([["floor"], ["min"], ["h"], ["c"], ["size"], ["from"], ["batch"], ["params"], ["relu"], ["x"], ["std"]])(
    "`%s` may name a const, a parameter and a let",
    (word) => {
      const text = `const ${word} = 3\nblock unit(${word}) {\n  let _a = ${word}\n  fc {${word} + floor(1/2)}\n}\n`;
      expect(layersIn(text + net("input 3", `fc {${word}}`, "relu", `unit(${word} + 1)`, `let _b = ${word}`))).toEqual([
        "fc1 3",
        "relu1 3",
        "unit1.fc1 4",
      ]);
    },
  );

  it("a const of a function's name leaves the function what it is", () => {
    expect(layersIn(`const floor = 3\nconst min = 5\n${net("input 3", "fc {floor(7/2) + min(floor, min)}")}`)).toEqual([
      "fc1 6",
    ]);
  });

  it.each([["s2"], ["p1"], ["d4"], ["g32"]])("`%s` is an attribute wherever it stands", (word) => {
    expect(understand(`const ${word} = 3\n${net("input 3", "fc 3")}`).errors[0]!.code).toMatch(/^syntax\//);
  });

  it("of two declarations of one name neither counts, as nobody knows which is meant", () => {
    const text = "const a = 3\nconst a = 4\n";
    expect(errorsIn(text + net("input 3", "fc {a/0} -> conv {a}x{a}x{a}", "let b = a"))).toEqual([
      "check/duplicate-name «a»",
    ]);
  });

  it("model and train share a name, const and model do not", () => {
    expect(errorsIn(`${net("input 3", "fc 3")}train Net {\n batch 3\n}\n`)).toEqual([]);
    expect(errorsIn(`const Net = 3\n${net("input 3", "fc {Net}")}`)).toEqual(["check/duplicate-name «Net»"]);
  });

  it("a const may be a fraction only as a decimal", () => {
    expect(errorsIn(`const p = 1/10\n${net("input 3", "fc 3 -> dropout {p} -> fc 3")}`)).toEqual([
      "check/not-an-integer «1/10»",
    ]);
    expect(errorsIn(`const p = 0.1\n${net("input 3", "fc 3 -> dropout {p} -> fc 3")}`)).toEqual([]);
  });
});
