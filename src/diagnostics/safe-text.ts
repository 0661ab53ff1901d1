/**
 * Text that may hold anything (names, paths, lines of a source) made safe and true for a terminal: takes a string, returns one
 * in which no character moves the cursor, changes color or turns the writing direction. Not for HTML or annotations.
 */

const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
const MARK = "\u{fffd}";

/** One line: line ends become blanks, every other control or direction character a visible mark of width one. */
export function safeText(text: string): string {
  return text.replace(/\r\n|[\r\n\t\u2028\u2029]/g, " ").replace(UNSAFE, MARK);
}

/** Several lines: line ends and tabs stay. */
export function safeLines(text: string): string {
  return text.replace(UNSAFE, (character) => (character === "\n" || character === "\t" ? character : MARK));
}

/** Of JSON, which means the same afterwards. */
export function safeJson(text: string): string {
  return text.replace(UNSAFE, (character) =>
    character === "\n" ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
