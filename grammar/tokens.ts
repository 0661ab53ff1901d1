/**
 * The words of the language: one row per token, with its pattern, the name people read in messages, and its TextMate scope.
 * Takes nothing from `src`. The lexer, the rules, the EBNF, the railroad diagrams and the TextMate grammar all come from this
 * table. Layer names are no tokens: they are names like any other. Not for newlines that mean nothing: see `newlines.ts`.
 */
import { createToken, Lexer, type ITokenConfig, type TokenType } from "./chevrotain.ts";
import { matchAttributeLetter, matchSizeJoin } from "./blank-sensitive.ts";

export interface TokenRow {
  readonly type: TokenType;
  /** As written, where the token is always written the same. */
  readonly literal?: string;
  /** TextMate scope without the trailing `.cnn`; absent where the TextMate grammar treats the token by a pattern of its own. */
  readonly scope?: string;
}

const rows: TokenRow[] = [];

function add(row: TokenRow): TokenType {
  rows.push(row);
  return row.type;
}

function pattern(name: string, label: string, config: Omit<ITokenConfig, "name" | "label">): TokenType {
  return add({ type: createToken({ name, label, ...config }) });
}

function mark(name: string, literal: string, scope: string, categories: TokenType[] = []): TokenType {
  return add({ type: createToken({ name, label: `\`${literal}\``, pattern: literal, categories }), literal, scope });
}

/** Every operator that stands between two operands; `operators.ts` says how tightly each binds. */
export const BinaryOperator = createToken({ name: "BinaryOperator", label: "an operator", pattern: Lexer.NA });
export const Comparison = createToken({
  name: "Comparison",
  label: "a comparison",
  pattern: Lexer.NA,
  categories: [BinaryOperator],
});

export const Blank = pattern("Blank", "a blank", { pattern: /[ \t\u00a0]+/, group: Lexer.SKIPPED });
export const LineComment = pattern("LineComment", "a comment", { pattern: /\/\/[^\r\n]*/, group: "comments" });
export const BlockComment = pattern("BlockComment", "a comment", {
  pattern: /\/\*[\s\S]*?\*\//,
  group: "comments",
  line_breaks: true,
});
export const NewLine = pattern("NewLine", "a new line", { pattern: /\r\n|\n|\r/, line_breaks: true });

