/** Names changed everywhere, and the reasons why some stay. */
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/diagnostics/apply-fixes.ts";
import { prepareRename, renameAt } from "../../src/editor/rename.ts";
import { takeSnapshot } from "../../src/editor/snapshot.ts";
import { createSource } from "../../src/source/source.ts";
import { at, entryPath, projectOf, readMarks } from "./marks.ts";

interface Files {
  readonly [path: string]: string;
}

/** The texts after the name at the cursor has become another, by path; or why not. */
function rename(marked: string, newName: string, files: Files = {}): string | Readonly<Record<string, string>> {
  const { text, offsets } = readMarks(marked);
  const project = projectOf(entryPath, files);
  const snapshot = takeSnapshot(createSource(entryPath, text), project);
  const renamed = renameAt([snapshot], snapshot, offsets[0]!, newName, project);
  if ("refusal" in renamed) return renamed.refusal;
  return Object.fromEntries(
    [...renamed.edits].map(([source, edits]) => [source.path.split("/").at(-1)!, applyEdits(source.text, edits)]),
  );
}

const blocks = "block unit(c, s = 1) {\n  conv 3x3x{c} s{s} p1 -> relu\n}\n\nconst wide = 8\n";
const net = (body: string, head = 'import unit, wide from "./blocks.cnn"', train = ""): string =>
  `${head}\n\nmodel Net(classes = 10) {\n  input 32x32x3\n${body}\n  fc {classes}\n}\n${train}`;

describe("rename", () => {
  it.each([
    [
      "a block, from a use, in both files",
      net("  un▮it(wide, s=2)"),
      "part",
      ["import part, wide", "part(wide", "block part(c"],
    ],
    [
      "a const, from its import",
      net("  unit(wide)").replace("wide f", "wi▮de f"),
      "broad",
      ["unit, broad", "unit(broad)", "const broad = 8"],
    ],
    [
      "a parameter, from a named argument",
      net("  unit(wide, ▮s=2)"),
      "step",
      ["step=2", "unit(c, step = 1)", "s{step} p1"],
    ],
    [
      "a label, in the recipe too",
      net("  unit(8) as st▮em", undefined, 'train Net {\n  data cifar10\n  freeze "stem.conv1"\n}\n'),
      "root",
      ["as root", '"root.conv1"'],
    ],
    [
      "a block in the parts of a recipe",
      net("  un▮it(8) -> unit(8)", undefined, 'train Net {\n  data cifar10\n  freeze "unit1.conv1"\n}\n'),
      "part",
      ['"part1.conv1"'],
    ],
    [
      "a head",
      net("  unit(8)\n  head si▮de { fc 10 }", undefined, "train Net {\n  data cifar10\n  aux side weight=0.5\n}\n"),
      "other",
      ["head other {", "aux other weight"],
    ],
    [
      "a model",
      net("  unit(8)", undefined, "train N▮et {\n  data cifar10\n}\n"),
      "Better",
      ["model Better(", "train Better {"],
    ],
    ["a let", net("  let a▮ = 4\n  unit(a) -> unit(2*a)"), "b", ["let b = 4", "unit(b) -> unit(2*b)"]],
  ])("%s", (_, marked, newName, parts) => {
    const renamed = rename(marked, newName, { "./blocks.cnn": blocks });
    const texts = typeof renamed === "string" ? renamed : Object.values(renamed).join("\n");
    for (const part of parts) expect(texts).toContain(part);
  });

  it("takes parameters along that one argument is given to", () => {
    const text = `block a(c, s = 1) { conv 1x1x{c} s{s} }
block b(c, s = 1) { conv 3x3x{c} s{s} p1 }
block use(unit) { unit(4, ▮s=2) }

model Net {
  input 8x8x1 -> use(a) -> use(b) -> fc 2
}
`;
    const renamed = rename(text, "step") as Readonly<Record<string, string>>;
    expect(renamed["net.cnn"]).toContain("block a(c, step = 1) { conv 1x1x{c} s{step} }");
    expect(renamed["net.cnn"]).toContain("block b(c, step = 1) { conv 3x3x{c} s{step} p1 }");
    expect(renamed["net.cnn"]).toContain("unit(4, step=2)");
  });

  it("may silence a warning", () => {
    expect(rename("block a(x▮) { relu }\nmodel N {\n  input 4x4x1 -> a(1) -> fc 2\n}\n", "_x")).toEqual({
      "net.cnn": "block a(_x) { relu }\nmodel N {\n  input 4x4x1 -> a(1) -> fc 2\n}\n",
    });
  });

  it("changes nothing for the name that is there", () => {
    expect(rename("const a▮ = 1\n", "a")).toEqual({});
  });
});

