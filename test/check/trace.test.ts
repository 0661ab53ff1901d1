/** What the checker records for an editor: every name of every program that is right, and the same diagnostics as without. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { createTrace, type Meaning, type Trace } from "../../src/check/scope/trace.ts";
import { createProjectFiles } from "../../src/cli/project-files.ts";
import { createReport, type Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import * as operators from "../../src/ops/registry.ts";
import { createSource, type Source } from "../../src/source/source.ts";
import type { CheckedFile } from "../../src/check/model.ts";
import { parse } from "../../src/syntax/parse.ts";

const root = resolve(import.meta.dirname, "../..");
const programs = ["stdlib", "examples", "docs/tutorial", "test/networks"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".cnn"))
    .map((name) => join(root, folder, name)),
);

interface Traced {
  readonly source: Source;
  readonly trace: Trace;
  readonly file: CheckedFile;
  readonly diagnostics: readonly Diagnostic[];
}

function traceText(path: string, text: string, trace = createTrace()): Traced {
  const report = createReport();
  const source = createSource(path, text);
  const project = createProjectFiles(path);
  const file = check(parse(source, report, operators.vocabulary), operators, report, { project, trace });
  return { source, trace, file, diagnostics: report.diagnostics };
}

/** `conv → operator`, `s → parameter at 2:14`, for each use in the order of the text. */
function describeUses({ source, trace }: Traced): readonly string[] {
  return [...trace.usesOf(source)]
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)
    .map(({ span, meanings, declares }) => {
      const word = source.text.slice(span.start, span.end);
      return `${word} ${declares ? "declares" : "→"} ${meanings.map((each) => describeMeaning(each, source)).join(", ")}`;
    });
}

function describeMeaning(meaning: Meaning, source: Source): string {
  switch (meaning.kind) {
    case "declaration": {
      const { declared } = meaning;
      const line = declared.source.text.slice(0, declared.span.start).split("\n").length;
      return `${declared.kind} ${declared.source === source ? "" : `${declared.source.path.split("/").pop()!}:`}${line}`;
    }
    case "operator":
      return meaning.operator.kind;
    case "argument":
      return `${meaning.argument} of ${meaning.owner}`;
    case "word":
      return meaning.of;
    case "file":
      return "file";
    default:
      return meaning satisfies never;
  }
}

describe.each(programs.map((path) => [path.slice(root.length + 1), path] as const))("%s", (_, path) => {
  const text = readFileSync(path, "utf8");
  const traced = traceText(path, text);

  it("has a meaning for every name", () => {
    const known = [...traced.trace.usesOf(traced.source)].map(({ span }) => span);
    const covered = new Uint8Array(text.length);
    for (const { start, end } of known) covered.fill(1, start, end);
    const keywords = /^(?:import|from|const|let|block|model|train|input|expect|head|if|else|as|and|or|not|graph)$/;
    const plain = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$|"[^"\n]*"/gm, (skipped) => " ".repeat(skipped.length));
    const missing = [...plain.matchAll(/[A-Za-z_]\w*/g)]
      .filter(
        ({ 0: word, index }) => !keywords.test(word) && !/\d/.test(plain[index - 1] ?? "") && covered[index] !== 1,
      )
      .map(({ 0: word, index }) => `${word} in line ${text.slice(0, index).split("\n").length}`);
    expect(missing).toEqual([]);
  });

  it("is judged as without a trace", () => {
    const report = createReport();
    check(parse(createSource(path, text), report, operators.vocabulary), operators, report, {
      project: createProjectFiles(path),
    });
    expect(traced.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual(
      report.diagnostics.map(({ code, message }) => `${code}: ${message}`),
    );
  });
});

describe("meanings", () => {
  it("of names in blocks, labels, parts and arguments", () => {
    const text = `const wide = 8

block unit(c, s = 1) {
  let half = c/2
  conv 3x3x{c} s{s} p1 -> relu
  expect params > 0
}

model Net {
  input 8x8x1
  unit(wide, s=2) as stem
  unit(c=floor(wide/2)) * 2
  add { conv 1x1x4 | @stem -> conv 1x1x4 }
  head side { fc 2 }
  fc 2 init=he
}

train Net {
  data mnist
  freeze "stem.conv1"
  aux side weight=0.5
  optimizer sgd lr=0.1
}
`;
    expect(describeUses(traceText("/p/net.cnn", text))).toMatchInlineSnapshot(`
      [
        "wide declares const 1",
        "unit declares block 3",
        "c declares parameter 3",
        "s declares parameter 3",
        "half declares let 4",
        "c → parameter 3",
        "conv → layer",
        "3x3x{c} → sizes of conv",
        "c → parameter 3",
        "s{s} → stride of conv",
        "s → parameter 3",
        "p1 → padding of conv",
        "relu → layer",
        "params → metric",
        "Net declares model 9",
        "unit → block 3",
        "wide → const 1",
        "s → parameter 3",
        "stem declares label 11",
        "unit → block 3",
        "c → parameter 3",
        "floor → function",
        "wide → const 1",
        "add → join",
        "conv → layer",
        "1x1x4 → sizes of conv",
        "stem → label 11",
        "conv → layer",
        "1x1x4 → sizes of conv",
        "side declares head 14",
        "fc → layer",
        "2 → outputs of fc",
        "fc → layer",
        "2 → outputs of fc",
        "init → setting",
        "he → init",
        "Net → model 9",
        "data → setting",
        "mnist → data",
        "freeze → setting",
        "stem → label 11",
        "aux → setting",
        "side → head 14",
        "weight → weight of aux",
        "optimizer → setting",
        "sgd → optimizer",
        "lr → lr of sgd",
      ]
    `);
  });

  it("of what a syntax error damaged, and of sides that are not taken", () => {
    const text = `block part(n) {
  if n > 1 or n < wide { conv 3x3x{n} } else { relu }
}

model Net {
  input 8x8x1
  conv 3x3x4 as a
  @a -> part(2) ->
}
`;
    expect(describeUses(traceText("/p/net.cnn", text))).toMatchInlineSnapshot(`
      [
        "part declares block 1",
        "n declares parameter 1",
        "n → parameter 1",
        "n → parameter 1",
        "conv → layer",
        "3x3x{n} → sizes of conv",
        "n → parameter 1",
        "relu → layer",
        "Net declares model 5",
        "conv → layer",
        "3x3x4 → sizes of conv",
        "a declares label 7",
        "a → label 7",
        "part → block 1",
      ]
    `);
  });
});

