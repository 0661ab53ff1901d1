/** What is offered where, on text as it is typed; and that everything offered may be written there. */
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createProjectFiles } from "../../src/cli/project-files.ts";
import { applyEdits } from "../../src/diagnostics/apply-fixes.ts";
import { type Completion, completeAt, resolveCompletion } from "../../src/editor/completion.ts";
import { expectedAt } from "../../src/editor/completion/expected/expected-at.ts";
import { walk } from "../../src/editor/nodes-at.ts";
import { takeSnapshot } from "../../src/editor/snapshot.ts";
import { libraryNames } from "../../src/editor/completion/library-names.ts";
import { signatureOf } from "../../src/editor/declaration-of.ts";
import { findStandardSource, standardNames } from "../../src/std/library.ts";
import { createSource } from "../../src/source/source.ts";
import type { Node } from "../../src/syntax/ast.ts";
import { share } from "../soak.ts";
import { at, CURSOR, entryPath, projectOf, readMarks } from "./marks.ts";

const plain = { snippets: false };

function complete(marked: string, options = plain, files = {}): readonly Completion[] {
  const { snapshot, offset } = at(marked, { files });
  return completeAt(snapshot, offset, { ...options, project: projectOf(entryPath, files) });
}

const labels = (completions: readonly Completion[]): readonly string[] => completions.map(({ label }) => label);

function find(completions: readonly Completion[], label: string): Completion {
  const found = completions.find((each) => each.label === label);
  if (!found) throw new Error(`${label} is not among ${labels(completions).join(" ")}`);
  return found;
}

describe("what is expected", () => {
  it.each([
    ["▮", "declaration"],
    ["mo▮", "declaration"],
    ["const a = 1\n▮", "declaration"],
    ["const a = ▮", "expression"],
    ["const a = 1 ▮", "keyword"],
    ["const ▮", "nothing"],
    ["import ▮", "imported-name"],
    ["import a, ▮", "imported-name"],
    ["import a ▮", "keyword"],
    ["import a from ▮", "import-path"],
    ['import a from "st▮"', "import-path"],
    ['import a from "st▮', "import-path"],
    ["block ▮", "nothing"],
    ["block a(▮", "nothing"],
    ["block a(n = ▮", "expression"],
    ["model N {▮", "stage"],
    ["model N {\n  input 8x8x1\n  ▮\n}", "stage"],
    ["model N {\n  input 8x8x1 -> ▮", "stage"],
    ["model N {\n  input 8x8x1 ->\n  co▮", "stage"],
    ["model N {\n  input ▮", "input"],
    ["model N {\n  input 8x8x1 ▮", "input"],
    ["model N {\n  conv ▮", "layer-argument"],
    ["model N {\n  conv 3x3x{2*▮", "expression"],
    ["model N {\n  conv 3x3x{in.▮", "field"],
    ["model N {\n  conv 3x3x8 ini▮", "layer-argument"],
    ["model N {\n  conv 3x3x8 init=▮", "argument-value"],
    ["model N {\n  conv 3x3x8 p1:0 ▮", "layer-argument"],
    ["model N {\n  conv 3x3x8▮", "nothing"],
    ["model N {\n  conv 3x3x8 as ▮", "nothing"],
    ["model N {\n  conv 3x3x8 : ▮", "shape"],
    ["model N {\n  conv 3x3x8 * ▮", "expression"],
    ["model N {\n  @▮", "label"],
    ["model N {\n  @a ▮", "stage-end"],
    ["model N {\n  [▮", "stage"],
    ["model N {\n  add { relu | ▮", "stage"],
    ["model N {\n  add { relu | bn } ▮", "stage-end"],
    ["model N {\n  if ▮", "expression"],
    ["model N {\n  if in.c > 2 { ▮", "stage"],
    ["model N {\n  if in.c > 2 { relu } ▮", "stage-end"],
    ["model N {\n  unit(▮", "call-argument"],
    ["model N {\n  unit(4, ▮", "call-argument"],
    ["model N {\n  unit(4, s=▮", "call-value"],
    ["model N {\n  unit(4) ▮", "stage-end"],
    ["model N {\n  let ▮", "nothing"],
    ["model N {\n  let a = ▮", "expression"],
    ["model N {\n  expect ▮", "metric"],
    ["model N {\n  expect params ▮", "expression"],
    ["model N {\n  head ▮", "nothing"],
    ["model N {\n  head a {\n    ▮", "stage"],
    ["train ▮", "trained-model"],
    ["train N {\n  ▮", "setting"],
    ["train N {\n  data ▮", "setting-argument"],
    ["train N {\n  data mnist\n  opt▮", "setting"],
    ["train N {\n  optimizer sgd ▮", "setting-argument"],
    ["train N {\n  optimizer sgd lr=▮", "argument-value"],
    ["train N {\n  augment shift 2 -> ▮", "setting-argument"],
    ["// a ▮", "nothing"],
    ["/* a ▮ */", "nothing"],
    ["model N {\n  relu }\n▮", "declaration"],
  ])("%j", (marked, kind) => {
    const { text, offsets } = readMarks(marked);
    expect(expectedAt(createSource("/a", text), offsets[0]!).expected.kind).toBe(kind);
  });
});

