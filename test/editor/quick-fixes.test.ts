/** Every fix of every diagnostic, as an editor makes it; and all safe ones at once, as the command makes them. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createProjectFiles } from "../../src/cli/project-files.ts";
import { applyEdits } from "../../src/diagnostics/apply-fixes.ts";
import { makeFixes } from "../../src/diagnostics/make-fixes.ts";
import { fixAll, quickFixes } from "../../src/editor/quick-fixes.ts";
import { snippetOf } from "../../src/editor/snippets.ts";
import { type Snapshot, takeSnapshot } from "../../src/editor/snapshot.ts";
import { definitions } from "../../src/report/catalogue.ts";
import { createSource } from "../../src/source/source.ts";
import { at, projectOf, snapshotOf } from "./marks.ts";

const alone = projectOf("/project/net.cnn", {});
const again = (text: string): Snapshot => takeSnapshot(createSource("/project/net.cnn", text), alone);
const codesOf = ({ diagnostics }: Snapshot): readonly string[] => diagnostics.map(({ code }) => code);

/** In the form of a snippet. */
const place = (example: string): string => ["$", "{1:", example, "}"].join("");

const failing = definitions.flatMap(({ code, failing: text }) => (text === undefined ? [] : [{ code, text }]));
const folder = resolve(import.meta.dirname, "../diagnostics/messages");
const messages = readdirSync(folder).filter((name) => name.endsWith(".cnn"));

describe("a fix takes its diagnostic away", () => {
  it.each(failing)("$code", async ({ text }) => {
    const snapshot = again(text);
    for (const { source, span, fixes } of snapshot.diagnostics) {
      const offered = source === snapshot.source && span ? quickFixes(snapshot, span) : [];
      for (const fix of fixes) expect(offered.map(({ title }) => title)).toContain(fix.title);
      for (const { edits, diagnostic, isSafe, preferred, hasHole } of offered) {
        expect(preferred && !isSafe).toBe(false);
        expect(hasHole && isSafe).toBe(false);
        const fixed = applyEdits(text, edits);
        expect(countOf(again(fixed), diagnostic.code)).toBeLessThan(countOf(snapshot, diagnostic.code));
        const rest = await makeFixes(fixed, (each) => again(each).diagnostics);
        expect(rest.diagnostics.map(({ code }) => code)).toEqual([]);
      }
    }
  });

  it.each(messages)("%s", (name) => {
    const path = join(folder, name);
    const project = createProjectFiles(path);
    const text = readFileSync(path, "utf8");
    const snapshot = takeSnapshot(createSource(path, text), project);
    for (const { edits, diagnostic } of quickFixes(snapshot, { start: 0, end: text.length })) {
      const fixed = takeSnapshot(createSource(path, applyEdits(text, edits)), project);
      const left = fixed.diagnostics.filter(({ code, message }) => isSame({ code, message }, diagnostic));
      const before = snapshot.diagnostics.filter(({ code, message }) => isSame({ code, message }, diagnostic));
      expect(left.length).toBeLessThan(before.length);
    }
  });
});

function countOf(snapshot: Snapshot, code: string): number {
  return codesOf(snapshot).filter((each) => each === code).length;
}

function isSame(a: { code: string; message: string }, b: { code: string; message: string }): boolean {
  return a.code === b.code && a.message === b.message;
}

describe("quick fixes", () => {
  it("are those of the diagnostics that a span touches", () => {
    const { snapshot, span } = at("model Net {\n  input 28x28x1\n  «maxpol» 2\n  fc 10 init=hee\n}\n");
    const fixes = quickFixes(snapshot, span);
    expect(fixes.map(({ title, preferred }) => [title, preferred])).toEqual([["replace with `maxpool`", true]]);
    expect(quickFixes(snapshot, { start: 0, end: 0 })).toEqual([]);
    expect(quickFixes(snapshot, { start: 0, end: 999 })).toHaveLength(2);
  });

  it("leave a hole where only the author knows", () => {
    const programs: readonly (readonly [string, string])[] = [
      ["model N {\n  input 8x8x1\n  fc▮\n}\n", ` ${place("300")}`],
      ["model N {\n  input 8x8x1\n  conv▮ s2\n}\n", ` ${place("5x5x6")}`],
      ["model N {\n  ▮fc 10\n}\n", `input ${place("28x28x1")}\n  `],
      ["block u(c, s = 1) { fc {c*s} }\nmodel N {\n  input 8x8x1\n  u(s=2▮)\n}\n", `, c=${place("1")}`],
      ["model N {\n  input 8x8x1▮\n}\n", `\n  fc ${place("10")}`],
      ["model N {\n  input 8x8x1▮\n  gconv 2\n}\n", ` graph="${place("edges.csv")}"`],
      ["model N {\n  input 8x8x1\n  fc 2\n}\ntrain N {\n  optimizer▮\n}\n", ` ${place("sgd")}`],
      ["model N {\n  input 8x8x1\n  fc 2\n}\ntrain N {\n  batch▮\n}\n", ` ${place("64")}`],
    ];
    for (const [marked, snippet] of programs) {
      const { snapshot, offset } = at(marked);
      const holes = quickFixes(snapshot, { start: 0, end: 999 }).filter(({ hasHole }) => hasHole);
      expect(holes.map(({ edits: [edit] }) => snippetOf(edit!))).toContain(snippet);
      expect(holes.map(({ edits: [edit] }) => edit!.span.start)).toContain(offset);
    }
  });

  it("escape what a snippet would take for a place", () => {
    const span = { start: 0, end: 0 };
    expect(snippetOf({ span, text: "a$1}\\b" })).toBe("a\\$1\\}\\\\b");
    expect(snippetOf({ span, text: "x=$y}", hole: { start: 2, end: 5 } })).toBe(`x=${place("\\$y\\}")}`);
  });

  it("ignore diagnostics of imported files", () => {
    const files = { "./part.cnn": "block part() {\n  conw 3x3x8\n}\n" };
    const snapshot = snapshotOf('import part from "./part.cnn"\nmodel N {\n  input 8x8x1 -> part()\n}\n', { files });
    expect(quickFixes(snapshot, { start: 0, end: 999 })).toEqual([]);
  });
});

describe("all safe fixes at once", () => {
  it.each([...failing.map(({ code, text }) => [code, text] as const)])("%s", async (_, text) => {
    const snapshot = again(text);
    const edits = await fixAll(snapshot, alone);
    const expected = await makeFixes(text, (each) => again(each).diagnostics);
    expect(applyEdits(text, edits)).toBe(expected.text);
  });

  it("changes only the lines it must", async () => {
    const text = "model Net {\n  input 28x28x1\n  maxpol 2\n  fc 20; relu\n  fc 10\n}\n";
    const edits = await fixAll(again(text), alone);
    expect(edits.length).toBeGreaterThan(1);
    expect(edits.every(({ span }) => span.end - span.start < 8)).toBe(true);
    expect(applyEdits(text, edits)).toBe("model Net {\n  input 28x28x1\n  maxpool 2\n  fc 20 -> relu\n  fc 10\n}\n");
  });
});
