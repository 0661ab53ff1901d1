/**
 * Text and numbers as SVG and HTML hold them. Takes anything a file or a program may bring (names, paths), returns text that
 * is safe between tags and within quoted attributes of both; numbers in one short notation. The one place that escapes.
 */

const entities: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

/** Characters that XML cannot hold, and those that turn the writing direction, become a visible mark. */
export function escapeMarkup(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (c) =>
      c === "\n" || c === "\t" ? " " : "\ufffd",
    )
    .replace(/[&<>"']/g, (c) => entities.get(c)!);
}

/** A length or a place on the page: two decimals at most. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** PNG bytes as an address. */
export function pngAddress(png: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(png.buffer, png.byteOffset, png.byteLength).toString("base64")}`;
}
