/** Formatting as edits: of a whole text, of parts, and of the line being typed; what is formatted is what the command makes. */
import fc from "fast-check";
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/diagnostics/apply-fixes.ts";
import { formatAll, formatOnType, formatSpans } from "../../src/editor/formatting.ts";
import { formatText } from "../../src/format/format.ts";
import { program } from "../format/random-program.ts";
import { share } from "../soak.ts";
import { at, readMarks, snapshotOf } from "./marks.ts";

const root = resolve(import.meta.dirname, "../..");
const programs = ["stdlib", "examples", "docs/tutorial", "test/networks"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".cnn"))
    .map((name) => join(folder, name)),
);

/** Badly set: blanks and line ends where they mean nothing. */
const ragged = (text: string): string =>
  text
    .replace(/ -> /g, "->")
    .replace(/^ +/gm, (blanks) => `${blanks}   `)
    .replace(/ = /g, "  =  ");

describe("a whole text", () => {
  it.each(programs)("%s", async (path) => {
    const text = ragged(readFileSync(join(root, path), "utf8"));
    const snapshot = snapshotOf(text);
    expect(snapshot.whole).toBe(true);
    const edits = await formatAll(snapshot);
    expect(applyEdits(text, edits)).toBe(await formatText(text));
    expect(
      edits.every(
        ({ span, text: put }) => `${text.slice(span.start, span.end)}${put}`.trim().replaceAll("|", "") === "",
      ),
    ).toBe(true);
  });

  it("random, by edits that are in order and apart", async () => {
    await fc.assert(
      fc.asyncProperty(program, async (text) => {
        const edits = await formatAll(snapshotOf(text));
        expect(applyEdits(text, edits)).toBe(await formatText(text, { endOfLine: "auto" }));
        for (const [i, { span }] of edits.entries())
          expect(span.start).toBeGreaterThanOrEqual(edits[i - 1]?.span.end ?? 0);
      }),
      { seed: 11, numRuns: share(1_000) },
    );
  }, 120_000);

  it("keeps its line ends", async () => {
    const text = "model N {\r\n input 8x8x1\r\n     fc 2\r\n}\r\n";
    expect(applyEdits(text, await formatAll(snapshotOf(text)))).toBe("model N {\r\n  input 8x8x1\r\n  fc 2\r\n}\r\n");
  });

  it("changes nothing that is in order, and nothing with a syntax error", async () => {
    expect(await formatAll(snapshotOf("model N {\n  input 8x8x1\n  fc 2\n}\n"))).toEqual([]);
    expect(await formatAll(snapshotOf("model N {\n input 8x8x1\n  fc   2\n"))).toEqual([]);
  });

  it("is written as the editor's options say", async () => {
    const text = "model N {\n  input 8x8x1\n  fc 2\n}\n";
    expect(applyEdits(text, await formatAll(snapshotOf(text), { tabWidth: 4 }))).toBe(
      "model N {\n    input 8x8x1\n    fc 2\n}\n",
    );
    expect(applyEdits(text, await formatAll(snapshotOf(text), { useTabs: true }))).toBe(
      "model N {\n\tinput 8x8x1\n\tfc 2\n}\n",
    );
  });
});

describe("parts of a text", () => {
  it("are the declarations that are touched", async () => {
    const { snapshot, span } = at("const   a=1\n\n\n\nblock b( n ) {\n«fc   {n}»\n}\nconst   c=3\n");
    const { text } = snapshot.source;
    expect(applyEdits(text, await formatSpans(snapshot, [span]))).toBe(
      "const   a=1\n\n\n\nblock b(n) {\n  fc {n}\n}\nconst   c=3\n",
    );
    const all = [span, { start: text.length - 3, end: text.length - 2 }];
    expect(applyEdits(text, await formatSpans(snapshot, all))).toBe(
      "const   a=1\n\n\n\nblock b(n) {\n  fc {n}\n}\nconst c = 3\n",
    );
    expect(await formatSpans(snapshot, [{ start: 13, end: 13 }])).toEqual([]);
  });
});

/** The text after the last character before the cursor was typed. */
function typed(marked: string, options = {}): string {
  const { text, offsets } = readMarks(marked);
  const offset = offsets[0]!;
  const line = text.slice(0, offset).trimEnd().length < text.lastIndexOf("\n", offset - 1) + 1;
  return applyEdits(text, formatOnType(snapshotOf(text), offset, line ? "\n" : text[offset - 1]!, options));
}

describe("the line being typed", () => {
  it.each([
    ["in a body", "model N {\n▮", "model N {\n  "],
    ["in a body within", "model N {\n  head h {\n▮", "model N {\n  head h {\n    "],
    ["behind a body", "model N {\n  relu\n}\n  ▮", "model N {\n  relu\n}\n"],
    ["a brace that closes", "model N {\n  relu\n  }▮", "model N {\n  relu\n}"],
    ["a bracket that closes", "model N {\n  [\n    relu\n    ]▮ * 2", "model N {\n  [\n    relu\n  ] * 2"],
    ["behind an arrow", "model N {\n  relu ->\n▮", "model N {\n  relu ->\n    "],
    ["an arm", "model N {\n  add {\n▮| relu", "model N {\n  add {\n    | relu"],
    ["within an arm", "model N {\n  add {\n    | relu\n▮", "model N {\n  add {\n    | relu\n      "],
    ["the sign of an arm", "model N {\n  add {\n    | relu\n      |▮", "model N {\n  add {\n    | relu\n    |"],
    ["in a comment", "model N {\n/*\n▮ */", "model N {\n/*\n */"],
    ["a brace behind words", "model N {\n      head h { relu }▮", "model N {\n      head h { relu }"],
    ["with carriage returns", "model N {\r\n▮", "model N {\r\n  "],
  ])("%s", (_, marked, wanted) => expect(typed(marked)).toBe(wanted));

  it("follows the options", () => {
    expect(typed("model N {\n▮", { useTabs: true })).toBe("model N {\n\t");
    expect(typed("model N {\n▮", { tabWidth: 4 })).toBe("model N {\n    ");
  });

  it("is as the formatter has it, for every line of the library", async () => {
    for (const path of programs) {
      const text = await formatText(readFileSync(join(root, path), "utf8"));
      const snapshot = snapshotOf(text);
      const wrong: string[] = [];
      for (const start of snapshot.source.lineStarts) {
        const line = /[^\r\n]*/.exec(text.slice(start))![0];
        const closes = /^\s*[}\])|]/.exec(line);
        // Lines of comments, and of lists that are filled, are aligned by their authors.
        if (line.trim() === "" || line.trim().startsWith("/") || line.trim().startsWith("*")) continue;
        const offset = closes ? start + closes[0].length : start;
        const [edit] = formatOnType(snapshot, offset, closes ? closes[0].trim() : "\n");
        if (edit) wrong.push(`${JSON.stringify(edit.text)} for ${line}`);
      }
      expect([path, wrong]).toEqual([path, []]);
    }
  });
});
