/**
 * Messages as users meet them: every program of `messages/` has a mistake of the kind that people make, and its `.txt` beside it
 * is what is said. `npx vitest run test/diagnostics/messages.test.ts -u` writes the texts; read them before they go in.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderHuman } from "../../src/diagnostics/render-human.ts";
import { checkText } from "../check/check-text.ts";

const folder = join(import.meta.dirname, "messages");
const files = readdirSync(folder);
const programs = files.filter((name) => name.endsWith(".cnn"));

describe("messages", () => {
  it.each(programs)("%s", async (name) => {
    const { diagnostics } = checkText(readFileSync(join(folder, name), "utf8"), name);
    const text = renderHuman(diagnostics, { color: false });
    expect(text).not.toBe("");
    expect(text.split("\n").filter((row) => row !== row.trimEnd())).toEqual([]);
    await expect(text).toMatchFileSnapshot(join(folder, name.replace(/\.cnn$/, ".txt")));
  });

  it("have a program each", () => {
    const texts = files.filter((name) => name.endsWith(".txt")).map((name) => name.replace(/\.txt$/, ".cnn"));
    expect(texts.filter((name) => !programs.includes(name))).toEqual([]);
  });

  it("are of many kinds", () => {
    const codes = programs.flatMap((name) => checkText(readFileSync(join(folder, name), "utf8"), name).codes);
    expect(programs.length).toBeGreaterThanOrEqual(40);
    expect(new Set(codes).size).toBeGreaterThanOrEqual(25);
  });
});
