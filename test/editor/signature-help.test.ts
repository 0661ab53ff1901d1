/** Signature help: the form of what is being written, with the argument that is meant, in text that is half written. */
import { describe, expect, it } from "vitest";
import { signatureHelpAt } from "../../src/editor/signature-help.ts";
import { findLayer } from "../../src/ops/registry.ts";
import { at } from "./marks.ts";

/** `conv [kernel…xfilters] …`, with the active one in ⟨⟩. */
function help(marked: string, files: Readonly<Record<string, string>> = {}): string {
  const { snapshot, offset } = at(marked, { files });
  const found = signatureHelpAt(snapshot, offset);
  if (!found) return "nothing";
  const { label, parameters, active } = found;
  const { span, documentation } = parameters[active ?? -1] ?? {};
  if (!span) return label;
  // What an argument of a layer means is said where it is declared.
  const said = label.includes("(") ? (documentation?.plain.replaceAll("\n\n", "; ") ?? "") : "";
  return `${label.slice(0, span.start)}⟨${label.slice(span.start, span.end)}⟩${label.slice(span.end)}${said === "" ? "" : ` — ${said}`}`;
}

const blocks = `/// A unit.
block unit(c, s = 1) { conv 3x3x{c} s{s} p1 }

`;
const inModel = (line: string): string =>
  help(`${blocks}model Net {\n  input 8x8x1\n  unit(2)\n  ${line}\n  relu\n}\n`);
const inRecipe = (line: string): string =>
  help(`${blocks}model Net(n = 2) {\n  input 8x8x1\n  fc {n}\n}\n\ntrain Net {\n  epochs 2\n  ${line}\n  batch 4\n}\n`);

describe("the use of a block", () => {
  it.each([
    "unit(▮",
    "unit(▮)",
    "unit(8, ▮",
    "unit(8,▮)",
    "unit(s=▮",
    "unit(s=2, c▮=4)",
    "unit(floor(3), ▮)",
    "conv 3x3x4 -> unit(▮",
    "add { unit(4, ▮ | relu }",
    "unit(8, (1 + ▮",
    "unit(8,\n    ▮)",
    "nothing(▮",
    "unit(1, 2, 3▮)",
  ])("%j", (line) => {
    expect(inModel(line)).toMatchSnapshot();
  });

  it("of another file, and of a parameter", () => {
    const files = { "./blocks.cnn": "/// Made elsewhere.\nblock made(a, b = 2) { relu }\n" };
    expect(help('import made from "./blocks.cnn"\nmodel Net { input 4\n made(▮ }', files)).toMatchInlineSnapshot(
      `"made(⟨a⟩, b = 2) — must be given"`,
    );
    expect(
      help("block one(k) { fc {k} }\nblock use(f) {\n f(▮2)\n}\nmodel Net { input 4\n use(one) }"),
    ).toMatchInlineSnapshot(`"one(⟨k⟩) — must be given; here: 2"`);
  });
});

describe("a layer", () => {
  it.each([
    "conv ▮",
    "conv 5▮",
    "conv 5x5▮",
    "conv 5x5x6 ▮",
    "conv 5x5x6 s▮",
    "conv 5x5x6 p1▮ nobias",
    "conv 5x5x6 nobias▮",
    "conv 5x5x6 table=▮",
    "conv 3x3x{2*▮}",
    "conv 3x3x{▮",
    "fc ▮",
    "fc {▮}",
    "relu ▮",
    "relu -> maxpool ▮2",
    "[conv ▮",
    "add { conv ▮",
    "dropout ▮",
    "con▮v 3x3",
    "conv 5x5x6 as ▮",
    "conv 5x5x6 * ▮",
    "conv 5x5x6 : ▮",
    "convv ▮",
    "// conv ▮",
  ])("%j", (line) => {
    expect(inModel(line)).toMatchSnapshot();
  });
});

describe("a setting", () => {
  it.each([
    "optimizer ▮",
    "optimizer s▮",
    "optimizer sgd ▮",
    "optimizer sgd lr=▮",
    "optimizer sgd lr=0.1 nesterov▮",
    "schedule step ▮",
    "schedule step [30, ▮",
    "augment shift ▮",
    "augment shift 2 -> flip ▮",
    "augment shift 2 -> ▮",
    "batch ▮",
    "data ▮",
    "data mnist ▮",
    "data mnist split=▮",
    "freeze ▮",
    "stop ▮",
    "nosuch ▮",
  ])("%j", (line) => {
    expect(inRecipe(line)).toMatchSnapshot();
  });

  it("gives arguments to a model", () => {
    expect(help("model Net(n, m = 3) { input 4\n fc {n} }\ntrain Net(▮ { }")).toMatchInlineSnapshot(
      `"Net(⟨n⟩, m = 3) — must be given"`,
    );
  });
});

it("says what an argument means, and its range", () => {
  const { snapshot, offset } = at("model Net {\n  input 8x8x1\n  dropout ▮\n}\n");
  const found = signatureHelpAt(snapshot, offset);
  const layer = findLayer("dropout")!;
  expect(found?.documentation.plain).toBe(layer.documentation.summary);
  expect(found?.parameters.map(({ documentation }) => documentation.plain)).toEqual([
    expect.stringMatching(new RegExp(`^${Object.values(layer.schema)[0]!.doc}; .*default`)),
  ]);
});

describe("a function", () => {
  it.each(["let a = floor(▮", "let a = min(1, 2, ▮)", "fc {max(▮", "unit(floor(▮"])("%j", (line) => {
    expect(inModel(line)).toMatchSnapshot();
  });
});
