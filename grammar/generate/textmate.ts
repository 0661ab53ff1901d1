/**
 * Makes the TextMate grammar: editors, GitHub and pages color .cnn text with it. Takes the token table, returns the text of
 * `generated/cnn.tmLanguage.json`. A layer is recognized by where it is written (first word of a stage), never by its name, so a new
 * layer changes nothing here. Only what ends on its line, in a bracket or at the next declaration opens a context: a text that is
 * half written, or another language's, keeps its colors from the next line on.
 */
import { captures, keywordPatterns, keywords, markPatterns, scoped, scopeOf, type Pattern } from "./textmate-scopes.ts";

const word = "[A-Za-z_][A-Za-z0-9_]*";
const notKeyword = `(?!(?:${keywords.map((row) => row.literal).join("|")})\\b)`;
/** Where a stage can begin; the lookbehinds are of fixed length, as every TextMate engine wants. The blanks belong to the match. */
const stageStart = "(?:^|(?<=->)|(?<=[|\\[{]))\\s*";
/** A declaration at the start of a line: whatever was left open before it has ended. */
const nextDeclaration = "(?=^\\s*(?:import|const|block|model|train)\\b)";
const number = "\\d+(?:_\\d+)*(?:\\.\\d+(?:_\\d+)*)?(?:[eE][+-]?\\d+)?";
/** `2`, `2x1`, `1:0`, `3:3x1:0`, and `2x` before a computed size. */
const attributeSizes = "\\d+(?::\\d+)?(?:x\\d+(?::\\d+)?)*(?:x(?=\\{)|:(?=\\{))?";

const brace = scopeOf("{");
const include = (...names: readonly string[]): Pattern[] => names.map((name) => ({ include: `#${name}` }));
const named: Pattern = {
  match: `\\b(${word})\\s*(=)(?!=)`,
  captures: captures("variable.parameter", scopeOf("=")),
};
const property: Pattern = { match: `(\\.)\\s*(${word})`, captures: captures(scopeOf("."), "variable.other.property") };

/** From a word to the brace of its body, or to the end of its line. */
function header(begin: string, scopes: readonly string[], patterns: readonly Pattern[]): Pattern {
  return { begin, beginCaptures: captures(...scopes), end: "(\\{)|$", endCaptures: captures(brace), patterns };
}

function bracketed(open: string, close: string, end: string, patterns: readonly Pattern[]): Pattern {
  return {
    begin: `\\${open}`,
    beginCaptures: { 0: { name: scoped(scopeOf(open)) } },
    end: `(\\${close})|${end}`,
    endCaptures: captures(scopeOf(close)),
    patterns,
  };
}

const comments: Pattern[] = [
  {
    name: scoped("comment.block.documentation"),
    match: "(///)(?!/)(.*)$",
    captures: {
      1: { name: scoped("punctuation.definition.comment") },
      2: { patterns: [{ name: scoped("markup.inline.raw"), match: "`[^`]+`" }] },
    },
  },
  {
    name: scoped("comment.line.double-slash"),
    match: "(//)\\s*(?:(cnnc-ignore)\\s+([\\w/-]+))?.*$",
    captures: captures("punctuation.definition.comment", "keyword.other.directive", "constant.other.diagnostic"),
  },
  {
    name: scoped("comment.block"),
    begin: "/\\*",
    end: "\\*/",
    captures: { 0: { name: scoped("punctuation.definition.comment") } },
  },
];

const strings: Pattern = {
  name: scoped("string.quoted.double"),
  begin: '"',
  beginCaptures: { 0: { name: scoped("punctuation.definition.string.begin") } },
  end: '(")|$',
  endCaptures: captures("punctuation.definition.string.end"),
};

const literals: Pattern[] = [
  { name: scoped("constant.numeric.size"), match: "\\b\\d+(?:x\\d+)*x(?=\\{)|\\b\\d+(?:x\\d+)+\\b" },
  { name: scoped("constant.numeric"), match: `\\b${number}` },
];

const expression: Pattern[] = [
  ...include("comments", "strings"),
  named,
  property,
  { match: `${notKeyword}\\b(${word})(?=\\()`, captures: captures("support.function") },
  ...keywordPatterns(),
  ...include("arguments", "list", "literals"),
  { name: scoped("variable.other"), match: `\\b${word}` },
  ...include("marks", "unexpected"),
];

/** Words of a stage or setting after its first. */
const words: Pattern[] = [
  ...include("comments", "strings"),
  // What joins a computed size to the next one, touching it: `{c}x3`, `p{a}:{b}`.
  { name: scoped("constant.numeric.size"), match: "(?<=\\})x\\d+(?:x\\d+)*(?:x(?=\\{))?|(?<=\\})x(?=\\{)" },
  { name: scoped("punctuation.separator.padding"), match: "(?<=\\}):(?=[\\d{])" },
  { match: `(@)\\s*(${word})`, captures: captures(scopeOf("@"), "variable.other.label") },
  { match: `\\b(as)\\s+(${word})`, captures: captures(scopeOf("as"), "variable.other.label") },
  named,
  property,
  ...keywordPatterns(),
  {
    match: `(?<=\\s)([spdg])(?=\\{|${attributeSizes}(?![A-Za-z0-9_]))((?:${attributeSizes})?)`,
    captures: captures("keyword.other.attribute", "constant.numeric.attribute"),
  },
  { match: `(\\*)\\s*(${word})`, captures: captures(scopeOf("*"), "variable.other") },
  { match: `\\b(${word})(?=\\()`, captures: captures("entity.name.function.block") },
  { name: scoped("support.constant.flag"), match: `\\b${word}` },
  ...include("arguments", "literals"),
];

