/**
 * Text broken at its blanks to fit a terminal. Takes one line and the columns there are; returns lines, the further ones indented.
 * A word wider than a line stays whole on a line of its own, so that paths and names can be copied. Widths are those a terminal
 * shows; no character is added but the indentation, none is lost but the blanks at a break. Not for colored text or for tables.
 */
import stringWidth from "string-width";

/** `first`: columns of the first line that are taken by what is before it; `indent`: blanks before each further line. */
export interface WrapOptions {
  readonly first?: number;
  readonly indent?: number;
}

/** `columns` absent: one line, as it is. */
export function wrapText(text: string, columns: number | undefined, options: WrapOptions = {}): readonly string[] {
  const { first = 0, indent = 0 } = options;
  if (columns === undefined || first + stringWidth(text) <= columns) return [text];
  // On a terminal so narrow that nothing would fit behind it, the indentation gives way.
  const blanks = " ".repeat(Math.min(indent, columns >> 1));
  const start = /^ */.exec(text)![0];
  const lines: string[] = [];
  let line = start;
  let width = first + start.length;
  let isBare = first === 0;
  for (const [, word = "", gap = ""] of text.slice(start.length).matchAll(/([^ ]+)( *)/g)) {
    const needed = stringWidth(word);
    if (!isBare && width + needed > columns) {
      lines.push(line.trimEnd());
      line = blanks;
      width = blanks.length;
    }
    line += word + gap;
    width += needed + gap.length;
    isBare = false;
  }
  return [...lines, line.trimEnd()];
}
