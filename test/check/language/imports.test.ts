/** Imports: names of other files, each with the meaning it has at home; what is wrong is told in the file that holds it. */
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/limits.ts";
import { errorsIn, layersIn, net, understand } from "./understood.ts";

const unit = "block unit(c) {\n  fc {c}\n}\n";

describe("what is imported", () => {
  it("is a const, a block, a model, of a file or of the library", () => {
    const files = {
      "lib.cnn": `const base = 2\nconst width = base * 3\nblock inner(c) {\n fc {c}\n}\n${unit.replace("fc {c}", "inner(c + base)")}model Other(n) {\n input 3\n unit(n)\n}\n`,
    };
    const text = `import unit, width, Other from "./lib.cnn"\nimport basic from "std/resnet"\n${net("input 8x8x3", "basic(4) -> unit(width)")}train Other(n = 4) {\n}\n`;
    const { models, errors } = understand(text, files);
    expect(errors).toEqual([]);
    expect(models.map(({ name, output }) => [name, output])).toEqual([
      ["Other", [6]],
      ["Net", [8]],
    ]);
  });

  it("means what it means at home: names of the importing file do not leak in, nor its own out", () => {
    const files = { "lib.cnn": "const k = 5\nblock unit() {\n fc {k}\n}\n" };
    expect(
      layersIn(`import unit from "./lib.cnn"\nconst k = 7\n${net("input 3", "unit() -> relu -> fc {k}")}`, files),
    ).toEqual([...["unit1.fc1 5", "relu1 5", "fc1 7"]]);
    expect(
      errorsIn(`import k from "./lib.cnn"\nconst base = 7\n${net("input 3", "fc {k + base}")}`, {
        "lib.cnn": "const k = base * 3\n",
      }),
    ).toEqual(["check/unknown-name lib.cnn «base»"]);
    expect(errorsIn(`import unit from "./lib.cnn"\n${net("input 3", "unit() -> fc {k}")}`, files)).toEqual([
      "check/unknown-name «{k}»",
    ]);
  });

  it("may come from one file by two imports and two ways to write its path", () => {
    const files = { "sub/lib.cnn": `${unit}const width = 3\n` };
    const text = `import unit from "./sub/lib.cnn"\nimport width from "./sub/../sub/lib.cnn"\n${net("input 3", "unit(width)")}`;
    expect(layersIn(text, files)).toEqual(["fc1 3"]);
  });

  it("is found from the folder of the file that imports it", () => {
    const files = {
      "a/lib.cnn": 'import width from "../b/width.cnn"\nblock unit() {\n fc {width}\n}\n',
      "b/width.cnn": "const width = 4\n",
    };
    expect(layersIn(`import unit from "./a/lib.cnn"\n${net("input 3", "unit()")}`, files)).toEqual(["fc1 4"]);
  });

  it("is not handed on: only what a file declares itself can be imported from it", () => {
    const files = { "lib.cnn": 'import unit from "./unit.cnn"\nblock two(c) {\n unit(c)\n}\n', "unit.cnn": unit };
    expect(errorsIn(`import unit from "./lib.cnn"\n${net("input 3", "unit(3)")}`, files)).toEqual([
      "import/unknown-name «unit»",
    ]);
    expect(layersIn(`import two from "./lib.cnn"\n${net("input 3", "two(3)")}`, files)).toEqual(["fc1 3"]);
  });

  it("brings no recipe with it", () => {
    const files = { "lib.cnn": `${net("input 3", "fc 3")}train Net {\n batch 7\n}\n` };
    const { models } = understand('import Net from "./lib.cnn"\ntrain Net {\n batch 3\n}\n', files);
    expect(models.map(({ recipe }) => recipe?.batch)).toEqual([3]);
  });
});

describe("what cannot be imported", () => {
  it.each([
    ["a name that is not there", 'import unti from "./lib.cnn"', "import/unknown-name «unti»", "did you mean `unit`?"],
    ["a file that is not there", 'import unit from "./nolib.cnn"', 'import/not-found «"./nolib.cnn"»', undefined],
    [
      "a library that is not there",
      'import unit from "std/resnt"',
      'import/not-found «"std/resnt"»',
      "did you mean `std/resnet`?",
    ],
    ["a file outside", 'import unit from "../lib.cnn"', 'import/outside-project «"../lib.cnn"»', undefined],
    ["an absolute path", 'import unit from "/lib.cnn"', 'import/outside-project «"/lib.cnn"»', undefined],
    [
      "the file itself",
      'import unit from "./net.cnn"',
      'import/circle «"./net.cnn"»',
      "put what both need into a third file",
    ],
    ["nothing", 'import unit from ""', 'import/not-found «""»', undefined],
  ])("%s: one mistake, and who uses it goes on quietly", (_, line, error, help) => {
    const files = { "lib.cnn": unit, "net.cnn": "const a = 1\n" };
    const text = `${line}\n${net("input 3", line.includes("unti") ? "unti(3)" : "unit(3)", "conw 3")}`;
    expect(errorsIn(text, files)).toEqual([error, "check/unknown-layer «conw»"]);
    if (help) expect(understand(text, files).errors[0]!.help).toBe(help);
  });

  it.each([
    ["by two imports", 'import unit from "./lib.cnn"\nimport unit from "./lib.cnn"\n'],
    ["in one import", 'import unit, unit from "./lib.cnn"\n'],
    ["and declared", `import unit from "./lib.cnn"\n${unit}`],
    ["and declared as something else", 'import unit from "./lib.cnn"\nconst unit = 3\n'],
  ])("one name twice: %s", (_, lines) => {
    expect(errorsIn(lines + net("input 3", "unit(3)", "fc {unit}"), { "lib.cnn": unit })).toEqual([
      "check/duplicate-name «unit»",
    ]);
  });

  it("a model is no block and no value", () => {
    const files = { "lib.cnn": net("input 3", "fc 3").replace("Net", "Other") };
    expect(errorsIn(`import Other from "./lib.cnn"\n${net("input 3", "Other()")}`, files)).toEqual([
      "check/wrong-kind «Other»",
    ]);
    expect(errorsIn(`import Other from "./lib.cnn"\n${net("input 3", "fc {Other}")}`, files)).toEqual([
      "check/unknown-name «{Other}»",
    ]);
  });

  it("names of JavaScript are names", () => {
    const files = { "lib.cnn": "const __proto__ = 4\nblock constructor(toString) {\n fc {toString}\n}\n" };
    const text = `import __proto__, constructor from "./lib.cnn"\n${net("input 3", "constructor(__proto__)")}`;
    expect(layersIn(text, files)).toEqual(["fc1 4"]);
    expect(errorsIn(`import valueOf, hasOwnProperty from "./lib.cnn"\n${net("input 3", "fc 3")}`, files)).toEqual([
      "import/unknown-name «valueOf»",
      "import/unknown-name «hasOwnProperty»",
    ]);
  });
});