const model = (line: string): string =>
  `const wide = 8\n\nblock unit(c, s = 1) {\n  conv 3x3x{c} s{s} p1 -> relu\n}\n\nmodel N {\n  input 28x28x1\n  conv 5x5x6 as early\n${line}`;

describe("stages", () => {
  it("are layers with what they would give, blocks with their parameters, labels and statements", () => {
    const offered = complete(model("  ▮\n}\n"));
    expect(find(offered, "maxpool")).toMatchObject({ detail: "→ 12x12x6", text: "maxpool 2" });
    expect(find(offered, "relu")).toMatchObject({ detail: "→ 24x24x6", text: "relu" });
    expect(find(offered, "unit")).toMatchObject({ detail: "unit(c, s = 1)", text: "unit(c)" });
    expect(labels(offered)).toEqual(expect.arrayContaining(["@early", "add", "if", "let", "expect", "head"]));
    // Behind a linear layer come those that are not.
    expect(labels(offered).indexOf("relu")).toBeLessThan(labels(offered).indexOf("conv"));
    expect(labels(offered).indexOf("conv")).toBeLessThan(labels(offered).indexOf("gconv"));
  });

  it("fit the number of axes", () => {
    const sequence = complete("model N {\n  input 100x4\n  ▮\n}\n");
    expect(find(sequence, "conv")).toMatchObject({ text: "conv 5x6", detail: "→ 96x6" });
    const small = complete("model N {\n  input 2x2x4\n  ▮\n}\n");
    expect(find(small, "conv")).toMatchObject({ text: "conv 1x1x6", detail: "→ 2x2x6" });
  });

  it("are offered in groups, arms and bodies, by the shape that reaches them", () => {
    for (const line of [
      "  [▮] * 2\n}\n",
      "  add { relu | ▮ }\n}\n",
      "  if true { ▮ }\n}\n",
      "  head side {\n    ▮\n  }\n}\n",
      "  relu -> ▮",
      "  relu ->\n  max▮",
    ])
      expect(find(complete(model(line)), "maxpool").detail).toBe("→ 12x12x6");
  });

  it("are placed over the word", () => {
    const [text, offset] = [model("  max▮po 2\n}\n"), model("  max▮po 2\n}\n").indexOf(CURSOR)];
    const found = find(complete(text), "maxpool");
    expect([found.insert, found.replace]).toEqual([
      { start: offset - 3, end: offset },
      { start: offset - 3, end: offset + 2 },
    ]);
    // The window is there.
    expect(found.text).toBe("maxpool");
  });

  it("answer to other frameworks' words", () => {
    const found = complete(model("  Conv2▮\n}\n")).filter(({ filterText }) => filterText === "Conv2d");
    expect(found.map(({ text }) => text)).toEqual(["conv 5x5x6"]);
  });

  it("come with the import that they need", () => {
    const { snapshot, offset } = at(model("  ▮\n}\n"));
    const basic = find(completeAt(snapshot, offset, plain), "basic");
    expect(
      applyEdits(snapshot.source.text, basic.additional).startsWith('import basic from "std/resnet"\n\nconst wide'),
    ).toBe(true);
    const again = at(`// A file.\nimport bottleneck from "std/resnet"\n\n${model("  ▮\n}\n")}`);
    const second = find(completeAt(again.snapshot, again.offset, plain), "basic");
    expect(applyEdits(again.snapshot.source.text, second.additional)).toContain(
      'import bottleneck, basic from "std/resnet"\n\nconst',
    );
  });

  it("begin a model with its input", () => {
    expect(complete("model N {\n  ▮\n}\n")[0]).toMatchObject({ text: "input 28x28x1", detail: "mnist, fashion" });
  });

  it("are snippets where the client takes them", () => {
    const offered = complete(model("  ▮\n}\n"), { snippets: true });
    const place = (number: number, example: string): string => ["$", `{${number}:${example}}`].join("");
    expect(find(offered, "maxpool")).toMatchObject({ isSnippet: true, text: `maxpool ${place(1, "2")}` });
    expect(find(offered, "unit").text).toBe(`unit(${place(1, "c")})`);
    expect(find(offered, "relu").isSnippet).toBe(false);
  });
});

