import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { rolldown } from "rolldown";
import { describe, expect, test } from "vitest";
import { createReport, defineDiagnostic, type Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { countDiagnostics, renderHuman } from "../../src/diagnostics/render-human.ts";
import { createSource, type Source, type Span } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/parse.ts";

const kernel = defineDiagnostic({
  code: "shape/kernel-exceeds-input",
  severity: "error",
  title: "t",
  explanation: "e",
});
const tiling = defineDiagnostic({
  code: "lint/stride-does-not-tile",
  severity: "warning",
  title: "t",
  explanation: "e",
});

const lenet = createSource(
  "lenet5.cnn",
  `// lenet5.cnn
const hidden = 120



model LeNet5 {
  input 9x9x1
  conv 3x3x6 -> maxpool 2
  conv 5x5x16 -> relu
  fc 10
}
`,
);

function find(source: Source, piece: string): Span {
  const start = source.text.indexOf(piece);
  if (start < 0) throw new Error(`no ${piece}`);
  return { start, end: start + piece.length };
}

const span = find(lenet, "conv 5x5x16");
const contract = kernel({
  message: "kernel 5x5 does not fit its 3x3 input",
  source: lenet,
  span,
  labels: [{ span, message: "(3 - 5 + 2·0)/1 + 1 = -1" }],
  notes: ["shapes so far: 28x28x1 → conv 14x14x6 → maxpool 3x3x6"],
  help: "pad with p1 (gives 1x1x16), or use a kernel of 3x3 or less",
  fixes: [{ title: "pad with p1", edits: [{ span: { start: span.end, end: span.end }, text: " p1" }] }],
});

const plain = (diagnostic: Diagnostic): string => renderHuman([diagnostic], { color: false });
const narrated = (diagnostic: Diagnostic): string => renderHuman([diagnostic], { color: false, form: "narrated" });

describe("in a frame", () => {
  test("the example of the language reference", () => {
    expect(plain(contract)).toBe(`error[shape/kernel-exceeds-input]: kernel 5x5 does not fit its 3x3 input
  ┌─ lenet5.cnn:9:3
9 │   conv 5x5x16 -> relu
  │   ^^^^^^^^^^^ (3 - 5 + 2·0)/1 + 1 = -1
  = shapes so far: 28x28x1 → conv 14x14x6 → maxpool 3x3x6
  = help: pad with p1 (gives 1x1x16), or use a kernel of 3x3 or less
`);
  });

  test("several places, in this file and another", () => {
    const other = createSource("std/blocks.cnn", "\n\n\n\n\n\n\n\n\n\n\nblock unit(c) { relu }\n");
    const diagnostic = tiling({
      message: "arms disagree",
      source: lenet,
      span: find(lenet, "relu"),
      labels: [
        { span: find(lenet, "maxpool 2"), message: "this has shape 3x3x6" },
        { span: find(lenet, "conv 3x3x6"), message: "after this" },
        { span: find(lenet, "hidden"), message: "named here" },
        { span: find(other, "unit"), message: "used here", source: other },
      ],
      fixes: [{ title: "write `p1`", edits: [] }],
    });
    expect(plain(diagnostic)).toBe(`warning[lint/stride-does-not-tile]: arms disagree
   ┌─ lenet5.cnn:9:18
 2 │ const hidden = 120
   │       ------ named here
   ⋮
 8 │   conv 3x3x6 -> maxpool 2
   │                 --------- this has shape 3x3x6
   │   ---------- after this
 9 │   conv 5x5x16 -> relu
   │                  ^^^^
   ┌─ std/blocks.cnn:12:7
12 │ block unit(c) { relu }
   │       ---- used here
   = help: write \`p1\`
`);
  });

  test("the chain of uses, in two files", () => {
    const blocks = createSource("blocks.cnn", "block outer(c) {\n  inner(c)\n}\nblock inner(c) {\n  conv 9x9x{c}\n}\n");
    const inner = { start: find(blocks, "inner(c)\n}").start, end: find(blocks, "inner(c)\n}").start + 8 };
    const diagnostic = kernel({
      message: "m",
      source: blocks,
      span: find(blocks, "conv 9x9x{c}"),
      labels: [
        { span: inner, message: "in `inner(8)`" },
        { span: find(lenet, "relu"), message: "in `outer(8)`, second of 3", source: lenet },
      ],
    });
    expect(plain(diagnostic)).toBe(`error[shape/kernel-exceeds-input]: m
  ┌─ blocks.cnn:5:3
2 │   inner(c)
  │   -------- in \`inner(8)\`
  ⋮
5 │   conv 9x9x{c}
  │   ^^^^^^^^^^^^
  ┌─ lenet5.cnn:9:18
9 │   conv 5x5x16 -> relu
  │                  ---- in \`outer(8)\`, second of 3
`);
    expect(narrated(diagnostic)).toBe(`blocks.cnn:5:3: error[shape/kernel-exceeds-input]: m
  line 5: conv 9x9x{c}
  blocks.cnn:2:3: in \`inner(8)\`
  lenet5.cnn:9:18: in \`outer(8)\`, second of 3
`);
  });

  test("help is what only the reader can do, a fix what a machine can; neither is said twice", () => {
    const rows = (help: string | undefined, ...fixes: [title: string, text: string][]): string[] =>
      plain(
        kernel({
          message: "m",
          source: lenet,
          span,
          ...(help === undefined ? {} : { help }),
          fixes: fixes.map(([title, text]) => ({ title, edits: [{ span, text }] })),
        }),
      )
        .trimEnd()
        .split("\n")
        .slice(4);
    expect(rows("choose another name")).toEqual(["  = help: choose another name"]);
    expect(rows("did you mean `conv`?", ["replace with `conv`", "conv"])).toEqual(["  = help: did you mean `conv`?"]);
    expect(rows("it lists what each adds", ["expect the computed 7", "7"])).toEqual([
      "  = help: it lists what each adds",
      "  = help: expect the computed 7",
    ]);
    expect(rows(undefined, ["write `a`", "a"], ["write `b`", "b"])).toEqual([
      "  = help: write `a`",
      "  = help: write `b`",
    ]);
    expect(rows("write `a`", ["write `a`", "a"])).toEqual(["  = help: write `a`"]);
  });

  test("carets stand under tabs, wide characters and combining marks", () => {
    const source = createSource("w.cnn", '\tconv "日本é" \t-> bad // 🎉\n');
    const rows = plain(kernel({ message: "m", source, span: find(source, "bad") })).split("\n");
    expect(rows[2]).toBe('1 │     conv "日本é"    -> bad // 🎉');
    // Columns: 4 for the tab, `conv "` 6, two wide characters 4, é 1, `"` 1, blank 1, up to the stop at 20, `-> ` 3.
    expect(rows[3]).toBe(`  │ ${" ".repeat(23)}^^^`);
  });

  test("a place of no width gets one caret, one over lines ends with its first", () => {
    const end = kernel({ message: "m", source: lenet, span: { start: 10, end: 10 } });
    expect(plain(end)).toContain("\n  │           ^\n");
    const model = kernel({ message: "m", source: lenet, span: { start: find(lenet, "model").start, end: span.end } });
    expect(plain(model)).toContain(`\n6 │ model LeNet5 {\n  │ ${"^".repeat("model LeNet5 {".length)}\n`);
  });

  test("long lines are clipped around the place", () => {
    const source = createSource("l.cnn", `${"a ".repeat(5_000)}bad${" b".repeat(5_000)}`);
    const rows = renderHuman([kernel({ message: "m", source, span: find(source, "bad") })], {
      color: false,
      columns: 60,
    }).split("\n");
    expect(rows[2]!.length).toBeLessThanOrEqual(60);
    expect(rows[2]).toMatch(/^1 │ ….*bad.*…$/);
    expect(rows[3]!.indexOf("^^^")).toBe(rows[2]!.indexOf("bad"));
  });

  test("without a source, the file is named", () => {
    expect(plain(kernel({ message: "m", file: "data/train.idx" }))).toBe(
      "error[shape/kernel-exceeds-input]: m\n  ┌─ data/train.idx\n",
    );
  });

  test("color is the caller's decision", () => {
    const colored = renderHuman([contract], { color: true });
    expect(colored).toContain("\u001b[31m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
    expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(plain(contract));
    expect(plain(contract)).not.toContain("\u001b");
  });

  test("several end with their number", () => {
    const text = renderHuman([contract, tiling({ message: "m" }), contract], { color: false });
    expect(text.endsWith("\n\n2 errors, 1 warning\n")).toBe(true);
    expect(countDiagnostics([tiling({ message: "m" })])).toBe("1 warning");
    expect(renderHuman([], { color: false })).toBe("");
    const many = renderHuman(
      Array.from({ length: 120 }, () => contract),
      { color: false },
    );
    expect(many).toContain("\nand 20 more\n");
    expect(many).toContain("\n120 errors\n");
  });
});

describe("narrated", () => {
  test("the same facts, one a line", () => {
    expect(narrated(contract))
      .toBe(`lenet5.cnn:9:3: error[shape/kernel-exceeds-input]: kernel 5x5 does not fit its 3x3 input
  line 9: conv 5x5x16 -> relu
  there: (3 - 5 + 2·0)/1 + 1 = -1
  shapes so far: 28x28x1 → conv 14x14x6 → maxpool 3x3x6
  help: pad with p1 (gives 1x1x16), or use a kernel of 3x3 or less
`);
  });

  test("other places have their own address", () => {
    const diagnostic = kernel({
      message: "m",
      source: lenet,
      span,
      labels: [{ span: find(lenet, "maxpool 2"), message: "this has shape 3x3x6" }],
    });
    expect(narrated(diagnostic)).toContain("\n  lenet5.cnn:8:17: this has shape 3x3x6\n");
    expect(narrated(kernel({ message: "m", file: "x.idx" }))).toBe("x.idx: error[shape/kernel-exceeds-input]: m\n");
  });
});

describe("nothing of a source drives the terminal", () => {
  const hostile = "\u001b[31m\u001b]0;title\u0007\u202e\u0085\r\u0000\u009b2J\ud800";

  test("not in lines, messages, paths, labels, help", () => {
    const source = createSource(`p${hostile}.cnn`, `const a = "${hostile}"\n`);
    const diagnostic = kernel({
      message: `m${hostile}`,
      source,
      span: { start: 6, end: 7 },
      labels: [
        { span: { start: 6, end: 7 }, message: hostile },
        { span: { start: 0, end: 5 }, message: hostile },
      ],
      notes: [hostile],
      help: hostile,
    });
    for (const text of [plain(diagnostic), narrated(diagnostic)]) {
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}\u202e]/u);
    }
  });

  test("whatever the text and the place", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.nat(), fc.nat(), (text, from, length) => {
        const source = createSource("x.cnn", text);
        const start = Math.min(from % (text.length + 1), text.length);
        const end = Math.min(text.length, start + (length % 20));
        const diagnostic = kernel({ message: text, source, span: { start, end }, help: text });
        for (const rendered of [plain(diagnostic), narrated(diagnostic)]) {
          expect(rendered).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}]/u);
        }
      }),
      { numRuns: 500 },
    );
  });
});