/** The closing quote is optional here so that a forgotten one costs one line, not the file. */
export const StringText = pattern("String", "a string", { pattern: /"[^"\r\n]*"?/ });

export const AttributeLetter = pattern("AttributeLetter", "an attribute", {
  pattern: { exec: matchAttributeLetter },
  start_chars_hint: ["s", "p", "d", "g"],
  line_breaks: false,
});
export const SizeJoin = pattern("SizeJoin", "`x`", {
  pattern: { exec: matchSizeJoin },
  start_chars_hint: ["x"],
  line_breaks: false,
});

export const Name: TokenType = createToken({ name: "Name", label: "a name", pattern: /[A-Za-z_][A-Za-z0-9_]*/ });

function keyword(name: string, word: string, scope: string, categories: TokenType[] = []): TokenType {
  const type = createToken({ name, label: `\`${word}\``, pattern: word, longer_alt: Name, categories });
  return add({ type, literal: word, scope });
}

export const Import = keyword("Import", "import", "keyword.control.import");
export const Const = keyword("Const", "const", "storage.type");
export const Block = keyword("Block", "block", "storage.type");
export const Model = keyword("Model", "model", "storage.type");
export const Train = keyword("Train", "train", "storage.type");
export const Let = keyword("Let", "let", "storage.type");
export const Head = keyword("Head", "head", "storage.type");
export const Expect = keyword("Expect", "expect", "keyword.other.expect");
export const Input = keyword("Input", "input", "keyword.other.input");
export const Add = keyword("Add", "add", "keyword.control.branch");
export const Mul = keyword("Mul", "mul", "keyword.control.branch");
export const Concat = keyword("Concat", "concat", "keyword.control.branch");
export const If = keyword("If", "if", "keyword.control.conditional");
export const Else = keyword("Else", "else", "keyword.control.conditional");
export const As = keyword("As", "as", "keyword.other.as");
export const In = keyword("In", "in", "variable.language.in");
export const And = keyword("And", "and", "keyword.operator.logical", [BinaryOperator]);
export const Or = keyword("Or", "or", "keyword.operator.logical", [BinaryOperator]);
export const Not = keyword("Not", "not", "keyword.operator.logical");
export const True = keyword("True", "true", "constant.language.boolean");
export const False = keyword("False", "false", "constant.language.boolean");
/** Words with a meaning in one place only; names everywhere else. */
export const From = keyword("From", "from", "keyword.control.import", [Name]);
export const Batch = keyword("Batch", "batch", "keyword.other.batch", [Name]);
rows.push({ type: Name });

export const Decimal = pattern("Decimal", "a number", {
  pattern: /\d+(?:_\d+)*(?:\.\d+(?:_\d+)*(?:[eE][+-]?\d+)?|[eE][+-]?\d+)/,
});
export const Integer = pattern("Integer", "a whole number", { pattern: /\d+(?:_\d+)*/ });

export const Arrow = mark("Arrow", "->", "keyword.operator.arrow");
export const EqualTo = mark("EqualTo", "==", "keyword.operator.comparison", [Comparison]);
export const NotEqual = mark("NotEqual", "!=", "keyword.operator.comparison", [BinaryOperator]);
export const AtMost = mark("AtMost", "<=", "keyword.operator.comparison", [Comparison]);
export const AtLeast = mark("AtLeast", ">=", "keyword.operator.comparison", [Comparison]);
export const Less = mark("Less", "<", "keyword.operator.comparison", [Comparison]);
export const Greater = mark("Greater", ">", "keyword.operator.comparison", [Comparison]);
export const Equals = mark("Equals", "=", "keyword.operator.assignment");
export const Plus = mark("Plus", "+", "keyword.operator.arithmetic", [BinaryOperator]);
export const Minus = mark("Minus", "-", "keyword.operator.arithmetic", [BinaryOperator]);
export const Star = mark("Star", "*", "keyword.operator.arithmetic", [BinaryOperator]);
export const Slash = mark("Slash", "/", "keyword.operator.arithmetic", [BinaryOperator]);
export const Percent = mark("Percent", "%", "keyword.operator.arithmetic", [BinaryOperator]);
export const LeftBrace = mark("LeftBrace", "{", "punctuation.section.braces.begin");
export const RightBrace = mark("RightBrace", "}", "punctuation.section.braces.end");
export const LeftBracket = mark("LeftBracket", "[", "punctuation.section.brackets.begin");
export const RightBracket = mark("RightBracket", "]", "punctuation.section.brackets.end");
export const LeftParen = mark("LeftParen", "(", "punctuation.section.parens.begin");
export const RightParen = mark("RightParen", ")", "punctuation.section.parens.end");
export const Comma = mark("Comma", ",", "punctuation.separator.comma");
export const Pipe = mark("Pipe", "|", "keyword.operator.branch");
export const Colon = mark("Colon", ":", "keyword.operator.shape");
/** The colon of `p1:0`: `newlines.ts` tells it from the one of a shape. */
export const PaddingColon = add({
  type: createToken({ name: "PaddingColon", label: "`:`", pattern: Lexer.NA }),
  literal: ":",
});
/** The braces of a computed size: `braces.ts` tells them from those of a body. */
export const SizeOpen = add({
  type: createToken({ name: "SizeOpen", label: "`{`", pattern: Lexer.NA }),
  literal: "{",
});
export const SizeClose = add({
  type: createToken({ name: "SizeClose", label: "`}`", pattern: Lexer.NA }),
  literal: "}",
});
export const At = mark("At", "@", "keyword.operator.reference");
export const Dot = mark("Dot", ".", "punctuation.accessor");

/** Characters that begin no token; the front end reports them and parses on without. */
export const Unexpected = pattern("Unexpected", "an unexpected character", {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: every character must belong to some token.
  pattern: /[\u0080-\uffff]+|[\0-\x08\x0b\x0c\x0e-\x1f#$&'?;\\^`~!\x7f]/,
});

/** The table, in the order the lexer tries it. */
export const tokenRows: readonly TokenRow[] = rows;

/** Everything the rules may name: the table and its categories. */
export const tokenTypes: TokenType[] = [...rows.map((row) => row.type), BinaryOperator, Comparison];

export const declarationStarts: readonly TokenType[] = [Import, Const, Block, Model, Train];
