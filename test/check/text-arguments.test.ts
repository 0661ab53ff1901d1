/**
 * Arguments that are texts, lists of texts, a text or a word, numbers or a word: what is read, what is refused and how, by a
 * schema of the test's own; then `data` of a recipe, which has them, and `--set`.
 */
import { describe, expect, it, test } from "vitest";
import { checkArguments } from "../../src/check/arguments/check-arguments.ts";
import { createLoader, loadFile } from "../../src/check/files/load-file.ts";
import { createTextProject } from "../../src/check/files/text-project.ts";
import { printModel } from "../../src/cli/print-model.ts";
import { createReport } from "../../src/diagnostics/diagnostic.ts";
import { formatText } from "../../src/format/format.ts";
import * as operators from "../../src/ops/registry.ts";
import type { Schema } from "../../src/ops/schema.ts";
import { writeConfigured } from "../../src/report/write-layer.ts";
import { renderOperators } from "../../src/report/render-operators.ts";
import { createSource } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/parse.ts";
import { applyFix, checkText } from "./check-text.ts";

const schema = {
  title: { kind: "named-text", doc: "a title" },
  skip: { kind: "named-texts", doc: "columns left out" },
  label: { kind: "named-text-or-word", words: ["first", "last"], single: "one alone", doc: "the label" },
  weights: { kind: "named-numbers", words: ["balanced"], minimum: 0, exclusiveMinimum: true, doc: "of classes" },
  levels: { kind: "named-numbers", integer: true, maximum: 9, doc: "whole numbers" },
} as const satisfies Schema;

/** `probe TEXT` read by the schema, in a file that declares some consts. */
function read(text: string) {
  const consts = 'const name = "a b"\nconst both = ["x", "y"]\nconst pair = [1, 5]\nconst last = "the last"\n';
  const source = createSource("test.cnn", `${consts}train T {\n  probe ${text}\n}\n`);
  const report = createReport();
  const file = parse(source, report);
  const loader = createLoader(operators, createTextProject(source.path, new Map()));
  const { scope } = loadFile(file, report, loader);
  const train = file.declarations.find((each) => each.kind === "train")!;
  const [setting] = train.settings;
  const owner = { name: "probe", span: setting!.name.span, schema, scope };
  const values = checkArguments(owner, setting!.arguments)?.values;
  return { values, diagnostics: report.diagnostics, text: source.text };
}

