/** SARIF 2.1.0: valid by the schema of the standard, for whatever is found; places, fixes and fingerprints as they should be. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import draft4 from "ajv-draft-04";
import formats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineDiagnostic, type Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { renderSarif, toSarifLog } from "../../src/diagnostics/render-sarif.ts";
import { createSource } from "../../src/source/source.ts";

const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../fixtures/sarif/sarif-2.1.0-rtm.5.json"), "utf8"));
const ajv = new draft4.default({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv as never);
const validate = ajv.compile(schema);

const error = defineDiagnostic({
  code: "check/unknown-layer",
  severity: "error",
  title: "no layer",
  explanation: "Why.",
});
const warning = defineDiagnostic({ code: "lint/unused", severity: "warning", title: "unused", explanation: "Why." });
const options = {
  version: "1.2.3",
  definitions: [error, warning],
  page: ({ code }: { code: string }) => `# ${code}\n`,
};

const source = createSource("nets/a b#c.cnn", "model A {\n  conw 3\n  conw 3\n}\n");
const other = createSource("blocks/ü.cnn", "block b(c) {\n  fc {c}\n}\n");
const span = { start: 12, end: 16 };
const misspelled = error({
  message: "unknown layer `conw`",
  source,
  span,
  labels: [
    { span: { start: 6, end: 7 }, message: "in this model" },
    { span: { start: 15, end: 21 }, message: "used here", source: other },
  ],
  notes: ["the layers are many"],
  help: "did you mean `conv`?",
  fixes: [{ title: "replace with `conv`", edits: [{ span, text: "conv" }], safe: true }],
});

/** The log, after its validation. */
function logOf(diagnostics: readonly Diagnostic[]) {
  const log = JSON.parse(renderSarif(diagnostics, options));
  expect(validate(log) ? [] : validate.errors).toEqual([]);
  return toSarifLog(diagnostics, options);
}

describe("sarif", () => {
  test("the schema refuses what is wrong", () => {
    expect(validate({ version: "2.1.0" })).toBe(false);
    expect(validate({ version: "2.1.0", runs: [{ tool: {} }] })).toBe(false);
    const log = toSarifLog([misspelled], options);
    const [run] = log.runs;
    expect(validate({ ...log, runs: [{ ...run, columnKind: "bytes" }] })).toBe(false);
    expect(validate({ ...log, runs: [{ ...run, results: [{ ruleId: "x" }] }] })).toBe(false);
  });

  test("one result, whole", () => {
    const [run] = logOf([misspelled]).runs;
    expect(run!.columnKind).toBe("utf16CodeUnits");
    expect(run!.tool.driver).toEqual({
      name: "cnnc",
      semanticVersion: "1.2.3",
      rules: [
        {
          id: "check/unknown-layer",
          shortDescription: { text: "no layer" },
          fullDescription: { text: "Why." },
          help: { text: "no layer\n\nWhy.", markdown: "# check/unknown-layer\n" },
          helpUri: "https://unpkg.com/cnnc/docs/reference/diagnostics/check/unknown-layer.md",
          defaultConfiguration: { level: "error" },
        },
      ],
    });
    const artifactLocation = { uri: "nets/a%20b%23c.cnn" };
    const region = { startLine: 2, startColumn: 3, endLine: 2, endColumn: 7 };
    expect(run!.results).toEqual([
      {
        ruleId: "check/unknown-layer",
        ruleIndex: 0,
        level: "error",
        message: { text: "unknown layer `conw`\nthe layers are many\nhelp: did you mean `conv`?" },
        locations: [{ physicalLocation: { artifactLocation, region } }],
        relatedLocations: [
          {
            id: 1,
            message: { text: "in this model" },
            physicalLocation: {
              artifactLocation,
              region: { startLine: 1, startColumn: 7, endLine: 1, endColumn: 8 },
            },
          },
          {
            id: 2,
            message: { text: "used here" },
            physicalLocation: {
              artifactLocation: { uri: "blocks/%C3%BC.cnn" },
              region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 9 },
            },
          },
        ],
        fixes: [
          {
            description: { text: "replace with `conv`" },
            artifactChanges: [
              { artifactLocation, replacements: [{ deletedRegion: region, insertedContent: { text: "conv" } }] },
            ],
          },
        ],
        partialFingerprints: { "cnncCodeAndLine/v1": expect.stringMatching(/^[0-9a-f]{16}:1$/) },
      },
    ]);
  });

  test("rules are those that occur, each once, in the order of the alphabet", () => {
    const [run] = logOf([warning({ message: "w", source, span }), misspelled, misspelled]).runs;
    expect(run!.tool.driver.rules.map(({ id }) => id)).toEqual(["check/unknown-layer", "lint/unused"]);
    expect(run!.results.map(({ ruleIndex }) => ruleIndex)).toEqual([1, 0, 0]);
    expect(logOf([]).runs[0]!.results).toEqual([]);
  });

  test("fingerprints stay when lines move and tell equal lines apart", () => {
    const prints = (text: string): string[] => {
      const moved = createSource("a.cnn", text);
      const found = [...text.matchAll(/conw/g)].map(({ index }) =>
        error({ message: "m", source: moved, span: { start: index, end: index + 4 } }),
      );
      return logOf(found).runs[0]!.results.map((result) => result.partialFingerprints["cnncCodeAndLine/v1"]!);
    };
    const [first, second, third] = prints("conw 3\nconw 3\nconw 4\n");
    expect([first!.slice(0, 17) === second!.slice(0, 17), first!.slice(16), second!.slice(16)]).toEqual([
      true,
      ":1",
      ":2",
    ]);
    expect(third!.slice(16)).toBe(":1");
    expect(third!.slice(0, 16)).not.toBe(first!.slice(0, 16));
    expect(prints("\n\n    conw   3\n")).toEqual([first]);
  });

  test("paths become addresses", () => {
    const uri = (file: string): string =>
      logOf([error({ message: "m", file })]).runs[0]!.results[0]!.locations[0]!.physicalLocation.artifactLocation.uri;
    expect(uri("./a.cnn")).toBe("a.cnn");
    expect(uri("/tmp/a b.cnn")).toBe("file:///tmp/a%20b.cnn");
    expect(uri("C:\\nets\\a.cnn")).toBe("file:///C%3A/nets/a.cnn");
    expect(uri("<stdin>")).toBe("%3Cstdin%3E");
    expect(uri("\ud800.cnn")).toBe("%EF%BF%BD.cnn");
    const [result] = logOf([error({ message: "m" })]).runs[0]!.results;
    expect(result!.locations).toEqual([]);
  });

  test("is valid whatever is found", () => {
    const text = fc.string({ unit: "binary", maxLength: 40 });
    const place = fc.tuple(fc.nat(60), fc.nat(10));
    fc.assert(
      fc.property(text, text, text, place, fc.array(place, { maxLength: 3 }), (program, path, message, at, more) => {
        const hostile = createSource(path === "" ? "x" : path, program);
        const clip = ([start, length]: [number, number]) => ({
          start: Math.min(start, program.length),
          end: Math.min(start + length, program.length),
        });
        const labels = more.map((each) => ({ span: clip(each), message, source: each[0] % 2 === 0 ? hostile : other }));
        const fixes = more.map((each) => ({ title: message, edits: [{ span: clip(each), text: message }] }));
        logOf([warning({ message, source: hostile, span: clip(at), labels, fixes, notes: [message], help: message })]);
      }),
      { numRuns: 200 },
    );
  });
});
