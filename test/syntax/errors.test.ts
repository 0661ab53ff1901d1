import { describe, expect, test } from "vitest";
import { applyFixes } from "../../src/diagnostics/apply-fixes.ts";
import type { Model } from "../../src/syntax/ast.ts";
import { parseText } from "./parse-text.ts";

/** What is reported for one line in the middle of a model that is otherwise right. */
function messagesFor(line: string): readonly string[] {
  return parseText(`model A {\n  input 8x8x1\n  ${line}\n  relu\n}\nconst z = 1\n`).messages;
}

describe("one mistake in a line, one message", () => {
  test.each([
    ["fc 10 -> -> relu", "3:12 expected a stage (a layer, a block, a group or a branch), found `->`"],
    ["conv 3×3×4 -> relu", "3:9 unexpected character `×`"],
    ["fc größe", "3:6 `größe` is no name: names hold the letters a to z, digits and `_`"],
    ["fc 🎉", "3:6 unexpected character `🎉`"],
    ["conv 3x3x4;", "3:13 unexpected character `;`"],
    ["fc 10 as s2", "3:12 `s2` is an attribute and cannot be a name"],
    ["s2 -> relu", "3:3 `s2` is an attribute and cannot be a name"],
    ["let p1 = 2", "3:7 `p1` is an attribute and cannot be a name"],
    ["conv 3x3xc", "3:10 `3xc` is neither a number nor a name"],
    ["conv 0x1F", "3:10 `1F` is neither a number nor a name"],
    ["fc 61_", "3:6 `61_` is neither a number nor a name"],
    ["fc .5", "3:6 expected `->`, a new line or `}`, found `.`"],
    ["leakyrelu -0.1", "3:13 expected `->`, a new line or `}`, found `-`"],
    ["fc 10, relu", "3:8 stages are joined by `->` or a new line, not by a comma"],
    ["let a =", "3:10 expected an expression, found the end of the line"],
    ["let in = 3", "3:7 expected a name, found the keyword `in`"],
    ["let a = 1 conv 3", "3:13 expected `->`, a new line or `}`, found `conv`"],
    ["let a = f(1 2)", "3:15 expected `,` or `)`, found `2`"],
    ["let a = [1 2]", "3:14 expected `,` or `]`, found `2`"],
    ["x = 3", "3:5 expected `->`, a new line or `}`, found `=`"],
    ["fc {hidden", "3:6 `{` is never closed"],
    ["fc {hidden -> relu", "3:6 `{` is never closed"],
    ["fc {c x 3}", "3:9 expected an operator or `}`, found `x`"],
    ["conv 3x3x{", "3:12 `{` is never closed"],
    ["unit(c -> relu", "3:7 `(` is never closed"],
    ["f(a=,b)", "3:7 expected an expression, found `,`"],
    ["f(,)", "3:5 expected an argument or `)`, found `,`"],
    ["[fc 10", "3:3 `[` is never closed"],
    ["[]", "3:4 expected a stage (a layer, a block, a group or a branch), found `]`"],
    ["fc 10]", "3:8 `]` closes nothing"],
    ["if a fc", "3:8 expected `{`, found `fc`"],
    ["if { fc }", "3:6 expected an expression, found `{`"],
    ["* 3", "3:3 expected a stage (a layer, a block, a group or a branch), found `*`"],
    [
      "[relu] *",
      "3:11 expected a count (a whole number, a name or an expression in parentheses), found the end of the line",
    ],
    ["[relu] * n[0]", "3:13 expected `->`, a new line or `}`, found `[`"],
    ["relu as", "3:10 expected a name, found the end of the line"],
    ["relu :", "3:9 expected a size (a whole number, or an expression in braces), found the end of the line"],
    ["conv 3x3x4 s2.5", "3:15 expected a size (a whole number, or an expression in braces), found `2.5`"],
    ["expect", "3:9 expected a metric (`params`, `weights`, `macs`, `rf` or `memory`), found the end of the line"],
    ["expect params", "3:16 expected an expression, found the end of the line"],
    ["expect params 3 @ 4", "3:21 expected `batch`, found `4`"],
    ["@", "3:4 expected a name, found the end of the line"],
    ["concat { | , }", "3:14 expected a stage, `|` or `}`, found `,`"],
    ["head aux", "3:11 expected `{`, found the end of the line"],
    ["head", "3:7 expected a name, found the end of the line"],
    ['conv "a', "3:8 the string has no closing quote on its line"],
    ["fc 1e400", "3:6 `1e400` is too large for a number"],
    ["fc 9007199254740992", "3:6 `9007199254740992` is too large: whole numbers reach to 9007199254740991"],
    ["fc 00000000000000001", "3:6 `00000000000000001` is too large: whole numbers reach to 9007199254740991"],
    ["fc 1 \u202e", "3:8 the invisible character U+202E may not stand in a file"],
    ["fc 1 /\ufeff/ note", "3:9 the invisible character U+FEFF may not stand in a file"],
    ["fc \ud800", "3:6 the invisible character U+D800 may not stand in a file"],
    ["fc \0\0\0", "3:6 the invisible character U+0000 and 2 more may not stand in a file"],
  ])("%j", (line, message) => expect(messagesFor(line)).toEqual([message]));
});