describe("arguments", () => {
  it("of a layer are those not given", () => {
    const offered = labels(complete(model("  conv 3x3x8 s2 nobias ▮\n}\n")));
    expect(offered).toEqual(expect.arrayContaining(["p1", "d2", "g2", "same", "init=he", 'table="c3"', "as"]));
    expect(offered).not.toContain("s2");
    expect(offered).not.toContain("nobias");
    expect(labels(complete(model("  relu ▮\n}\n")))).toEqual(["as"]);
  });

  it("begin with sizes that fit", () => {
    expect(complete(model("  conv ▮\n}\n"))[0]).toMatchObject({ label: "5x5x6", kind: "value" });
  });

  it("have values", () => {
    expect(labels(complete(model("  conv 3x3x8 init=▮\n}\n")))).toEqual(
      expect.arrayContaining(["he", "torch", "xavier"]),
    );
    expect(labels(complete(model("  upsample 2 mode=▮\n}\n")))).toEqual(["nearest", "bilinear"]);
  });

  it("of a block are its parameters and what an expression may hold", () => {
    const offered = complete(model("  unit(4, ▮)\n}\n"));
    expect(offered[0]).toMatchObject({ label: "c=" });
    expect(find(offered, "s=")).toMatchObject({ text: "s=1", detail: "1 when left out" });
    expect(find(offered, "wide").detail).toBe("8");
    expect(find(offered, "in.c").detail).toBe("6");
  });
});

describe("expressions", () => {
  it("see parameters, lets above, consts, sizes and functions", () => {
    const offered = complete(
      "const wide = 8\nblock unit(c, s = 1) {\n  let half = c/2\n  conv 3x3x{▮}\n  let late = 3\n}\n",
    );
    expect(labels(offered)).toEqual(expect.arrayContaining(["c", "s", "half", "wide", "floor", "in"]));
    expect(labels(offered)).not.toContain("late");
  });

  it("know the fields of the shape", () => {
    expect(complete(model("  fc {in.▮}\n}\n")).map(({ label, detail }) => `${label} ${detail}`)).toEqual([
      "h 24 of 24x24x6",
      "w 24 of 24x24x6",
      "c 6 of 24x24x6",
      "size 3456 of 24x24x6",
    ]);
  });

  it("hold what is computed", () => {
    expect(complete(model("  fc 10\n  expect params == ▮\n}\n")).length).toBeGreaterThan(0);
    expect(complete(model("  fc 10\n  expect params ▮\n}\n"))[0]).toMatchObject({
      label: "34_726",
      detail: "as computed",
    });
    expect(complete(model("  relu : ▮\n}\n")).map(({ label }) => label)).toEqual(["24x24x6"]);
  });
});

