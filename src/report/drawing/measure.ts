/**
 * How wide a text is, without a browser to ask: by the widths of letters in a wide face, so that what is drawn in another one
 * needs less. Takes a text and one of the drawing's type faces; returns pixels. The slow suite holds it against Chromium.
 */

/** Sizes in pixels at the drawing's natural size; none is below 11. */
export const faces = {
  title: { size: 20, fixed: false, weight: 1.1 },
  subtitle: { size: 13, fixed: false, weight: 1 },
  frame: { size: 12, fixed: true, weight: 1 },
  count: { size: 13, fixed: false, weight: 1.1 },
  label: { size: 11.5, fixed: false, weight: 1.1 },
  code: { size: 11, fixed: true, weight: 1 },
  companion: { size: 11, fixed: true, weight: 1 },
  size: { size: 11.5, fixed: false, weight: 1.1 },
  params: { size: 11, fixed: false, weight: 1 },
  join: { size: 11, fixed: true, weight: 1 },
  reference: { size: 11, fixed: true, weight: 1 },
} as const;

export type Face = keyof typeof faces;

/** Between the lines of a caption, from one base line to the next. */
export const lineHeight = 14;

const narrow = new Set("iljI.,:;'|!()[]{}");
const wide = new Set("mwMW@%");

/** In ems of a proportional face; those of a fixed face are 0.6 em wide. */
const ascii = Array.from({ length: 127 }, (_, code) => {
  const letter = String.fromCharCode(code);
  if (narrow.has(letter)) return 0.4;
  if (wide.has(letter)) return 0.98;
  if (letter === " ") return 0.34;
  return /[A-Z]/.test(letter) ? 0.72 : 0.62;
});

/** Signs and letters of other scripts, which may come from another face. */
function otherEmOf(letter: string, fixed: boolean): number {
  if (letter < "\u1100") return fixed ? 0.61 : 0.72;
  return fixed ? 1.22 : 1.05;
}

export function widthOf(text: string, face: Face): number {
  const { size, fixed, weight } = faces[face];
  let ems = 0;
  for (const letter of text)
    ems += letter < "\x7f" ? (fixed ? 0.61 : ascii[letter.charCodeAt(0)]!) : otherEmOf(letter, fixed);
  return ems * size * weight;
}

/** At most as wide as `width`, with an ellipsis for what is left out. */
export function clip(text: string, face: Face, width: number): string {
  if (widthOf(text, face) <= width) return text;
  const letters = [...text];
  while (letters.length > 1 && widthOf(`${letters.join("")}…`, face) > width) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

/** Lines of whole words, each at most as wide as `width` unless one word is wider; those are clipped at `most`. */
export function wrapWords(words: readonly string[], face: Face, width: number, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines[lines.length - 1];
    if (last !== undefined && widthOf(`${last} ${word}`, face) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(clip(word, face, most));
  }
  return lines;
}
