/** What can be folded, what surrounds a place, and what a text points to. */
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { foldingRanges } from "../../src/editor/folding.ts";
import { documentLinks } from "../../src/editor/links.ts";
import { selectionRangesAt } from "../../src/editor/selection-ranges.ts";
import { positionAt } from "../../src/source/source.ts";
import { at, snapshotOf } from "./marks.ts";

/** `1-4 region`, lines from 1. */
function folds(text: string): readonly string[] {
  const snapshot = snapshotOf(text);
  const line = (offset: number): number => positionAt(snapshot.source, offset).line;
  return foldingRanges(snapshot).map(({ span, kind }) => `${line(span.start)}-${line(span.end)} ${kind}`);
}

describe("folding", () => {
  it("is of bodies, branches, arms and groups, and leaves the closing line", () => {
    const text = `model N {
  input 8x8x1
  add {
    | conv 1x1x1
      relu
    |
  }
  [
    relu
  ] * 2
  head h { relu }
}
`;
    expect(folds(text)).toEqual(["1-11 region", "3-6 region", "4-5 region", "8-9 region"]);
  });

  it("is of comments and imports", () => {
    const text =
      'import a from "std/resnet"\nimport b from "std/vgg"\n\n// one\n// two\nconst c = 1 // three\n// four\n\n/* five\n   six */\n/// seven\n/// eight\nconst d = 2\n';
    expect(folds(text)).toEqual(["1-2 imports", "4-5 comment", "9-10 comment", "11-12 comment"]);
  });

  it("is of what does not parse", () => {
    expect(folds("model N {\n  input 8x8x1 ->\n  [ relu\n    bn ] * \n}\nmodel M {\n  relu\n")).toEqual([
      "1-4 region",
      "3-4 region",
    ]);
  });

  it("keeps to lines with carriage returns", () => {
    expect(folds("model N {\r\n  input 8x8x1\r\n  relu\r\n}\r\n")).toEqual(["1-3 region"]);
  });
});

function selections(marked: string): readonly string[] {
  const { snapshot, offset } = at(marked);
  return selectionRangesAt(snapshot, offset).map(({ start, end }) =>
    snapshot.source.text.slice(start, end).replace(/\s+/g, " "),
  );
}

describe("selection ranges", () => {
  it("go from the word to the file", () => {
    expect(selections("const a = 1\n\nmodel N {\n  input 8x8x1\n  conv 3x3x{a▮ + 1} p1 -> relu\n}\n")).toEqual([
      "a",
      "a + 1",
      "{a + 1}",
      "3x3x{a + 1}",
      "conv 3x3x{a + 1} p1",
      "input 8x8x1 conv 3x3x{a + 1} p1 -> relu",
      "{ input 8x8x1 conv 3x3x{a + 1} p1 -> relu }",
      "model N { input 8x8x1 conv 3x3x{a + 1} p1 -> relu }",
      "const a = 1 model N { input 8x8x1 conv 3x3x{a + 1} p1 -> relu } ",
    ]);
  });

  it("know what stands in quotes", () => {
    expect(selections('import a from "std▮/resnet"\n').slice(0, 2)).toEqual(["std/resnet", '"std/resnet"']);
  });

  it("are there where a text does not parse", () => {
    const found = selections("model N {\n  input 8x8x1 -> -> [ conv 3x3x▮8 relu\n  ]\n");
    expect(found[0]).toBe("8");
    expect(found).toContain("conv 3x3x8 relu");
  });

  it("are nested, at every offset of every example", () => {
    const folder = resolve(import.meta.dirname, "../../examples");
    for (const name of readdirSync(folder)
      .filter((each) => each.endsWith(".cnn"))
      .slice(0, 6)) {
      const text = readFileSync(join(folder, name), "utf8");
      for (const whole of [text, text.slice(0, Math.floor(text.length / 2))]) {
        const snapshot = snapshotOf(whole);
        for (let offset = 0; offset <= whole.length; offset += 3) {
          const spans = selectionRangesAt(snapshot, offset);
          expect(spans.at(-1)).toEqual({ start: 0, end: whole.length });
          for (const [i, { start, end }] of spans.entries()) {
            expect(start <= offset && offset <= end).toBe(true);
            const inner = spans[i - 1];
            if (inner)
              expect(start <= inner.start && inner.end <= end && end - start > inner.end - inner.start).toBe(true);
          }
        }
      }
    }
  });
});

describe("links", () => {
  const files = { "./blocks.cnn": "block part() { relu }\n" };
  const text = `// See https://example.org/a_(b), and (http://example.org/c).
import basic from "std/resnet"
import part from "./blocks.cnn"
import none from "./none.cnn"

model N {
  input 34x4 graph="karate.csv"
  gconv 2
}

train N {
  data "pictures/all" label="name"
  freeze "gconv1"
}
`;

  it("lead to files, paths and addresses", () => {
    const { snapshot } = at(text, { files });
    const found = documentLinks(snapshot).map(({ span, target }) => [
      text.slice(span.start, span.end),
      target.kind === "source" ? target.source.path : target.kind === "path" ? target.path : target.url,
    ]);
    expect(found).toEqual([
      ["https://example.org/a_(b)", "https://example.org/a_(b)"],
      ["http://example.org/c", "http://example.org/c"],
      ["std/resnet", "std/resnet"],
      ["./blocks.cnn", "/project/blocks.cnn"],
      ["karate.csv", "karate.csv"],
      ["pictures/all", "pictures/all"],
    ]);
  });

  it("are none of other schemes", () => {
    expect(documentLinks(snapshotOf("// javascript:alert(1) file:///etc/passwd data:text/html,x\n"))).toEqual([]);
  });
});
