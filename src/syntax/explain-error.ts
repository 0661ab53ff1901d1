/**
 * The wording of parse errors: takes what the parser saved about one (rule, expected token, found token, the token before) and
 * returns a diagnostic that says in human words what was found and what could stand there. Not for lexical mistakes.
 */
import { EOF, type IToken } from "../../grammar/chevrotain.ts";
import { tokenRows, type TokenRow } from "../../grammar/tokens.ts";
import * as t from "../../grammar/tokens.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { positionAt, type Source, type Span } from "../source/source.ts";
import { clip } from "./check-tokens.ts";
import * as d from "./diagnostics.ts";
import { endOfToken, spanOfToken } from "./token-span.ts";

/** One error as the parser saved it. */
export interface ParseError {
  /** The innermost rule. */
  readonly rule: string;
  /** Name of the token type that alone was expected; undefined where several alternatives were. */
  readonly expected: string | undefined;
  readonly found: IToken;
  readonly previous: IToken | undefined;
}

const rowByName: ReadonlyMap<string, TokenRow> = new Map(tokenRows.map((row) => [row.type.name, row]));

/** What the alternatives of a rule have in common. */
const alternatives: ReadonlyMap<string, string> = new Map([
  ["primary", "a stage (a layer, a block, a group or a branch)"],
  ["statement", "a stage, `let`, `expect` or `head`"],
  ["factor", "a count (a whole number, a name or an expression in parentheses)"],
  ["size", "a size (a whole number, or an expression in braces)"],
  ["operand", "an expression"],
  ["named", "a value"],
  ["value", "a value"],
  ["postfix", "a name"],
  ["branch", "`add`, `mul` or `concat`"],
]);

const declarationWords = "`import`, `const`, `block`, `model` or `train`";

export function explainError(source: Source, error: ParseError): Diagnostic {
  const place = placeOf(source, error);
  const help = adviceFor(source, error);
  return d.unexpectedToken({
    message: `expected ${expectedWords(error)}, found ${place.found}`,
    source,
    span: place.span,
    ...(help === undefined ? {} : { help }),
  });
}

function placeOf(source: Source, { found, previous, rule }: ParseError): { found: string; span: Span } {
  const before = previous !== undefined && Number.isFinite(previous.startOffset) ? previous : undefined;
  const behind = before === undefined ? 0 : endOfToken(before);
  const end = { start: behind, end: behind };
  if (found.tokenType === EOF || !Number.isFinite(found.startOffset))
    return { found: "the end of the file", span: end };
  const span = spanOfToken(found);
  // Declarations are not ended by lines: what cannot begin one is at fault itself.
  if (rule === "file") return { found: foundWords(source, found), span };
  const nextLine =
    found.tokenType === t.NewLine ||
    (before !== undefined && positionAt(source, found.startOffset).line > positionAt(source, behind).line);
  if (nextLine && before !== undefined) return { found: "the end of the line", span: end };
  return { found: foundWords(source, found), span };
}

function foundWords(source: Source, found: IToken): string {
  switch (found.tokenType) {
    case t.NewLine:
      return "the end of the line";
    case t.StringText:
      return `the string ${clip(found.image)}`;
    case t.AttributeLetter: {
      const word = /^[spdg][0-9x:]*/.exec(source.text.slice(found.startOffset, found.startOffset + 40));
      return `the attribute ${clip(word?.[0] ?? found.image)}`;
    }
  }
  if (found.image === "") return "the end of the line";
  const keyword = /^[a-z]+$/.test(found.image) && found.tokenType !== t.Name && found.tokenType !== t.SizeJoin;
  return keyword ? `the keyword ${clip(found.image)}` : clip(found.image);
}

function expectedWords({ rule, expected, previous }: ParseError): string {
  if (expected === undefined) return alternatives.get(rule) ?? "something else";
  const opened = previous?.tokenType;
  switch (`${rule} ${expected}`) {
    case "body RightBrace":
      if (opened === t.LeftBrace || opened === t.NewLine) return "a stage, `let`, `expect`, `head` or `}`";
      return "`->`, a new line or `}`";
    case "train RightBrace":
      return opened === t.LeftBrace || opened === t.NewLine ? "a setting or `}`" : "a new line or `}`";
    case "group RightBracket":
      return "`->` or `]`";
    case "branch RightBrace":
      return opened === t.LeftBrace || opened === t.Pipe ? "a stage, `|` or `}`" : "`->`, `|` or `}`";
    case "args RightParen":
    case "postfix RightParen":
    case "params RightParen":
      return opened === t.LeftParen ? `${rule === "params" ? "a parameter" : "an argument"} or \`)\`` : "`,` or `)`";
    case "list RightBracket":
      return opened === t.LeftBracket ? "a value or `]`" : "`,` or `]`";
    case "operand RightParen":
    case "factor RightParen":
    case "value RightParen":
      return "an operator or `)`";
    case "computed SizeClose":
      return "an operator or `}`";
    case "expect Name":
      return "a metric (`params`, `weights`, `macs`, `rf` or `memory`)";
    case "import From":
      return "`,` or `from`";
    case "settingStep Name":
      return opened === t.Arrow ? "a word" : "a setting";
  }
  if (expected === "EOF") return declarationWords;
  if (expected === "String") return "a string";
  const row = rowByName.get(expected);
  return row?.type.LABEL ?? "something else";
}

function adviceFor(source: Source, { rule, expected, found, previous }: ParseError): string | undefined {
  const type = found.tokenType;
  if (expected === "Name" && /^[a-z]+$/.test(found.image))
    return `\`${found.image}\` is a word of the language; choose another name`;
  if (type === t.SizeJoin) return "`x` joins sizes; `*` multiplies";
  if (type === t.Dot && /\d/.test(source.text[found.startOffset + 1] ?? ""))
    return "a decimal begins with a digit: `0.5`";
  if (type === t.AttributeLetter) return "an attribute follows the name of a layer or another argument";
  if (type === t.Equals && rule === "body") return "a value gets its name with `let name = value`";
  if (type === t.Comma && (rule === "body" || rule === "group")) return "stages are joined by `->` or a new line";
  if (type === t.Minus && (rule === "body" || rule === "group") && previous?.tokenType !== t.NewLine) {
    return "a negative or computed argument goes in braces: `{-1}`";
  }
  if (type === t.LeftBracket && rule === "body" && previous?.tokenType === t.Name) {
    return "a computed count goes in parentheses: `* (n[0])`";
  }
  const near = expected === "EOF" ? nearest(found.image, ["import", "const", "block", "model", "train"]) : undefined;
  if (near !== undefined) return `did you mean \`${near}\`?`;
  if (expected === "EOF") return "stages stand inside `model NAME { … }` or `block NAME( … ) { … }`";
  return undefined;
}