describe("a value that is a text or stands in the place of one", () => {
  test.each<[string, Record<string, unknown>]>([
    ['title="a name"', { title: "a name" }],
    ["title=name", { title: "a b" }],
    ["title={name}", { title: "a b" }],
    ['skip=["id", "name"]', { skip: ["id", "name"] }],
    ['skip="id"', { skip: ["id"] }],
    ["skip=[]", { skip: [] }],
    ["skip=both", { skip: ["x", "y"] }],
    ['skip=[name, "id"]', { skip: ["a b", "id"] }],
    ['label="outcome"', { label: "outcome" }],
    // Quotes are always a text, bare words always positions, whatever the program has of that name.
    ['label="last"', { label: "last" }],
    ["label=last", { label: { word: "last" } }],
    ["label=first", { label: { word: "first" } }],
    ["label=name", { label: "a b" }],
    ["weights=[1, 5]", { weights: [1, 5] }],
    ["weights=[1/2, 0.25]", { weights: [0.5, 0.25] }],
    ["weights=pair", { weights: [1, 5] }],
    ["weights=balanced", { weights: "balanced" }],
    ["levels=[3, 4]", { levels: [3, 4] }],
  ])("%s", (text, values) => {
    const found = read(text);
    expect(found.diagnostics.map(({ message }) => message)).toEqual([]);
    expect(found.values).toEqual(values);
  });

  test.each<[string, string, string, string?]>([
    [
      "title=outcome",
      "check/unknown-choice",
      "`title` cannot be `outcome`: a text stands in quotes",
      'title="outcome"',
    ],
    ["skip=[id]", "check/unknown-choice", "`skip` cannot be `id`: a text stands in quotes", 'skip=["id"]'],
    [
      "label=outcome",
      "check/unknown-choice",
      "`label` cannot be `outcome`: a text stands in quotes",
      'label="outcome"',
    ],
    ["label=lats", "check/unknown-choice", "`label` cannot be `lats`: a text stands in quotes", "label=last"],
    ["label=Last", "check/unknown-choice", "`label` cannot be `Last`: a text stands in quotes", "label=last"],
    ["weights=balancd", "check/unknown-choice", "`weights` cannot be `balancd`", "weights=balanced"],
    ["levels=balanced", "check/unknown-name", "unknown name `balanced`"],
    ["title=3", "check/wrong-kind", "`title` is a text in quotes, not 3"],
    ["skip=[1]", "check/wrong-kind", "`skip` is a text in quotes, not 1"],
    ["skip={pair}", "check/wrong-kind", "`skip` is a text in quotes, or a list of them, not 1"],
    ["label=3", "check/wrong-kind", "`label` is a text in quotes, or first or last, not 3"],
    ['label=["x", "y"]', "check/wrong-kind", "`label` is one text, and has a list of 2"],
    ['title=""', "check/wrong-kind", "`title` is an empty text"],
    ['label=" "', "check/wrong-kind", "`label` is an empty text"],
    ["weights=[1, 0]", "check/out-of-range", "a number of `weights` is 0, and must be above 0"],
    ['weights="balanced"', "check/wrong-kind", '`weights` is a number, not "balanced"'],
    ["levels=[1.5]", "check/not-an-integer", "a number of `levels` is an integer, not 1.5"],
    ['"outcome"', "check/wrong-kind", "`probe` takes no text without a name"],
  ])("%s is refused: %s", (text, code, message, fixed) => {
    const found = read(text);
    expect(found.values).toBeUndefined();
    expect(found.diagnostics.map((each) => [each.code, each.message])).toEqual([[code, message]]);
    if (fixed !== undefined)
      expect(applyFix(found.text, found.diagnostics[0]!)).toBe(found.text.replace(`probe ${text}`, `probe ${fixed}`));
    else expect(found.diagnostics[0]!.fixes).toEqual([]);
  });

  it("is given once, under its name, and a bare word is known by what it could be", () => {
    expect(read("label=first label=last").diagnostics[0]).toMatchObject({ code: "check/duplicate-argument" });
    expect(read("lable=last").diagnostics[0]).toMatchObject({ help: "did you mean `label=last`?" });
    expect(read("balanced").diagnostics[0]).toMatchObject({ help: "did you mean `weights=balanced`?" });
    expect(read('wieghts="x"').diagnostics[0]!.notes).toEqual([
      "`probe` takes `title=`, `skip=`, `label=`, `weights=`, `levels=`",
    ]);
  });

  test.each([
    'probe title="a name" skip=["id", "na me"] label="last" weights=[1, 5]',
    "probe skip=[] label=last weights=balanced levels=[3]",
  ])("is written again as it was read: %s", (line) => {
    const { values } = read(line.slice("probe ".length));
    expect(writeConfigured({ operator: { name: "probe", schema }, values: values! })).toBe(line);
  });

  it("is in the reference with what it may be", () => {
    const probe = { kind: "layer", name: "probe", documentation: { summary: "s", details: "d", example: "" }, schema };
    const table = new Map([["probe", probe as never]]);
    const page = renderOperators({ layers: table, joins: new Map(), losses: new Map(), optimizers: new Map(), schedules: new Map(), clips: new Map(), augmentations: new Map(), inits: new Map() }); // prettier-ignore
    for (const row of [
      "| title | `title=` | a text in quotes | a title |",
      "| skip | `skip=` | a text in quotes, or a list of them | columns left out |",
      "| label | `label=` | a text in quotes, `first`, `last` | the label |",
      "| weights | `weights=` | a number (above 0), or a list of them, `balanced` | of classes |",
      "| levels | `levels=` | a number (whole to 9), or a list of them | whole numbers |",
    ])
      expect(page).toContain(row);
  });
});

describe("`data` of a recipe", () => {
  const program = (data: string) => `model N {\n  input 3\n  fc 2\n}\ntrain N {\n  data ${data}\n}\n`;
  const dataOf = (data: string) => checkText(program(data)).models[0]?.recipe?.data;

  test.each<[string, object]>([
    ['"h.csv" label="outcome" skip=["id"] split=0.8', { spec: "h.csv", label: "outcome", skip: ["id"], split: 0.8 }],
    ['"h.csv" label=last', { spec: "h.csv", label: { position: "last" } }],
    ['"h.csv" label=first skip="id"', { spec: "h.csv", label: { position: "first" }, skip: ["id"] }],
    ['"h.csv"', { spec: "h.csv" }],
  ])("%s", async (data, expected) => {
    expect(checkText(program(data)).diagnostics).toEqual([]);
    expect(dataOf(data)).toEqual(expected);
    expect(await formatText(program(data))).toContain(`data ${data}`);
  });

  it("has one label column, and says so", () => {
    const [diagnostic] = checkText(program('"h.csv" label=["x", "y"]')).diagnostics;
    expect(diagnostic).toMatchObject({
      code: "check/wrong-kind",
      notes: ["a row of a table has one label: several label columns are not supported yet"],
    });
  });

  it("is printed as it is understood", () => {
    const text = printModel(checkText(program('"h.csv" label="a b" skip=["id"]')).models[0]!);
    expect(text).toContain('data h.csv label="a b" skip=["id"]');
    expect(printModel(checkText(program('"h.csv" label=last')).models[0]!)).toContain("data h.csv label=last");
  });
});