describe("shapes", () => {
  it("are those that reached and left each stage, each pair once", () => {
    const text = `block down(c) { conv 3x3x{c} s2 p1 -> relu }

block unused(c) { conv 1x1x{c} }

model Net {
  input 32x32x3
  down(8) -> down(16)
  [conv 3x3x16 p1] * 3
  if false { fc 2 } else { fc 10 }
}
`;
    const { source, trace } = traceText("/p/net.cnn", text);
    const seen = [...trace.visitsOf(source)]
      .sort((a, b) => a.stage.span.start - b.stage.span.start)
      .map(({ stage, shapes, count }) => {
        const words = text.slice(stage.span.start, stage.span.end);
        const pairs = shapes.map(({ before, after }) => `${before?.join("x") ?? "?"} → ${after?.join("x") ?? "?"}`);
        return `${words}: ${pairs.join(", ")} (${count})`;
      });
    expect(seen).toMatchInlineSnapshot(`
      [
        "conv 3x3x{c} s2 p1: 32x32x3 → 16x16x8, 16x16x8 → 8x8x16 (2)",
        "relu: 16x16x8 → 16x16x8, 8x8x16 → 8x8x16 (2)",
        "conv 1x1x{c}: ? → ? (1)",
        "input 32x32x3: ? → 32x32x3 (1)",
        "down(8): 32x32x3 → 16x16x8 (1)",
        "down(16): 16x16x8 → 8x8x16 (1)",
        "[conv 3x3x16 p1] * 3: 8x8x16 → 8x8x16 (1)",
        "conv 3x3x16 p1: 8x8x16 → 8x8x16 (3)",
        "if false { fc 2 } else { fc 10 }: 8x8x16 → 10 (1)",
        "fc 2: ? → ? (1)",
        "fc 10: 8x8x16 → 10 (1)",
      ]
    `);
  });
});

describe("values", () => {
  it("are those a name was bound to, with how often", () => {
    const text = `const wide = 8

block unit(c, s = 1) {
  let half = c/2
  conv 1x1x{half} s{s}
}

model Net {
  input 8x8x1
  unit(wide)
  unit(4) * 2
}
`;
    const { source, trace } = traceText("/p/net.cnn", text);
    const valuesAt = (words: string): string =>
      trace
        .valuesOf(source, { start: text.indexOf(words), end: text.indexOf(words) + 1 })
        .map(({ value, count }) => `${"value" in value ? String(value.value) : value.kind} (${count})`)
        .join(", ");
    expect(valuesAt("wide =")).toBe("8 (1)");
    expect(valuesAt("c, s")).toBe("8 (1), 4 (2)");
    expect(valuesAt("s = 1")).toBe("1 (3)");
    expect(valuesAt("half =")).toBe("4 (1), 2 (2)");
    expect(valuesAt("unit(c")).toBe("");
  });
});

describe("models", () => {
  it("keep the layers that were understood, those with mistakes too", () => {
    const text = `model Wrong {
  input 8x8x3
  conv 3x3x4 p1
  conv 99x99x4
  relu
}

model Damaged {
  input 8x8x3
  conv 3x3x4 p1
  conv 3x
}

model Open(n) {
  input 4
  fc {n}
}
`;
    const { source, trace } = traceText("/p/net.cnn", text);
    const found = trace.models.map(({ model, input, layers }) => {
      return `${model.name.text}: ${input?.join("x") ?? "?"}, ${layers.map(({ name }) => name).join(" ")}`;
    });
    expect(found).toEqual(["Damaged: 8x8x3, conv1", "Wrong: 8x8x3, conv1", "Open: 4, "]);
    expect(trace.fileOf(source)?.declarations.map(({ kind }) => kind)).toEqual(["model", "model", "model"]);
  });

  it("know the parameters that each stage brought", () => {
    const text = "block two(c) { conv 1x1x{c} -> bn }\nmodel Net {\n  input 8x8x1\n  two(4)\n  [two(4)] * 2\n}\n";
    const { source, trace } = traceText("/p/net.cnn", text);
    const params = [...trace.visitsOf(source)].map(({ stage, shapes }) => {
      return `${text.slice(stage.span.start, stage.span.end)}: ${shapes.map((visit) => visit.params).join(", ")}`;
    });
    expect(params).toMatchInlineSnapshot(`
      [
        "conv 1x1x{c}: 8, 20",
        "bn: 8",
        "input 8x8x1: 0",
        "two(4): 16",
        "two(4): 28",
        "[two(4)] * 2: 56",
      ]
    `);
  });
});