describe("labels", () => {
  it("are those above, with their shapes", () => {
    expect(complete(model("  relu -> @▮\n  fc 2 as late\n}\n")).map(({ label, detail }) => [label, detail])).toEqual([
      ["early", "24x24x6"],
    ]);
  });
});

describe("recipes", () => {
  const recipe = (line: string): string =>
    `${model("  head side { fc 10 }\n  fc 10\n}\n")}\ntrain N {\n  data mnist\n${line}`;

  it("have the settings that are not given", () => {
    const offered = complete(recipe("  ▮\n}\n"));
    expect(labels(offered)).toEqual(expect.arrayContaining(["optimizer", "batch", "augment", "aux"]));
    expect(labels(offered)).not.toContain("data");
    expect(find(offered, "batch").text).toMatch(/^batch +64$/);
  });

  it.each([
    ["  loss ▮\n}\n", ["crossentropy", "mse"]],
    ["  optimizer ▮\n}\n", ["sgd", "adam"]],
    ["  optimizer sgd ▮\n}\n", ["lr=0.01", "nesterov", "momentum=0.9"]],
    ["  schedule cosine ▮\n}\n", ["warmup=5"]],
    ["  augment shift 2 -> ▮\n}\n", ["flip", "rotate"]],
    ["  augment flip ▮\n}\n", ["horizontal", "vertical"]],
    ["  stop ▮\n}\n", ["metric=val_loss"]],
    ["  stop metric=▮\n}\n", ["val_loss", "accuracy"]],
    ["  normalize ▮\n}\n", ["auto"]],
    ["  batch ▮\n}\n", ["64"]],
    ["  freeze ▮\n}\n", ["early"]],
    ["  aux ▮\n}\n", ["side"]],
    ["  aux side ▮\n}\n", ["weight=0.3"]],
    ["  init ▮\n}\n", ["he"]],
  ])("%j", (line, wanted) => {
    expect(labels(complete(recipe(line)))).toEqual(expect.arrayContaining(wanted));
  });

  it("know data sets and models", () => {
    expect(labels(complete("train N {\n  data ▮\n}\n"))).toEqual(["mnist", "fashion", "cifar10", '"path"']);
    const models = complete(`${model("  fc 2\n}\n")}\ntrain ▮`);
    expect(models[0]).toMatchObject({ label: "N" });
    expect(find(models, "ResNet18").additional[0]!.text).toContain('import ResNet18 from "std/resnet"');
  });
});

describe("imports", () => {
  const files = { "./blocks.cnn": "/// Used often.\nblock part(n) { fc {n} }\nconst wide = 3\n" };

  it("have paths, and the names of a file", () => {
    const paths = complete('import a from "▮"', plain);
    expect(labels(paths)).toContain("std/resnet");
    expect(labels(complete('import ▮ from "std/lenet"'))).toEqual(expect.arrayContaining(["LeNet5", "LeNet1"]));
    expect(labels(complete('import ▮ from "./blocks.cnn"', plain, files))).toEqual(["part", "wide"]);
    expect(labels(complete('import part, ▮ from "./blocks.cnn"', plain, files))).toEqual(["wide"]);
  });

  it("know the files of the editor, from the program's folder", () => {
    const { snapshot, offset } = at('import a from "▮"');
    const known = ["/project/net.cnn", "/project/sub/part.cnn", "/other/far.cnn"];
    expect(labels(completeAt(snapshot, offset, { snippets: false, files: known })).slice(0, 2)).toEqual([
      "../other/far.cnn",
      "./sub/part.cnn",
    ]);
  });
});

