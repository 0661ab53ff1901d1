/** Words by their meanings, for coloring: of whole and broken texts, of ranges, never over the end of a line. */
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { semanticTokens, tokenModifiers, tokenTypes } from "../../src/editor/semantic-tokens.ts";
import { at, snapshotOf } from "./marks.ts";

function tokensOf(text: string): readonly string[] {
  const snapshot = snapshotOf(text);
  return semanticTokens(snapshot).map(({ span, type, modifiers }) =>
    [text.slice(span.start, span.end), type, ...modifiers].join(" "),
  );
}

const program = `/// A unit.
block unit(c, s = 1) {
  let half = c/2
  conv 3x3x{half} s{s} p1 nobias -> relu // usual
}

const wide = 8

model Net {
  input 28x28x1
  unit(wide, s=2) as stem
  add { @stem | conv 1x1x4 }
  fc floor(wide/2) init=he
}
`;

describe("semantic tokens", () => {
  it("follow meanings", () => {
    const found = tokensOf(program.replace("floor(wide/2)", "{floor(wide/2)}"));
    for (const wanted of [
      "/// A unit. comment documentation",
      "block keyword",
      "unit function declaration",
      "c parameter declaration",
      "s parameter declaration",
      "half variable readonly declaration",
      "c parameter",
      "conv function defaultLibrary",
      "3 number",
      "x number",
      "half variable readonly",
      "nobias property",
      "-> operator",
      "relu function defaultLibrary",
      "// usual comment",
      "wide variable readonly declaration",
      "Net class declaration",
      "unit function",
      "stem label declaration",
      "add keyword",
      "@ operator",
      "stem label",
      "floor function defaultLibrary",
      "init property",
      "he enumMember defaultLibrary",
    ])
      expect(found).toContain(wanted);
  });

  it("know recipes and imports", () => {
    const found = tokensOf(
      'import basic from "std/resnet"\n\nmodel N {\n  input 32x32x3\n  basic(8)\n  fc 10\n}\n\ntrain N {\n  data cifar10\n  optimizer sgd lr=0.1\n}\n',
    );
    for (const wanted of [
      "import keyword",
      "from keyword",
      "basic function defaultLibrary",
      '"std/resnet" string',
      "N class",
      "data property",
      "cifar10 enumMember defaultLibrary",
      "sgd enumMember defaultLibrary",
      "lr property",
      "0.1 number",
    ])
      expect(found).toContain(wanted);
  });

  it("are found in what does not parse", () => {
    const found = tokensOf(
      "block part(n) {\n  conv 3x3x{n} ->\n\nmodel Other {\n  input\n  relu as here -> -> @here unit(3)\n",
    );
    for (const wanted of [
      "part function declaration",
      "conv function defaultLibrary",
      "Other class declaration",
      "here label",
      "relu function defaultLibrary",
    ])
      expect(found.some((each) => each.startsWith(wanted))).toBe(true);
  });

  it("of a range are those that touch it", () => {
    const { snapshot, span } = at("const a = 1\n«const b = 2\n»const c = 3\n");
    const { text } = snapshot.source;
    expect(semanticTokens(snapshot, span).map((each) => text.slice(each.span.start, each.span.end))).toEqual([
      "const",
      "b",
      "=",
      "2",
    ]);
  });

  it("are cut at the ends of lines", () => {
    expect(tokensOf("/* a\r\n b\n\n c */\n")).toEqual(["/* a comment", " b comment", " c */ comment"]);
  });

  const root = resolve(import.meta.dirname, "../..");
  const programs = ["examples", "stdlib"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".cnn"))
      .map((name) => join(root, folder, name)),
  );
  it.each(programs.map((path) => [path.slice(root.length + 1), path]))(
    "of %s are in order, apart, and leave no name out",
    (_, path) => {
      const text = readFileSync(path!, "utf8").replace(/"std\//g, '"std/');
      for (const cut of [text, text.slice(0, Math.floor(text.length * 0.7))]) {
        const snapshot = snapshotOf(cut);
        const found = semanticTokens(snapshot);
        let last = 0;
        const covered = new Uint8Array(cut.length);
        for (const { span, type, modifiers } of found) {
          expect(span.start).toBeGreaterThanOrEqual(last);
          last = span.end;
          expect(cut.slice(span.start, span.end)).not.toMatch(/[\r\n]/);
          expect(tokenTypes).toContain(type);
          for (const modifier of modifiers) expect(tokenModifiers).toContain(modifier);
          covered.fill(1, span.start, span.end);
        }
        if (cut === text)
          for (const { 0: word, index } of cut.matchAll(/[A-Za-z_]\w*/g))
            expect([word, covered[index]]).toEqual([word, 1]);
      }
    },
  );
});
