/**
 * Every request that reads, at the boundaries of words of every program of the examples, the library and the tutorial, whole and with
 * pieces cut out: nothing throws, and spans lie where they must. A sample every day; all of it with `CNNC_ALL=1`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createProjectFiles } from "../../src/cli/project-files.ts";
import { codeLenses } from "../../src/editor/code-lens.ts";
import { type DocumentSymbol, documentSymbols } from "../../src/editor/document-symbols.ts";
import { hoverAt } from "../../src/editor/hover.ts";
import { carryHints, inlayHints } from "../../src/editor/inlay-hints.ts";
import { readOnlyDocument } from "../../src/editor/read-only-documents.ts";
import { signatureHelpAt } from "../../src/editor/signature-help.ts";
import { type Snapshot, takeSnapshot } from "../../src/editor/snapshot.ts";
import { tokensOf } from "../../src/editor/tokens-of.ts";
import { workspaceSymbols } from "../../src/editor/workspace-symbols.ts";
import { createSource, positionAt, type Span } from "../../src/source/source.ts";
import { randomFor } from "../fuzz/random.ts";
import { dangersIn } from "./parse-markdown.ts";

const root = resolve(import.meta.dirname, "../..");
const programs = ["examples", "stdlib", "docs/tutorial"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".cnn"))
    .map((name) => `${folder}/${name}`),
);

const all = process.env.CNNC_ALL === "1";
const seed = Number(process.env.CNNC_SEED ?? 10);
/** One boundary in so many. */
const every = all ? 1 : 11;
const brokenVersions = all ? 20 : 2;

function isInside(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end;
}

function symbolsMustNest(symbols: readonly DocumentSymbol[], outer: Span): void {
  for (const { name, span, selection, children } of symbols) {
    expect(name).not.toBe("");
    expect(isInside(span, outer) && isInside(selection, span)).toBe(true);
    symbolsMustNest(children, span);
  }
}

function askEverything(snapshot: Snapshot, first: number): void {
  const { source } = snapshot;
  const whole = { start: 0, end: source.text.length };
  const offsets = new Set([0, whole.end, ...tokensOf(source).tokens.flatMap(({ span }) => [span.start, span.end])]);
  const sample = [...offsets].filter((_, i) => (i + first) % every === 0);
  for (const offset of sample) {
    const hover = hoverAt(snapshot, offset);
    if (hover) {
      expect(hover.span.start <= offset && offset <= hover.span.end && isInside(hover.span, whole)).toBe(true);
      expect(hover.markdown).not.toBe("");
      expect(hover.plain).not.toBe("");
    }
    const help = signatureHelpAt(snapshot, offset);
    for (const { span } of help?.parameters ?? [])
      expect(isInside(span, { start: 0, end: help!.label.length })).toBe(true);
    expect(help?.active ?? 0).toBeLessThan(Math.max(1, help?.parameters.length ?? 1));
  }
  for (const span of [whole, { start: whole.end >> 1, end: whole.end >> 1 }]) {
    const hints = inlayHints(snapshot, span, { shapes: true, params: true });
    const lines = hints.map(({ offset }) => positionAt(source, offset).line);
    expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
    for (const { offset } of hints)
      expect(
        source.text
          .slice(offset)
          .split(/[\r\n]/, 1)[0]!
          .trim(),
      ).toBe("");
  }
  symbolsMustNest(documentSymbols(snapshot), whole);
  for (const { span } of workspaceSymbols([snapshot], "e")) expect(isInside(span, whole)).toBe(true);
  for (const { span, command } of codeLenses(snapshot)) {
    expect(isInside(span, whole)).toBe(true);
    expect(command.model).not.toBe("");
  }
}

/** Some pieces cut out, from a character to some lines. */
function cut(text: string, version: number): string {
  const random = randomFor(seed, version);
  let left = text;
  for (let times = 1 + random.below(3); times > 0; times--) {
    const start = random.below(left.length + 1);
    const length = random.chance(0.5) ? 1 + random.below(4) : random.below(80);
    left = left.slice(0, start) + left.slice(start + length);
  }
  return left;
}

describe.each(programs)("%s", (path) => {
  const file = join(root, path);
  const text = readFileSync(file, "utf8");
  const snapshot = takeSnapshot(createSource(file, text), createProjectFiles(file));
  const number = programs.indexOf(path);

  it("answers everywhere", () => {
    askEverything(snapshot, number);
    for (const { name } of snapshot.checked.models.slice(0, all ? undefined : 1))
      for (const kind of ["summary", "explain", "drawing"] as const)
        expect(readOnlyDocument(snapshot, kind, name)?.text.length).toBeGreaterThan(0);
  });

  it("answers with pieces cut out", () => {
    for (let version = 0; version < brokenVersions; version++) {
      const source = createSource(file, cut(text, number * 100 + version));
      const broken = takeSnapshot(source, createProjectFiles(file));
      askEverything(broken, number + version);
      const span = { start: 0, end: source.text.length };
      for (const { offset } of carryHints(snapshot, source, span, { shapes: true, params: true }))
        expect(offset <= source.text.length).toBe(true);
    }
  });
});

/** Every form of the language, so that each word is missing once. */
const forms = `import basic from "std/resnet"

const wide = 8

/// A unit.
block unit(c, s = 1) {
  let half = floor(c/2)
  conv 3x3x{half} s{s} p1:0 nobias init=he as first -> bn -> relu
  if in.c > 4 and not (s == 1) { conv 1x1x{c} } else if s > 2 { relu } else { fc 3 }
  expect params > 0
}

model Net(n = 2) {
  input 28x28x1
  unit(wide, s=2) as stem
  [unit(c=4) -> relu] * n : 14x14x4
  add { conv 1x1x4 | @stem -> conv 1x1x4 | }
  head side { fc 2 }
  concat { basic(4) | relu }
  fc {2*wide + 1}
  expect memory < 1_000_000 @ batch 4
}

train Net(n=1) {
  data mnist split=0.9
  normalize mean=0.1 std=[0.3]
  augment shift 2 -> flip horizontal
  freeze "stem.first" side
  aux side weight=0.5
  optimizer sgd lr=0.1 nesterov
  schedule step every=30
}
`;

describe("with a word left out, twice or in another place", () => {
  const { tokens } = tokensOf(createSource("net.cnn", forms));
  const made = tokens.flatMap(({ span: { start, end }, text }, i) => {
    const other = tokens[(i * 7 + 3) % tokens.length]!.text;
    const [before, after] = [forms.slice(0, start), forms.slice(end)];
    return [`${before}${after}`, `${before}${text} ${text}${after}`, `${before}${other}${after}`, before];
  });

  const variants = made.filter((_, i) => all || i % 5 === 0);

  it(`answers, ${variants.length} times`, () => {
    variants.forEach((text, i) => {
      const source = createSource("/project/net.cnn", text);
      askEverything(takeSnapshot(source, createProjectFiles("/project/net.cnn")), i);
    });
  });
});

it("every hover of a program is Markdown without links of the program's making", () => {
  const file = join(root, "examples/lenet5.cnn");
  const snapshot = takeSnapshot(createSource(file, readFileSync(file, "utf8")), createProjectFiles(file));
  const shown = new Set<string>();
  for (let offset = 0; offset < snapshot.source.text.length; offset++) {
    const [above = ""] = hoverAt(snapshot, offset)?.markdown.split("\n\n---\n\n") ?? [];
    if (above !== "" && !above.startsWith("# ")) shown.add(above);
  }
  expect(shown.size).toBeGreaterThan(10);
  for (const markdown of shown) expect(dangersIn(markdown)).toEqual([]);
});
