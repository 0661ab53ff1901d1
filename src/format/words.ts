/**
 * The words of a file in order, with the comments between them: what the formatter prints from. Takes the text and its parsed
 * file; each word is taken once, by the printer of the node that holds it. A word that is not the expected one, or one taken
 * while a comment before it is not printed, is a bug of the formatter and throws: nothing is lost silently. Not for layout.
 */
import { Decimal, NewLine, Pipe } from "../../grammar/tokens.ts";
import type { Comment, File } from "../syntax/ast.ts";
import { readWords } from "../syntax/parse.ts";
import { endOfToken } from "../syntax/token-span.ts";

export interface Words {
  readonly text: string;
  /** The next word as it is printed; nothing at the end. */
  readonly next: string;
  /** Where the next word begins; the end of the text when there is none. */
  readonly start: number;
  /** Just behind the word taken last; 0 before the first. */
  readonly end: number;
  at(word: string): boolean;
  /** The next word as it is printed. Throws when it is not `expected`, or when a comment stands before it. */
  take(expected?: string): string;
  /** Passes over a word that is printed by its layout, not from the text; does not move `end`. */
  skip(word: string): void;
  /** Where the word after the next begins. */
  startAfterNext(): number;
  /** Whether a comment stands before the next word. */
  commentAhead(): boolean;
  /** Takes the comments before an offset. */
  commentsBefore(offset: number): readonly Comment[];
  /** Throws when a word or a comment is left. */
  finish(): void;
}

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export function createWords({ source: { text }, comments }: File): Words {
  const words: Word[] = [];
  for (const token of readWords(text).tokens) {
    if (token.tokenType === NewLine) continue;
    // The only letter in a number whose case is free is the one of the exponent.
    const image = token.tokenType === Decimal ? token.image.toLowerCase() : token.image;
    words.push({ text: image, start: token.startOffset, end: endOfToken(token) });
  }
  const none: Word = { text: "", start: text.length, end: text.length };
  let next = 0;
  let nextComment = 0;
  let end = 0;
  const commentStart = (): number => comments[nextComment]?.span.start ?? text.length;
  const current = (): Word => words[next] ?? none;
  return {
    text,
    get next() {
      return current().text;
    },
    get start() {
      return current().start;
    },
    get end() {
      return end;
    },
    at: (word) => next < words.length && current().text === word,
    take(expected) {
      const word = current();
      if (next === words.length || (expected !== undefined && word.text !== expected)) {
        throw new Error(`the formatter expected ${expected ?? "a word"} at ${word.start} and found ${word.text}`);
      }
      if (commentStart() < word.start) {
        throw new Error(`the formatter would lose a comment before ${word.start}`);
      }
      next++;
      end = word.end;
      return word.text;
    },
    skip(word) {
      if (current().text !== word) throw new Error(`the formatter expected ${word} at ${current().start}`);
      next++;
    },
    startAfterNext: () => (words[next + 1] ?? none).start,
    commentAhead: () => commentStart() < current().start,
    commentsBefore(offset) {
      const from = nextComment;
      while (commentStart() < offset) nextComment++;
      return comments.slice(from, nextComment);
    },
    finish() {
      if (next !== words.length || nextComment !== comments.length) {
        throw new Error(`the formatter left something out at ${current().start}`);
      }
    },
  };
}

/**
 * Throws unless two texts hold the same words and as many comments; the signs before arms aside, which come and go. A program
 * must never lose a word to a mistake of the layout.
 */
export function mustHoldSameWords(before: string, after: string): void {
  const [was, is] = [before, after].map((text) => {
    const { tokens, comments } = readWords(text);
    const words = tokens.filter(({ tokenType }) => tokenType !== NewLine && tokenType !== Pipe);
    return { words: words.map(({ image }) => image.toLowerCase()), comments: comments.length };
  });
  const lost = was!.words.findIndex((word, i) => word !== is!.words[i]);
  if (lost < 0 && was!.words.length === is!.words.length && was!.comments === is!.comments) return;
  throw new Error(`the formatter would change the program at ${was!.words[lost] ?? "its comments"}`);
}