const stages: Pattern[] = [
  { match: `${stageStart}${notKeyword}(${word})(?=\\()`, captures: captures("entity.name.function.block") },
  { match: `${stageStart}${notKeyword}(${word})\\b(?!\\s*=(?!=))`, captures: captures("entity.name.function.layer") },
];

const declarations: Pattern[] = [
  {
    begin: "\\b(import)\\b",
    beginCaptures: captures(scopeOf("import")),
    end: '(?<=")|$',
    patterns: [
      ...include("comments", "strings"),
      { name: scoped(scopeOf("from")), match: '\\bfrom(?=\\s*")' },
      { name: scoped("entity.name.function.import"), match: `${notKeyword}\\b${word}` },
      ...include("marks", "unexpected"),
    ],
  },
  header(
    `\\b(block)\\s+(${word})`,
    [scopeOf("block"), "entity.name.function.block"],
    include("parameters", "comments"),
  ),
  header(`\\b(model)\\s+(${word})`, [scopeOf("model"), "entity.name.type.model"], include("parameters", "comments")),
  {
    begin: `\\b(train)\\s+(${word})\\s*(\\([^(){}]*\\))?\\s*(\\{)`,
    beginCaptures: {
      ...captures(scopeOf("train"), "entity.name.type.model", "", brace),
      3: { patterns: include("arguments") },
    },
    end: `(\\})|${nextDeclaration}`,
    endCaptures: captures(scopeOf("}")),
    patterns: include("settings"),
  },
  header(`\\b(train)\\s+(${word})`, [scopeOf("train"), "entity.name.type.model"], include("expression")),
];

const statements: Pattern[] = [
  {
    begin: `\\b(const|let)\\s+(${word})`,
    beginCaptures: captures(scopeOf("let"), "variable.other.declaration"),
    end: "$|(?=\\})",
    patterns: include("computed", "expression"),
  },
  header(`\\b(head)\\s+(${word})`, [scopeOf("head"), "variable.other.label"], include("comments")),
  header("\\b(if)\\b", [scopeOf("if")], include("expression")),
  { match: "\\b(else)\\b(?:\\s*(\\{))?", captures: captures(scopeOf("else"), brace) },
  { match: "\\b(add|mul|concat)\\b(?:\\s*(\\{))?", captures: captures(scopeOf("add"), brace) },
  {
    begin: `\\b(expect)\\s+(${word})`,
    beginCaptures: captures(scopeOf("expect"), "support.constant.metric"),
    end: "$|(?=\\})",
    patterns: [
      { match: "(@)\\s*(batch)\\b", captures: captures(scopeOf("@"), scopeOf("batch")) },
      ...include("expression"),
    ],
  },
];

const settings: Pattern[] = [
  // A chain that goes on below its arrow.
  {
    begin: "(->)(?=\\s*(?://.*)?$)",
    beginCaptures: captures(scopeOf("->")),
    end: `^\\s*(${word})|^\\s*(?=[^\\s/])|${nextDeclaration}`,
    endCaptures: captures("entity.name.function.layer"),
    patterns: include("comments"),
  },
  // The first step of a chain is a step like those behind its arrows.
  {
    match: `(?:^|(?<=\\{))\\s*(${word})\\s+(${word})(?=[^"/\\n]*->)`,
    captures: captures("support.type.property-name.setting", "entity.name.function.layer"),
  },
  { match: `(?:^|(?<=\\{))\\s*(${word})`, captures: captures("support.type.property-name.setting") },
  { match: `(?<=->)\\s*(${word})`, captures: captures("entity.name.function.layer") },
  ...include("words", "computed", "list", "marks", "unexpected"),
];

export function printTextmate(): string {
  const repository: Record<string, readonly Pattern[]> = {
    comments,
    strings: [strings],
    literals,
    marks: markPatterns(),
    unexpected: [
      // The letters behind a strange one go with it: engines do not agree whether a word begins between them.
      { name: scoped("invalid.illegal.character"), match: "[#$&'?;\\\\^`~!]|[^\\x00-\\x7F\\u00A0]+[A-Za-z0-9_]*" },
    ],
    expression,
    arguments: [bracketed("(", ")", `(?=[{}])|${nextDeclaration}`, include("expression"))],
    list: [bracketed("[", "]", `(?=[{}])|${nextDeclaration}`, include("expression"))],
    computed: [bracketed("{", "}", "$", include("expression"))],
    parameters: [
      bracketed("(", ")", `(?=[{}])|${nextDeclaration}`, [
        {
          begin: `\\b(${word})\\s*(=)(?!=)`,
          beginCaptures: captures("variable.parameter", scopeOf("=")),
          end: "(?=[,){}])",
          patterns: include("expression"),
        },
        { name: scoped("variable.parameter"), match: `\\b${word}` },
        ...include("comments", "marks", "unexpected"),
      ]),
    ],
    declarations,
    statements,
    settings,
    stages,
    words,
  };
  const grammar = {
    name: "cnn",
    displayName: "cnn",
    scopeName: "source.cnn",
    fileTypes: ["cnn"],
    patterns: [
      ...include("comments", "strings", "declarations", "statements", "stages"),
      // The brace of a body on a line of its own.
      { match: "^\\s*(\\{)", captures: captures(brace) },
      ...include("words", "computed", "marks", "unexpected"),
    ],
    repository: Object.fromEntries(Object.entries(repository).map(([name, patterns]) => [name, { patterns }])),
  };
  return `${JSON.stringify(grammar, null, 2)}\n`;
}
