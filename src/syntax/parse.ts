/**
 * Text to syntax tree: the whole front end in order. Takes a source and a report; returns a file with every declaration that
 * could be read, whatever the text holds, and never throws. Syntax errors are reported one to a line, in the order of the
 * text; a declaration with an error inside is marked `damaged`. Takes time linear in the text.
 */
import {
  MismatchedTokenException,
  type IParserErrorMessageProvider,
  type IRecognitionException,
  type IToken,
} from "../../grammar/chevrotain.ts";
import type { FileCstNode } from "../../grammar/generated/cst.ts";
import { markSizeBraces } from "../../grammar/braces.ts";
import { createLexer, type CnnLexer, type Words } from "../../grammar/lexer.ts";
import { settleNewlines } from "../../grammar/newlines.ts";
import { CnnParser } from "../../grammar/parser.ts";
import type { Diagnostic, Report } from "../diagnostics/diagnostic.ts";
import { LIMITS } from "../limits.ts";
import { positionAt, type Source } from "../source/source.ts";
import type { Comment, Declaration, File } from "./ast.ts";
import { buildDeclarations } from "./build-file.ts";
import { checkTokens } from "./check-tokens.ts";
import { createFindings, type Findings } from "./collect.ts";
import * as d from "./diagnostics.ts";
import { explainError } from "./explain-error.ts";
import { findForeignLines } from "./foreign-lines.ts";
import { repairBranches } from "./repair-branches.ts";
import { repairBrackets } from "./repair-brackets.ts";
import { repairComparisons } from "./repair-comparisons.ts";
import { repairDeclarations } from "./repair-declarations.ts";
import { repairInput } from "./repair-input.ts";
import { repairPunctuation } from "./repair-punctuation.ts";
import { repairSizes } from "./repair-sizes.ts";
import { reportLines, type Slip } from "./report-lines.ts";
import { scanText } from "./scan-text.ts";
import { spanOfToken } from "./token-span.ts";
import { noVocabulary, type Vocabulary } from "./vocabulary.ts";

/** Reads a file. Errors: the codes of `syntax/…` in the report; `vocabulary` makes their fixes more certain. */
export function parse(source: Source, report: Report, vocabulary: Vocabulary = noVocabulary): File {
  let read = readText(source, vocabulary);
  const foreign = read.found.length === 0 ? undefined : findForeignLines(source, vocabulary);
  if (foreign) {
    const rest: Source = { ...source, text: foreign.text };
    const again = readText(rest, vocabulary);
    const found = again.found.map((each) => (each.source === rest ? { ...each, source } : each));
    const start = ({ span }: Diagnostic): number => span?.start ?? 0;
    read = { ...again, found: [...found, ...foreign.diagnostics].sort((a, b) => start(a) - start(b)) };
  }
  for (const diagnostic of read.found) report.add(diagnostic);
  const declarations = read.declarations.map((declaration) => markDamage(declaration, read.found));
  return { source, declarations, comments: read.comments, span: { start: 0, end: source.text.length } };
}

interface ReadText {
  readonly declarations: readonly Declaration[];
  readonly comments: readonly Comment[];
  /** What is shown of it. */
  readonly found: readonly Diagnostic[];
}

function readText(source: Source, vocabulary: Vocabulary): ReadText {
  const words = createFindings(LIMITS.syntaxErrors.value);
  const rules = createFindings(LIMITS.syntaxErrors.value);
  const scanned = scanText(source, words);
  const comments: Comment[] = [];
  let read: readonly Declaration[] | undefined = [];
  if (scanned.text !== undefined) {
    const lexed = frontEnd().lexer.tokenize(scanned.text);
    for (const token of lexed.comments) comments.push(commentOf(token, source));
    if (scanned.openCommentAt !== undefined) comments.push(openComment(source, scanned.openCommentAt));
    const cut = scanned.openCommentAt !== undefined;
    const known = checkTokens(source, lexed.tokens, words);
    const begun = repairDeclarations(source, repairComparisons(source, known, words), words);
    const slips: Slip[] = [];
    repairInput(source, begun, slips);
    repairBranches(source, begun, words, vocabulary);
    markSizeBraces(begun);
    const good = repairPunctuation(source, repairSizes(source, begun, slips, vocabulary), slips, vocabulary);
    reportLines(source, slips, words);
    const balanced = repairBrackets(source, good, words, cut);
    const stray = words.list.some(({ code }) => code === d.unmatchedBracket.code);
    // Beyond the limit nothing further is shown, so nothing further is looked for.
    if (!words.full) read = readRules(source, settleNewlines(balanced), comments, rules, { cut, stray });
  }
  const found = oneToALine(source, words, rules);
  const shown = found.slice(0, LIMITS.syntaxErrors.value);
  const last = shown[shown.length - 1];
  if (last?.span !== undefined && (found.length > shown.length || words.full || rules.full || read === undefined)) {
    const message = "there are too many syntax errors: further ones are not shown";
    shown.push(d.tooManyErrors({ message, source, span: last.span }));
  }
  return { declarations: read ?? [], comments, found: shown };
}

/** The words of a text that parses, in order, newlines included; no errors are looked for. */
export function readWords(text: string): Words {
  return frontEnd().lexer.tokenize(text);
}

interface FrontEnd {
  readonly lexer: CnnLexer;
  readonly parser: CnnParser;
}

