/**
 * No lint fires on a network that people took care with: every file of the standard library and every example passes
 * without a warning. What they do on purpose against a lint, they silence by a comment with its reason.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { positionAt } from "../../../src/source/source.ts";
import { checkText } from "../check-text.ts";

const root = join(import.meta.dirname, "../../..");

function programsIn(folder: string): readonly string[] {
  const paths = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return paths.filter((path) => path.endsWith(".cnn")).map((path) => `${folder}/${path}`);
}

/** As the checker calls a file of the standard library: `std/resnet`. */
const pathOf = (file: string): string => file.replace(/^stdlib\/(.*)\.cnn$/, "std/$1");

function diagnostics(file: string): readonly string[] {
  return checkText(readFileSync(join(root, file), "utf8"), pathOf(file)).diagnostics.map(
    ({ code, source, span, message }) =>
      `${code} at ${source?.path}:${span && source ? positionAt(source, span.start).line : "?"}: ${message}`,
  );
}

describe("networks people took care with", () => {
  it.each([...programsIn("stdlib"), ...programsIn("examples")])("%s is understood, without a warning", (file) => {
    expect(diagnostics(file)).toEqual([]);
  });
});
