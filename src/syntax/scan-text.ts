/**
 * The first look at a text, before any token: takes a source, reports what its characters alone make wrong (size, line length,
 * forbidden characters, open comments and strings, nesting) and returns a text of the same length that is safe to lex, or
 * none where the parser must not see it. One pass per question, each linear. Not for tokens.
 */
import type { Source } from "../source/source.ts";
import { LIMITS } from "../limits.ts";
import type { Findings } from "./collect.ts";
import * as d from "./diagnostics.ts";

export interface ScannedText {
  /** The source with forbidden characters, byte order mark and an open comment blanked; undefined: do not parse. */
  readonly text: string | undefined;
  /** Where a comment without end begins: what follows is missing, so brackets left open are no further mistake. */
  readonly openCommentAt?: number;
}

export function scanText(source: Source, findings: Findings): ScannedText {
  if (!fileMustBeReasonable(source, findings)) return { text: undefined };
  const visible = blankForbiddenCharacters(source, findings);
  const scanned = scanStructure(source, visible, findings);
  // A hundred mistakes on, or with a line that is no program, parsing would only take time.
  if (scanned.text === undefined || findings.full || !linesMustBeReasonable(source, findings))
    return { text: undefined };
  return scanned;
}

function fileMustBeReasonable(source: Source, findings: Findings): boolean {
  const { text } = source;
  if (text.length > LIMITS.sourceLength.value) {
    findings.add(
      d.sourceTooLarge({
        message: `the file has ${text.length} characters, more than ${LIMITS.sourceLength.value}`,
        source,
        span: { start: 0, end: 0 },
      }),
    );
    return false;
  }
  return true;
}

function linesMustBeReasonable(source: Source, findings: Findings): boolean {
  const { text, lineStarts } = source;
  for (let line = 0; line < lineStarts.length; line++) {
    const start = lineStarts[line]!;
    const length = (lineStarts[line + 1] ?? text.length) - start;
    if (length <= LIMITS.lineLength.value) continue;
    const message = `the line has ${length} characters, more than ${LIMITS.lineLength.value}`;
    findings.add(d.lineTooLong({ message, source, span: { start, end: start + 1 } }));
    return false;
  }
  return true;
}

function blankForbiddenCharacters(source: Source, findings: Findings): string {
  const { text } = source;
  const parts: string[] = [];
  let done = 0;
  const blank = (start: number, end: number): void => {
    parts.push(text.slice(done, start), " ".repeat(end - start));
    done = end;
  };
  let at = 0;
  if (text.charCodeAt(0) === 0xfeff) blank(0, (at = 1));
  while (at < text.length && !findings.full) {
    const start = at;
    while (at < text.length && isForbidden(text, at)) at++;
    if (at === start) {
      // A whole pair is one character.
      at += isHighSurrogate(text.charCodeAt(at)) ? 2 : 1;
      continue;
    }
    blank(start, at);
    const code = text.charCodeAt(start).toString(16).toUpperCase().padStart(4, "0");
    const many = at - start > 1 ? ` and ${at - start - 1} more` : "";
    findings.add(
      d.forbiddenCharacter({
        message: `the invisible character U+${code}${many} may not stand in a file`,
        source,
        span: { start, end: at },
        help: "delete it",
        fixes: [
          { title: "delete the invisible characters", edits: [{ span: { start, end: at }, text: "" }], safe: true },
        ],
      }),
    );
  }
  return done === 0 ? text : parts.join("") + text.slice(done);
}

function isForbidden(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  if (c < 0x7f) return c < 0x20 && c !== 9 && c !== 10 && c !== 13;
  if (c <= 0x9f) return true;
  if (c < 0x61c) return false;
  if (isHighSurrogate(c)) return !isLowSurrogate(text.charCodeAt(at + 1));
  return (
    c === 0x61c ||
    c === 0x200e ||
    c === 0x200f ||
    (c >= 0x2028 && c <= 0x202e) ||
    (c >= 0x2066 && c <= 0x2069) ||
    isLowSurrogate(c) ||
    c === 0xfeff
  );
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

function scanStructure(source: Source, text: string, findings: Findings): ScannedText {
  let depth = 0;
  for (let at = 0; at < text.length && !findings.full; at++) {
    switch (text[at]) {
      case '"': {
        const end = endOfString(text, at + 1);
        stringMustEnd(source, text, at, end, findings);
        at = end;
        break;
      }
      case "/":
        if (text[at + 1] === "/") {
          at = endOfLine(text, at);
        } else if (text[at + 1] === "*") {
          const end = text.indexOf("*/", at + 2);
          if (end < 0) return openComment(source, text, at, findings);
          at = end + 1;
        }
        break;
      case "(":
      case "[":
      case "{":
        depth++;
        if (depth > LIMITS.nesting.value) {
          const message = `more than ${LIMITS.nesting.value} brackets are open here`;
          findings.add(d.nestingTooDeep({ message, source, span: { start: at, end: at + 1 } }));
          return { text: undefined };
        }
        break;
      case ")":
      case "]":
      case "}":
        depth = Math.max(0, depth - 1);
        break;
    }
  }
  return { text };
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
  return at;
}

/** The offset of the closing quote, or of what stands where it is missing. */
function endOfString(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== 34 && !isLineEnd(text.charCodeAt(at))) at++;
  return at;
}

function stringMustEnd(source: Source, text: string, start: number, end: number, findings: Findings): void {
  if (text[end] !== '"') {
    const message = "the string has no closing quote on its line";
    findings.add(d.unterminatedString({ message, source, span: { start, end }, help: 'close it with `"`' }));
  } else if (end - start - 1 > LIMITS.stringLength.value) {
    const message = `the string has ${end - start - 1} characters, more than ${LIMITS.stringLength.value}`;
    findings.add(d.stringTooLong({ message, source, span: { start, end: end + 1 } }));
  }
}

function openComment(source: Source, text: string, start: number, findings: Findings): ScannedText {
  findings.add(
    d.unterminatedComment({
      message: "the comment that begins here never ends",
      source,
      span: { start, end: start + 2 },
      help: "close it with `*/`",
    }),
  );
  return { text: text.slice(0, start), openCommentAt: start };
}
