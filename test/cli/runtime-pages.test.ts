/** Every code of the runtime has a page, and what the command takes for a mistake of the user is not what only a bug of its own can cause. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { explain } from "../../src/cli/commands/explain.ts";
import { toCnncError } from "../../src/cli/context.ts";
import { libraryProblem, runtimeProblem } from "../../src/cli/diagnostics.ts";
import { CnncError } from "../../src/diagnostics/diagnostic.ts";
import { RuntimeError, type RuntimeErrorCode } from "../../src/runtime/errors.ts";
import { call } from "./call.ts";

const text = readFileSync(new URL("../../src/runtime/errors.ts", import.meta.url), "utf8");
const codes = [...text.matchAll(/^ {2}\| "(runtime\/[a-z-]+)"/gm)].map(([, code]) => code as RuntimeErrorCode);

describe("the codes of the runtime", () => {
  it("are found in the source, each in one of the tables", () => {
    expect(codes).toContain("runtime/busy");
    expect([...Object.keys(runtimeProblem), ...Object.keys(libraryProblem)].sort()).toEqual([...codes].sort());
  });

  it.each(codes)("%s has a page", async (code) => {
    const page = await call(explain, [code]);
    expect(page).toMatchObject({ code: 0, codes: [] });
    const { title, explanation } = { ...runtimeProblem, ...libraryProblem }[code];
    expect(page.stdout).toContain(code);
    expect(page.stdout).toContain(title);
    expect(page.stdout.replaceAll(/\s+/g, " ")).toContain(explanation.slice(0, 60));
  });

  it("are shown by the command where the user can do something about them, else they are bugs", () => {
    for (const code of codes) {
      const error = new RuntimeError(code, "a message");
      const shown = toCnncError(error, "a.wasm");
      if (Object.hasOwn(runtimeProblem, code))
        expect(shown instanceof CnncError && shown.diagnostic).toMatchObject({
          code,
          message: "a message",
          file: "a.wasm",
        });
      else expect(shown).toBe(error);
    }
  });
});