/** Building lexer and parser takes longer than parsing a file: they are made at the first use and kept. */
const frontEnd: () => FrontEnd = once(() => {
  // The provider may look at the parser only while it parses, when it is there.
  const parser: CnnParser = new CnnParser({ validate: false, errorMessages: boundedMessages(() => parser) });
  return { lexer: createLexer({ validate: false }), parser };
});

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Thrown out of the parser when there are more errors than anybody reads: working each out takes time. */
class EnoughErrors extends Error {}

/**
 * Recovering from one error may look through the whole text: this many tokens are looked at in all. Only files of tens of
 * thousands of lines get fewer errors for it than the limit allows.
 */
const recoveryBudget = 500_000;

/** The parser's messages carry only the name of an expected token; `explain-error.ts` words them. */
function boundedMessages(parser: () => CnnParser): IParserErrorMessageProvider {
  const message = (text: string): string => {
    const { errors, input } = parser();
    const affordable = Math.max(5, Math.floor(recoveryBudget / input.length));
    if (errors.length > Math.min(affordable, LIMITS.syntaxErrors.value)) throw new EnoughErrors();
    return text;
  };
  return {
    buildMismatchTokenMessage: ({ expected }) => message(expected.name),
    buildNotAllInputParsedMessage: () => message("EOF"),
    buildNoViableAltMessage: () => message(""),
    buildEarlyExitMessage: () => message(""),
  };
}

/** Mistakes found before parsing that explain what the rules will miss. */
interface Surroundings {
  /** The text ends early, at a comment without end. */
  readonly cut: boolean;
  /** A closing bracket without partner was left out. */
  readonly stray: boolean;
}

/** The declarations, or undefined where there were too many errors to go on. */
function readRules(
  source: Source,
  tokens: IToken[],
  comments: readonly Comment[],
  findings: Findings,
  around: Surroundings,
): readonly Declaration[] | undefined {
  const { parser } = frontEnd();
  try {
    parser.input = tokens;
    const root = parser.file() as FileCstNode;
    reportErrors(source, tokens, parser.errors, findings, around);
    return buildDeclarations({ source, findings, depth: 0 }, root, comments);
  } catch (error) {
    if (error instanceof EnoughErrors) {
      reportErrors(source, tokens, parser.errors, findings, around);
      return undefined;
    }
    if (error instanceof RangeError) {
      // The nesting limit keeps clear of this; a small stack (a worker, an embedder) may not.
      const message = "the brackets are nested too deeply for the stack";
      findings.add(d.nestingTooDeep({ message, source, span: { start: 0, end: 0 } }));
      return [];
    }
    throw error;
  } finally {
    parser.input = [];
  }
}

function reportErrors(
  source: Source,
  tokens: readonly IToken[],
  errors: readonly IRecognitionException[],
  findings: Findings,
  { cut, stray }: Surroundings,
): void {
  const index = new Map(errors.length === 0 ? [] : tokens.map((token, i): [IToken, number] => [token, i]));
  for (const error of errors) {
    const { ruleStack } = error.context;
    // Behind an open comment everything is missing: that is said already.
    if (cut && !Number.isFinite(error.token.startOffset)) continue;
    const single = error instanceof MismatchedTokenException || error.name === "NotAllInputParsedException";
    const rule = ruleStack[ruleStack.length - 1] ?? "file";
    // What stands outside every declaration after a bracket too many stood inside one.
    if (rule === "file" && stray) continue;
    const at = index.get(error.token) ?? tokens.length;
    findings.add(
      explainError(source, {
        rule,
        expected: single ? error.message : undefined,
        found: error.token,
        // Not the parser's own: after skipping tokens it names a later one.
        previous: tokens[at - 1],
      }),
    );
  }
}

/** Findings of words all stand; of the rules, the first of each line that has none yet. In the order of the text. */
function oneToALine(source: Source, words: Findings, rules: Findings): Diagnostic[] {
  const start = (diagnostic: Diagnostic): number => diagnostic.span?.start ?? 0;
  const line = (diagnostic: Diagnostic): number => positionAt(source, start(diagnostic)).line;
  const taken = new Set<number>();
  for (const diagnostic of words.list) {
    taken.add(line(diagnostic));
    for (const { span } of diagnostic.labels) taken.add(positionAt(source, span.start).line);
  }
  const kept = [...words.list];
  for (const diagnostic of [...rules.list].sort((a, b) => start(a) - start(b))) {
    if (taken.has(line(diagnostic))) continue;
    taken.add(line(diagnostic));
    kept.push(diagnostic);
  }
  return kept.sort((a, b) => start(a) - start(b));
}

function markDamage(declaration: Declaration, found: readonly Diagnostic[]): Declaration {
  const { start, end } = declaration.span;
  const inside = found.some(({ span }) => span !== undefined && span.end >= start && span.start <= end);
  return inside ? { ...declaration, damaged: true } : declaration;
}

function commentOf(token: IToken, source: Source): Comment {
  const span = spanOfToken(token);
  const text = source.text.slice(span.start, span.end);
  return { text, span, documentation: /^\/\/\/(?!\/)/.test(text) };
}

function openComment(source: Source, start: number): Comment {
  return { text: source.text.slice(start), span: { start, end: source.text.length }, documentation: false };
}
