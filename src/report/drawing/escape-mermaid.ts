/**
 * Text as mermaid holds it in a quoted label. Takes anything a file or a program may bring, returns what stands between quotes;
 * the one place that escapes for mermaid. Letters, digits and plain signs stay, all else becomes mermaid's own `#35;`
 * codes, so that no quote, bracket, semicolon, backtick, tag or entity of the text means anything to mermaid or to the page
 * that shows what mermaid makes of it.
 */

/** Characters that no text shows, and those that turn the writing direction, become a visible mark. */
const invisible = /[\p{Cc}\p{Cs}\ufffe\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const plain = /[\p{L}\p{N}\p{M} .,:_+/=()→×·-]/u;

export function escapeMermaid(text: string): string {
  let escaped = "";
  for (const letter of text) {
    if (letter === "\n" || letter === "\t") escaped += " ";
    else if (invisible.test(letter)) escaped += "\ufffd";
    else escaped += plain.test(letter) ? letter : `#${letter.codePointAt(0)!};`;
  }
  return escaped;
}