describe("documentation", () => {
  it("is found when it is asked for", () => {
    const offered = complete(model("  ▮\n}\n"));
    expect(resolveCompletion(find(offered, "maxpool"))).toContain("maxpool");
    expect(resolveCompletion(find(offered, "basic"))).toContain('import basic from "std/resnet"');
    expect(resolveCompletion(find(complete(model("  conv 3x3x8 ▮\n}\n")), "s2"))).toContain("stride");
  });

  it("of a program is text, whatever it holds", () => {
    const hostile =
      "/// [click](command:evil) <img src=x onerror=alert(1)> ![](https://x)\nblock part() { relu }\n\nmodel N {\n  input 8x8x1\n  ▮\n}\n";
    const shown = resolveCompletion(find(complete(hostile), "part"))!;
    expect(shown).toContain("click");
    expect(shown).not.toMatch(/(?<!\\)[[\]<>]/);
  });

  it("of the library is all there", () => {
    const known = libraryNames();
    const declared = standardNames.flatMap((name) =>
      [...findStandardSource(name)!.text.matchAll(/^(?:block|model)\s+(\w+)/gm)].map(([, word]) => `${name}:${word}`),
    );
    expect(known.map(({ file, name }) => `${file}:${name}`).sort()).toEqual(declared.sort());
    for (const { declaration, source } of known) {
      const text = findStandardSource(source.path)!.text;
      expect(text.replace(/\s+/g, " ")).toContain(
        signatureOf(declaration, source).label.replace(/\(\)$/, "").replace(/\s+/g, " "),
      );
    }
  });
});

const root = resolve(import.meta.dirname, "../..");
const programs = ["examples", "docs/tutorial", "stdlib"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".cnn"))
    .map((name) => join(root, folder, name)),
);

/** What an author writes as a whole; a body belongs to what opens it. */
function isWritten(node: Node): boolean {
  const { kind } = node as { readonly kind?: string };
  if (kind === undefined) return "primary" in node || ("arguments" in node && "more" in node);
  return [
    "import",
    "const",
    "block",
    "model",
    "train",
    "let",
    "expect",
    "head",
    "named",
    "flag",
    "attribute",
    "name",
    "reference",
  ].includes(kind);
}

describe("what is offered may be written", () => {
  it.each(programs.map((path) => [path.slice(root.length + 1), path] as const))("%s", (_, path) => {
    const text = readFileSync(path, "utf8");
    const project = createProjectFiles(path);
    const take = (program: string) => takeSnapshot(createSource(path, program), project);
    const wrong: string[] = [];
    const nodes = [...walk(take(text).file)].filter(isWritten);
    const step = Math.max(1, Math.floor(nodes.length / share(30)));
    let tried = 0;
    for (let i = 0; i < nodes.length; i += step) {
      const { start, end } = nodes[i]!.span;
      // As it is before it is written.
      const without = text.slice(0, start) + text.slice(end);
      const offered = completeAt(take(without), start, { ...plain, project });
      for (let k = i % 5; k < offered.length; k += Math.max(1, Math.floor(offered.length / 4))) {
        const { text: put, replace, additional, label } = offered[k]!;
        const program = applyEdits(without, [{ span: replace, text: put }, ...additional]);
        tried++;
        const error = take(program).diagnostics.find(({ code }) => code.startsWith("syntax/"));
        if (error)
          wrong.push(`${label} (${put}) for ${text.slice(start, Math.min(end, start + 20))}: ${error.message}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(0);
  });
});

describe("of any text", () => {
  it("nothing throws, whatever is broken", () => {
    for (const path of programs.slice(0, 12)) {
      const text = readFileSync(path, "utf8");
      for (let end = 1; end < text.length; end += Math.ceil(text.length / share(150))) {
        const source = createSource("/project/net.cnn", text.slice(0, end));
        const snapshot = takeSnapshot(source, projectOf(entryPath, {}));
        for (const offset of [end, Math.floor(end / 2), 0, end + 5, -1])
          completeAt(snapshot, offset, { snippets: true });
      }
    }
  });
});