describe("outside bodies", () => {
  test.each([
    ["foo", "1:1 expected `import`, `const`, `block`, `model` or `train`, found `foo`"],
    ["modle A {\n input 3x3x1\n relu\n}\n", "1:1 `modle` begins no declaration"],
    ["model", "1:6 expected a name, found the end of the file"],
    ["model A\nmodel B { relu }", "1:8 expected `{`, found the end of the line"],
    ["model A {", "1:9 `{` is never closed"],
    ["model A {\n relu\ntrain A {\n seed 1\n}", "2:6 `}` is missing: a `{` of line 1 is never closed"],
    ["model A(", "1:8 `(` is never closed"],
    ["}", "1:1 `}` closes nothing"],
    ["model A { relu } }", "1:18 `}` closes nothing"],
    ["block a { relu }", "1:9 expected `(`, found `{`"],
    ["block a(c,) { relu }", "1:11 expected a name, found `)`"],
    ["import a", "1:9 expected `,` or `from`, found the end of the file"],
    ["const a = b c", "1:13 expected `import`, `const`, `block`, `model` or `train`, found `c`"],
    ["train A { data mnist lr= }", "1:26 expected a value, found `}`"],
    ["train A { , }", "1:11 expected a setting or `}`, found `,`"],
    ["/* abc", "1:1 the comment that begins here never ends"],
    ["model A { relu /*\n}", "1:16 the comment that begins here never ends"],
    ['const a = "b', "1:11 the string has no closing quote on its line"],
  ])("%j", (text, message) => expect(parseText(text).messages).toEqual([message]));
});

describe("recovery", () => {
  test("errors on many lines are all reported, and what is whole is kept", () => {
    const { file, messages } = parseText(
      "const a = \nmodel A {\n  fc , 3\n  relu\n  let = 3\n  tanh )\n  fc 10\n}\ntrain A {\n  lr =\n  seed 1\n}\n",
    );
    expect(messages.map((message) => message.split(" ")[0])).toEqual(["1:10", "3:6", "5:7", "6:8", "10:6"]);
    const model = file.declarations.find((declaration): declaration is Model => declaration.kind === "model");
    const names = model?.body.statements.flatMap((statement) =>
      statement.kind === "chain"
        ? statement.stages.map(({ primary }) => primary.kind === "layer" && primary.name.text)
        : [],
    );
    expect(names).toEqual(expect.arrayContaining(["relu", "tanh", "fc"]));
    expect(file.declarations.map(({ kind }) => kind)).toEqual(["model", "train"]);
  });

  test("only declarations with an error inside are damaged", () => {
    const { file } = parseText("const a = 1\nmodel A {\n  fc ,\n}\nmodel B { relu }\n");
    expect(file.declarations.map(({ damaged }) => damaged)).toEqual([undefined, true, undefined]);
  });

  test("an open bracket costs its line, not the rest", () => {
    const { file, messages } = parseText("model A {\n  unit(3\n  fc 10\n  fc ,\n}\nconst b = 2\n");
    expect(messages).toEqual(["2:7 `(` is never closed", "4:6 expected `->`, a new line or `}`, found `,`"]);
    expect(file.declarations.map(({ kind }) => kind)).toEqual(["model", "const"]);
  });

  test("a fix replaces every such sign of the line", () => {
    const { report, file } = parseText("model A { conv 3×3×4 → relu }");
    const edits = report.diagnostics.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.edits));
    let text = file.source.text;
    for (const { span, text: insert } of [...edits].sort((a, b) => b.span.start - a.span.start)) {
      text = text.slice(0, span.start) + insert + text.slice(span.end);
    }
    expect(text).toBe("model A { conv 3x3x4 -> relu }");
    expect(parseText(text).messages).toEqual([]);
  });
});

describe("one `=` where a comparison is meant", () => {
  test.each([
    ["if n = 2 { relu } else { tanh }", "if n == 2 { relu } else { tanh }"],
    ["if in.c = 2*n and n > 1 { relu }", "if in.c == 2*n and n > 1 { relu }"],
    ["if n == 1 { relu } else if n = 2 { tanh }", "if n == 1 { relu } else if n == 2 { tanh }"],
    ["if (n = 2) { relu }", "if (n == 2) { relu }"],
    ["if n =< 2 { relu }", "if n <= 2 { relu }"],
    ["if n => 2 { relu }", "if n >= 2 { relu }"],
    ["if f(n) = 2 { relu }", "if f(n) == 2 { relu }"],
    ["if batch = 2 { relu }", "if batch == 2 { relu }"],
    ["if n[0] = 2 { relu }", "if n[0] == 2 { relu }"],
  ])("%s", (line, fixed) => {
    const text = (stage: string): string => `block a(n) {\n  ${stage}\n}\n`;
    const [diagnostic, ...others] = parseText(text(line)).report.diagnostics;
    expect(others).toEqual([]);
    expect(diagnostic!.message).toMatch(/^`=[<>]?` (does not compare|is no comparison)/);
    expect(diagnostic!.help).toMatch(/^`[=<>]=`/);
    expect(diagnostic!.fixes[0]!.safe).toBe(true);
    expect(applyFixes(text(line), diagnostic!.fixes).text).toBe(text(fixed));
    expect(parseText(text(fixed)).messages).toEqual([]);
  });

  test.each([
    "head aux = 2",
    "x = 3",
    "if n { relu } = 2",
    "if n = = 2 { relu }",
    "if f(n = 2) { relu }",
    "if 3 > 1(n = 2, 2) { relu }",
  ])("not %s", (line) => {
    for (const { help, fixes } of parseText(`block a(n) {\n  ${line}\n}\n`).report.diagnostics) {
      expect(help ?? "").not.toContain("compare");
      expect(fixes).toEqual([]);
    }
  });
});