describe("a rename is refused", () => {
  const consts =
    "const a = 1\nconst b = 2\n\nblock part(n) {\n  let k = a + b + n\n  fc {k}\n}\n\nmodel N {\n  input 4x4x1\n  part(3) as here\n  fc 2 as there\n  add { @here -> fc 2 | @there }\n}\n";
  it.each([
    ["no name", "const a", "2x", "is no name"],
    ["a keyword", "const a", "model", "keyword"],
    ["a constant of the language", "const a", "true", "keyword"],
    ["an attribute", "const a", "s2", "attribute"],
    ["too long", "const a", "a".repeat(300), "characters"],
    ["a layer, for a block", "block part", "conv", "is a layer"],
    ["another declaration", "const a", "b", "declared already, as a const (net.cnn:2:7)"],
    ["a parameter that would hide it", "const a", "n", "declared already, as a parameter (net.cnn:4:12)"],
    ["a let that would hide it", "const a", "k", "declared already, as a let"],
    ["a const that it would hide", "part(n", "a", "declared already, as a const"],
    ["another label", "as here", "there", "there"],
  ])("for %s", (_, word, newName, reason) => {
    const index = consts.indexOf(word) + word.length;
    expect(rename(`${consts.slice(0, index)}▮${consts.slice(index)}`, newName)).toContain(reason);
  });

  it("where a name would change what another place means", () => {
    // The label that the layer has without one.
    const text =
      'model N {\n  input 8x8x1\n  conv 3x3x4 as fir▮st -> conv 3x3x4 -> relu -> fc 2\n}\ntrain N {\n  data mnist\n  freeze "conv1"\n}\n';
    const renamed = rename(text, "conv1");
    expect(typeof renamed).toBe("string");
    expect(renamed).toContain("With `conv1` the program would change");
  });

  it("in the standard library", () => {
    const marked = 'import basic, ResNet18 from "std/resnet"\n\nmodel N {\n  input 32x32x3\n  ba▮sic(16)\n  fc 2\n}\n';
    expect(rename(marked, "plain")).toContain("declared in the standard library (std/resnet)");
    const { snapshot, offset } = at(marked);
    expect(prepareRename(snapshot, offset)).toHaveProperty("refusal");
  });

  it.each([
    ["a layer", "model N {\n  input 8x8x1\n  co▮nv 3x3x4\n}\n", "word of the language, a layer"],
    ["a setting", "model N {\n  input 8x8x1\n  fc 2\n}\ntrain N {\n  ba▮tch 4\n}\n", "word of the language"],
    ["nothing", "▮\n\nconst a = 1\n", "no name here"],
    ["a path", 'import unit from "./bl▮ocks.cnn"\n', "moving the file"],
  ])("of %s", (_, marked, reason) => {
    expect(rename(marked, "other", { "./blocks.cnn": blocks })).toContain(reason);
  });

  it("through a syntax error, with its place", () => {
    expect(rename("const a▮ = 1\nmodel N {\n  input 8x8x1 ->\n  -> fc {a}\n", "b")).toMatch(
      /syntax error \(net\.cnn:\d+:\d+\)/,
    );
  });

  it("where it is not clear what a text means by the name", () => {
    expect(rename("const a▮ = 1\nmodel N {\n  input 8x8x1\n  fc {a} -> unheardof {a}\n}\n", "b")).toContain(
      "It is not clear what `a` means",
    );
  });
});

describe("the parts of a recipe", () => {
  it("are not lost where the model has a mistake", () => {
    const text =
      'model N {\n  input 8x8x1\n  conv 3x3x4 as fir▮st -> conv 9x9x4 -> fc 2\n}\ntrain N {\n  data mnist\n  freeze "first"\n}\n';
    expect(rename(text, "other")).toContain("It is not clear what `first` means in net.cnn:7");
  });
});

describe("prepared", () => {
  it("is the span of the name, and the name", () => {
    const { snapshot, offset, span } = at(
      "model N {\n  input 8x8x1\n  fc 4 as «mi▮d» -> relu\n  fc 2\n}\ntrain N {\n  data mnist\n}\n",
    );
    expect(prepareRename(snapshot, offset)).toEqual({ span, placeholder: "mid" });
  });
});
