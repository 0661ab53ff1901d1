import { describe, expect, test } from "vitest";
import { parseText, stagesOf, textAt } from "./parse-text.ts";

const text = `\ufeffimport a, b from "x"\r
/// first\r
/// second\r
block unit(c, s = 1) { conv 3x3x{c} s{s} p1:0 k=-2 -> relu * (n - 1) as x : 4x4 }\r
// plain\r
model A {\r
  add { unit(c, s=2) | }\r
  expect params < (1 + 2) * 3\r
}\r
train A { augment shift 2 -> flip horizontal }\r
`;

/** Every object in a value that has a span, with the text under it. */
function spansIn(value: unknown, found: { kind: string; text: string }[]): void {
  if (Array.isArray(value)) for (const item of value) spansIn(item, found);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return;
  const node = value as Record<string, unknown>;
  const span = node.span as { start: number; end: number } | undefined;
  if (span !== undefined) found.push({ kind: String(node.kind ?? ""), text: text.slice(span.start, span.end) });
  for (const [key, child] of Object.entries(node)) if (key !== "source") spansIn(child, found);
}

describe("spans", () => {
  const { file, messages } = parseText(text);
  const found: { kind: string; text: string }[] = [];
  spansIn(file.declarations, found);

  test("a byte order mark and CRLF are taken", () => expect(messages).toEqual([]));

  test.each([
    ["import", 'import a, b from "x"'],
    ["layer", "conv 3x3x{c} s{s} p1:0 k=-2"],
    ["attribute", "s{s}"],
    ["attribute", "p1:0"],
    ["named", "k=-2"],
    ["unary", "-2"],
    ["", "relu * (n - 1) as x : 4x4"],
    ["binary", "(n - 1)"],
    ["call", "unit(c, s=2)"],
    ["branch", "add { unit(c, s=2) | }"],
    ["", "s=2"],
    ["expect", "expect params < (1 + 2) * 3"],
    ["binary", "(1 + 2)"],
    ["binary", "(1 + 2) * 3"],
    ["", "augment shift 2 -> flip horizontal"],
    ["", "flip horizontal"],
    ["name", "{c}"],
  ])("%s %j", (kind, piece) => expect(found).toContainEqual({ kind, text: piece }));

  test("an empty arm has the sign before it", () => {
    const [stage] = stagesOf("add { | | relu }");
    if (stage?.primary.kind !== "branch") throw new Error("no branch");
    const source = "model A {\nadd { | | relu }\n}\n";
    expect(stage.primary.arms.map(({ span }) => source.slice(span.start, span.end))).toEqual(["|", "relu"]);
  });

  test("no span is empty and each lies within the file", () => {
    expect(found.length).toBeGreaterThan(40);
    expect(found.filter((piece) => piece.text === "")).toEqual([]);
  });
});

describe("comments", () => {
  test("are kept in order with their delimiters", () => {
    const { file, messages } = parseText("// a\nmodel A { /* b\n c */ relu // d\n}\n/// e\n//// f");
    expect(messages).toEqual([]);
    expect(file.comments.map((comment) => [comment.text, comment.documentation])).toEqual([
      ["// a", false],
      ["/* b\n c */", false],
      ["// d", false],
      ["/// e", true],
      ["//// f", false],
    ]);
    for (const comment of file.comments) expect(textAt(file, comment.span)).toBe(comment.text);
  });

  test("an open comment is kept to its end", () => {
    const { file } = parseText("const a = 1\n/* rest\nof it");
    expect(file.comments.map((comment) => comment.text)).toEqual(["/* rest\nof it"]);
    expect(file.declarations).toHaveLength(1);
  });

  test("documentation belongs to the declaration that follows", () => {
    const { file } = parseText(
      "/// one\n/// two\nconst a = 1\n/// lost\n// plain\nconst b = 2\n/// three\n\nmodel A { /// inside\n relu }\ntrain A {}\n",
    );
    const documentation = file.declarations.map((it) => (it.kind === "import" ? undefined : it.documentation));
    expect(documentation).toEqual(["one\ntwo", undefined, "three", undefined]);
  });

  test("what looks like a comment in a string is none", () => {
    const { file, messages } = parseText('const a = "// no /* no"');
    expect(messages).toEqual([]);
    expect(file.comments).toEqual([]);
  });
});
