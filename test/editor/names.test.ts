/** What names lead to and where they are named: definitions, references and highlights, over whole and broken programs. */
import { describe, expect, it } from "vitest";
import { definitionsAt } from "../../src/editor/definition.ts";
import { highlightsAt } from "../../src/editor/highlights.ts";
import { referencesAt } from "../../src/editor/references.ts";
import { type Snapshot, takeSnapshot } from "../../src/editor/snapshot.ts";
import { positionAt } from "../../src/source/source.ts";
import { at, entryPath, projectOf } from "./marks.ts";
import { createSource } from "../../src/source/source.ts";

const files = {
  "./blocks.cnn": "/// A unit.\nblock unit(c, s = 1) {\n  conv 3x3x{c} s{s} p1 -> relu\n}\n\nconst wide = 8\n",
};
const program = `import unit, wide from "./blocks.cnn"
import ResNet18 from "std/resnet"

block pair(part, n) {
  let half = n/2
  part(half) -> part(n, s=2)
}

model Net(classes = 10) {
  input 32x32x3
  unit(wide, s=2) as stem
  pair(unit, 16)
  add { conv 1x1x16 | @stem -> conv 1x1x16 s2 }
  head side { fc {classes} }
  fc {classes}
}

train Net {
  data cifar10
  freeze "stem.conv1"
  aux side weight=0.5
}
`;

/** The program with a cursor before the nth occurrence of a word. */
function cursor(word: string, nth = 1, text = program): ReturnType<typeof at> {
  let index = -1;
  for (let i = 0; i < nth; i++) index = text.indexOf(word, index + 1);
  expect(index).toBeGreaterThanOrEqual(0);
  return at(`${text.slice(0, index)}▮${text.slice(index)}`, { files });
}

function definitions(word: string, nth = 1): readonly string[] {
  const { snapshot, offset } = cursor(word, nth);
  return definitionsAt(snapshot, offset).map(({ source, span }) => {
    const { line } = positionAt(source, span.start);
    return `${source.path.split("/").slice(-1)[0]}:${line} ${source.text.slice(span.start, span.end)}`;
  });
}

describe("definitions", () => {
  it.each([
    ["unit", 2, "blocks.cnn:2 unit"],
    ["unit", 1, "blocks.cnn:2 unit"],
    ["wide", 2, "blocks.cnn:6 wide"],
    ['"./blocks', 1, "blocks.cnn:1 "],
    ['"std', 1, "resnet:1 "],
    ["s=2", 2, "blocks.cnn:2 s"],
    ["half)", 1, "net.cnn:5 half"],
    ["n, s", 1, "net.cnn:4 n"],
    ["part(half", 1, "net.cnn:4 part"],
    ["stem -", 1, "net.cnn:11 stem"],
    ["stem.conv1", 1, "net.cnn:11 stem"],
    ["side w", 1, "net.cnn:14 side"],
    ["classes}", 2, "net.cnn:9 classes"],
    ["Net {", 1, "net.cnn:9 Net"],
    ["ResNet18", 1, "resnet"],
  ])("of %s (%i)", (word, nth, wanted) => {
    expect(definitions(word, nth)).toHaveLength(1);
    expect(definitions(word, nth)[0]).toContain(wanted);
  });

  it.each(["conv", "add", "weight=", "data", "cifar10", "input", "32x32"])("there is none of %s", (word) => {
    expect(definitions(word)).toEqual([]);
  });

  it("are found in what a syntax error damaged", () => {
    const { snapshot, offset } = at("block a(n) { fc {n} }\n\nmodel N {\n  input 8x8x1\n  a▮(4) ->\n}\n");
    expect(snapshot.whole).toBe(false);
    expect(definitionsAt(snapshot, offset).map(({ span }) => span)).toEqual([{ start: 6, end: 7 }]);
  });
});

/** `net.cnn:3:5`, with `*` where it is declared. */
function references(snapshots: readonly Snapshot[], snapshot: Snapshot, offset: number, declaration = true) {
  return referencesAt(snapshots, snapshot, offset, { declaration }).map(({ source, span, declares }) => {
    const { line, column } = positionAt(source, span.start);
    return `${source.path.split("/").at(-1)}:${line}:${column}${declares ? "*" : ""}`;
  });
}

describe("references", () => {
  it("are in every file, each once", () => {
    const { snapshot, offset } = cursor("unit", 2);
    expect(references([snapshot], snapshot, offset)).toEqual([
      "net.cnn:1:8",
      "net.cnn:11:3",
      "net.cnn:12:8",
      "blocks.cnn:2:7*",
    ]);
    expect(references([], snapshot, offset, false)).toEqual(["net.cnn:1:8", "net.cnn:11:3", "net.cnn:12:8"]);
  });

  it("of an imported file's name are found in those that import it", () => {
    const project = projectOf(entryPath, files);
    const net = takeSnapshot(createSource(entryPath, program), project);
    const blocks = [...net.trace.sources].find(({ path }) => path.endsWith("blocks.cnn"))!;
    const own = takeSnapshot(blocks, project);
    expect(references([net], own, blocks.text.indexOf("wide"))).toEqual([
      "blocks.cnn:6:7*",
      "net.cnn:1:14",
      "net.cnn:11:8",
    ]);
    expect(references([net], own, blocks.text.indexOf("s = 1"))).toEqual([
      "blocks.cnn:2:15*",
      "blocks.cnn:3:18",
      "net.cnn:6:25",
      "net.cnn:11:14",
    ]);
  });

  it("of labels and heads reach into the recipe", () => {
    const stem = cursor("stem", 1);
    expect(references([], stem.snapshot, stem.offset)).toEqual(["net.cnn:11:22*", "net.cnn:13:24", "net.cnn:20:11"]);
    const side = cursor("side", 2);
    expect(references([], side.snapshot, side.offset)).toEqual(["net.cnn:14:8*", "net.cnn:21:7"]);
  });

  it("of a layer are its uses; of other words there are none", () => {
    const conv = cursor("conv", 1);
    expect(references([], conv.snapshot, conv.offset)).toEqual(["net.cnn:13:9", "net.cnn:13:32", "blocks.cnn:3:3"]);
    const setting = cursor("data");
    expect(references([], setting.snapshot, setting.offset)).toEqual([]);
  });
});

describe("highlights", () => {
  it("are the places in the file, written where it is declared", () => {
    const { snapshot, offset } = cursor("half", 2);
    const shown = highlightsAt(snapshot, offset).map(({ span, kind }) => [
      snapshot.source.text.slice(span.start, span.end),
      kind,
    ]);
    expect(shown).toEqual([
      ["half", "write"],
      ["half", "read"],
    ]);
    const outside = cursor("unit", 2);
    expect(highlightsAt(outside.snapshot, outside.offset)).toHaveLength(3);
  });
});

describe("at any offset of any text", () => {
  it("nothing throws", () => {
    for (let end = 0; end <= program.length; end += 7) {
      const { snapshot } = at(program.slice(0, end), { files });
      for (let offset = -1; offset <= end + 1; offset += 11) {
        definitionsAt(snapshot, offset);
        highlightsAt(snapshot, offset);
      }
    }
  });
});
