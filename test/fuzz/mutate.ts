/**
 * Programs gone wrong: takes a text, its words as the lexer reads them, and a random generator; returns the text with some words
 * deleted, doubled, exchanged or replaced, or cut. And texts of random characters, which need no program.
 */
import { tokenRows } from "../../grammar/tokens.ts";
import { readWords } from "../../src/syntax/parse.ts";
import type { Random } from "./random.ts";

const foreign = [
  ...tokenRows.flatMap(({ literal }) => (literal === undefined ? [] : [literal])),
  ...["\n", "a", "in.c", "3x3", "s2", "p1:0", "s{", "x", "12", "0", "0.5", '"s"', '"', "99999", "1e400", "/*", "//"],
  ...["__proto__", "constructor", "toString", "99999999x99999999x9", "2_147_483_648", "\u0000", "\ud800", "→", "é"],
];

/** One change or a few, seldom many. */
export function mutate(text: string, random: Random, donor: string = text): string {
  const { below, chance, pick } = random;
  const words = piecesOf(text);
  const others = donor === text ? words : piecesOf(donor);
  for (let changes = chance(0.1) ? 1 + below(20) : 1 + below(3); changes > 0 && words.length > 0; changes--) {
    const at = below(words.length);
    const to = below(words.length);
    switch (below(8)) {
      case 0:
        words.splice(at, 1);
        break;
      case 1:
        words.splice(at, 0, words[at]!);
        break;
      case 2:
        [words[at], words[to]] = [words[to]!, words[at]!];
        break;
      case 3:
        words[at] = pick(others.length > 0 ? others : foreign);
        break;
      case 4:
        words[at] = pick(foreign);
        break;
      case 5:
        words.splice(at, 0, pick(foreign));
        break;
      case 6: {
        // A piece of the text once more, elsewhere.
        const piece = words.slice(at, at + below(30));
        words.splice(to, 0, ...piece);
        break;
      }
      default:
        if (chance(0.3)) words.length = at;
        else words.splice(at, below(8));
    }
  }
  return words.join("");
}

/** Words with the blanks and comments before them. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let done = 0;
  for (const { startOffset, endOffset } of readWords(text).tokens) {
    pieces.push(text.slice(done, endOffset! + 1));
    done = endOffset! + 1;
    if (startOffset > endOffset!) throw new Error("a token without text");
  }
  if (done < text.length) pieces.push(text.slice(done));
  return pieces;
}

const alphabets: readonly ((random: Random) => string)[] = [
  ({ below }) => String.fromCharCode(below(256)),
  ({ below }) => String.fromCharCode(below(65_536)),
  ({ below }) => String.fromCodePoint(below(0x110000)),
  ({ below }) => String.fromCharCode(32 + below(95)),
  ({ pick }) => pick([...'{}[]()|,:@.*=<>-+/%"\n\r\t x_0123456789spdg']),
  ({ pick }) =>
    pick(["model A {", "}", "\n", "input 3x3x3", "conv 3x3x3", " -> ", "\u202e", "\ufeff", "\ud83d", "\ude00"]),
  ({ pick }) => pick(foreign),
];

/** Characters of one alphabet or of several, alone or inside a program. */
export function randomCharacters(random: Random, around: string): string {
  const { below, chance, pick } = random;
  const alphabet = pick(alphabets);
  const mixed = chance(0.3);
  const length = chance(0.05) ? below(4_000) : below(300);
  let text = "";
  for (let i = 0; i < length; i++) text += (mixed ? pick(alphabets) : alphabet)(random);
  if (chance(0.5)) return text;
  const at = below(around.length + 1);
  return around.slice(0, at) + text + around.slice(at);
}
