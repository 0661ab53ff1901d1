import { describe, expect, test } from "vitest";
import { defineDiagnostic } from "../../src/diagnostics/diagnostic.ts";
import { renderGithub } from "../../src/diagnostics/render-github.ts";
import { renderJson } from "../../src/diagnostics/render-json.ts";
import { createSource } from "../../src/source/source.ts";

const error = defineDiagnostic({ code: "check/unknown-layer", severity: "error", title: "t", explanation: "e" });
const warning = defineDiagnostic({ code: "lint/unused", severity: "warning", title: "t", explanation: "e" });
const source = createSource("nets/a,b:c.cnn", "model A {\n  conw 3\n}\n");
const span = { start: 12, end: 16 };

const misspelled = error({
  message: "unknown layer `conw`",
  source,
  span,
  labels: [{ span: { start: 6, end: 7 }, message: "in this model" }],
  notes: ["100% sure"],
  help: "did you mean `conv`?",
  fixes: [{ title: "write `conv`", edits: [{ span, text: "conv" }] }],
});

describe("json", () => {
  test("schema cnnc.diagnostics/1", () => {
    expect(JSON.parse(renderJson([misspelled]))).toEqual({
      schema: "cnnc.diagnostics/1",
      diagnostics: [
        {
          code: "check/unknown-layer",
          severity: "error",
          message: "unknown layer `conw`",
          file: "nets/a,b:c.cnn",
          range: { start: { line: 2, column: 3 }, end: { line: 2, column: 7 } },
          labels: [
            {
              message: "in this model",
              file: "nets/a,b:c.cnn",
              range: { start: { line: 1, column: 7 }, end: { line: 1, column: 8 } },
            },
          ],
          notes: ["100% sure"],
          help: "did you mean `conv`?",
          fixes: [
            {
              title: "write `conv`",
              safe: false,
              edits: [{ range: { start: { line: 2, column: 3 }, end: { line: 2, column: 7 } }, text: "conv" }],
            },
          ],
        },
      ],
    });
  });

  test("without a place, the same keys", () => {
    const [bare] = JSON.parse(renderJson([error({ message: "m", file: "a.idx" })])).diagnostics;
    expect(bare).toMatchObject({ file: "a.idx", range: null, help: null, labels: [], notes: [], fixes: [] });
    expect(JSON.parse(renderJson([]))).toEqual({ schema: "cnnc.diagnostics/1", diagnostics: [] });
  });
});

describe("github", () => {
  test("annotations, escaped", () => {
    expect(renderGithub([misspelled])).toBe(
      "::error file=nets/a%2Cb%3Ac.cnn,line=2,endLine=2,col=3,endColumn=7,title=check/unknown-layer::unknown layer `conw`%0Anets/a,b:c.cnn:1:7: in this model%0A100%25 sure%0Ahelp: did you mean `conv`?\n",
    );
  });

  test("no text becomes a command", () => {
    const hostile = "x\n::set-output name=a::b\r\n::error::c";
    const one = renderGithub([error({ message: hostile, file: hostile })]);
    expect(one.split("\n")).toHaveLength(2);
    const many = renderGithub(Array.from({ length: 30 }, () => error({ message: hostile, file: `\n${hostile}` })));
    const lines = many.trimEnd().split("\n");
    expect(lines).toHaveLength(30);
    expect(lines.filter((line) => line.startsWith("::"))).toHaveLength(10);
    expect(lines.slice(10).every((line) => line.startsWith("error["))).toBe(true);
  });

  test("errors come first, and ten are all", () => {
    const warnings = Array.from({ length: 9 }, () => warning({ message: "w" }));
    const lines = renderGithub([...warnings, error({ message: "e", file: "./a.cnn" }), error({ message: "e" })]).split(
      "\n",
    );
    expect(lines[0]).toMatch(/^::error file=a\.cnn,/);
    expect(lines[1]).toMatch(/^::error /);
    expect(lines.slice(2, 10).every((line) => line.startsWith("::warning "))).toBe(true);
    expect(lines.slice(10)).toEqual(["warning[lint/unused] w", ""]);
  });

  test("paths count from the repository", () => {
    const text = renderGithub([misspelled], { pathFor: (path) => `sub/${path}` });
    expect(text).toMatch(/^::error file=sub\/nets\/a%2Cb%3Ac\.cnn,/);
  });
});