describe("circles", () => {
  it("are told where they close, with the way", () => {
    const files = {
      "a.cnn": 'import b from "./b.cnn"\nblock a(c) {\n b(c)\n}\n',
      "b.cnn": 'import c from "./c.cnn"\nblock b(n) {\n c() -> fc {n}\n}\n',
      "c.cnn": 'import a from "./a.cnn"\nblock c() {\n a(1)\n}\n',
    };
    const { errors } = understand(`import a from "./a.cnn"\n${net("input 3", "a(3)", "fc 3")}`, files);
    expect(errors.map(({ code, source }) => [code, source!.path])).toEqual([["import/circle", "c.cnn"]]);
    expect(errors[0]!.notes).toEqual(["a.cnn → b.cnn → c.cnn → a.cnn"]);
  });

  it("are no diamonds", () => {
    const files = {
      "a.cnn": 'import width from "./d.cnn"\nblock a() {\n fc {width}\n}\n',
      "b.cnn": 'import width from "./d.cnn"\nblock b() {\n fc {width}\n}\n',
      "d.cnn": "const width = 4\n",
    };
    expect(
      layersIn(`import a from "./a.cnn"\nimport b from "./b.cnn"\n${net("input 3", "a() -> relu -> b()")}`, files),
    ).toEqual([...["a1.fc1 4", "relu1 4", "b1.fc1 4"]]);
  });

  it("of blocks across files are recursion", () => {
    const files = { "lib.cnn": "block a(u) {\n u(u)\n}\n" };
    expect(errorsIn(`import a from "./lib.cnn"\n${net("input 3", "a(a)")}`, files)).toEqual([
      "check/recursion lib.cnn «u(u)»",
    ]);
  });
});

describe("a file with mistakes", () => {
  it.each([
    ["of syntax, in the block that is used", "block unit(c) { fc {c} -> }\n", ["syntax/unexpected-token lib.cnn «}»"]],
    ["of syntax, in another", `${unit}const a = = 3\n`, ["syntax/unexpected-token lib.cnn «=»"]],
    ["of meaning, in the block that is used", unit.replace("fc", "fcc"), ["check/unknown-layer lib.cnn «fcc»"]],
    ["of meaning, in a block that is not used: its own check tells", `${unit}block other() {\n fcc 3\n}\n`, []],
    [
      "of meaning, in a const that is used",
      "const k = 1/0\nblock unit(c) {\n  fc {c + k}\n}\n",
      ["check/division-by-zero lib.cnn «1/0»"],
    ],
    ["of meaning, in a model: its own check tells", `${unit}model Other {\n fc 3\n}\n`, []],
  ])("%s", (_, lib, errors) => {
    expect(
      errorsIn(`import unit from "./lib.cnn"\n${net("input 3", "unit(3)", "unit(4)")}`, { "lib.cnn": lib }),
    ).toEqual(errors);
  });
});

describe("limits", () => {
  const chain = (length: number): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length }, (_, i) => [
        `f${i}.cnn`,
        i + 1 < length ? `import a${i + 1} from "./f${i + 1}.cnn"\nconst a${i} = a${i + 1}\n` : `const a${i} = 7\n`,
      ]),
    );

  it.each([
    [LIMITS.importDepth.value - 1, []],
    [LIMITS.importDepth.value, ["import/too-many"]],
  ])("%i files in a row", (length, codes) => {
    const { errors } = understand(`import a0 from "./f0.cnn"\n${net("input 3", "fc {a0}")}`, chain(length));
    expect(errors.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    [LIMITS.importedFiles.value - 1, []],
    [LIMITS.importedFiles.value, ["import/too-many"]],
  ])("%i files beside the program", (count, codes) => {
    const names = Array.from({ length: count }, (_, i) => `a${i}`);
    const files = Object.fromEntries(names.map((name) => [`${name}.cnn`, `const ${name} = 1\n`]));
    const imports = names.map((name) => `import ${name} from "./${name}.cnn"\n`).join("");
    const { errors } = understand(imports + net("input 3", `fc {${names.join(" + ")}}`), files);
    expect(errors.map(({ code }) => code)).toEqual(codes);
  });
});