test("a syntax error as people see it", () => {
  const report = createReport();
  parse(createSource("net.cnn", "model A {\n  input 28x28x1\n  conv 3×3×4 -> relu\n  fc {hidden -> relu\n}\n"), report);
  expect(renderHuman(report.diagnostics, { color: false }))
    .toBe(`error[syntax/unexpected-character]: unexpected character \`×\`
  ┌─ net.cnn:3:9
3 │   conv 3×3×4 -> relu
  │         ^
  = fix: write \`x\`

error[syntax/unclosed-bracket]: \`{\` is never closed
  ┌─ net.cnn:4:6
4 │   fc {hidden -> relu
  │      ^
  = help: close it with \`}\`

2 errors
`);
});

describe("in a page", () => {
  test("use.md 22: nothing of Node is on the way, and no options are needed", async () => {
    const input = fileURLToPath(new URL("../../src/diagnostics/render-human.ts", import.meta.url));
    const bundle = await rolldown({ input, platform: "browser", logLevel: "silent" });
    const { output } = await bundle.generate({ format: "esm" });
    await bundle.close();
    const [{ code, imports, dynamicImports }] = output;
    expect([...imports, ...dynamicImports]).toEqual([]);
    expect(code).not.toMatch(/node:|\bprocess\.|\brequire\(/);
    const page = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
      renderHuman: typeof renderHuman;
    };
    const report = createReport();
    parse(createSource("a.cnn", "model {"), report);
    expect(report.diagnostics.length).toBeGreaterThan(0);
    expect(page.renderHuman(report.diagnostics)).toBe(renderHuman(report.diagnostics, { color: false, form: "frame" }));
    expect(renderHuman(report.diagnostics, { form: "narrated" })).toBe(renderHuman(report.diagnostics, { color: false, form: "narrated" })); // prettier-ignore
    expect(page.renderHuman(report.diagnostics, { color: true })).toContain(`\u001b[1m\u001b[31merror[`);
    expect(renderHuman([])).toBe("");
  });
});
